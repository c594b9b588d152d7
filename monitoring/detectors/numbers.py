"""Invented figures: numbers of a claim that stand nowhere in what it should rest on."""

import re
from collections.abc import Iterator

_GROUPED = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)"
_NUMBER = re.compile(rf"{_GROUPED}|\d+(?:[.,:/]\d+)*")
_STANDS_ALONE = re.compile(rf"(?<![\w.,])(?<!\D-)(?:{_NUMBER.pattern})")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+")
_COUNTING = re.compile(
    r"\b(?:steps?|passages?|parts?|options?|lépés|rész)\s+\d+(?:\s+(?:and|or|és|vagy)\s+\d+)?\b", re.IGNORECASE
)
_SEPARATOR = re.compile(r"[.,:/\s]")
_AFTERNOON = re.compile(r"(\d{1,2})(?::\d\d)?\s*p\.?m", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_SPELLED_OUT = (
    "zero nulla",
    "one first once egy első january január jan",
    "two second twice kettő két második february február feb",
    "three third három harmadik march március mar",
    "four fourth négy negyedik april április apr",
    "five fifth öt ötödik may május",
    "six sixth hat hatodik june június jun",
    "seven seventh hét hetedik july július jul",
    "eight eighth nyolc nyolcadik august augusztus aug",
    "nine ninth kilenc kilencedik september szeptember sep sept",
    "ten tenth tíz tizedik october október oct",
    "eleven eleventh tizenegy november nov",
    "twelve twelfth tizenkettő tizenkét dozen december dec",
    "thirteen thirteenth tizenhárom",
    "fourteen fourteenth tizennégy",
    "fifteen fifteenth tizenöt",
    "sixteen sixteenth tizenhat",
    "seventeen seventeenth tizenhét",
    "eighteen eighteenth tizennyolc",
    "nineteen nineteenth tizenkilenc",
    "twenty twentieth húsz",
)
_VALUES = {word: str(value) for value, words in enumerate(_SPELLED_OUT) for word in words.split()}
_OTHER_MEANINGS = frozenset({"hat", "hét"})  # English for headgear, Hungarian for a week
# "One" and "two" mostly count what was just named ("one of the two"), so they are no figures.
_CARDINALS = tuple(
    word for words in _SPELLED_OUT[3:] for word in (words.split()[0], words.split()[2]) if word not in _OTHER_MEANINGS
)
_LARGER = r"hundred|thousand|million|billion|quarters?|fourths?|fifths?|and a half|one|two|" + "|".join(_CARDINALS)
_CARDINAL = re.compile(
    rf"(?<![\w-])(?:{'|'.join(_CARDINALS)})(?![\w]|[- ](?:{_LARGER})\b| (?:\w+ )?passages\b)", re.IGNORECASE
)


def invented_numbers(claim: str, known: frozenset[str]) -> tuple[str, ...]:
    """The numbers of `claim` that are not among the `known_numbers`, in digits or as one word from three to twenty."""
    spelled = tuple(word for word in _CARDINAL.findall(claim) if _VALUES[word.lower()] not in known)
    digits = _STANDS_ALONE.findall(_COUNTING.sub("", claim))
    return (*(number for number in digits if _is_new(number, known)), *spelled)


def known_numbers(text: str) -> frozenset[str]:
    """Every number in `text`, in digits or in words, in all readings that it may have."""
    known = {_VALUES[word] for word in _WORD.findall(text.lower()) if word in _VALUES}
    for number in _NUMBER.findall(text):
        known.update(_readings(number))
        known.update(_plain(part) for part in _SEPARATOR.split(number))
    known.update(str(int(hour) + 12) for hour in _AFTERNOON.findall(text))
    return frozenset(known)


def _is_new(number: str, known: frozenset[str]) -> bool:
    parts = [_plain(part) for part in _SEPARATOR.split(number)]
    compound = len(parts) > 2 or ":" in number or "/" in number
    return not (known & set(_readings(number)) or (compound and known.issuperset(parts)))


def _readings(number: str) -> Iterator[str]:
    """`1,234` is 1234 or 1.234; which one depends on the language."""
    yield _plain(number.replace(",", "."))
    if _THOUSANDS.fullmatch(number):
        yield _plain(_SEPARATOR.sub("", number))


def _plain(number: str) -> str:
    stripped = number.lstrip("0") or "0"
    if "." in stripped:
        stripped = stripped.rstrip("0").rstrip(".")
    return "0" + stripped if stripped.startswith(".") else stripped or "0"
