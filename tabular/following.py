"""Questions that go on from one that was computed: "and in March?", "how many of them …", "what did they come to?"."""

import re
from dataclasses import replace
from datetime import date
from enum import StrEnum

from tabular.asked import Asked, Condition, Operation
from tabular.conditions import conditions, joined
from tabular.operations import asked
from tabular.phrases import Sign
from tabular.reading import Unclear, read

_CONTINUED = (
    Operation.COUNT, Operation.COUNT_DISTINCT, Operation.SUM, Operation.AVERAGE, Operation.MEDIAN, Operation.LIST,
)  # fmt: skip
_OF_THEM = re.compile(
    r"\b(?:(?:out )?of|among(?:st)?) (?:them|those|these|which)\b|\bdavon\b|\bvon (?:ihnen|diesen|denen)\b|"
    r"\b(?:ezek|azok|ezekből|azokból)(?: közül)?\b|\bközülük\b",
    re.IGNORECASE,
)
_THEY = re.compile(
    r"\b(?:did|do|have|are|were) (?:they|those|these)(?: all)? (?:come|cost|add|amount|make|total|bring|weigh)\w*\b|"
    r"\b(?:they|those|these) (?:come|cost|add up|amount|total)\b",
    re.IGNORECASE,
)
_AND = r"(?:and|but|or|now|und|oder|és|meg)\b,?\s*"
_GOES_ON = re.compile(
    rf"(?:{_AND})*(?:(?:what|how) about|was ist mit|mi a helyzet|also|ditto(?: for)?|"
    rf"(?:the )?same(?: (?:thing|question|again))*(?:,? (?:for|with|in|at|of|but))?)\s+|{_AND}(?:also\s+)?",
    re.IGNORECASE,
)
_MOST_WORDS = 6


class Leaning(StrEnum):
    """How a question leans on the one before it: it names rows that were spoken of, or changes a condition."""

    ROWS = "rows"
    CONDITION = "condition"


def leaning(question: str) -> Leaning | None:
    """Null where it does not."""
    if _OF_THEM.search(question) or _THEY.search(question):
        return Leaning.ROWS
    is_short = len(question.split()) <= _MOST_WORDS
    return Leaning.CONDITION if is_short and _GOES_ON.match(question.strip()) else None


def followed(question: str, before: Asked, today: date) -> Asked | None:
    """What it asks where `before` was asked; null where a word of it is not in that table, or it goes on from nothing
    that can be gone on from."""
    if before.operation not in _CONTINUED or before.part or before.table.section is not None:
        return None
    try:
        if leaning(question) is Leaning.ROWS:
            return _of_rows(question, before, today)
        return _with_condition(question, before, today)
    except Unclear:
        return None


def _of_rows(question: str, before: Asked, today: date) -> Asked | None:
    """Another operation over the same rows, or over some of them."""
    reading = read(_OF_THEM.sub(" ", question), before.table, today)
    found = asked(reading)
    if found is None or found.part or reading.unaccounted():
        return None
    return replace(found, conditions=_both(before.conditions, found.conditions))


def _with_condition(question: str, before: Asked, today: date) -> Asked | None:
    """The same operation over other rows: all that is said are conditions, or a cell of a column of those before."""
    text = _GOES_ON.sub("", question.strip(), count=1)
    named = [f"{one.column.name} {text}" for one in before.conditions if one.values]
    found = (_over_other_rows(one, before, today) for one in (text, *named))
    return next((one for one in found if one is not None), None)


def _over_other_rows(text: str, before: Asked, today: date) -> Asked | None:
    reading = read(text, before.table, today)
    placed = conditions(reading)
    reading.use(*(link for link in reading.links if link.is_row and not link.values))
    reading.use(*(phrase for phrase in reading.phrases if phrase.sign in (Sign.FILLER, Sign.AND, Sign.VERB)))
    said = tuple(one.condition for one in joined(placed))
    for link in reading.links:  # a column beside its own value
        if any(column in {condition.column for condition in said} for column in link.columns):
            reading.use(link)
    if not said or reading.unaccounted():
        return None
    return replace(before, conditions=_both(before.conditions, said))


def _both(before: tuple[Condition, ...], said: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """What was said last of a column holds."""
    named = {condition.column for condition in said}
    return (*(one for one in before if one.column not in named), *said)
