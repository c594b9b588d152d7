"""Abstention curves count what is answered, lost and invented."""

import pytest

pytest.importorskip("sklearn", reason="needs the extra `train`; .ci/run has an environment for it")

from domain.generation import Reading
from training.evaluate_reader import CURVE, abstention_curve
from training.reader_data import ReaderExample


def _example(answer: tuple[int, int] | None) -> ReaderExample:
    return ReaderExample("Who?", "Ivo was here", relevant=True, answer=answer, span_known=True, origin="squad")


def test_the_curve_falls_as_the_threshold_rises_and_knows_what_was_lost_and_invented() -> None:
    examples = [_example((0, 3)), _example((0, 3)), _example(None), _example(None)]
    readings = [Reading(1.0, sure, 0, 3) for sure in (0.95, 0.4, 0.6, 0.05)]
    rows = {row.threshold: row for row in abstention_curve("squad", examples, readings)}
    assert [rows[threshold].answered for threshold in CURVE] == [0.75, 0.75, 0.5, 0.25, 0.25]
    assert (rows[0.5].f1, rows[0.5].lost, rows[0.5].invented) == (0.5, 0.5, 0.5)
    assert (rows[0.9].f1, rows[0.9].lost, rows[0.9].invented) == (1.0, 0.5, 0.0)
