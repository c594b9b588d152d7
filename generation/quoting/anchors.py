"""The words of a question that its answer must stand beside: dates, years, codes, long numbers and names."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache

from text.dates import dates, is_within_range
from text.words import head

_CODE = re.compile(r"(?<![\w,.])(?:[^\W\d_]{1,3}-?\d+(?:-\d+)*|\d{3,}|\d{1,3}(?:[, ]\d{3})+)(?!\w|[.,]\d)")
_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")
_REMEMBERED_TEXTS = 64  # the surroundings of all sentences of a passage are one text
_INNER = re.compile(r"[, ]|(?<=[^\W\d_])-(?=\d)")
# What is told apart by a small number and has no order: "children aged 12" and "week 30" lie among others.
_NUMBERED = re.compile(
    r"\b(alpha|annex|appendix|article|beta|bay|building|candidate|category|chapter|class|clause|door|exercise|figure|"
    r"flat|form|gate|group|hall|item|lesson|line|module|option|paragraph|part|phase|plan|platform|"
    r"release|room|round|route|rule|section|step|stop|table|terminal|track|type|unit|version|volume|ward|"
    r"zone|abschnitt|gleis|kapitel|klasse|linie|stufe|tabelle|zimmer)s? (\d{1,2})\b(?![.,]\d|\s?[-–/]\s?\d)",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"(?:\s?[-–/,&]\s?|\s(?:and|or|to|und|oder|bis)\s)\d")
_NAME = re.compile(r"(?<=[^.!?:]\s)[^\W\d_a-záéíóöőúüű][^\W\d]+(?:-\w+)*(?!\w)")


@dataclass(frozen=True, slots=True)
class Anchors:
    """`marks` are dates (ISO, cut where they are vague), codes and long numbers; `names` are stems.

    `numbered` are things that a small number tells apart: `("zone", "2")`.
    """

    marks: frozenset[str]
    names: frozenset[str]
    numbered: frozenset[tuple[str, str]] = frozenset()


def anchors(question: str) -> Anchors:
    """What the question is specific about."""
    dates, rest = _taken_out(question)
    names = {head(name) for name in _NAME.findall(rest)}
    return Anchors(dates | _codes(rest), frozenset(names), frozenset(_numbered(rest)))


def missing_marks(asked: Anchors, text: str) -> Set[str]:
    """The marks that `text` does not hold; a vague date is held by an exact one within it, and any by a range."""
    if not asked.marks:
        return frozenset()
    found, rest = _taken_out(text)
    held = _codes(rest) | {date[:length] for date in found for length in (4, 7, 10)}
    return {mark for mark in asked.marks - held if not (_DATE.fullmatch(mark) and is_within_range(mark, text))}


def another_of_its_kind(asked: Anchors, text: str) -> bool:
    """Whether all codes of `text` that have the letters of one that is asked for are other ones: KT-400 for KT-800.

    So it is with numbered things: alpha 1 for alpha 3.
    """
    return _is_numbered_otherwise(asked, text) or _has_another_code(asked, text)


def _is_numbered_otherwise(asked: Anchors, text: str) -> bool:
    held = set(_numbered(text)) if asked.numbered else set()
    things = {thing for thing, _ in held - asked.numbered} - {thing for thing, _ in held & asked.numbered}
    return any(thing in things for thing, _ in asked.numbered)


def _numbered(text: str) -> Iterator[tuple[str, str]]:
    """None of several at once, of which any may be meant: zones 1 to 3."""
    for found in _NUMBERED.finditer(text):
        if not _SEVERAL.match(text, found.end()):
            yield found[1].casefold(), str(int(found[2]))


def _has_another_code(asked: Anchors, text: str) -> bool:
    if not any(map(_letters, asked.marks)):
        return False
    held = _codes(_taken_out(text)[1])
    of_a_kind = {_letters(code) for code in held} - {_letters(mark) for mark in asked.marks & held}
    return any(_letters(mark) in of_a_kind for mark in asked.marks if _letters(mark))


def missing_names(asked: Anchors, text: str) -> Set[str]:
    """The names that `text` does not hold in any form."""
    lowered = text.casefold()
    return {name for name in asked.names if name not in lowered}


def _codes(text: str) -> frozenset[str]:
    """As they are written without a hyphen between letters and digits: BX-4410 is BX4410, and no other code."""
    return frozenset(_INNER.sub("", code).casefold() for code in _CODE.findall(text))


def _letters(code: str) -> str:
    return "".join(filter(str.isalpha, code))


@lru_cache(_REMEMBERED_TEXTS)
def _taken_out(text: str) -> tuple[frozenset[str], str]:
    """The dates of `text`, and the text without them."""
    found, reached, rest = dates(text), 0, ""
    for date in found:
        rest += text[reached : date.start] + " "
        reached = date.end
    return frozenset(date.iso for date in found), rest + text[reached:]
