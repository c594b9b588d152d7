"""Figures that name or number a thing instead of counting: marks of citations, list markers, sections, BX-4410."""

import re

from monitoring.detectors.values.dates import month_of
from monitoring.detectors.values.tokens import Row, word_set
from monitoring.detectors.values.units import SIGNS, unit_at

_NUMBERED = word_set(
    "section sections chapter chapters page pages rule rules table tables figure figures form forms annex "
    "article articles clause clauses paragraph appendix exhibit § no nr nr. number num version extension "
    "line bus route gate fejezet oldal táblázat pont abschnitt seite kapitel artikel absatz tabelle"
)
_COUNTING = word_set("step steps passage passages part parts option options lépés rész schritt quelle source")
_SECTION = re.compile(r"\d{1,2}(?:\.[1-9]\d?)+")
_OPENING, _CLOSING = ("[", "【"), ("]", "】")
_JOINED_WORDS = word_set("st nd rd th pm am a p k m s")


def label_at(row: Row, index: int) -> tuple[bool, int, int] | None:
    """Of a label: whether it is a value to look for, and its first token and the index after it; null where none is."""
    if row.at(index).sort != "figure":
        return None
    return _mark(row, index) or _marker(row, index) or _numbered(row, index) or _identifier(row, index)


def _mark(row: Row, index: int) -> tuple[bool, int, int] | None:
    """ "[1]", "[1, 2]", "[^1]"."""
    opening = index - 1 - (row.low(index - 1) == "^")
    if row.low(opening) not in _OPENING:
        return None
    end = index + 1
    while row.low(end) in (",", "-", "–", ";", "†") or (row.at(end).sort == "figure" and end < index + 8):
        end += 1
    return (False, index, end) if row.low(end) in _CLOSING else None


def _marker(row: Row, index: int) -> tuple[bool, int, int] | None:
    """ "2. Then …" and "4.2 Theft …": where a line or a sentence begins."""
    text, before = row.at(index).text, row.at(index - 1)
    opens = index == 0 or not row.same_line(index - 1, index) or before.low in (".", ";", "*", "#", "(", ":")
    if not opens or len(text) > 5:
        return None
    end = index + 1
    pointed = row.low(end) in (".", ")") and row.joined(end)
    following = row.at(end + pointed)
    if pointed and text.isdigit() and len(text) < 4 and following.sort != "end" and not row.joined(end + 1):
        return None if month_of(row, end + 1) or not row.same_line(end, end + 1) else (False, index, end + 1)
    section = (
        _SECTION.fullmatch(text)
        and following.low != "uhr"
        and following.sort == "word"
        and following.text[0].isupper()
        and not row.joined(end)
    )
    return (False, index, end) if section and not unit_at(row, end, "en", figures=True) else None


def _numbered(row: Row, index: int) -> tuple[bool, int, int] | None:
    if row.low(index - 1) == "+" and row.at(index + 1).sort == row.at(index + 2).sort == "figure":
        return True, index - 1, _end_of_telephone(row, index)
    before = index - 1 - (row.low(index - 1) in (".", "-") and row.low(index - 2) in ("no", "nr", "cl", "art"))
    word = row.low(before)
    if word in _COUNTING and row.at(index).text.isdigit() and not row.joined(index):
        return False, index, _last_of(row, index)
    if before < index - 1 or (word in _NUMBERED and not unit_at(row, index + 1, "en", figures=True)):
        return True, before, index + 1
    return None


def _end_of_telephone(row: Row, index: int) -> int:
    while row.at(index).sort == "figure" or (row.low(index) in "-/" and row.at(index + 1).sort == "figure"):
        index += 1
    return index


def _last_of(row: Row, index: int) -> int:
    """ "steps 2 and 3" counts twice."""
    both = row.low(index + 1) in ("and", "or", "és", "vagy", "und") and row.at(index + 2).sort == "figure"
    return index + 3 if both and row.low(index + 2).isdigit() else index + 1


def _identifier(row: Row, index: int) -> tuple[bool, int, int] | None:
    """ "BX-4410", "E10", "v2.3.1", "2b"."""
    start = index
    if row.joined(index) and _names(row, index - 1):
        start = index - 1
    elif row.low(index - 1) == "-" and row.joined(index) and row.joined(index - 1) and _names(row, index - 2):
        start = index - 2
    end = index + 1
    if start < index or _has_letter(row, end):
        while row.joined(end) and (row.at(end).sort != "sign" or _goes_on(row, end)):
            end += 1
        return True, start, end
    return None


def _names(row: Row, index: int) -> bool:
    token = row.at(index)
    return token.sort == "word" and token.low not in SIGNS and (token.text.isupper() or token.low == "v")


def _has_letter(row: Row, index: int) -> bool:
    """Whether a letter that is no unit, ordinal or ending is joined to the figure."""
    token = row.at(index)
    if not row.joined(index) or token.sort != "word" or token.low in _JOINED_WORDS or not token.text.isascii():
        return False
    return not unit_at(row, index, "", figures=True) and len(token.text) < 4


def _goes_on(row: Row, index: int) -> bool:
    return row.low(index) in "-./" and row.joined(index + 1) and row.at(index + 1).sort != "sign"
