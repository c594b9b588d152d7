"""Thoughts and the sentinel are filtered the same way however a stream is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.filtering import SentinelFilter, overlap
from generation.prompt import NO_ANSWER
from generation.thoughts import ThoughtFilter

PARTS = (
    *("<think>", "</think>", "<", "think", ">", "</", "a", " ", "\n", "*"),
    *(NO_ANSWER, "NOT_IN", "_DOC", "Not_in_documents"),
)
texts = st.lists(st.sampled_from(PARTS), max_size=12)


def run(parts: list[str]) -> tuple[str, bool]:
    thoughts, sentinel = ThoughtFilter(), SentinelFilter()
    shown = "".join(sentinel.feed(thoughts.feed(part)) for part in parts if not sentinel.declined)
    if not sentinel.declined:
        shown += sentinel.feed(thoughts.flush())
    return ("", True) if sentinel.declined else (shown + sentinel.flush(), False)


@given(texts)
def test_a_stream_reads_the_same_however_it_is_cut(parts: list[str]) -> None:
    whole = run(["".join(parts)])
    assert run(list("".join(parts))) == whole
    assert run(parts) == whole


@given(texts)
def test_neither_thoughts_nor_sentinel_are_ever_shown(parts: list[str]) -> None:
    shown, _ = run(parts)
    assert "<think>" not in shown
    assert NO_ANSWER not in shown.upper()


@given(st.text("ab", max_size=8), st.text("ab", min_size=1, max_size=5))
def test_the_overlap_is_the_longest_end_that_begins_the_needle(text: str, needle: str) -> None:
    ends = [n for n in range(1, len(needle)) if text.endswith(needle[:n])]
    assert overlap(text, needle) == max(ends, default=0)


@pytest.mark.parametrize("said", [NO_ANSWER, "Not_in_documents", " **not_in_documents**."])
def test_a_model_that_does_not_shout_the_sentinel_declines_all_the_same(said: str) -> None:
    assert run(list(said)) == ("", True)
