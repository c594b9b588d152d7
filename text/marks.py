"""Citation marks such as `[1]` or `[2, 3]`: which passages they name, and the text without them."""

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

MARK_PATTERN = r"\[\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*\]"
_ANY_MARK = re.compile(MARK_PATTERN)
_MARK = re.compile(rf"(?<![^\S\n])[^\S\n]*{MARK_PATTERN}")
_RANGE = re.compile(r"(\d+)\s?[–-]\s?(\d+)")


@dataclass(frozen=True, slots=True)
class Stripped:
    """Text without marks: `original[offsets[i]] == text[i]`."""

    text: str
    offsets: Sequence[int]


def strip_marks(text: str) -> Stripped:
    """`text` without its citation marks and the blanks before them."""
    kept: list[str] = []
    offsets = array("I")
    position = 0
    for mark in _MARK.finditer(text):
        kept.append(text[position : mark.start()])
        offsets.extend(range(position, mark.start()))
        position = mark.end()
    kept.append(text[position:])
    offsets.extend(range(position, len(text)))
    return Stripped("".join(kept), offsets)


def states_something(text: str) -> bool:
    """Whether there is a word or number in `text`, citation marks aside."""
    return any(character.isalnum() for character in _ANY_MARK.sub("", text))


def cited_passages(text: str) -> frozenset[int]:
    """The passages that the marks of `text` name, counted from 0."""
    cited: set[int] = set()
    for mark in _MARK.finditer(text):
        spelled_out = _RANGE.sub(_numbers_between, mark.group())
        cited.update(int(number) - 1 for number in re.findall(r"\d+", spelled_out))
    return frozenset(number for number in cited if number >= 0)


def _numbers_between(match: re.Match[str]) -> str:
    first, last = int(match.group(1)), int(match.group(2))
    return " ".join(str(number) for number in range(first, last + 1))
