"""How many: rows, different values of a column, or quantities that are added up."""

from collections.abc import Sequence

from domain.tables import Column, ColumnKind
from tabular.asked import Asked, Grouping, Operation
from tabular.emptiness import of_somebody
from tabular.linking import Link
from tabular.measures import (
    Draft,
    is_ordered,
    is_quantity,
    is_stock,
    use_payments,
    use_rows,
)
from tabular.phrases import Phrase, Sign
from tabular.reading import Reading, Unclear, one_column
from tabular.synonyms import names_rows
from tabular.tokens import is_plural, name_tokens, word_set

# What is counted goes somewhere; money alone goes to what it is spent on.
_NUMBERING = word_set("no nr number id nummer szám azonosító")
_GOING = word_set("went go goes")


def count(draft: Draft, grouping: Grouping | None) -> Asked | None:
    reading = draft.reading
    count = draft.says(Sign.COUNT)
    if count is None:
        return None
    _use_relatives(reading)
    reading.use(*(phrase for phrase in reading.said(Sign.SPENT) if reading.words[phrase.start].low in _GOING))
    distinct = draft.says(Sign.DISTINCT)
    reach = 1 + (distinct is not None)
    counted = _counted(reading, count, reach)
    draft.placed += of_somebody(reading, counted, draft.placed)
    compares = any(one.condition.other is not None for one in draft.placed)
    if distinct is None and not compares and (quantities := _quantities(reading, counted)):
        return _summed(draft, quantities, grouping)
    if counted is not None and counted.columns and not counted.values and _is_row_behind(reading, counted):
        reading.use(counted)  # "translation jobs", where a column says who translated
    elif counted is not None and counted.columns and not counted.values and not reading.is_used(counted):
        return _count_of(draft, counted, grouping, is_distinct=distinct is not None)
    if distinct is not None:
        raise Unclear("It is not clear what should be different.")
    use_payments(reading)
    use_rows(reading)
    return Asked(reading.table, Operation.COUNT, None, draft.conditions, (), grouping)


def _counted(reading: Reading, count: Phrase, reach: int) -> Link | None:
    """What is counted: of "Pinewater guests" the guests."""
    counted = next((link for link in reading.links if count.end <= link.start <= count.end + reach), None)
    if counted is None or counted.columns or counted.values or is_plural(reading.words[counted.start]):
        return counted
    return next((link for link in reading.links if link.start == counted.end), counted)


def _use_relatives(reading: Reading) -> None:
    """ "people who …": right behind a word for rows "who" asks for nothing."""
    ends = {link.end for link in reading.links if link.is_row}
    reading.use(*(phrase for phrase in reading.said(Sign.WHO) if phrase.start in ends))


def _quantities(reading: Reading, counted: Link | None) -> list[Column]:
    """The columns whose numbers are added up rather than that rows are counted; none where it is rows."""
    if counted is not None and not counted.is_row and (named := [c for c in counted.columns if is_quantity(c)]):
        return named
    if counted is None and (told := _told_before(reading)):
        return told
    if stock := [c for link in reading.open_links(ColumnKind.NUMBER) for c in link.columns if is_stock(c)]:
        return stock
    if counted is None or not counted.values or _is_row_behind(reading, counted):
        return []
    held = [column for column in reading.table.columns if is_stock(column)]
    if len(held) == 1 and any(names_rows(column, reading.table) for column in counted.values):
        return held
    if held and not any(map(is_ordered, held)):
        raise Unclear(f"It is not clear whether rows are counted or “{held[0].name}” is added up.")
    return [column for column in held if is_ordered(column)]


def _told_before(reading: Reading) -> list[Column]:
    """ "Hens at Orchard End: how many?": the one column of quantities that is named before it is asked for."""
    named = [link for link in reading.open_links(ColumnKind.NUMBER) if not link.is_row and not link.values]
    return [c for c in named[0].columns if is_quantity(c)] if len(named) == 1 else []


def _summed(draft: Draft, columns: Sequence[Column], grouping: Grouping | None) -> Asked:
    column = one_column(list(dict.fromkeys(columns)), "the quantity")
    draft.reading.use_column(column)
    use_rows(draft.reading)
    return Asked(draft.reading.table, Operation.SUM, column, draft.conditions, (), grouping)


def _is_row_behind(reading: Reading, counted: Link) -> bool:
    """ "urgent orders": what is counted are rows after all."""
    return any(link.is_row and link.start == counted.end for link in reading.links)


def _count_of(draft: Draft, counted: Link, grouping: Grouping | None, *, is_distinct: bool) -> Asked | None:
    """Values of a column; rows where each has its own, and where they are numbers of things that come up again.

    None of all members where rows are what some of them did: how many there are stands elsewhere.
    """
    reading = draft.reading
    naming = [column for column in counted.columns if names_rows(column, reading.table)]
    repeated = [column for column in counted.columns if column.kind is ColumnKind.TEXT and column not in naming]
    reading.use(counted)
    use_payments(reading)
    use_rows(reading)
    plain = counted.is_row or bool(naming) or not repeated
    if not is_distinct and not draft.placed and _numbers_others(draft, counted.columns):
        return None
    if plain and not is_distinct:
        return Asked(reading.table, Operation.COUNT, None, draft.conditions, (), grouping)
    column = one_column(repeated or naming or list(counted.columns), "what is counted")
    reading.use_column(column)
    return Asked(reading.table, Operation.COUNT_DISTINCT, column, draft.conditions, (), grouping)


def _numbers_others(draft: Draft, columns: Sequence[Column]) -> bool:
    """Whether they say by numbers that come up again whom a row is about."""
    return any(
        column.kind is ColumnKind.NUMBER
        and column.distinct + column.blanks < draft.reading.table.rows
        and _NUMBERING & {word.low for word in name_tokens(column.name)}
        for column in columns
    )
