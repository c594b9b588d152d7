"""A sample of a set is the same for everybody, and what is left of it fits the floor."""

from evaluation.answer_sets import Row
from evaluation.trials import Trials, rows_of
from tests.benchmarks.check_fakes import trial

WHOLE = Trials("set", tuple(trial(f"Answer {number}.", wrong=False, group=str(number // 2)) for number in range(40)))


def test_a_sample_is_drawn_from_its_seed() -> None:
    drawn = WHOLE.limited(10, seed=1)
    assert len(drawn.trials) == 10
    assert drawn == WHOLE.limited(10, seed=1) != WHOLE.limited(10, seed=2)
    assert drawn.notes == ("a sample of 10 of 40",)


def test_what_was_not_drawn_fits_the_floor_but_for_groups_that_were() -> None:
    drawn = WHOLE.limited(10, seed=1)
    assert drawn.fit
    assert not {row.group for row in drawn.fit} & {row.group for row in drawn.rows}


def test_rows_that_a_set_has_for_fitting_stay() -> None:
    fit = (Row("", (), "Another.", wrong=True, group="other"),)
    assert Trials("set", WHOLE.trials, fit).limited(10, seed=1).fit == fit


def test_a_limit_beyond_the_set_changes_nothing() -> None:
    assert WHOLE.limited(40, seed=1) is WHOLE
    assert WHOLE.limited(None, seed=1) is WHOLE
    assert len(rows_of([WHOLE, WHOLE])) == 80
