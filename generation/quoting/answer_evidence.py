"""Whether a text holds anything of the kind that a question asks for."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from generation.quoting.answer_types import AnswerType
from text.languages import FUNCTION_WORDS
from text.numerals import is_year, numerals
from text.words import QUESTION_STEMMER

_CURRENCY = re.compile(
    r"[$€£¥]|(?<![^\W_])(?:euros?|eur|cents?|dollars?|usd|pounds?|gbp|francs?|chf|yen|crowns?|forint\w*|huf|ft|"
    r"euró\w*|per ?cent)(?![^\W_])|%|\d[.,]\d\d\b",
    re.IGNORECASE,
)
_AMOUNT = (
    r"(?:[$€£]\s?\d[\d.,]*|\d[\d.,]*\s?(?:[€£$%]|(?:euros?|eur|cents?|dollars?|usd|pounds?|pence|gbp|per ?cent)\b))"
)
_RELATIVE = re.compile(
    rf"\b(?:by|up|down) {_AMOUNT}|{_AMOUNT} (?:less|more|cheaper|dearer|off|extra|lower|higher|discount|reduction|"
    rf"on top|below|above)\b|\b(?:discount|reduction|rebate|surcharge|supplement) (?:of|is|:) {_AMOUNT}",
    re.IGNORECASE,
)
_RELATION = re.compile(
    r"\b(?:discounts?|rebates?|surcharges?|supplements?|less|more|cheaper|dearer|extra|off|lower|higher|differ\w*|"
    r"rise|raised|gone up|go up|increase\w*|(?<!all )reductions?)\b",
    re.IGNORECASE,
)
_FREE = re.compile(r"\b(?:free|ingyen\w*|kosten(?:los|frei)\w*|gratis|umsonst)\b", re.IGNORECASE)
_POWER = re.compile(r"(?<![^\W_])(?:[kM]?W|hp|PS|LE|watts?|(?:kilo|mega)watts?|horsepower|lóerő\w*)(?![^\W_])")
_LENGTH = re.compile(
    r"(?<![^\W_])(?:[mck]?m|in|ft|(?:milli|centi|kilo)?(?:met(?:er|re)s?|méter\w*)|inch(?:es)?|feet|foot|yards?|miles?)"
    r"(?![^\W_]|/)"
)
_CALENDAR = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:second|minute|hour|day|week|month|year|decade)s?|centur(?:y|ies)|"
    r"morning|noon|evening|night|midnight|spring|summer|autumn|winter|daily|immediately|at once|before|after|until|"
    r"during|today|"
    r"(?:január|február|március|április|május|június|július|augusztus|szeptember|október|december|hétfő|"
    r"kedd|szerd|csütörtök|péntek|szombat|vasárnap|perc|órá?|nap|hét|hónap|év|évszázad|tavas|nyár|ősz|tél|"
    r"reggel|dél|este|éjjel|azonnal|előtt|után|közben|naponta)\w*|"
    r"januar|februar|märz|mai|juni|juli|oktober|dezember|(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|"
    r"(?:sekunde|minute|stunde|woche)n?|(?:tag|monat|jahr|jahrhundert|jahrzehnt)(?:e?s|en?)?|uhr|morgens?|mittags?|abends?|"
    r"nachts?|frühjahr|sommer|herbst|sofort|täglich|bis|vor|nach|seit|während|heute)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<!\d)(?:[01]?\d|2[0-4])[:.][0-5]\d(?!\d)|\b\d{1,2} ?(?:am|pm|o'clock)\b|\d{1,2}\.\d{1,2}\.\d{4}|"
    r"\b(?:from|between) \d{1,2} (?:to|and|until|till) \d{1,2}\b(?![.,]\d)"
)
_FREQUENCY = re.compile(
    r"\b(?:every|daily|weekly|monthly|yearly|annual(?:ly)?|hourly|always|never|minden|naponta|hetente|havonta|évente|"
    r"jede[mnrs]?|(?:täg|wöchent|monat|jähr|stünd)lich\w*|immer|nie)\b",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<!\w)(?!\d{4}-\d\d-\d\d(?!\d))\+?\d(?:[ ()/-]{0,2}\d){5,}")
_EMAIL = re.compile(r"[\w.+-]+@\w[\w-]*(?:\.\w+)+")
_PEOPLE = re.compile(
    r"\b(?:staff|crew|passengers?|customers?|employees?|everyone|everybody|anyone|nobody|children|adults?|people|"
    r"members?|\w{3,}(?:ers?|ors?|men|man|ists?|ants?|ees?))\b",
    re.IGNORECASE,
)
_CAPITALISED = re.compile(r"\b[^\W\d_a-záéíóöőúüű][^\W\d_]+")
_STARTS = re.compile(r"(?:^|[.!?]\s+|[\"“„(]\s*)\W*$")


def holds_answer(kind: AnswerType | None, text: str, *, question: str) -> bool:
    """Whether `text` could answer with a `kind`; true for null. What `question` says itself is no answer."""
    return kind is None or _EVIDENCE[kind](text, question)


def _new_numerals(text: str, question: str) -> list[str]:
    asked = {numeral.casefold() for numeral in numerals(question)}
    return [numeral for numeral in numerals(text) if numeral.casefold() not in asked]


def _money(text: str, question: str) -> bool:
    """By how much something is more or less is no price of it."""
    if not _RELATION.search(question):
        text = _RELATIVE.sub(" ", text)
    return bool(_FREE.search(text) or (_CURRENCY.search(text) and _new_numerals(text, question)))


def _quantity(text: str, question: str) -> bool:
    return bool(_FREQUENCY.search(text) or any(not is_year(numeral) for numeral in _new_numerals(text, question)))


def _time(text: str, question: str) -> bool:
    return bool(_CALENDAR.search(text) or _CLOCK.search(text) or any(map(is_year, _new_numerals(text, question))))


def _new(pattern: re.Pattern[str]) -> Callable[[str, str], bool]:
    return lambda text, question: any(found not in question for found in pattern.findall(text))


def _measured(unit: re.Pattern[str]) -> Callable[[str, str], bool]:
    return lambda text, question: bool(unit.search(text) and _new_numerals(text, question))


def _name(text: str, question: str) -> bool:
    """A capitalised word that is not the question's; one that starts a sentence only with another after it."""
    asked = QUESTION_STEMMER.stems(question)
    return any(
        match.group().lower() not in FUNCTION_WORDS
        and not QUESTION_STEMMER.stems(match.group()) & asked
        and _is_name(match, text)
        for match in _CAPITALISED.finditer(text)
    )


def _is_name(word: re.Match[str], text: str) -> bool:
    if _CALENDAR.fullmatch(word.group()) or _CURRENCY.fullmatch(word.group()):
        return False
    return not _STARTS.search(text[: word.start()]) or bool(_CAPITALISED.match(text[word.end() :].lstrip()))


def _person(text: str, question: str) -> bool:
    return bool(_PEOPLE.search(text)) or _name(text, question)


_EVIDENCE: Mapping[AnswerType, Callable[[str, str], bool]] = MappingProxyType(
    {
        AnswerType.PHONE: _new(_PHONE),
        AnswerType.EMAIL: _new(_EMAIL),
        AnswerType.MONEY: _money,
        AnswerType.POWER: _measured(_POWER),
        AnswerType.LENGTH: _measured(_LENGTH),
        AnswerType.TIME: _time,
        AnswerType.QUANTITY: _quantity,
        AnswerType.PERSON: _person,
        AnswerType.NAME: _name,
    }
)
