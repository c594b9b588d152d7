"""Replies to questions with gold answers become shares."""

from domain.answers import Outcome
from evaluation.paragraphs import ParagraphQuestion
from evaluation.replies import Reply, reply_figures

BUILT = ParagraphQuestion("q-1", "When was the mill built?", "Mill", ("1732", "in 1732"))
BURNT = ParagraphQuestion("q-2", "Who burnt the mill?", "Mill", ())


def reply(question: ParagraphQuestion, content: str, outcome: Outcome = Outcome.ANSWERED) -> Reply:
    return Reply(question, outcome, content, 10.0)


def test_an_answer_is_right_if_it_holds_a_gold_one() -> None:
    assert reply(BUILT, "The mill was built in 1732. [1]").is_right
    assert not reply(BUILT, "The mill was built in 1801. [1]").is_right
    assert not reply(BURNT, "The mill was burnt in 1801. [1]").is_right


def test_what_an_abstention_shows_beside_it_is_no_answer() -> None:
    assert not reply(BUILT, "That is not in the documents. Near it: built in 1732.", Outcome.ABSTAINED).is_right


def test_what_went_to_a_person_is_neither_answered_nor_abstained_from() -> None:
    found = reply_figures(
        [reply(BUILT, "A person will answer.", Outcome.ESCALATED), reply(BURNT, "", Outcome.ESCALATED)]
    )
    assert (found.answered, found.abstained) == (0, 0)
    assert found.outcomes_of_unanswerable == {"escalated": 1}


def test_shares_are_of_those_that_they_speak_of() -> None:
    found = reply_figures(
        [
            reply(BUILT, "In 1732. [1]"),
            reply(BUILT, "In 1732. [1]", Outcome.FLAGGED),
            reply(BUILT, "In 1801. [1]"),
            reply(BUILT, "Not in the documents.", Outcome.ABSTAINED),
            reply(BURNT, "Not in the documents.", Outcome.ABSTAINED),
            reply(BURNT, "In 1732. [1]"),
        ]
    )
    assert (found.answerable, found.unanswerable) == (4, 2)
    assert (found.gold_contained, found.answered, found.right_among_answered) == (1 / 2, 3 / 4, 2 / 3)
    assert found.abstained == 1 / 2
    assert found.outcomes_of_answerable == {"answered": 2, "flagged": 1, "abstained": 1}
    assert found.times.p50 == 10.0


def test_what_there_is_nothing_of_has_no_share() -> None:
    found = reply_figures([reply(BURNT, "", Outcome.ABSTAINED)])
    assert (found.gold_contained, found.right_among_answered, found.abstained) == (None, None, 1)
