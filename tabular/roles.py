"""What a day stands for in the life of a row: that it came in, fell due, was done, came back, was paid.

Columns of dates and the verbs of questions name it in words of their own: "came in" is "received", and what "should
have been ready" was due.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from domain.tables import Column, ColumnKind
from tabular.tokens import Token, name_tokens, word_set


class Role(StrEnum):
    """The surest first: what is due may be what should have come back."""

    DUE = "due"
    RETURNED = "returned"
    PAID = "paid"
    RECEIVED = "received"
    DONE = "done"
    BOOKED = "booked"
    BEGUN = "begun"


_WORD = re.compile(r"(?<!\\)[^\W\d_]+")
_BESIDE = word_set("it them that this should")


def _said(**wordings: str) -> Mapping[Role, re.Pattern[str]]:
    return {Role(role): re.compile(rf"\b(?:{pattern})\b") for role, pattern in wordings.items()}


_NAMED = _said(
    due=r"due|deadline|promised|expected|target|fällig|határidő",
    returned=r"(?:brought|came|given|handed|sent|taken) (?:back|in)|returned|return|back|zurück",
    paid=r"paid|payment|settled|bezahlt|fizetve",
    received=r"received|arrival|arrived?|came in|date in|in date|incoming|intake|check in|eingang",
    done=r"delivered|delivery|completed?|completion|finished|done|closed|shipped|sent(?: out)?|hand(?:ed)? ?over|fixed|"
    r"ready|resolved|installed|erledigt|geliefert",
    booked=r"booked|ordered|placed|reserved|order date|bestellt",
    begun=r"lent|borrowed|picked up|collected|collection|issued|hired|taken out|out on|start(?:ed|s)?|begin|began",
)
_ASKED = _said(
    due=r"(?:should|ought to|supposed to|meant to|had to|must)(?: \w+){0,4}? (?:be|been|have been|have)"
    r"(?: (?:ready|back|in|out|finished|done|returned|delivered|completed|paid|here))?|due|deadline|"
    r"by (?:which|what) (?:date|day)|by when|promised|expected|fällig|határidő",
    returned=r"(?:came|come|comes|brought|bring|brings|gave|given|give|took|taken|take|handed|hand|sent|got|get) "
    r"(?:\w+ ){0,3}back|(?:handed|hand) (?:\w+ ){0,2}in|return|returns|returned",
    paid=r"pay|pays|paid|settle|settles|settled",
    received=r"(?:came|come|comes|coming|got|get|gets|sent) in|receive|received|receives|arrive|arrived|arrives|"
    r"reached|turned up|turn up|showed up|show up|checked in|check in",
    done=r"deliver|delivers|delivered|complete|completed|finish|finishes|finished|shipped|ship|sent (?:out|off)|"
    r"went out|go out|(?:handed|hand) (?:\w+ ){0,2}over|handover|fixed|ready|resolved|installed|install|done|closed",
    booked=r"booked|book|ordered|order|placed|reserved|reserve",
    begun=r"lent|lend|borrow|borrows|borrowed|(?:pick|picks|picked) (?:\w+ ){0,3}up|collect|collects|collected|issued|"
    r"hire|hired|took out|taken out|went out|start|starts|started|began|begin|begins",
)


def of_column(column: Column) -> Role | None:
    """That of a column of dates by its name; null where it says none."""
    if column.kind is not ColumnKind.DATE:
        return None
    name = " ".join(token.low for token in name_tokens(column.name))
    return next((role for role, pattern in _NAMED.items() if pattern.search(name)), None)


def asked_for(words: Sequence[Token], columns: Sequence[Column]) -> tuple[Sequence[Column], frozenset[int]]:
    """Of several columns of dates those of the first role that a question's words have, and the places of these."""
    for role, pattern in _ASKED.items():
        found = [column for column in columns if of_column(column) is role]
        if found and (said := _places(words, pattern)):
            return found, said
    return (), frozenset()


def roles_asked_for(words: Sequence[Token], columns: Sequence[Column]) -> frozenset[Role]:
    """All roles of columns that a question's words have."""
    held = {of_column(column) for column in columns}
    return frozenset(role for role, pattern in _ASKED.items() if role in held and _places(words, pattern))


def acted(words: Sequence[Token], columns: Sequence[Column]) -> frozenset[int]:
    """The places of verbs for what every row has a day of: "borrow" says nothing more where each row was lent."""
    full = {of_column(column) for column in columns if not column.blanks} - {Role.DUE}
    return frozenset[int]().union(*(_places(words, pattern) for role, pattern in _ASKED.items() if role in full))


def _places(words: Sequence[Token], pattern: re.Pattern[str]) -> frozenset[int]:
    """Of the words that say it; what stands between them ("brought the book back") is not among these."""
    own = frozenset(_WORD.findall(pattern.pattern)) | _BESIDE
    text = " ".join(word.low for word in words)
    spans = [found.span() for found in pattern.finditer(text)]
    said, at = set(), 0
    for index, word in enumerate(words):
        if word.low in own and any(start <= at < end for start, end in spans):
            said.add(index)
        at += len(word.low) + 1
    return frozenset(said)


def not_planned(columns: Sequence[Column]) -> list[Column]:
    """The days on which rows came to be, where one column says it; else all but those on which something falls due."""
    begun = [column for column in columns if of_column(column) in (Role.RECEIVED, Role.BEGUN)]
    return begun if len(begun) == 1 else [column for column in columns if of_column(column) is not Role.DUE]
