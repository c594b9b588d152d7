"""Which time a question asks about: now, a year that it names, before what holds now, or several at once."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from text.dates import dates
from text.stating import DOCUMENT_NOUNS

_RULED = (
    rf"(?:{DOCUMENT_NOUNS}|costs?|rates?|limits?|law|system|rent|tickets?|fines?|allowance|salary|"
    r"szabály\w*|ár\w*|díj\w*|recht|preis\w*|regel\w*|gebühr\w*)"
)
_FORMER = re.compile(
    rf"\b(?:(?:old|former|previous|earlier|prior|outdated) (?:\w+ )?{_RULED}s?|previously|formerly|in the past|"
    r"back then|used to (?:be|cost|have|get|pay|apply|allow)|(?:did|didn't) .{1,60}\buse to\b|"
    r"before the (?:new|change)|"
    r"(?:alte[nrms]?|frühere[nrms]?|vorherige[nrms]?|bisherige[nrms]?) \w+|früher|damals|bis dahin|"
    r"(?:régi|korábbi|előző) \w+|korábban|régebben|azelőtt)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"\b(?:chang(?:e|es|ed)|difference|differ|compar(?:e|ed|ison)|versus|vs\.?|(?:old|former|previous)\b.{0,60}\bnew|"
    r"new\b.{0,60}\b(?:old|former|previous)|than (?:before|in the past)|since when|histor(?:y|ical)|over the years|"
    r"development|rise|risen|rose|increas\w+|decreas\w+|more expensive than|"
    r"geändert|änder\w+|unterschied\w*|vergl\w+|alt\w*\b.{0,60}\bneu|neu\w*\b.{0,60}\balt|gestiegen|"
    r"változ\w+|különbség\w*|összehasonl\w+|régi\b.{0,60}\búj|új\b.{0,60}\brégi)\b",
    re.IGNORECASE,
)


class Asked(Enum):
    """What of the old and the new is wanted."""

    AS_OF = auto()
    """What holds at a day."""
    FORMER = auto()
    """What held before what holds now."""
    SEVERAL = auto()
    """Both."""


@dataclass(frozen=True, slots=True)
class Period:
    """`at` is the last day in ISO 8601 that is asked about; `named` where the question names it."""

    asked: Asked
    at: str
    named: str | None


def tells_of_another_time(statement: str, *, today: str) -> bool:
    """Whether it says itself that it is of the past, or names a time."""
    period = period_of(statement, today=today)
    return period.asked is not Asked.AS_OF or period.named is not None


def period_of(question: str, *, today: str) -> Period:
    """`today` is in ISO 8601."""
    named = list(dict.fromkeys(date.iso for date in dates(question)))
    if len({date[:4] for date in named}) > 1 or _SEVERAL.search(question):
        return Period(Asked.SEVERAL, today, None)
    if named:
        return Period(Asked.AS_OF, f"{named[0]}-99", named[0])
    return Period(Asked.FORMER if _FORMER.search(question) else Asked.AS_OF, today, None)
