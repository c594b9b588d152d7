"""A question, a value or a column's name as tokens, and how alike two words are whatever their endings."""

import re
from dataclasses import dataclass


def word_set(words: str) -> frozenset[str]:
    """Words that stand in one string with blanks between."""
    return frozenset(words.split())


_TOKEN = re.compile(r"(?:km/h|m/s)\b|\d{4}-\d{1,2}-\d{1,2}(?![\w-])|\d+(?:[.,:/]\d+)*(?![^\W_])|[^\W_]+|[€£$¥%°]")
_NEGATED = re.compile(
    r"n['’]t\b|(?<=\b(?:is|do))nt\b|(?<=\b(?:are|was|did|has|had))nt\b|(?<=\b(?:were|does|have))nt\b", re.IGNORECASE
)
_CONTRACTED = re.compile(r"(?<=\b(?:who|how))s\b|(?<=\b(?:what|when))s\b|(?<=\bwhere)s\b", re.IGNORECASE)
# How people write on a phone: "w/o" and "#".
_SHORTHANDS = (
    (re.compile(r"\bw/o\b\.?", re.IGNORECASE), "without"),
    (re.compile(r"(?<!\S)w/(?=\s?[a-z])", re.IGNORECASE), "with "),
    (re.compile(r"(?<!\S)#(?=\s?(?:of\b|[a-z]))", re.IGNORECASE), "number "),
)
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])|_")
_DOUBLED = re.compile(r"([bdglmnprt])\1$")

_SHORTEST_STEM = 3
_SHORTEST_NOUN = 4
# Stem in English, then words of German and Hungarian without their endings.
_NOUN_TABLE = """
part teil teile ersatzteil ersatzteile alkatrész
train zug züge vonat
delay verspätung késés
station bahnhof bahnhöfe állomás
order bestellung auftrag rendelés megrendelés
repair reparatur javítás
customer kunde kunden ügyfél vevő
product produkt produkte termék
event ereignis ereignisse esemény
employe mitarbeiter angestellte dolgozó munkatárs
supplier lieferant lieferanten beszállító szállító
driver fahrer sofőr
cancel storniert ausgefallen gestrichen törölt töröltek
room zimmer raum szoba terem
cours kurs kurse tanfolyam
open offen offene nyitott
paid bezahlt bezahlte fizetett kifizetett
""".strip()
_NOUNS = {word: line.split()[0] for line in _NOUN_TABLE.splitlines() for word in line.split()[1:]}
_ENDINGS = word_set("e en er es n s ek ok ök ak k t et ot öt at on en ön ban ben ból ből ra re nak nek "
                     "er ers or ors ing ed ian ians al als ist ists ment ments ion ions ation ations ity y ic "
                     "e en ung ungen ern erin nel tól től hoz hez on eket okat öket akat on én án")  # fmt: skip
FAMILY_LETTERS = 5
_TYPO_LETTERS = 6
_LONG_TYPO_LETTERS = 9


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a sign; `low` is folded, `stem` without its usual endings."""

    text: str
    low: str
    stem: str

    @property
    def is_number(self) -> bool:
        """Whether it is figures alone."""
        return self.text[0].isdigit() and not any(map(str.isalpha, self.text))


def tokens(text: str) -> tuple[Token, ...]:
    """In order; "don't" is "do not", and so is "dont"; "whats" is "what's", "w/o" is "without"."""
    for shorthand, put in _SHORTHANDS:
        text = shorthand.sub(put, text)
    return tuple(
        Token(word, word.casefold(), stem(word))
        for word in _TOKEN.findall(_CONTRACTED.sub(" s", _NEGATED.sub(" not", text)))
    )


def name_tokens(name: str) -> tuple[Token, ...]:
    """Of a column's name, written_so or writtenSo too."""
    return tokens(_CAMEL.sub(" ", name))


def is_plural(word: Token) -> bool:
    """Of an English noun, by its ending."""
    return word.low.endswith("s") and word.low != word.stem


def stem(word: str) -> str:
    """A word without the endings of number and tense."""
    low = word.casefold()
    if (translated := _english(low)) is not None:
        return translated
    for ending, put in (
        ("ies", "y"),
        ("sses", "ss"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("xes", "x"),
        ("ings", ""),
        ("ing", ""),
        ("ed", ""),
    ):
        if low.endswith(ending) and len(low) - len(ending) >= _SHORTEST_STEM:
            return _DOUBLED.sub(r"\1", low[: -len(ending)] + put).rstrip("e")
    if low.endswith("s") and not low.endswith(("ss", "us", "sis")) and len(low) > _SHORTEST_STEM:
        low = low[:-1]
    return low.rstrip("e") if len(low) > _SHORTEST_STEM else low


def _english(low: str) -> str | None:
    """The English stem of a common noun of a table in German or Hungarian, whatever its ending."""
    if low in _NOUNS or (low.isascii() and len(low) < _SHORTEST_NOUN):
        return _NOUNS.get(low)
    return next(
        (
            _NOUNS[low[:length]]
            for length in range(len(low) - 1, _SHORTEST_NOUN - 1, -1)
            if low[:length] in _NOUNS and low[length:] in _ENDINGS
        ),
        None,
    )


def alike(first: Token, second: Token) -> int:
    """3 the same word, 2 another form of it, 1 of one family (plumber, plumbing); else 0."""
    if first.low == second.low:
        return 3
    if first.is_number or second.is_number:
        return 0
    if first.stem == second.stem or first.low == f"{second.low}s":  # "Nkemelus" without the apostrophe
        return 2
    return int(_is_family(first.low, second.low))


def _is_family(first: str, second: str) -> bool:
    shared = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        shared += 1
    return shared >= FAMILY_LETTERS and {first[shared:], second[shared:]} <= _ENDINGS | {""}


def is_typo(word: str, right: str) -> bool:
    """Whether one slip (of two letters at most in long words) makes `right` of `word`."""
    if len(word) < _TYPO_LETTERS or word[0] != right[0] or not (word.isalpha() and right.isalpha()):
        return False
    allowed = 2 if len(word) >= _LONG_TYPO_LETTERS else 1
    return abs(len(word) - len(right)) <= allowed and _slips(word, right) <= allowed


def _slips(first: str, second: str) -> int:
    """Letters missing, too many, wrong or swapped."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, one in enumerate(first, 1):
        current = [i]
        for j, other in enumerate(second, 1):
            best = min(row[j] + 1, current[-1] + 1, row[j - 1] + (one != other))
            if i > 1 and j > 1 and one == second[j - 2] and first[i - 2] == other:
                best = min(best, before[j - 2] + 1)
            current.append(best)
        before, row = row, current
    return row[-1]
