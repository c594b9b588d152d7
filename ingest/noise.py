"""What is no language: long runs of one character or of a few that repeat, blobs such as base64, tables of contents.

Nobody asks about it, and it costs as much to embed as text: 1 MB of `#` made 5,275 chunks. Its beginning is kept, so
that a passage shows that it is there; of a table of contents nothing is, since all it says stands elsewhere.
"""

import re
from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

_KEPT_CHARACTERS = 64
_LONGEST_PERIOD = 4
_LONGEST_RUN_CHARACTERS = 200
_BLOCK_CHARACTERS = 1 << 20

# Longer than any word, path or hash: an embedded file, a key, a serialised object.
_BLOB = re.compile(r"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/=_-]{400,}")
# The same, wrapped: lines of one length, as MIME and PEM write them.
_WRAPPED = re.compile(r"(?:(?<=\n)|\A)([A-Za-z0-9+/]{60,80})\r?\n(?:[A-Za-z0-9+/]{60,80}\r?\n){4,}[A-Za-z0-9+/]*={0,2}")
_UNBROKEN = re.compile("[A-Za-z0-9]{40}")
_HEX = re.compile("[0-9a-f]+|[0-9A-F]+")
_CASES = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile("[0-9]"))

# Between a title and its page in a table of contents.
LEADERS = re.compile(r"(?:\. ?){4,}|…{2,}|_{5,}|(?:· ?){4,}")
_ENTRY_END = re.compile(r"(?:(?:[.·] ?){4}|…{2}|_{5})[^\S\n]*[\divxlc.–-]{1,9}[^\S\n]*(?=\n|\Z)")
_LONGEST_ENTRY_CHARACTERS = 300
_LONGEST_LINE_BETWEEN_CHARACTERS = 90
_FEWEST_ENTRIES = 3

_Span: TypeAlias = tuple[int, int]


def legible(text: str, start: int, end: int) -> Iterator[_Span]:
    """`text[start:end]` in stretches that leave out noise beyond its first characters, in order."""
    noisy_to = -1
    contents = list(_contents(text, start, end))
    for first, last in sorted([*_noise(text, start, end), *contents]):
        if first > noisy_to and (kept := first + _KEPT_CHARACTERS * ((first, last) not in contents)) > start:
            yield start, kept
        start = noisy_to = max(noisy_to, last)
    if start < end:
        yield start, end


def _contents(text: str, start: int, end: int) -> Iterator[_Span]:
    """Tables of contents: lines that lead by dots to a page's number, and single ones between them."""
    first = last = entries = 0
    for match in _ENTRY_END.finditer(text, start, end):
        line = max(start, text.rfind("\n", start, match.start()) + 1)
        if match.end() - line > _LONGEST_ENTRY_CHARACTERS:
            continue
        if entries and line - last > _LONGEST_LINE_BETWEEN_CHARACTERS:
            if entries >= _FEWEST_ENTRIES:
                yield first, last
            entries = 0
        first, last, entries = first if entries else line, match.end(), entries + 1
    if entries >= _FEWEST_ENTRIES:
        yield first, last


def _noise(text: str, start: int, end: int) -> Iterator[_Span]:
    for at in range(start, end, _BLOCK_CHARACTERS):
        yield from ((at + a, at + b) for a, b in _runs(text[at : min(end, at + _BLOCK_CHARACTERS)]))
    yield from (
        match.span() for match in _BLOB.finditer(text, start, end) if _mixed(match[0]) or _HEX.fullmatch(match[0])
    )
    yield from (match.span() for match in _WRAPPED.finditer(text, start, end) if _mixed(match[0]))


def _runs(block: str) -> Iterator[_Span]:
    """Where up to four characters, none of them blank, repeat for longer than any ruler, dotted line or number."""
    codes = np.frombuffer(block.encode("utf-32-le", "surrogatepass"), np.uint32)
    for period in range(1, _LONGEST_PERIOD + 1):
        same = codes[period:] == codes[:-period]
        for first, length in _true_stretches(same):
            last = first + length + period
            if last - first > _LONGEST_RUN_CHARACTERS and not re.search(r"\s", block[first : first + period]):
                yield first, last


def _true_stretches(flags: NDArray[np.bool_]) -> Iterator[_Span]:
    """Starts and lengths of those that may be long enough."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.view(np.int8), [0]))))
    starts, lengths = edges[::2], edges[1::2] - edges[::2]
    long = lengths > _LONGEST_RUN_CHARACTERS - _LONGEST_PERIOD
    return zip(starts[long].tolist(), lengths[long].tolist(), strict=True)


def _mixed(blob: str) -> bool:
    """Upper and lower case and digits without a break, as in base64; hashes, paths and words without blanks differ."""
    return _UNBROKEN.search(blob) is not None and all(case.search(blob) for case in _CASES)
