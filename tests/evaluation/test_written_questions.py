"""What counts as the answer to a written question."""

from pathlib import Path

import pytest

from evaluation.written_questions import WrittenQuestion, answered_share, written_set

ASKED = Path(__file__).parents[2] / "training" / "written" / "asked"
QUESTION = WrittenQuestion(
    id="q",
    kind="list",
    question="What does a boat cost?",
    document="prices.md",
    right=(("Boats cost 9 euros.",), ("| Boat | 9 euros | daily |", "Prices include the\n jetty.")),
    near=("Boats are let daily.",),
    answer="9 euros",
)


def test_the_alternative_that_is_held_best_counts() -> None:
    assert answered_share(QUESTION, "It is so: boats  cost 9 euros.") == 1
    assert answered_share(QUESTION, "Name: Boat; Price: 9 euros; When: daily") == 0.5
    assert answered_share(QUESTION, "Name: Boat; Price: 9 euros; When: daily Prices include the jetty.") == 0.5
    assert answered_share(QUESTION, "Boats are let daily.") == 0


@pytest.mark.parametrize("folder", sorted(ASKED.iterdir()), ids=lambda path: path.name)
def test_each_right_answer_stands_in_its_document(folder: Path) -> None:
    written = written_set(folder)
    texts = {path.name: " ".join(path.read_text(encoding="utf-8").split()) for path in written.documents}
    assert len({question.id for question in written.questions}) == len(written.questions) > 60
    for question in written.questions:
        assert bool(question.right) is not question.is_open
        for group in question.right:
            assert question.document is not None
            assert all(" ".join(part.split()) in texts[question.document] for part in group), question.id


def test_a_row_counts_though_its_cells_have_commas_and_semicolons_themselves() -> None:
    row = 'W04,Large service,€98,"As W03, with motor check; cables are included"'
    asked = QUESTION.model_copy(update={"right": ((row,),)})
    told = "Code: W04; Service: Large service; Members: €98; Notes: As W03, with motor check; cables are included"
    assert answered_share(asked, told) == 1
    assert answered_share(asked, told.replace("€98", "€79")) == 0
