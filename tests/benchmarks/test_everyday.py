from pathlib import Path

import pytest

from benchmarks.everyday import Found, Question, holds_answer, load_questions, report
from domain.documents import Chunk, Passage, Scores, StoredChunk
from domain.places import Page, Section
from evaluation.files import MissingData

QUESTION = Question(
    id="q1",
    kind="fact",
    question="When do you open in winter?",
    document="bath.pdf (not old.pdf)",
    note="at nine",
    all=(r"\bnine\b", "winter"),
    none=("closed",),
)


def passage(text: str, *, document: str = "bath.pdf", heading: str = "Bath › Summer") -> Passage:
    chunk = Chunk(text, 0, len(text), Section(heading, Page(1)))
    return Passage(StoredChunk(1, "d", document, "c", chunk), 0.5, Scores(0.5, None))


@pytest.mark.parametrize(
    ("found", "holds"),
    [
        (passage("In winter we open at nine. On Mondays it stays closed."), True),
        (passage("We open at nine.", heading="Bath › Winter"), True),
        (passage("We open at nine."), False),
        (passage("In winter it opens at nine and stays closed."), False),
        (passage("In winter we open at nine.", document="old.pdf"), False),
    ],
)
def test_a_passage_holds_an_answer_where_a_stretch_of_it_matches(found: Passage, *, holds: bool) -> None:
    assert holds_answer(QUESTION, found) is holds


def test_data_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match=r"questions\.jsonl"):
        load_questions(tmp_path)


def test_what_was_not_found_is_listed_below_the_table() -> None:
    lines = report([Found(QUESTION, None, [passage("We open at ten.")]), Found(QUESTION, 2, [])]).split("\n")
    assert "| fact | 2 | 0 (0.0%) | 1 (50.0%) |" in lines
    assert [line for line in lines if QUESTION.question in line] == ["q1 fact | When do you open in winter?"]
