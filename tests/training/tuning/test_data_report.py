"""The report counts rows, tokens and what was left out, and warns where the sides of the split differ."""

import pytest

from domain.errors import Misconfigured
from generation.templates import NO_ANSWER
from tests.training.tuning.made_up import row, rows
from training.tuning.data_report import reported
from training.tuning.rows import TuningRow
from training.tuning.splitting import Split


def many(count: int, *, absent: int = 0) -> tuple[TuningRow, ...]:
    unanswered = [row(n, question=f"Who was {n}?", answer=NO_ANSWER, document=f"{n}") for n in range(absent)]
    return (*unanswered, *(row(n, question=f"When was {n}?", document=f"{n}") for n in range(absent, count)))


def test_both_sides_are_counted() -> None:
    split = Split(tuple(rows(8, rejected=True)), tuple(rows(12)[8:]), repeated=2, near=1)
    _, report = reported(split, lambda one: len(one.question), limit=100)
    assert (report.train.rows, report.train.abstentions, report.train.pairs) == (8, 2, 8)
    assert (report.held_out.rows, report.held_out.documents) == (4, 4)
    lines = report.lines()
    assert any("2 repeated rows and 1 that are nearly a held-out one" in line for line in lines)
    assert any("Only 4 rows are held out" in line for line in lines)


def test_what_is_too_long_is_left_out_and_counted() -> None:
    lengths = {one: 10 * number for number, one in enumerate(many(10))}
    split, report = reported(Split(many(10)[:8], many(10)[8:], 0, 0), lengths.__getitem__, limit=85)
    assert (len(split.train), len(split.held_out)) == (8, 1)
    assert (report.too_long, report.too_long_ratio, report.train.most_tokens) == (1, 0.1, 70)


def test_a_limit_that_nothing_fits_in_is_refused() -> None:
    with pytest.raises(Misconfigured, match="the shortest has 50 tokens"):
        reported(Split(many(4)[:2], many(4)[2:], 0, 0), lambda _: 50, limit=40)


def test_sides_of_other_lengths_or_other_abstentions_are_warned_of() -> None:
    alike = Split(many(100, absent=20), many(50, absent=10), 0, 0)
    assert not reported(alike, lambda _: 10, limit=100)[1].warnings
    differing = Split(many(100, absent=5), many(50, absent=40), 0, 0)
    [warning] = reported(differing, lambda _: 10, limit=100)[1].warnings
    assert "5% of the rows that are learnt from have no answer and 80%" in warning
    train = many(100)
    [warning] = reported(Split(train, many(140)[100:], 0, 0), lambda one: 10 if one in train else 30, limit=100)[
        1
    ].warnings
    assert "3.0 times the tokens" in warning


def test_many_rows_that_are_too_long_are_warned_of() -> None:
    rows_of = many(100)
    lengths = {one: 10 if number % 3 else 200 for number, one in enumerate(rows_of)}
    [warning] = reported(Split(rows_of[:50], rows_of[50:], 0, 0), lengths.__getitem__, limit=100)[1].warnings
    assert warning.startswith("Many rows are too long")
