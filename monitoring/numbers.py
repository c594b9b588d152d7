"""A detector for invented figures: numbers of a claim that neither its passages nor its question hold."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# How often a sentence with such a number held a hallucination; measured, see docs/decisions.md.
INVENTED_NUMBER_RISK = 0.65

_GROUPED = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)"
_NUMBER = re.compile(rf"{_GROUPED}|\d+(?:[.,:/]\d+)*")
_STANDS_ALONE = re.compile(rf"(?<![\w.,-])(?:{_NUMBER.pattern})")
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
    "three third three három harmadik march március mar",
    "four fourth négy negyedik april április apr",
    "five fifth öt ötödik may május",
    "six sixth hat hatodik june június jun",
    "seven seventh hét hetedik july július jul",
    "eight eighth nyolc nyolcadik august augusztus aug",
    "nine ninth kilenc kilencedik september szeptember sep sept",
    "ten tenth tíz tizedik october október oct",
    "eleven eleventh tizenegy november nov",
    "twelve twelfth tizenkettő tizenkét dozen december dec",
)
_VALUES = {word: str(value) for value, words in enumerate(_SPELLED_OUT) for word in words.split()}


@dataclass(frozen=True, slots=True)
class InventedNumbers:
    """Objects to a claim with a number that stands nowhere in the evidence; says nothing of the others."""

    name: str = "numbers"

    def assess(self, claims: Sequence[str], passages: Sequence[str], *, question: str | None) -> Sequence[float | None]:
        """`INVENTED_NUMBER_RISK` or null per claim."""
        known = _known_numbers("\n".join([*passages, question or ""]))
        return [INVENTED_NUMBER_RISK if any(_invented(claim, known)) else None for claim in claims]


def _invented(claim: str, known: frozenset[str]) -> Iterator[bool]:
    for match in _STANDS_ALONE.finditer(_COUNTING.sub("", claim)):
        number = match.group()
        parts = [_plain(part) for part in _SEPARATOR.split(number)]
        compound = len(parts) > 2 or ":" in number or "/" in number
        yield not (known & set(_readings(number)) or (compound and known.issuperset(parts)))


def _known_numbers(text: str) -> frozenset[str]:
    known = {_VALUES[word] for word in _WORD.findall(text.lower()) if word in _VALUES}
    for number in _NUMBER.findall(text):
        known.update(_readings(number))
        known.update(_plain(part) for part in _SEPARATOR.split(number))
    known.update(str(int(hour) + 12) for hour in _AFTERNOON.findall(text))
    return frozenset(known)


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
