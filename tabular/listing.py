"""Lists of rows, values of a column and cells that are looked up; what is shown of a row."""

from collections.abc import Sequence

from domain.tables import Column, ColumnKind, Table
from tabular.asked import Asked, Comparison, Condition, Grouping, Operation, Placed
from tabular.dating import begun, date_column, of_role
from tabular.linking import Link
from tabular.measures import Draft, columns_of, few, is_stock, naming, people, served, use_rows
from tabular.phrases import Phrase, Sign
from tabular.reading import Unclear, one_column
from tabular.roles import Role, of_column
from tabular.synonyms import is_about, matters, names_rows
from tabular.tokens import is_plural, name_tokens, word_set

LISTING = (Sign.WHICH, Sign.WHO, Sign.WHEN, Sign.WHERE, Sign.HOW_MUCH)
# "What is the price of …" asks for one cell, "which …" for a list.
_LOOKING_UP = word_set("what how when since seit where wie was wann wo mennyi mennyibe mekkora mi mikor hol on")
_TIMES = (ColumnKind.DATE, ColumnKind.TIME)
_NEARLY_OWN = 0.8
_TOTAL_WORDS = word_set("total number")


def listing(draft: Draft, grouping: Grouping | None) -> Asked | None:
    reading = draft.reading
    question = draft.says(*LISTING)
    if question is None and grouping is None:
        return _keywords(draft) or _described(draft)
    if question is None or grouping is not None:
        return None
    noun = next((link for link in reading.links if 0 <= link.start - question.end <= 2), None)
    reading.use(*reading.said(Sign.WHEN))  # "… when train 134 was late"
    if (total := _named_total(draft, noun)) is not None:
        return total
    _mark_in_stock(draft)
    distinct = draft.says(Sign.DISTINCT)
    targets = _targets(draft, question)
    listed = [column for column in targets if noun is not None and column in noun.columns]
    if not draft.conditions and not (listed and not names_rows(listed[0], reading.table)):
        return None
    if question.sign is Sign.WHICH and noun is None:
        return None
    is_text = bool(listed) and listed[0].kind is ColumnKind.TEXT
    if is_text and not names_rows(listed[0], reading.table) and not noun_is_row(noun):
        return Asked(reading.table, Operation.LIST, None, draft.conditions, (), Grouping(listed[0]), shown=(listed[0],))
    if distinct is not None:
        raise Unclear("It is not clear what should be different.")
    use_rows(reading)
    _leave_out_nobody(draft, question, targets)
    shown = (*naming(reading), *targets, *columns_of(draft.conditions))
    is_list = question.sign is Sign.WHO or reading.words[question.start].low not in _LOOKING_UP
    wanted = () if is_list or (noun_is_row(noun) and question.sign is Sign.WHICH) else tuple(targets)
    return Asked(reading.table, Operation.LIST, None, draft.conditions, shown=few(shown), wanted=wanted)


def two_cells(draft: Draft) -> Asked | None:
    """ "When did she arrive, and for how many nights?" of somebody who is named: a day and a number of the same row."""
    reading = draft.reading
    when, count = reading.said(Sign.WHEN), reading.said(Sign.COUNT)
    if not when or not count or not _is_of_cells(draft):
        return None
    placed = [one for one in draft.placed if one.condition.comparison is not Comparison.BLANK]
    numbers = [link for link in reading.open_links(ColumnKind.NUMBER) if 0 <= link.start - count[0].end <= 1]
    if not numbers or not any(_is_of_few(one.condition, reading.table) for one in placed):
        return None
    draft.placed = placed
    day, number = date_column(reading), one_column(numbers[0].columns, "the number")
    reading.use(*when, *count, *numbers)
    use_rows(reading)
    shown = few((*naming(reading), day, number))
    return Asked(reading.table, Operation.LIST, None, draft.conditions, shown=shown, wanted=(day, number))


def _is_of_few(condition: Condition, table: Table) -> bool:
    """Whether it leaves hardly more than one row: of a column in which nearly each row has its own value."""
    return condition.comparison is Comparison.IS and condition.column.distinct >= _NEARLY_OWN * table.rows


def _leave_out_nobody(draft: Draft, question: Phrase, targets: Sequence[Column]) -> None:
    """ "Who has not paid?" is asked of rows that are somebody's, unless one is named."""
    if question.sign is Sign.WHO and not _is_of_cells(draft) and targets and targets[0].blanks:
        draft.placed.append(Placed(question.start, Condition(targets[0], Comparison.BLANK, is_negated=True)))


def _is_of_cells(draft: Draft) -> bool:
    return any(one.condition.comparison is Comparison.IS for one in draft.placed)


def _named_total(draft: Draft, noun: Link | None) -> Asked | None:
    """ "What is the total number of …" of a column that is called so: of all rows it is their sum."""
    column = noun.column if noun is not None and noun.is_whole and not noun.values else None
    if (
        column is None
        or column.kind is not ColumnKind.NUMBER
        or draft.placed
        or not _TOTAL_WORDS & {word.low for word in name_tokens(column.name)}
    ):
        return None
    draft.reading.use_column(column)
    use_rows(draft.reading)
    for link in draft.reading.links:  # "in all boroughs"
        if any(names_rows(other, draft.reading.table) for other in link.columns):
            draft.reading.use(link)
    return Asked(draft.reading.table, Operation.SUM, column)


