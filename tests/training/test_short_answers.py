"""Short answers are counted where the quotes are right, and compared with those that were written."""

from collections.abc import Iterator

from domain.generation import Abstention, Generated, Piece, Sampling, Short, Task
from evaluation.written_questions import WrittenQuestion
from tests.ingest.tiny_tokenizer import TinyTokenizer
from tests.retrieval.fakes import WordEncoder, WordReader
from tests.training.test_quoting import YearJudge
from training.quoting_questions import tasks, written_sets
from training.short_answers import as_served, report, said

FEE = "A locker costs 45 euros."


def question(name: str, answer: str) -> WrittenQuestion:
    return WrittenQuestion(
        id=name, kind="fact", question="What does it cost?", document="a.txt", right=((FEE,),), near=(), answer=answer
    )


def task(text: str) -> Task:
    """One that is answered with `text`, whose short answer stands between bars."""
    return Task(question=text, query=text, passages=(), history=(), sampling=Sampling())


class Script:
    """Says what it is asked."""

    def generate(self, task: Task) -> Iterator[Generated]:
        before, *rest = task.query.split("|")
        if not task.query:
            yield Abstention("Nothing was found.")
        if rest:
            yield Short(len(before), len(before) + len(rest[0]))
        yield Piece(task.query.replace("|", ""))


ASKED = [
    (question("a-1", "45"), task("A locker costs |45 euros|. [1]")),
    (question("a-2", "from 45 euros a day on"), task("A locker costs |45 euros|. [1]")),
    (question("a-3", "12 euros"), task("A locker costs |45 euros|. [1]")),
    (question("a-4", "45 euros"), task("A locker costs 45 euros. [1]")),
    (question("a-5", "12 euros"), task("A key costs |45 euros|. [1]")),
    (question("a-6", ""), task("")),
]


def test_what_is_said_of_right_quotes_and_of_wrong_ones_is_told_apart() -> None:
    found = {one.question.id: one for one in said(ASKED, Script())}
    assert {name: (one.is_right, one.short, one.agrees) for name, one in found.items()} == {
        "a-1": (True, "45 euros", True),
        "a-2": (True, "45 euros", True),
        "a-3": (True, "45 euros", False),
        "a-4": (True, None, False),
        "a-5": (False, "45 euros", False),
    }
    first, *rest = report("a", found.values())
    assert first == (
        "a: 4 quotes right, 3 with a short answer, 2 of them as written; 1 quotes wrong, 1 with a short answer"
    )
    assert [line.split()[0] for line in rest] == ["a-3", "a-5"]


def test_the_written_questions_are_quoted_for_as_the_service_does() -> None:
    first = written_sets()[0]
    asked = list(tasks(first, WordEncoder(), TinyTokenizer()))
    assert [one.id for one, _ in asked] == [one.id for one in first.questions]
    found = list(said(asked[:12], as_served(WordEncoder(), WordReader(), YearJudge())))
    assert any(one.is_right for one in found)
