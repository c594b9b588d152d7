"""Which words of a question stand in a name or a cell, and what kind of value its other words ask for."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.tables import Column
from tabular.cells import is_blank
from tabular.phrases import Phrase, Sign, phrases
from tabular.tokens import Token, is_typo, stem, tokens, word_set
from tabular.units import MONEY, unit_of

_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹")
_SMALL = word_set(
    "and of the for in on a an to with by at or per & und der die das den dem von für im am mit és az egy"
)
_IDLE = (Sign.FILLER, Sign.VERB, Sign.WHICH, Sign.WHO, Sign.WHEN, Sign.WHERE, Sign.HOW_MUCH, Sign.COUNT)
_COMPUTING = (Sign.COUNT, Sign.SUM, Sign.AVERAGE, Sign.MEDIAN, Sign.SHARE, Sign.DIFFERENCE)
_POLITE = word_set(
    "hi hello hey thanks thank kindly please whats hows whens wheres im ive id ill like would want wanted looking tell "
    "know find should must may might show showing display displays say says said mean means ask asking your ours mine "
    "get gets got pls plz thx cheers bitte danke kérem köszönöm"
)
_PAYING = word_set("pay paid cost zahlen fizet fizetek")
_FAMILIES: Mapping[str, str] = {
    word: line.split()[0]
    for line in (
        "child children kid kids childs son daughter",
        "adult adults grownup grownups",
        "day daily",
        "week weekly",
        "month monthly",
        "year yearly annual annually",
        "mon monday montag hétfő hétfőn",
        "tue tues tuesday dienstag kedd kedden",
        "wed weds wednesday mittwoch szerda szerdán",
        "thu thur thurs thursday donnerstag csütörtök csütörtökön",
        "fri friday freitag péntek pénteken",
        "sat saturday samstag sonnabend szombat szombaton",
        "sun sunday sonntag vasárnap",
        "weekday weekdays wochentag wochentags hétköznap hétköznapokon",
        "weekend weekends wochenende wochenenden hétvége hétvégén",
        "phone phones telephone tel telefon telefonnummer telefonszám",
        "mail mails email emails",
        "weight weights weigh weighs heavy mass masses",
        "height high tall",
        "depth deep",
        "outdoors outdoor outside",
        "indoors indoor inside",
        "width wide",
        "free nothing kostenlos gratis ingyenes",
    )
    for word in line.split()
}
_AGED = (("year", "old"), ("years", "old"), ("yr", "old"))
_OF_AGE = 18
_CHILD = 12


class Kind(StrEnum):
    """What is asked for, where the question's words say no more."""

    MONEY = "money"
    LONG = "long"
    MOMENT = "moment"
    AMOUNT = "amount"
    COUNT = "count"
    PHONE = "phone"
    MAIL = "mail"
    WEIGHT = "weight"


_KINDS: Mapping[Kind, frozenset[str]] = {
    Kind.MONEY: word_set("price prices cost costs fee fees charge charges fare fares kosten preis ár ára díj"),
    Kind.LONG: word_set("long duration lange hosszú"),
    Kind.MOMENT: word_set(
        "when time times hours wann mikor open opens opening close closes closing closed shut shuts till until öffnet "
        "öffnen geöffnet offen schließt schließen schliesst geschlossen nyit nyitva zár zárva"
    ),
    Kind.AMOUNT: word_set("much rate size amount number level value figure quantity capacity big large mennyi"),
    Kind.COUNT: word_set("many viele hány"),
    Kind.PHONE: word_set("phone telephone tel telefon mobile telefonnummer telefonszám"),
    Kind.MAIL: word_set("mail email"),
    Kind.WEIGHT: word_set("heavy weigh weighs weight"),
}
_SHOWS: Mapping[Kind, re.Pattern[str]] = {
    Kind.MONEY: re.compile(r"[€£$]\s?\d|\d\s?(?:€|£|eur|ft|chf)\b|^\d+[.,]\d\d$|^(?:free|nothing)\b", re.IGNORECASE),
    Kind.LONG: re.compile(r"\d\s?(?:h|min|minutes?|hours?|(?:working |calendar )?days?|weeks?|months?|years?|tage?)\b"),
    Kind.MOMENT: re.compile(
        r"\d{1,2}:\d\d|\d\s?(?:am|pm|uhr)\b|closed|geschlossen|zárva|"
        r"\b\d{1,2}\.? ?(?:jan|feb|m[aä]r|apr|ma[iy]|ju[nl]|aug|sep|o[ck]t|nov|de[cz])",
        re.IGNORECASE,
    ),
    Kind.AMOUNT: re.compile(r"\d"),
    Kind.COUNT: re.compile(r"^\d[\d.,]*(?:[ \u00a0\u202f]\d{3})*\s?[⁰¹²³⁴-⁹]?$"),
    Kind.PHONE: re.compile(r"^(?:\+|0)\d(?!\d?[/.-]\d)[\d ()/-]{5,}$"),
    Kind.MAIL: re.compile(r"\S@\S"),
    Kind.WEIGHT: re.compile(r"\d\s?(?:mg|g|kg|t|lb|lbs)\b"),
}  # fmt: skip
_MOST = 0.5
_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Words:
    """A question's words. `idle` are those that say nothing of what is looked up; `kinds` those that say its kind.

    `forms` are the places of each word as it is written, and of its family (behind `~`).
    """

    all: tuple[Token, ...]
    idle: frozenset[int]
    kinds: Mapping[int, Kind]
    forms: Mapping[str, frozenset[int]]
    phrases: tuple[Phrase, ...]

    @property
    def open(self) -> frozenset[int]:
        """The words that must be accounted for."""
        return frozenset(range(len(self.all))) - self.idle

    def in_text(self, text: str) -> frozenset[int]:
        """Those that stand in a name or a cell, in any form; small words are none."""
        return self.among(bare(text))

    def among(self, others: Sequence[Token]) -> frozenset[int]:
        """The same for its tokens."""
        found: set[int] = set()
        for other in others:
            found |= self.forms.get(other.low, _NONE)
            if (plain := without_accents(other.low)) != other.low:
                found |= self.forms.get(plain, _NONE) | self.forms.get(f"~{stem(plain)}", _NONE)
            if not other.is_number:
                found |= self.forms.get(f"~{_family(other)}", _NONE) | self._slips(other)
        return frozenset(found)

    def _slips(self, other: Token) -> set[int]:
        return {index for index, word in enumerate(self.all) if index not in self.idle and is_typo(word.low, other.low)}

    @property
    def computes(self) -> bool:
        """Whether something is asked for that is counted or added up where rows are records."""
        return any(phrase.sign in _COMPUTING for phrase in self.phrases)

    def money_in(self, others: Sequence[Token]) -> bool:
        """Whether others name money, by its sign or as prices."""
        return any(token.low in _KINDS[Kind.MONEY] or unit_of(token.low) in MONEY for token in others)

    def says(self, sign: Sign) -> bool:
        """Whether a phrase says so."""
        return any(phrase.sign is sign for phrase in self.phrases)