def _keywords(draft: Draft) -> Asked | None:
    """ "A-3 price": a thing that has a row of its own, and a column, are a question without words that ask."""
    reading = draft.reading
    own = [
        one
        for one in draft.placed
        if names_rows(one.condition.column, reading.table) and len(one.condition.values) == 1
    ]
    links = [link for link in reading.links if link.columns and not reading.is_used(link) and not link.is_row]
    if not own or len(links) != 1:
        return None
    wanted = one_column(links[0].columns, "the words")
    reading.use(links[0])
    use_rows(reading)
    shown = few((*naming(reading), wanted))
    return Asked(reading.table, Operation.LIST, None, draft.conditions, shown=shown, wanted=(wanted,))


def _described(draft: Draft) -> Asked | None:
    """ "Orders that were sent back": rows in the plural, with what is said of them, are a list without such a word."""
    reading = draft.reading
    start = end = int(bool(reading.words) and reading.words[0].low == "the")
    for link in reading.links:
        end = link.end if (link.is_row or link.is_whole) and link.start == end else end
    if end == start or all(one.at < end for one in draft.placed):
        return None
    if not is_plural(reading.words[end - 1]):
        return None
    use_rows(reading)
    shown = (*naming(reading), *columns_of(draft.conditions))
    return Asked(reading.table, Operation.LIST, None, draft.conditions, shown=few(shown))


def noun_is_row(noun: Link | None) -> bool:
    """Whether what a list is of are the table's rows."""
    return noun is not None and noun.is_row


def _mark_in_stock(draft: Draft) -> None:
    """ "Which are in stock?" asks for those of which there are any."""
    reading = draft.reading
    for link in reading.open_links(ColumnKind.NUMBER):
        column = link.column
        if column is not None and is_stock(column) and reading.before(link.start, Sign.VERB, Sign.FILLER) is not None:
            reading.use(link)
            draft.placed.append(Placed(link.start, Condition(column, Comparison.OVER, (0.0,))))


def _targets(draft: Draft, question: Phrase) -> list[Column]:
    """Columns that are asked for: by name, or by the question's own word."""
    reading = draft.reading
    found: list[Column] = []
    days = [column for column in reading.table.columns if column.kind is ColumnKind.DATE]
    if question.sign is Sign.WHEN and (meant := of_role(reading, days)) is not None:
        reading.use_column(meant)
        if of_column(meant) is Role.PAID:  # "on what day did he pay his rent"
            reading.use(*reading.open_links(ColumnKind.NUMBER), *reading.said(Sign.SPENT))
        return [meant]
    constrained = {one.condition.column for one in draft.placed}
    for link in reading.links:
        if link.columns and not reading.is_used(link):
            is_rows = not link.grade and reading.is_title(link) and is_plural(reading.words[link.start])
            wanted = [column for column in link.columns if column not in constrained and not is_rows]
            if question.sign is Sign.WHEN and any(column.kind in _TIMES for column in reading.table.columns):
                wanted = [column for column in wanted if column.kind in _TIMES]
            if wanted and not (link.is_row and _are_rows(link.columns, reading.table)):
                found.append(one_column(wanted, "the words"))
            reading.use(link)
    return list(dict.fromkeys(found or _meant_by(draft, question)))


def _meant_by(draft: Draft, question: Phrase) -> list[Column]:
    """What the question's own word asks for where no column is named."""
    reading = draft.reading
    match question.sign:
        case Sign.WHO:
            return [one_column(people(reading), "people")]
        case Sign.HOW_MUCH:
            about = question.about or "money"
            if about == "size" and not _is_of_cells(draft):
                raise Unclear("It is not clear of which row the size is.")
            return [one_column([c for c in reading.table.columns if is_about(c, about)], about)]
        case Sign.WHEN:
            return [begun(reading) if question.about else date_column(reading)]
        case Sign.WHERE:
            places = [c for c in reading.table.columns if {"place", "shelf"} & matters(name_tokens(c.name))]
            return [one_column(places, "places")]
    return []


def shown_of(draft: Draft) -> tuple[Column, ...]:
    """What is shown of the highest or lowest rows: what was asked for, and what names them."""
    question = draft.says(*LISTING)
    while draft.says(*LISTING):
        pass
    targets = _of_whom(draft, question) if question is not None and question.sign is Sign.WHO else []
    for link in draft.reading.links:
        if link.columns and not draft.reading.is_used(link):
            constrained = {one.condition.column for one in draft.placed}
            texts = [c for c in link.columns if c.kind is not ColumnKind.NUMBER or c in constrained]
            if texts:
                draft.reading.use(link)
                targets += texts[:1]
    draft.says(Sign.COUNT)
    use_rows(draft.reading)
    return few((*targets, *naming(draft.reading)))


def _of_whom(draft: Draft, question: Phrase) -> list[Column]:
    """ "And who for?" and "whose was it?" ask for the customer of a row; "who" alone for people."""
    words = [word.low for word in draft.reading.words]
    is_for = "for" in (*words[question.start - 1 : question.start], *words[question.end : question.end + 1])
    if is_for or words[question.start] in ("whose", "wessen", "kinek"):
        return [one_column(served(draft.reading), "people")]
    return _targets(draft, question)


def _are_rows(columns: Sequence[Column], table: Table) -> bool:
    """Whether a word for the rows that is in these columns' names too means the rows: "orders" of numbers and dates."""
    return len(columns) > 1 or any(names_rows(column, table) for column in columns)
