"""One row of a table in two of its years: "has it got cheaper since 2024?", "how much has the fee gone up?"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.tables import Column, Table
from tabular.comparatives import Comparing, Matter
from tabular.likeness import bare, words_of
from tabular.lookups import Lookup, looked_up
from tabular.table_words import words_of_table
from tabular.years import YEAR, YEARS, by_name, years_in

_DEARER = "dearer|pricier|costlier|more expensive|more costly"
_CHEAPER = "cheaper|less expensive|less costly"
_RISING = (
    "risen|rise|rose|rising|increased?|increases|higher|raised|gone up|go(?:es)? up|went up|grown|grew|grow|more|up|"
    "bigger|larger|longer"
)
_FALLING = (
    "fallen|fell|falls?|dropped|drops?|decreased?|lower(?:ed)?|reduced|gone down|go(?:es)? down|went down|shrunk|less|"
    "fewer|down|smaller|shorter"
)
_CHANGING = "chang(?:ed?|es|ing)|differences?|differs?|compared?"
_WAYS = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), is_more, matter)
    for words, is_more, matter in (
        (_DEARER, True, Matter.MONEY),
        (_CHEAPER, False, Matter.MONEY),
        (_RISING, True, Matter.ANY),
        (_FALLING, False, Matter.ANY),
        (_CHANGING, None, Matter.ANY),
    )
)
_WHETHER = re.compile(r"\s*(?:has|have|had|did|does|do|is|are|was|were)\b", re.IGNORECASE)
_APART = re.compile(
    r"[,.?!]?\s*\b(?:and |so )?(?:if so,? )?(?:by how much|how much by|(?:how much|how big|what)(?: is|'s|’s|s) the "
    r"(?:difference|change|increase|rise)|how much (?:is it|was it|did it|has it)?)\s*\??$",
    re.IGNORECASE,
)
_BY = re.compile(r"\b(?:by )?how much\b|\bwhat(?:'s|’s|s| is| was)\b|\bwhat\b", re.IGNORECASE)
_THEN = re.compile(
    r"\b(?:since|than|from|to|between|and|in|with|against|compared (?:to|with)|over|versus|vs)?\s*(?:the )?"
    r"(?:last|previous|past|the year before|year before)(?: year| season)?\b|"
    rf"\b(?:since|than|from|to|between|and|in|with|against|compared (?:to|with)|versus|vs)\s+(?:in |the )*(?={YEAR})",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:got|gotten|become|became|gets?|getting|it|any|now|this year|there|for us)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Change:
    """The later cell and the earlier one, in this order, and how they are compared."""

    later: Lookup
    earlier: Lookup
    asked: Comparing


def changed(question: str, tables: Sequence[Table]) -> Change | None:
    """Null where a question asks for no change, or not of the cells of one row alone."""
    text = _APART.sub("", question.strip()) or question
    ways = [(pattern, is_more, matter) for pattern, is_more, matter in _WAYS if pattern.search(text)]
    is_apart = text != question.strip()
    if not ways or len({is_more for _, is_more, _ in ways if is_more is not None}) > 1:
        return None
    rest = text
    for pattern, _, _ in ways:
        rest = pattern.sub(" ", rest)
    years = years_in(rest)
    rest = _OWN.sub(" ", _BY.sub(" ", YEARS.sub(" ", _THEN.sub(" ", rest))))
    rest = _WHETHER.sub(" ", rest).strip(" ?.!,")
    found = [pair for table in tables for pair in _pairs(rest, table, years)]
    if len(found) != 1:
        return None
    is_more, matter = next(((one, of) for _, one, of in ways if one is not None), (None, Matter.ANY))
    is_whether = bool(_WHETHER.match(question)) and is_more is not None
    is_told = is_whether or is_apart
    return Change(*found[0], Comparing(("how much", "how much"), is_more if is_told else None, is_whether, matter))


def _pairs(rest: str, table: Table, years: Sequence[str]) -> Iterator[tuple[Lookup, Lookup]]:
    for dated in by_name(table).values():
        both = _both(dated, years)
        if both is None:
            continue
        cells = [_cell(rest, table, column) for column in both]
        if cells[0] is not None and cells[1] is not None and cells[0].asked.conditions == cells[1].asked.conditions:
            yield cells[0], cells[1]


def _both(dated: Mapping[str, Column], years: Sequence[str]) -> tuple[Column, Column] | None:
    """The later and the earlier that a question means: the two that it names, or that there are."""
    known = sorted(dated)
    if any(year not in dated for year in years) or len(known) < 2:
        return None
    named = sorted(set(years))
    if not named and len(known) == 2:
        named = known
    if len(named) == 1:
        named = [named[0], known[-1]] if named[0] != known[-1] else known[-2:]
    return (dated[named[1]], dated[named[0]]) if len(named) == 2 else None


def _cell(rest: str, table: Table, column: Column) -> Lookup | None:
    """That of a column by all words that are left of the question, which name a row and maybe the column."""
    match looked_up(f"{rest} {column.name}", [table]):
        case Lookup(asked) as found if asked.is_one and asked.wanted == (column,):
            named = words_of(rest).among(words_of_table(table).names[column.key])
            return found if named or not _needs_name(table, column) else None
    return None


def _needs_name(table: Table, column: Column) -> bool:
    """Whether a table has several columns of a year, so that one of them must be named."""
    return len(by_name(table)) > 1 and bool(bare(YEARS.sub(" ", column.name)))
