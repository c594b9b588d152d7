"""Empty cells in questions: "without an e-mail", "not yet completed", "is the phone missing?", "nobody on them"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from domain.tables import Column, ColumnKind, Table
from tabular.asked import Comparison, Condition, Placed
from tabular.linking import Link
from tabular.phrases import Phrase, Sign
from tabular.reading import Reading, one_column
from tabular.synonyms import PEOPLE, matters, without_unit
from tabular.tokens import name_tokens, stem, word_set

DENIABLE = (ColumnKind.DATE, ColumnKind.YES_NO)
_DONE = word_set("paid sent done sold bought brought kept made left taken given gone lent met seen found bezahlt "
                 "erledigt storniert geliefert kifizetve fizetve")  # fmt: skip
_WITH = word_set("with mit brought bring")
_LEAVING_OUT = word_set(
    "leave leaving left skip skipping counting ignore ignoring excluding omit omitting except barring"
)
_THOSE = word_set("the those these ones any all that which")
_POSSESSING = word_set("have has had")
_NONE = word_set("none no nil nothing keine kein nincs - – —")
_EMPTY = word_set("empty blank missing lacking leer üres hiányzik")
_NOBODY = word_set("nobody noone niemand senki")
_NO_ONE = ("no", "one")
_VACANT = word_set("vacant unoccupied untenanted unlet unclaimed unassigned unallocated unstaffed unfilled")
HELD_BY = word_set("holder tenant occupant occupier lessee owner keeper assignee assigned member guest volunteer "
                   "driver borrower player pupil student patient resident mieter inhaber bérlő")  # fmt: skip
"""What a column of people is called whom a row may have or lack."""
_PERSON_STEMS = frozenset(map(stem, HELD_BY | PEOPLE))
# Words for a column or a cell, and what stands between one and what is said of it.
_CELLS = word_set("column field cell box entry spalte feld zelle oszlop mező")
_LEFT = word_set("left leaves leave stands stand remains remain whose where which that with")
_POINTING = word_set("that this the")
_REACH = 6


def of_blanks(reading: Reading) -> list[Placed]:
    """All of them; "have an end date" and "were completed" ask for cells that are not empty."""
    return [*_said_empty(reading), *_of_nobody(reading), *_denied_names(reading)]


def _denied_names(reading: Reading) -> Iterator[Placed]:
    """ "without an e-mail", "not yet completed", "out of stock"."""
    for phrase in (*reading.said(Sign.WITHOUT, Sign.NOT, Sign.HAVING, Sign.NONE_OF), *_with_some(reading)):
        link = next((link for link in reading.links if link.columns and 0 <= link.start - phrase.end <= 1), None)
        if link is None or reading.is_used(link):
            continue
        telling = [column for column in link.columns if column.kind in DENIABLE]
        condition = _blank(one_column(telling or link.columns, "the words"), phrase)
        if condition is not None:
            if (before := _left_out(reading, phrase)) is not None:
                reading.use(before)
                condition = replace(condition, is_negated=not condition.is_negated)
            yield Placed(phrase.start, condition)
            reading.use(phrase, link)
            _use_cells(reading, link.end)


def _with_some(reading: Reading) -> list[Phrase]:
    """ "Hires with extras": where rows are counted, "with" right before a column of which rows may have none."""
    if not reading.said(Sign.COUNT, Sign.SHARE):
        return []
    some = {
        link.start
        for link in reading.links
        if link.is_whole and link.column is not None and not link.values and _may_lack(link.column)
    }
    fillers = [phrase for phrase in reading.said(Sign.FILLER) if reading.words[phrase.start].low in _WITH]
    return [replace(phrase, sign=Sign.HAVING) for phrase in fillers if phrase.end in some]


def _may_lack(column: Column) -> bool:
    return bool(column.blanks) or none_of_it(column, is_negated=True) is not None


def _left_out(reading: Reading, without: Phrase) -> Phrase | None:
    """ "Leave out the ones without …": those that have it."""
    before = reading.before(without.start, Sign.NOT, reach=3)
    if before is None or reading.words[without.start].low in _POSSESSING:
        return None
    rows = {i for link in reading.links if link.is_row and not link.values for i in range(link.start, link.end)}
    between = range(before.end, without.start)
    if any(index not in rows and reading.words[index].low not in _THOSE for index in between):
        return None
    return before if any(word.low in _LEAVING_OUT for word in reading.words[before.start : before.end]) else None


def _blank(column: Column, phrase: Phrase) -> Condition | None:
    is_number = column.kind is ColumnKind.NUMBER
    is_of_stock = is_number and phrase.sign is Sign.WITHOUT and "stock" in matters(without_unit(column))
    if phrase.sign is Sign.NONE_OF or is_of_stock:
        return Condition(column, Comparison.IS, (0.0,)) if is_number else None
    if column.kind is ColumnKind.YES_NO:
        return Condition(column, Comparison.YES) if phrase.sign is Sign.HAVING else denied(column)
    if phrase.sign in (Sign.HAVING, Sign.WITHOUT):
        if (none := none_of_it(column, is_negated=phrase.sign is Sign.HAVING)) is not None:
            return none
        if not column.blanks:
            return None
    if phrase.sign is Sign.NOT and column.kind is not ColumnKind.DATE:
        return None
    return Condition(column, Comparison.BLANK, is_negated=phrase.sign is Sign.HAVING)


def none_of_it(column: Column, *, is_negated: bool) -> Condition | None:
    """ "Without dogs" where some rows have 0 dogs, and "without extras" where cells say none; blank cells then count
    as none of it too."""
    if column.kind is ColumnKind.NUMBER and column.lowest == "0":
        none: tuple[str | float, ...] = (0.0,)
    elif column.kind is ColumnKind.TEXT and column.is_complete:
        none = tuple(value for value in column.values if value.strip().casefold() in _NONE)
    else:
        none = ()
    return Condition(column, Comparison.NONE, none, is_negated=is_negated) if none else None


def denied(column: Column) -> Condition:
    """An empty cell denies what is done once ("paid", "shipped"), and where no cell says no; else it leaves it open."""
    is_done = any(word.low.endswith("ed") or word.low in _DONE for word in name_tokens(column.name))
    if not column.blanks or is_done or column.distinct == 1:
        return Condition(column, Comparison.YES, is_negated=True)
    return Condition(column, Comparison.NO)


def _said_empty(reading: Reading) -> Iterator[Placed]:
    """ "For how many is the phone missing?": the column stands before, with nothing between that says something."""
    for phrase in reading.said(Sign.WITHOUT):
        if reading.words[phrase.start].low not in _EMPTY:
            continue
        link = _pointed_at(reading, phrase) or _named_before(reading, phrase)
        if link is None:
            if (column := _emptied(reading, phrase)) is not None:
                reading.use(phrase)
                yield Placed(phrase.start, Condition(column, Comparison.BLANK))
            continue
        column = one_column([column for column in link.columns if column.blanks] or link.columns, "the words")
        negation = reading.before(phrase.start, Sign.NOT, reach=1)
        reading.use(phrase, link, *([negation] if negation is not None else []))
        reading.used.update(_between(reading, link.end, phrase.start) | _before_cells(reading, link.start))
        yield Placed(phrase.start, Condition(column, Comparison.BLANK, is_negated=negation is not None))


def _named_before(reading: Reading, phrase: Phrase) -> Link | None:
    for link in reversed(reading.links):
        if link.end <= phrase.start and link.columns and not link.values and not reading.is_used(link):
            whole = set(range(link.end, phrase.start))
            is_near = len(whole) <= _REACH and whole == _between(reading, link.end, phrase.start)
            return link if is_near and not _means_rows(link) else None
    return None


def _means_rows(link: Link) -> bool:
    return link.is_row and not (link.is_whole and any(column.blanks for column in link.columns))


def _between(reading: Reading, start: int, end: int) -> set[int]:
    """Of the words there those that say nothing more."""
    idle = {
        index
        for phrase in reading.phrases
        if phrase.sign in (Sign.FILLER, Sign.VERB, Sign.NOT)
        for index in range(phrase.start, phrase.end)
    }
    return {i for i in range(start, end) if i in idle or reading.words[i].low in _CELLS | _LEFT}


def _before_cells(reading: Reading, start: int) -> set[int]:
    """ "Whose", "left the", before the column."""
    found, at = set[int](), start - 1
    while at >= 0 and at in _between(reading, at, at + 1):
        found.add(at)
        at -= 1
    return found


def _pointed_at(reading: Reading, phrase: Phrase) -> Link | None:
    """ "I chase deposits. For how many is that column empty?": the one column that was named before."""
    words = reading.words[: phrase.start]
    at = next((i for i, word in enumerate(words) if i and word.low in _CELLS and words[i - 1].low in _POINTING), None)
    named = [link for link in reading.links if at is not None and link.end <= at and link.columns and not link.is_row]
    if at is None or len(named) != 1 or _between(reading, at, phrase.start) != set(range(at, phrase.start)):
        return None
    reading.used.update({at - 1, at} | set(range(named[0].start)))
    return named[0]


def _emptied(reading: Reading, phrase: Phrase) -> Column | None:
    """ "Which plots are empty?": those of nobody."""
    rows = [link for link in reading.links if link.is_row and not link.values]
    near = any(link.start == phrase.end or _is_subject(reading, link, phrase) for link in rows)
    return holder_of(reading.table) if near else None


def _is_subject(reading: Reading, link: Link, phrase: Phrase) -> bool:
    whole = set(range(link.end, phrase.start))
    return link.end <= phrase.start and whole == _between(reading, link.end, phrase.start)


def _of_nobody(reading: Reading) -> Iterator[Placed]:
    """ "Nobody on them", "vacant": rows without a person, where there may be one; "nobody rated": without that cell."""
    taken = {index for link in reading.links if link.values for index in range(link.start, link.end)}
    for start, end in _nobody(reading):
        but = end < len(reading.words) and reading.words[end].low == "but"
        if taken & set(range(start, end)) or but or reading.said(Sign.WHEN):
            continue
        behind = next((link for link in reading.links if link.columns and 0 <= link.start - end <= 1), None)
        is_done = behind is not None and not reading.is_used(behind) and reading.words[start].low not in _VACANT
        blank = [column for column in behind.columns if column.blanks] if behind is not None and is_done else []
        column = blank[0] if len(blank) == 1 else holder_of(reading.table)
        if column is None or column.kind is ColumnKind.YES_NO:
            continue
        reading.used.update(range(start, end))
        if behind is not None and blank:
            reading.use(behind)
        yield Placed(start, Condition(column, Comparison.BLANK))


def _nobody(reading: Reading) -> Iterator[tuple[int, int]]:
    low = [word.low for word in reading.words]
    for at, word in enumerate(low):
        if word in _NOBODY | _VACANT:
            yield at, at + 1
        elif tuple(low[at : at + 2]) == _NO_ONE:
            yield at, at + 2


def of_somebody(reading: Reading, noun: Link | None, placed: Sequence[Placed]) -> list[Placed]:
    """ "How many tenants have not paid?" is asked of the rows that are somebody's."""
    column = holder_of(reading.table)
    said = {word.stem for word in reading.words[noun.start : noun.end]} if noun is not None else set()
    if noun is None or noun.values or column is None or not said & _PERSON_STEMS:
        return []
    if column in {one.condition.column for one in placed} or not placed:
        return []
    return [Placed(noun.start, Condition(column, Comparison.BLANK, is_negated=True))]


def holder_of(table: Table) -> Column | None:
    """The one column of people whom a row may have or lack."""
    found = [
        column
        for column in table.columns
        if column.kind is ColumnKind.TEXT
        and column.blanks
        and HELD_BY & {word.low for word in name_tokens(column.name)}
    ]
    return found[0] if len(found) == 1 else None


def _use_cells(reading: Reading, at: int) -> None:
    """ "No phone number", "no deposit entry": a word behind a column's that says no more."""
    if at < len(reading.words) and reading.words[at].low in _CELLS | {"number", "nr", "no", "address", "details"}:
        reading.used.add(at)
