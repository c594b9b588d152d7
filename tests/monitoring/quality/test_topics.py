"""Questions that lie close together are one topic."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from monitoring.quality.topics import topics


def unit(*angles: float) -> np.ndarray:
    """Vectors in a plane."""
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def test_the_largest_group_comes_first_and_in_it_what_lies_in_the_middle() -> None:
    assert topics(unit(3.0, 0.0, 0.2, 0.1, 3.1), alike_from=0.9) == [[3, 1, 2], [0, 4]]


def test_a_chain_of_likeness_is_no_group() -> None:
    chain = unit(*(step * 0.3 for step in range(8)))
    assert all(len(group) < 8 for group in topics(chain, alike_from=0.9))


def test_nothing_asked_is_no_topic_and_one_question_is_one() -> None:
    assert topics(np.zeros((0, 4)), alike_from=0.5) == []
    assert topics(unit(1.0), alike_from=0.5) == [[0]]


@given(st.lists(st.floats(0, 6.2), max_size=12), st.floats(-1, 1))
def test_each_question_is_in_one_topic(angles: list[float], alike_from: float) -> None:
    vectors = unit(*angles) if angles else np.zeros((0, 2))
    found = topics(vectors, alike_from=alike_from)
    assert sorted(place for group in found for place in group) == list(range(len(angles)))
