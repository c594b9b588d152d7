"""A cell counts where a line of its page says the value under its names."""

import pytest

from benchmarks.cells import Cell, is_read

LINES = ("Timetable of the ferry", "Pier: East; First boat: 06:30; Fare: 4.20", "Owner: The town")


def cell(*row: str, column: str, value: str) -> Cell:
    return Cell(file="ferry.pdf", page=1, row=list(row), column=column, value=value)


@pytest.mark.parametrize(
    "right",
    [
        cell("East", column="Fare", value="4.20"),
        cell("East", column="First boat", value="06:30"),
        cell("Owner", column="", value="The town"),
    ],
)
def test_a_value_behind_its_name_in_its_row_counts(right: Cell) -> None:
    assert is_read(right, LINES)


@pytest.mark.parametrize(
    "wrong",
    [
        cell("West", column="Fare", value="4.20"),
        cell("East", column="First boat", value="4.20"),
        cell("East", column="Fare", value="4.2"),
        cell("East", column="boat", value="06:30"),
        cell("Pier", column="", value="East boat"),
    ],
)
def test_another_row_another_name_or_part_of_a_value_does_not(wrong: Cell) -> None:
    assert not is_read(wrong, LINES)


def test_the_mark_of_a_footnote_is_no_part_of_a_value() -> None:
    assert is_read(cell("East", column="Load", value="2 t"), ["Pier: East; Load: 2 t ¹"])
