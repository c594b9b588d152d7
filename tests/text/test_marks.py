"""Citation marks are found and taken out without losing the place of anything."""

from hypothesis import given
from hypothesis import strategies as st

from text.marks import cited_passages, strip_marks

FRAGMENTS = ["[1]", "[1, 2]", "[3–5]", "[", "]", " ", "\n", ".", "word", "😀"]
texts = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))


@given(texts)
def test_stripping_marks_keeps_a_map_to_the_original(text: str) -> None:
    stripped = strip_marks(text)
    assert "".join(text[i] for i in stripped.offsets) == stripped.text


def test_marks_name_passages_from_zero() -> None:
    assert cited_passages("A [1]. B [2, 4-6][0]") == {0, 1, 3, 4, 5}
