"""Marks as they are delivered: in one form, `[1]`, naming passages that are there and, where that is known, support."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from domain.answers import Evidence
from text.marks import Mark, cited_passages, marks

_CODE = re.compile(r"(```|~~~).*?(?:\1|$)|`[^`\n]+`", re.DOTALL)

_NO_PLACE = ("|", "```", "~~~")


class Normalised(NamedTuple):
    """`dropped` counts the numbers that named no passage."""

    text: str
    dropped: int


def normalised(text: str, *, passages: int) -> Normalised:
    """`text` with its marks written as `[1][2]`; numbers beyond `passages` are left out. Code stays as it is."""
    dropped = 0

    def written(mark: Mark) -> str:
        nonlocal dropped
        kept = [number for number in mark.numbers if 1 <= number <= passages]
        dropped += len(mark.numbers) - len(kept)
        return _written(kept)

    return Normalised(_replaced(text, [(mark, written(mark)) for mark in _outside_code(text)]), dropped)


def renumbered(text: str, places: Sequence[int]) -> str:
    """`text` whose marks count only the passages at `places`, from 0; marks of others are left out."""
    new = {old + 1: number for number, old in enumerate(places, 1)}
    changes = [(mark, _written([new[n] for n in mark.numbers if n in new])) for mark in _outside_code(text)]
    return _replaced(text, changes)


def mended(claim_text: str, evidence: Sequence[Evidence]) -> str | None:
    """A claim with its marks moved to the passage where its evidence stands, the best of which comes first.

    Null where there is nothing to mend: it cites nothing, one of the passages that it cites holds evidence, or no
    evidence is known. Marks beside a right one stay, since evidence is not all that supports a claim.
    """
    cited, standing = cited_passages(claim_text), [found.passage for found in evidence]
    if not cited or not standing or not cited.isdisjoint(standing):
        return None
    first, *others = _outside_code(claim_text)
    return _replaced(claim_text, [(first, _written([standing[0] + 1])), *((other, "") for other in others)])


def cited(claim_text: str, evidence: Sequence[Evidence]) -> str | None:
    """A claim without a mark, with that of the passage where its best evidence stands.

    Null where it has one, where no evidence is known, and for code and rows of tables, which a mark would break.
    """
    if not evidence or cited_passages(claim_text) or claim_text.rstrip().endswith(_NO_PLACE):
        return None
    return f"{claim_text.rstrip()} {_written([evidence[0].passage + 1])}"


def _outside_code(text: str) -> Iterator[Mark]:
    code = [found.span() for found in _CODE.finditer(text)]
    return (mark for mark in marks(text) if not any(start <= mark.bracket < end for start, end in code))


def _replaced(text: str, changes: Sequence[tuple[Mark, str]]) -> str:
    """A mark that becomes nothing takes the blanks before it along."""
    parts, position = [], 0
    for mark, new in changes:
        parts += [text[position : mark.bracket if new else mark.start], new]
        position = mark.end
    return "".join([*parts, text[position:]])


def _written(numbers: Sequence[int]) -> str:
    return "".join(f"[{number}]" for number in numbers)
