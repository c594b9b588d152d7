"""What a model says for ever is stopped; what merely repeats a word is not."""

import pytest

from generation.repetition import RepetitionWatch


def stopped_after(unit: str, characters: int = 20_000) -> int | None:
    watch, said = RepetitionWatch(), 0
    for start in range(0, characters, 7):
        text = (unit * (characters // len(unit) + 1))[start : start + 7]
        said += len(text)
        if watch.repeats(text):
            return said
    return None


@pytest.mark.parametrize("unit", ["\n", "the ", "The fee is 5 EUR [1]. ", "One. Two is longer. " * 12])
def test_endless_repetition_is_noticed_soon(unit: str) -> None:
    said = stopped_after(unit)
    assert said is not None
    assert said <= max(240, 4 * len(unit)) + 240


@pytest.mark.parametrize(
    "text",
    [
        "|---|---|---|---|---|---|---|---|\n" + "| a | 5 |\n" * 6,
        " ".join(f"Room {number} costs {number * 7} EUR a night [1]." for number in range(80)),
        "No. " * 20 + "That is all that was said about it. " * 2,
    ],
)
def test_lists_tables_and_emphasis_are_not(text: str) -> None:
    watch = RepetitionWatch()
    assert not any(watch.repeats(text[start : start + 7]) for start in range(0, len(text), 7))
