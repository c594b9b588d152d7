"""Numbers as they are written in English and Hungarian, in digits or in words, and what they come to."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

NUMBER_PATTERN = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,:/]\d+)*"
_ENGLISH = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|dozen|half|quarter|"
    r"once|twice|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
)
_HUNGARIAN_PART = (
    r"(?:egy|kettő|két|három|négy|öt|hat|hét|nyolc|kilenc|tíz|tizen|húsz|huszon|harminc|negyven|ötven|hatvan|hetven|"
    r"nyolcvan|kilencven|száz|ezer|millió|milliárd|másfél|fél)"
)
# An article reads like the number one, so Hungarian "egy" counts only within a longer number.
_HUNGARIAN = (
    rf"(?!egy\b){_HUNGARIAN_PART}+(?:[eoö]?dik|s?z[oeö]r)?(?:[aáeéioö]?[nt]|[bnrt][aáeé][kln]?|ig|kor|ért|től|tól)?"
)
_DIGITS = r"(?<!\w)\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,:]\d+)?"

_NUMERAL = re.compile(rf"{_DIGITS}|\b(?:{_ENGLISH}|{_HUNGARIAN})\b", re.IGNORECASE)
REFERENCE = re.compile(
    r"\b(?:sections?|chapters?|pages?|rules?|tables?|figures?|forms?|annex|parts?|no\.|fejezet|oldal|táblázat)\s*"
    r"\d[\d.]*|(?:\. ?){3,}\d+|^\W*\d+(?:\.\d+)*[.)]?\s",
    re.IGNORECASE,
)
_NUMBER = re.compile(NUMBER_PATTERN)
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+")
_SEPARATOR = re.compile(r"[.,:/\s]")
_AFTERNOON = re.compile(r"(\d{1,2})(?::\d\d)?\s*p\.?m", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
SPELLED_OUT = (
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
"""By value from zero on, the words for it: a cardinal and an ordinal number, then others."""
NUMBER_VALUES: Mapping[str, str] = MappingProxyType(
    {word: str(value) for value, words in enumerate(SPELLED_OUT) for word in words.split()}
)


def numerals(text: str) -> list[str]:
    """The numbers of `text` as written; a section's number, or one that starts a heading or a list item, is none."""
    return _NUMERAL.findall(REFERENCE.sub(" ", text))


def is_year(numeral: str) -> bool:
    """Whether the digits read as a year rather than as a count."""
    return _YEAR.fullmatch(numeral) is not None


def known_numbers(text: str) -> frozenset[str]:
    """Every number in `text`, in digits or in words, in all readings that it may have."""
    known = {NUMBER_VALUES[word] for word in _WORD.findall(text.lower()) if word in NUMBER_VALUES}
    for number in _NUMBER.findall(text):
        known.update(readings(number))
        known.update(parts(number))
    known.update(str(int(hour) + 12) for hour in _AFTERNOON.findall(text))
    return frozenset(known)


def parts(number: str) -> list[str]:
    """What stands between its points, commas, colons, slashes and blanks."""
    return [_plain(part) for part in _SEPARATOR.split(number)]


def readings(number: str) -> Iterator[str]:
    """`1,234` is 1234 or 1.234; which one depends on the language."""
    yield _plain(number.replace(",", "."))
    if _THOUSANDS.fullmatch(number):
        yield _plain(_SEPARATOR.sub("", number))


def _plain(number: str) -> str:
    stripped = number.lstrip("0") or "0"
    if "." in stripped:
        stripped = stripped.rstrip("0").rstrip(".")
    return "0" + stripped if stripped.startswith(".") else stripped or "0"
