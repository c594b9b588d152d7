"""Suggestions come from as many documents as there are."""

from domain.suggestions import Questions, varied

GUIDE = Questions("d1", "guide.txt", ("When is it open?", "How much is a ticket?", "Where are bags kept?"))
RULES = Questions("d2", "rules.txt", ("How much is a ticket?", "How long is the term?"))


def test_each_document_has_its_first_question_before_any_has_its_second() -> None:
    assert [(one.document, one.question) for one in varied([GUIDE, RULES], limit=3)] == [
        ("guide.txt", "When is it open?"),
        ("rules.txt", "How much is a ticket?"),
        ("rules.txt", "How long is the term?"),
    ]


def test_a_question_of_two_documents_is_suggested_once() -> None:
    assert len(varied([GUIDE, RULES], limit=9)) == 4
    assert varied([], limit=9) == []
