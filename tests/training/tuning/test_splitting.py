"""No document stands on both sides of the split, and nothing that is nearly a held-out row is learnt from."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Misconfigured
from tests.training.tuning.made_up import row, rows
from training.tuning.rows import TuningRow
from training.tuning.splitting import Split, split_rows


def split(some: Sequence[TuningRow], held_out: Sequence[TuningRow] = (), *, seed: int = 1) -> Split:
    return split_rows(some, held_out, ratio=0.25, near_ratio=0.8, seed=seed)


@given(st.lists(st.sampled_from("abcdef"), min_size=2, max_size=30), st.integers(0, 5))
def test_no_document_is_on_both_sides_and_no_row_is_lost(documents: list[str], seed: int) -> None:
    some = [row(n, question=f"{n} {n * 7} {n * 31}?", answer=f"{n * 3}", document=d) for n, d in enumerate(documents)]
    if len(set(documents)) < 2:
        return
    found = split(some, seed=seed)
    assert not {one.group for one in found.train} & {one.group for one in found.held_out}
    assert set(found.train) | set(found.held_out) == set(some)
    assert found.held_out
    assert found.train


def test_the_same_seed_draws_the_same_documents_and_another_one_others() -> None:
    assert set(split(rows()).held_out) == set(split(list(reversed(rows()))).held_out)
    assert len({frozenset(split(rows(), seed=seed).held_out) for seed in range(5)}) > 1


def test_what_is_nearly_a_held_out_row_is_not_learnt_from() -> None:
    kept = row(0, question="How many steps does the old tower by the river have today?")
    worded = f"So, {kept.question[0].lower()}{kept.question[1:]}"
    near = kept.model_copy(update={"question": worded, "document": "near.md"})
    far = row(1)
    found = split([near, far], (kept,))
    assert (found.train, found.held_out, found.near) == ((far,), (kept,), 1)


def test_of_a_document_that_is_measured_on_nothing_is_learnt() -> None:
    kept, other = row(0, document="library.md"), row(5, document="library.md")
    assert split([other, row(1, document="b.md")], (kept,)).train == (row(1, document="b.md"),)


def test_the_one_large_document_is_learnt_from() -> None:
    some = [
        row(n, question=f"{n} {n * 7}?", answer=f"{n * 3}", document="a" if n < 90 else f"b{n}") for n in range(100)
    ]
    assert all(10 <= len(split(some, seed=seed).held_out) <= 50 for seed in range(4))


def test_rows_that_stand_there_twice_count_once() -> None:
    found = split([*rows(), *rows()])
    assert found.repeated == 12
    assert len(found.train) + len(found.held_out) == 12


def test_one_document_cannot_be_split_and_that_is_said() -> None:
    with pytest.raises(Misconfigured, match="All rows are of one document"):
        split([row(0), row(0, question="Another question?")])


def test_nothing_to_learn_from_is_said() -> None:
    with pytest.raises(Misconfigured, match="Nothing is left to learn from"):
        split([row(0)], (row(0),))
