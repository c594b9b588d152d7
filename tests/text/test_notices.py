"""What Candor says by itself is there in every language that it speaks."""

import pytest

from text.notices import SAYINGS, Saying, said, said_to_be_newer, said_to_be_shortened


@pytest.mark.parametrize("saying", Saying)
@pytest.mark.parametrize("language", ["en", "hu", "de"])
def test_every_sentence_of_ours_exists_in_english_hungarian_and_german(saying: Saying, language: str) -> None:
    text = said(saying, language)
    assert text == SAYINGS[saying][language]
    assert text.endswith(".")
    assert [text] == [other for other in SAYINGS[saying].values() if other == text]


def test_a_language_that_is_not_spoken_reads_english() -> None:
    assert {said(saying, "xx") for saying in Saying} == {texts["en"] for texts in SAYINGS.values()}


@pytest.mark.parametrize("language", ["en", "hu", "de", "xx"])
def test_the_newer_of_two_sources_is_named_before_the_older(language: str) -> None:
    said = said_to_be_newer("a.pdf (2025)", "b.pdf (2022)", language)
    assert 0 < said.index("a.pdf (2025)") < said.index("b.pdf (2022)")
    assert said.endswith(".")


@pytest.mark.parametrize("language", ["en", "hu", "de", "xx"])
def test_how_much_a_model_was_told_is_said_with_both_counts(language: str) -> None:
    said = said_to_be_shortened(read=3, found=20, language=language)
    assert ("3" in said, "20" in said, said.endswith(".")) == (True, True, True)
