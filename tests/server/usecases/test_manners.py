"""What is said where nothing is quoted: to small talk, of what the documents hold, and near what they do not answer."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from domain.answers import Answer, Outcome, Reason
from domain.conversations import Author
from domain.documents import Chunk, DocumentStatus, Passage, Scores, StoredChunk
from domain.explaining import Candidate
from domain.generation import Turn
from domain.places import Mark, Page, Rows, Section, Whole
from monitoring.claims.splitting import is_abstention
from server.usecases.answering import EXTRACTIVE, Finished
from tests.server.usecases.fakes import Choices, Documents, Library, Writer, document
from tests.server.usecases.test_assistant import Desk


def holding(*names: str, status: DocumentStatus = DocumentStatus.READY) -> Documents:
    made = {name: replace(document(name), id=name, status=status) for name in names}
    return Documents({("default", name): one for name, one in made.items()})


def placed(number: int, text: str, heading: str, page: int) -> Passage:
    chunk = Chunk(text, 0, len(text), Section(heading, Page(page)))
    return Passage(StoredChunk(number, "doc_1", "handbook.pdf", "default", chunk), 0.0, Scores(None, 1.0))


def said(desk: Desk, question: str, **changes: object) -> Answer:
    events: Iterator[object] = desk.answer(question=question, **changes)
    end = list(events)[-1]
    assert isinstance(end, Finished)
    assert end.escalation_id is None
    return end.answer


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        ("Hello!", "Hello!"),
        ("Danke schön", "Gern geschehen."),
        ("Ki vagy?", "Candor vagyok"),
        ("?", "Please type a question"),
        ("Can I talk to a human?", "Yes. Choose “Ask a person”"),
    ],
)
def test_small_talk_is_answered_by_rule_and_claims_nothing(message: str, reply: str) -> None:
    desk = Desk(Writer(["It is nonsense [1]."]))
    answer = said(desk, message)
    assert answer.content.startswith(reply)
    assert (answer.outcome, answer.reason, answer.model) == (Outcome.ABSTAINED, Reason.NO_QUESTION, EXTRACTIVE)
    assert (answer.claims, answer.support, answer.risk, answer.passages) == ((), None, None, ())
    assert desk.library.asked == []
    assert desk.escalated == []


def test_a_bare_mark_is_answered_in_the_language_that_was_spoken() -> None:
    history = (Turn(Author.USER, "Was kostet der Eintritt?"), Turn(Author.ASSISTANT, "5 Euro."))
    assert said(Desk(Writer()), "?", history=history).content.startswith("Bitte geben Sie eine Frage")


def test_a_greeting_before_a_question_is_dropped() -> None:
    desk = Desk(Writer(["It opens at nine [1]."]))
    answer = said(desk, "Hi, when does it open?")
    assert [query for query, _, _ in desk.library.asked] == ["when does it open?"]
    assert (answer.outcome, answer.rewritten_question) == (Outcome.ANSWERED, None)


def test_what_there_is_to_ask_is_told_by_documents_and_sections() -> None:
    documents = holding("guide.md", "list.txt")
    documents.marked["guide.md"] = (
        Mark(0, Section("Guide", Whole())),
        Mark(9, Section("Guide › Prices", Whole())),
        Mark(20, Section("Guide › Prices › Children", Whole())),
    )
    content = said(Desk(Writer(), documents=documents), "what is in this file?").content
    assert content.splitlines()[2:] == ["- guide.md: Guide, Prices", "- list.txt"]


def test_without_documents_it_says_so_and_what_to_do() -> None:
    desk = Desk(Writer(abstains=True), extractive=Writer(abstains=True), library=Library(()))
    assert said(desk, "When does it open?").content.startswith("There are no documents here yet")
    assert said(desk, "what can I ask?").content.startswith("There are no documents here yet")


def test_documents_that_are_still_being_read_are_named() -> None:
    documents = holding("big.pdf", status=DocumentStatus.EMBEDDING)
    silent = Writer(abstains=True)
    desk = Desk(silent, extractive=silent, library=Library(()), documents=documents)
    assert said(desk, "When does it open?").content == (
        "The documents do not say. Not all documents have been read yet (big.pdf); ask again in a moment."
    )


def test_an_abstention_names_what_stands_near() -> None:
    wages = placed(1, "Drivers earn 14 pounds an hour. Their wages are paid monthly.", "Pay › Wages of drivers", 12)
    dogs = placed(2, "Dogs are not allowed.", "Dogs", 3)
    silent = Writer(abstains=True)
    desk = Desk(silent, extractive=silent, library=Library((dogs, wages)), documents=holding("handbook.pdf"))
    answer = said(desk, "What are the wages of apprentices?")
    assert answer.content == (
        "The documents do not say. Nearest to it: “Wages of drivers” (handbook.pdf, page 12) [2]."
    )
    assert (answer.outcome, answer.claims, answer.reason) == (Outcome.ABSTAINED, (), None)


def test_the_sentence_that_may_answer_after_all_is_said_and_nothing_beside_it() -> None:
    wages = placed(1, "Drivers earn 14 pounds an hour. Their wages are paid monthly.", "Pay › Wages of drivers", 12)
    notes = placed(2, "Whoever learns the trade gets “half” of that.", "Learning", 3)
    silent = Writer(abstains=True)
    likeliest = Choices((Candidate("Whoever learns the trade gets “half” of that.", 1, 0.11, "unlikely"),))
    documents = holding("handbook.pdf")
    desk = Desk(silent, extractive=silent, library=Library((wages, notes)), documents=documents, nearest=likeliest)
    answer = said(desk, "What are the wages of apprentices?")
    assert answer.content == (
        "The documents do not say. Nearest to it: “Whoever learns the trade gets ’half’ of that” (handbook.pdf, page 3)"
        " [2]."
    )
    assert (answer.outcome, answer.claims) == (Outcome.ABSTAINED, ())
    assert is_abstention(answer.content)


def test_in_our_own_words_nothing_is_certain_and_the_sentence_may_be_it() -> None:
    fees = placed(1, "Drivers earn 14 pounds an hour.", "Pay", 12)
    likeliest = Choices((Candidate("Drivers earn 14 pounds an hour.", 0, 0.11, "unlikely"),))
    documents, mute = holding("handbook.pdf"), Writer()
    desk = Desk(mute, extractive=mute, library=Library((fees,)), documents=documents, nearest=likeliest)
    answer = said(desk, "What does a man at the wheel get?")
    assert answer.content == (
        "No certain answer to this question was found in the documents. "
        "This may be it: “Drivers earn 14 pounds an hour” (handbook.pdf, page 12) [1]."
    )
    assert (answer.outcome, answer.claims) == (Outcome.ABSTAINED, ())


@pytest.mark.parametrize("held", [(Candidate("Dogs bark.", 0, 0.05, "unlikely"),), None])
def test_nor_is_a_sentence_that_hardly_answers_or_that_cannot_be_weighed(held: Sequence[Candidate] | None) -> None:
    desk = Desk(
        Writer(abstains=True), extractive=Writer(abstains=True), documents=holding("a.txt"), nearest=Choices(held)
    )
    assert said(desk, "Who is the president of France?").content == "The documents do not say."


def test_rows_stand_near_by_what_heads_them_and_not_by_one_of_them() -> None:
    chunk = Chunk("Post: Driver; Wage: 14", 0, 22, Section("Pay › Posts", Rows(1, 1)))
    rows = Passage(StoredChunk(1, "doc_1", "handbook.pdf", "default", chunk), 0.0, Scores(None, 1.0))
    silent = Writer(abstains=True)
    desk = Desk(silent, extractive=silent, library=Library((rows,)), documents=holding("handbook.pdf"))
    assert "“Posts”" in said(desk, "What is the wage of drivers?").content


def test_what_shares_no_word_is_not_near() -> None:
    desk = Desk(Writer(abstains=True), extractive=Writer(abstains=True), documents=holding("guide.txt"))
    assert said(desk, "Who is the president of France?").content == "The documents do not say."
