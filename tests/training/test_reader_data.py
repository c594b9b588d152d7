"""Reader examples keep their answers, and no group stands on both sides of a split."""

import random

from evaluation.sources import Asked, Judged
from training.reader_data import judged_example, kept_and_held

WORDS = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"]


def _row(question: str, passage: str, answer: str, group: str) -> Asked:
    start = passage.index(answer)
    return Asked(question, passage, (start, start + len(answer)), group)


def test_a_judged_answer_that_stands_in_the_passage_teaches_its_span() -> None:
    example = judged_example(
        Judged("Nickname?", "It is called the Googleplex.", relevant=True, answer="The Googleplex."), random.Random(1)
    )
    assert example.answer is not None
    assert example.passage[slice(*example.answer)] == "the Googleplex"
    other = judged_example(
        Judged("Nickname?", "It is called so.", relevant=True, answer="The Googleplex."), random.Random(1)
    )
    assert (other.answer, other.span_known) == (None, False)


def test_rows_of_articles_that_are_kept_out_are_not_trained_on() -> None:
    rows = [Asked("q", "p", None, group) for group in ("Normans", "Imperialism", "Warsaw")]
    kept, held = kept_and_held(rows)
    assert [row.group for row in held] == ["Imperialism"]
    assert [row.group for row in kept] == ["Normans", "Warsaw"]
