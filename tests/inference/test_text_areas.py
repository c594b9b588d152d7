"""Boxes around text, from the pixels that are text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from inference.ocr.areas import Area, _runs, skew_degrees, stand_upright, text_areas


def flooded(mask: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]") -> set[frozenset[tuple[int, int]]]:
    """Sets of pixels that touch along a side, found one by one."""
    left = {(int(row), int(column)) for row, column in zip(*np.nonzero(mask), strict=True)}
    found = set()
    while left:
        reached, whole = [left.pop()], set()
        while reached:
            row, column = reached.pop()
            whole.add((row, column))
            beside = {(row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)} & left
            left -= beside
            reached += beside
        found.add(frozenset(whole))
    return found


@given(arrays(np.bool_, st.tuples(st.integers(1, 9), st.integers(1, 9))))
def test_pixels_that_touch_are_put_together_and_no_others(
    mask: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]",
) -> None:
    rows, starts, ends, owners = _runs(mask)
    together: dict[int, set[tuple[int, int]]] = {}
    for row, start, end, owner in zip(rows, starts, ends, owners, strict=True):
        together.setdefault(int(owner), set()).update((int(row), column) for column in range(start, end))
    assert {frozenset(pixels) for pixels in together.values()} == flooded(mask)


def drawn(*boxes: tuple[int, int, int, int]) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    probabilities = np.zeros((200, 400), np.float32)
    for left, top, right, bottom in boxes:
        probabilities[top:bottom, left:right] = 0.9
    return probabilities


def test_boxes_hold_the_text_and_some_room_around_it_from_the_top_down() -> None:
    lower, upper = (20, 120, 320, 130), (20, 40, 300, 50)
    first, second = text_areas(drawn(lower, upper))
    assert (first.top, first.bottom) == pytest.approx((40 - 7.72, 50 + 7.72), abs=0.01)
    assert second.left < 20 < 320 < second.right


def test_specks_and_doubtful_places_are_no_text() -> None:
    doubtful = drawn((20, 20, 200, 30)) * 0.4
    assert text_areas(doubtful + drawn((300, 100, 302, 102))) == []


def test_an_empty_page_has_no_text_and_lies_straight() -> None:
    assert text_areas(np.zeros((64, 64), np.float32)) == []
    assert skew_degrees([]) == 0
    assert not stand_upright([])


def test_lines_tell_how_far_the_page_lies_askew() -> None:
    probabilities = np.zeros((200, 400), np.float32)
    for column in range(20, 380):
        for top in (40, 90, 140):
            at = round(top + column * np.tan(np.radians(2)))
            probabilities[at : at + 10, column] = 0.9
    assert skew_degrees(text_areas(probabilities)) == pytest.approx(2, abs=0.1)


def test_text_that_runs_upwards_is_told_by_its_boxes() -> None:
    assert stand_upright([Area(0, 0, 10, 300, 0), Area(20, 0, 30, 280, 0), Area(50, 0, 150, 10, 0)])
    assert not stand_upright([Area(0, 0, 300, 10, 0), Area(0, 20, 10, 120, 0)])
