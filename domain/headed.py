"""A passage below the headings that it stands under: what readers are given, with a way back to the passage alone."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from domain.documents import Passage
from domain.generation import Reading
from domain.places import HEADING_PATH, heading_of, under_heading
from domain.ports import PairReader

_SEPARATOR = " · "


def headings(passages: Sequence[Passage]) -> list[str]:
    """The path of headings of each passage, empty without one."""
    return [heading_of(one.stored.chunk.place) or "" for one in passages]


def told_heading(path: str) -> str:
    """A path of headings as a judge is given it, and learnt from: `Handbook · Leave.`"""
    return f"{path.replace(HEADING_PATH, _SEPARATOR)}."


def read_headed(reader: PairReader, question: str, texts: Sequence[str], above: Sequence[str]) -> list[Reading]:
    """One reading per text, in order, with its heading of `above` read before it and no part of the answer's span.

    Whoever reads the same texts below the same headings shares the readings that a reader keeps. Raises what the reader
    raises.
    """
    shown = [under_heading(text, heading or None) for text, heading in zip_longest(texts, above, fillvalue="")]
    readings = reader.read(question, shown)
    return [_own(*one) for one in zip(readings, texts, shown, strict=True)]


def _own(reading: Reading, text: str, shown: str) -> Reading:
    """A reading of `shown`, which ends with `text`, as one of `text`."""
    before = len(shown) - len(text)
    return replace(reading, start=max(0, reading.start - before), end=max(0, reading.end - before))