class Known:
    """Words that a question's may be forms or slips of."""

    def __init__(self, found: Iterable[Token]) -> None:
        self._forms: set[str] = set()
        self._by_letter: dict[str, set[str]] = defaultdict(set)
        for token in found:
            plain = without_accents(token.low)
            self._forms |= {token.low, plain, f"~{_family(token)}", f"~{stem(plain)}"}
            self._by_letter[token.low[0]].add(token.low)

    def has(self, word: Token) -> bool:
        """Whether a word may be one of them."""
        if word.low in self._forms or f"~{_family(word)}" in self._forms:
            return True
        return any(is_typo(word.low, other) for other in self._by_letter[word.low[0]])


def words_of(question: str) -> Words:
    """A question's words, ages told as children and adults."""
    found = _with_ages(tokens(question))
    said = tuple(phrases(found))
    idle = {i for phrase in said if phrase.sign in _IDLE for i in range(phrase.start, phrase.end)}
    idle |= {index for index, word in enumerate(found) if word.low in _POLITE}
    idle -= {index for index, word in enumerate(found) if word.low in _KINDS[Kind.WEIGHT]}
    if any(phrase.sign in (Sign.HOW_MUCH, Sign.WHEN) for phrase in said):
        idle |= {index for index, word in enumerate(found) if word.low in _PAYING}
    kinds = {index: kind for index, word in enumerate(found) for kind, names in _KINDS.items() if word.low in names}
    return Words(found, frozenset(idle), kinds, _forms(found), said)


def bare(text: str) -> tuple[Token, ...]:
    """The words of a name or a cell without footnotes' marks and small words."""
    plain = "".join(" " if letter in _RAISED else letter for letter in text)
    return tuple(token for token in tokens(plain) if token.low not in _SMALL)


def without_accents(word: str) -> str:
    """As it is often typed: "cafe" for "café"."""
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))


def kinds_of(column: Column) -> frozenset[Kind]:
    """Those of which most cells of a column are."""
    filled = [cell for cell in column.values if not is_blank(cell)]
    return frozenset(
        kind
        for kind, pattern in _SHOWS.items()
        if filled and sum(pattern.search(cell) is not None for cell in filled) >= _MOST * len(filled)
    )


def significant(found: Sequence[Token]) -> tuple[Token, ...]:
    """Without words that say nothing."""
    idle = {i for p in phrases(found) if p.sign in (Sign.FILLER, Sign.VERB) for i in range(p.start, p.end)}
    return tuple(token for index, token in enumerate(found) if index not in idle) or tuple(found)


def _forms(found: Sequence[Token]) -> Mapping[str, frozenset[int]]:
    forms: dict[str, frozenset[int]] = {}
    for index, word in enumerate(found):
        if word.low not in _SMALL:
            for form in (word.low, *([] if word.is_number else [f"~{_family(word)}"])):
                forms[form] = forms.get(form, _NONE) | {index}
    return forms


def _family(word: Token) -> str:
    return _FAMILIES.get(word.low, _FAMILIES.get(word.stem, word.stem))


def _with_ages(found: Sequence[Token]) -> tuple[Token, ...]:
    """ "My 12 year old": a child; an age at which people may be either stays as it is."""
    told: list[Token] = []
    at = 0
    while at < len(found):
        aged = tuple(one.low for one in found[at + 1 : at + 3]) in _AGED and found[at].low.isdecimal()
        if aged and not _CHILD < int(found[at].low) < _OF_AGE:
            told += tokens("child" if int(found[at].low) <= _CHILD else "adult")
            at += 3
            continue
        told.append(found[at])
        at += 1
    return tuple(told)
