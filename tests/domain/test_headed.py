from collections.abc import Sequence

import pytest

from domain.generation import Reading
from domain.headed import read_headed


class Finder:
    """Finds a word where it stands first."""

    def __init__(self, word: str) -> None:
        self._word = word

    def read(self, question: str, passages: Sequence[str]) -> Sequence[Reading]:
        places = [text.find(self._word) for text in passages]
        return [Reading(1.0, 1.0, at, at + len(self._word)) for at in places]


@pytest.mark.parametrize("heading", ["", "Bath › Winter hours"])
def test_a_span_is_one_of_the_passage_alone(heading: str) -> None:
    [reading] = read_headed(Finder("nine"), "when?", ["We open at nine."], [heading])
    assert "We open at nine."[reading.start : reading.end] == "nine"


def test_what_stands_in_the_heading_is_no_span_of_the_passage() -> None:
    [reading] = read_headed(Finder("Winter"), "when?", ["We open at nine."], ["Bath › Winter hours"])
    assert (reading.start, reading.end) == (0, 0)
