"""Pages that were read by OCR: their words with places, kept beside the file until it goes.

The text of a document is made of them each time it is read or a passage of it is marked, so both see the same.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

_SUFFIX = ".words"


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """Letters from left to right, in points from the upper left: letter `i` is between `edges[i]` and `[i + 1]`."""

    text: str
    edges: tuple[float, ...]
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """Lines of a page as it was turned to be read: by `turned` degrees, a multiple of 90, then by `skew`, to the left.

    `width` and `height` are the page's as it is shown. A page that could not be read has `failed`.
    """

    lines: tuple[RecognisedLine, ...]
    width: float
    height: float
    turned: int = 0
    skew: float = 0.0
    failed: bool = False

    @property
    def letters(self) -> int:
        """How many letters and digits it has."""
        return sum(letter.isalnum() for line in self.lines for letter in line.text)


FAILED = RecognisedPage((), 0, 0, failed=True)


def keep(path: Path, number: int, page: RecognisedPage) -> None:
    """Notes what stands on a page (from 1) of the file `path`."""
    with _beside(path).open("ab") as file:
        # The break comes first too, since a line before may have been cut off.
        file.write(b"\n" + json.dumps({"number": number, **asdict(page)}, ensure_ascii=False).encode() + b"\n")


def kept_pages(path: Path) -> dict[int, RecognisedPage]:
    """What was noted of the file `path`, by page."""
    pages: dict[int, RecognisedPage] = {}
    beside = _beside(path)
    if beside.exists():
        for line in beside.read_bytes().splitlines():
            try:
                noted = json.loads(line)
                pages[int(noted["number"])] = page_from(noted)
            except (ValueError, KeyError, TypeError):
                continue  # cut off when the server was killed: the page is read again
    return pages


def page_from(plain: Mapping[str, Any]) -> RecognisedPage:
    """From what `asdict` made. Raises `ValueError`, `KeyError` or `TypeError` where it is none."""
    lines = tuple(_line_from(line) for line in plain["lines"])
    width, height, skew = (float(plain[name]) for name in ("width", "height", "skew"))
    return RecognisedPage(lines, width, height, int(plain["turned"]), skew, failed=bool(plain["failed"]))


def _beside(path: Path) -> Path:
    return path.with_name(path.name + _SUFFIX)


def _line_from(plain: Mapping[str, Any]) -> RecognisedLine:
    text, edges = str(plain["text"]), tuple(float(edge) for edge in plain["edges"])
    if len(edges) != len(text) + 1 or any(a > b for a, b in pairwise(edges)):
        raise ValueError("letters without places")
    return RecognisedLine(text, edges, float(plain["top"]), float(plain["bottom"]))
