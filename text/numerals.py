"""Numbers as they are written in English and Hungarian, in digits or in words."""

import re

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
_REFERENCE = re.compile(
    r"\b(?:sections?|chapters?|pages?|rules?|tables?|figures?|forms?|annex|parts?|no\.|fejezet|oldal|táblázat)\s*"
    r"\d[\d.]*|(?:\. ?){3,}\d+|^\W*\d+(?:\.\d+)*[.)]?\s",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


def numerals(text: str) -> list[str]:
    """The numbers of `text` as written; a section's number, or one that starts a heading or a list item, is none."""
    return _NUMERAL.findall(_REFERENCE.sub(" ", text))


def is_year(numeral: str) -> bool:
    """Whether the digits read as a year rather than as a count."""
    return _YEAR.fullmatch(numeral) is not None
