"""Spans of a claim that touch are one."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from monitoring.detectors.spans import merged


@given(spans=st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)).map(lambda span: (span[0], span[0] + span[1]))))
def test_merged_spans_are_ascending_apart_and_cover_the_same(spans: list[tuple[int, int]]) -> None:
    joined = merged(spans)
    assert all(first[1] + 1 < second[0] for first, second in pairwise(joined))
    covered = {place for start, end in joined for place in range(start, end)}
    assert covered >= {place for start, end in spans for place in range(start, end)}


def test_words_one_blank_apart_are_one_span_and_those_two_apart_are_not() -> None:
    assert merged([(6, 9), (0, 5)]) == ((0, 9),)
    assert merged([(0, 5), (7, 9)]) == ((0, 5), (7, 9))
    assert merged([]) == ()
