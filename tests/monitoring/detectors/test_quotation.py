"""Texts are compared across typography, and where a quote stands is known to the character."""

from hypothesis import given
from hypothesis import strategies as st

from monitoring.detectors.quotation import _fold, _plain
from text.marks import strip_marks

TEXTS = st.one_of(st.text(), st.text(alphabet="aB \n\t[1]ß`„´¨ﬁ.\u00ad\u00a0"))


@given(TEXTS)
def test_a_text_folded_in_runs_is_the_one_folded_by_its_characters(text: str) -> None:
    unmarked = strip_marks(text)
    characters: list[str] = []
    offsets: list[int] = []
    for character, offset in zip(unmarked.text, unmarked.offsets, strict=True):
        for plain in _plain(character):
            folded = " " if plain.isspace() else plain
            if folded != " " or (characters and characters[-1] != " "):
                characters.append(folded)
                offsets.append(offset)
    found = _fold(text)
    assert (found.text, list(found.offsets)) == ("".join(characters), offsets)
