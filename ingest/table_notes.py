"""Notes that stand right behind a table, or between its rows, with the marks that they explain: "(a)", "(1)", "*"."""

import re
from collections.abc import Iterator

_MARK = r"\((?:[a-z]|\d{1,2})\)|[*†‡]{1,3}|[¹²³⁴⁵⁶⁷⁸⁹]"
_NOTE = re.compile(rf"(?:(?:Notes?|Anmerkung(?:en)?|Megjegyzés(?:ek)?):?\s+)?(?P<mark>{_MARK})\s*(?=\w)", re.IGNORECASE)
_NEXT = re.compile(rf"\s(?={_MARK}\s)|(?<=[.;])\s(?={_MARK}\s?\w)")
_REACH = 1_500
_LONGEST = 400
_MOST = 12


def notes_of(text: str, start: int, end: int) -> tuple[tuple[str, str], ...]:
    """Each with its mark: lines of a table `[start, end)` and the paragraphs behind it that begin with one."""
    within = (line for line in text[start:end].splitlines() if _NOTE.match(line.strip()))
    behind = text[end : end + _REACH]
    return (*_read(within), *_read(_paragraphs(behind)))[:_MOST]


def _paragraphs(text: str) -> Iterator[str]:
    """Those at its beginning that are notes."""
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:[*†‡¹²³⁴⁵⁶⁷⁸⁹]|\())", text.strip()):
        if not _NOTE.match(paragraph.strip()):
            return
        yield " ".join(paragraph.split())


def _read(paragraphs: Iterator[str]) -> Iterator[tuple[str, str]]:
    for paragraph in paragraphs:
        for note in _NEXT.split(paragraph.strip()):
            found = _NOTE.match(note)
            if found is not None and len(said := note[found.end() :].strip()) <= _LONGEST:
                yield found["mark"].lower(), said
