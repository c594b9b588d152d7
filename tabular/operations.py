"""What is computed over the rows that a question is about: which operation, of which column, in which groups and order."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.tables import Column, ColumnKind
from tabular.asked import Asked, Comparison, Condition, Grouping, Operation, Span
from tabular.conditions import Placed, conditions, joined
from tabular.linking import Link
from tabular.phrases import Phrase, Sign
from tabular.reading import Figure, Reading, Unclear, one_column
from tabular.synonyms import is_about, matters, names_rows, without_unit
from tabular.tokens import name_tokens

_SUPERLATIVES = (Sign.HIGHEST, Sign.LOWEST, Sign.LATEST, Sign.EARLIEST, Sign.MOST, Sign.FEWEST)
_DESCENDING = (Sign.HIGHEST, Sign.LATEST, Sign.MOST)
_AGGREGATES = {Sign.SUM: Operation.SUM, Sign.AVERAGE: Operation.AVERAGE, Sign.MEDIAN: Operation.MEDIAN}
_LISTING = (Sign.WHICH, Sign.WHO, Sign.WHEN, Sign.WHERE, Sign.HOW_MUCH)
_QUANTITY_WORDS = frozenset("number count total qty quantity amount hours".split())
_TOTAL_WORDS = frozenset("total number".split())
_MOST_SHOWN = 4


@dataclass(slots=True)
class _Draft:
    """What is known of the question so far."""

    reading: Reading
    placed: list[Placed] = field(default_factory=list)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return tuple(one.condition for one in joined(self.placed))

    def says(self, *wanted: Sign) -> Phrase | None:
        """The first unused phrase of these signs; it is used now."""
        found = self.reading.said(*wanted)
        if found:
            self.reading.use(found[0])
        return found[0] if found else None


def asked(reading: Reading) -> Asked | None:
    """What the question asks of the table; null where it asks for nothing that is computed. Raises `Unclear`."""
    draft = _Draft(reading)
    limit = _limit(reading)
    draft.placed = conditions(reading)
    found = _operation(draft, limit)
    if found is not None:
        _use_conditions_columns(reading, found)
        _refuse_alternatives(reading, draft.placed)
    return found


def _operation(draft: _Draft, limit: Figure | None) -> Asked | None:
    if draft.says(Sign.DIFFERENCE):
        return _difference(draft)
    if share := draft.says(Sign.SHARE):
        return _share(draft, share)
    grouping = _grouping(draft)
    superlatives = [p for p in draft.reading.said(*_SUPERLATIVES)]
    if superlatives:
        return _superlative(draft, superlatives[0], grouping, limit)
    return _aggregate(draft, grouping) or _count(draft, grouping) or _listing(draft, grouping)


def _difference(draft: _Draft) -> Asked:
    draft.says(Sign.THAN)
    draft.says(Sign.BETWEEN)
    apart = [one for one in draft.placed if not one.condition.is_negated]
    for index, first in enumerate(apart):
        for second in apart[index + 1 :]:
            if second.condition.column == first.condition.column:
                rest = tuple(one.condition for one in joined([p for p in draft.placed if p not in (first, second)]))
                operation, measure = _of_what(draft)
                return Asked(
                    draft.reading.table, Operation.DIFFERENCE, measure, rest, (first.condition, second.condition),
                    shown=(), is_descending=operation is Operation.AVERAGE,
                )  # fmt: skip
    raise Unclear("A comparison needs two values of one column.")


def _of_what(draft: _Draft) -> tuple[Operation, Column | None]:
    """Counts are compared, else sums; averages where the question says so."""
    aggregate = draft.says(*_AGGREGATES)
    links = draft.reading.open_links(ColumnKind.NUMBER)
    draft.says(Sign.COUNT, Sign.HOW_MUCH)
    links = [link for link in links if not link.is_row]
    spent = draft.says(Sign.SPENT)
    if not links and not spent and aggregate is None:
        _use_rows(draft.reading)
        return Operation.COUNT, None
    measure = _measure(draft, "money" if spent else "")
    return _AGGREGATES[aggregate.sign] if aggregate else Operation.SUM, measure


def _share(draft: _Draft, share: Phrase) -> Asked:
    """What stands before the verb is the whole, what stands behind it the part."""
    reading = draft.reading
    draft.says(Sign.COUNT)
    _use_rows(reading)
    verbs = [p for p in reading.phrases if p.sign in (Sign.VERB, Sign.HAVING, Sign.NOT) and p.start > share.end]
    split = verbs[0].start if verbs else share.end
    whole = [one for one in draft.placed if one.at < split]
    part = [one for one in draft.placed if one.at >= split]
    if not part:
        whole, part = [], whole
    if not part:
        raise Unclear("It is not clear which part of the rows is meant.")
    return Asked(
        reading.table, Operation.SHARE, None,
        tuple(one.condition for one in joined(whole)), tuple(one.condition for one in joined(part)),
    )  # fmt: skip


def _grouping(draft: _Draft) -> Grouping | None:
    reading = draft.reading
    for phrase in reading.said(Sign.PER):
        span = next((p for p in reading.said(Sign.SPAN) if 0 <= p.start - phrase.end <= 1), None)
        if span is not None:
            reading.use(phrase, span)
            return Grouping(_date_column(reading), Span(span.about))
        link = next((link for link in reading.links if link.columns and 0 <= link.start - phrase.end <= 1), None)
        if link is not None and not reading.is_used(link):
            reading.use(phrase, link)
            return _by_column(one_column(link.columns, "the groups"))
    span = next((p for p in reading.said(Sign.SPAN)), None)
    if span is not None and (reading.said(*_SUPERLATIVES) or reading.words[span.start].low.endswith("ly")):
        reading.use(span)
        return Grouping(_date_column(reading), Span(span.about))
    return None


def _by_column(column: Column) -> Grouping:
    return Grouping(column, Span.DAY if column.kind is ColumnKind.DATE else Span.VALUE)


def _date_column(reading: Reading) -> Column:
    dates = [column for column in reading.table.columns if column.kind is ColumnKind.DATE]
    linked = [column for link in reading.links for column in link.columns if column in dates]
    plain = [column for column in dates if len(name_tokens(column.name)) == 1 and "date" in matters(name_tokens(column.name))]
    column = one_column(list(dict.fromkeys(linked)) or plain or dates, "the date")
    reading.use_column(column)
    return column


def _limit(reading: Reading) -> Figure | None:
    """How many of the highest or lowest: the number beside a superlative."""
    for phrase in reading.said(*_SUPERLATIVES):
        for figure in reading.figures:
            beside = 0 <= phrase.start - figure.end <= 0 or 0 <= figure.start - phrase.end <= 0
            if beside and figure.unit is None and figure.value == int(figure.value) > 0:
                reading.use(figure)
                reading.figures.remove(figure)
                return figure
    return None


def _superlative(draft: _Draft, phrase: Phrase, grouping: Grouping | None, limit: Figure | None) -> Asked:
    reading = draft.reading
    for other in reading.said(*_SUPERLATIVES):  # "top 5 most expensive" says it twice
        if (other.sign in _DESCENDING) == (phrase.sign in _DESCENDING) or other.start == phrase.end:
            phrase = other if other.about or not phrase.about else phrase
            reading.use(other)
    count = int(limit.value) if limit is not None else 1
    descending = phrase.sign in _DESCENDING
    aggregate = draft.says(*_AGGREGATES)
    grouping = grouping or _asked_group(draft, phrase, has_aggregate=aggregate is not None)
    if grouping is not None:
        operation, measure = _of_group(draft, phrase, aggregate)
        draft.says(*_LISTING)
        return Asked(
            reading.table, operation, measure, draft.conditions, (), grouping, is_descending=descending, limit=count
        )
    if aggregate is not None and aggregate.sign is not Sign.SUM:
        raise Unclear("It is not clear of what the average is.")
    measure = _extreme_measure(draft, phrase)
    shown = _shown(draft)
    return Asked(
        reading.table, Operation.EXTREME, measure, draft.conditions, (), None, descending, count, shown
    )


def _asked_group(draft: _Draft, phrase: Phrase, *, has_aggregate: bool) -> Grouping | None:
    """"Which supplier had the most …": a column right behind "which" whose values stand for many rows each."""
    reading = draft.reading
    which = next((p for p in reading.said(Sign.WHICH, Sign.WHO) if p.start < phrase.start), None)
    if which is None or (phrase.sign not in (Sign.MOST, Sign.FEWEST) and not has_aggregate):
        return None
    if which.sign is Sign.WHO:
        columns = _people(reading)
    else:
        link = next((link for link in reading.links if link.columns and 0 <= link.start - which.end <= 1), None)
        columns = [column for column in link.columns if _is_label(column)] if link is not None else []
    columns = [column for column in columns if not names_rows(column, reading.table)]
    if not columns:
        return None
    column = one_column(columns, "the groups")
    reading.use_column(column)
    return Grouping(column)


def _of_group(draft: _Draft, phrase: Phrase, aggregate: Phrase | None) -> tuple[Operation, Column | None]:
    if aggregate is not None and aggregate.sign is not Sign.SUM:
        return _AGGREGATES[aggregate.sign], _measure(draft, phrase.about)
    draft.says(Sign.COUNT)
    spent = draft.says(Sign.SPENT)
    numbers = [link for link in draft.reading.open_links(ColumnKind.NUMBER) if not link.is_row]
    if aggregate is None and not spent and not numbers:
        _use_rows(draft.reading)
        return Operation.COUNT, None
    if phrase.sign in (Sign.HIGHEST, Sign.LOWEST) and aggregate is None and not phrase.about:
        raise Unclear("It is not clear whether the highest single value or the highest sum of the group is meant.")
    return Operation.SUM, _measure(draft, "money" if spent else phrase.about)


def _aggregate(draft: _Draft, grouping: Grouping | None) -> Asked | None:
    reading = draft.reading
    spent = reading.said(Sign.SPENT)
    how_much = reading.said(Sign.HOW_MUCH)
    found = draft.says(Sign.MEDIAN, Sign.AVERAGE)
    totals = [] if found else reading.said(Sign.SUM)
    if found is None and not totals and not (spent and how_much):
        return None
    if found is None and reading.said(Sign.COUNT):  # "how many … altogether"
        reading.use(*totals)
        return None
    reading.use(*totals, *how_much, *spent)
    draft.says(*_LISTING)
    operation = _AGGREGATES[found.sign] if found is not None else Operation.SUM
    measure = _measure(draft, "money" if spent else "")
    _use_rows(reading)
    return Asked(reading.table, operation, measure, draft.conditions, (), grouping)


def _count(draft: _Draft, grouping: Grouping | None) -> Asked | None:
    reading = draft.reading
    count = draft.says(Sign.COUNT)
    if count is None:
        return None
    distinct = draft.says(Sign.DISTINCT)
    reach = 1 + (distinct is not None)
    counted = next((link for link in reading.links if count.end <= link.start <= count.end + reach), None)
    numbers = [column for column in counted.columns if column.kind is ColumnKind.NUMBER] if counted is not None else []
    if distinct is None and counted is not None and not counted.is_row and any(map(_is_quantity, numbers)):
        return _summed(draft, [column for column in numbers if _is_quantity(column)], grouping)
    stock = [link for link in reading.open_links(ColumnKind.NUMBER) if any(map(_is_stock, link.columns))]
    if stock and distinct is None:
        return _summed(draft, [column for column in stock[0].columns if _is_stock(column)], grouping)
    if counted is not None and counted.columns and not counted.values and not reading.is_used(counted):
        return _count_of(draft, counted, grouping, is_distinct=distinct is not None)
    if distinct is not None:
        raise Unclear("It is not clear what should be different.")
    _use_payments(reading)
    _use_rows(reading)
    return Asked(reading.table, Operation.COUNT, None, draft.conditions, (), grouping)


def _summed(draft: _Draft, columns: Sequence[Column], grouping: Grouping | None) -> Asked:
    column = one_column(columns, "the quantity")
    draft.reading.use_column(column)
    _use_rows(draft.reading)
    return Asked(draft.reading.table, Operation.SUM, column, draft.conditions, (), grouping)


def _count_of(draft: _Draft, counted: Link, grouping: Grouping | None, *, is_distinct: bool) -> Asked:
    """Values of a column; rows where each has its own, and where they are numbers of things that come up again."""
    reading = draft.reading
    naming = [column for column in counted.columns if names_rows(column, reading.table)]
    repeated = [column for column in counted.columns if column.kind is ColumnKind.TEXT and column not in naming]
    reading.use(counted)
    _use_payments(reading)
    _use_rows(reading)
    plain = counted.is_row or bool(naming) or not repeated
    if plain and not is_distinct:
        return Asked(reading.table, Operation.COUNT, None, draft.conditions, (), grouping)
    column = one_column(repeated or naming or list(counted.columns), "what is counted")
    return Asked(reading.table, Operation.COUNT_DISTINCT, column, draft.conditions, (), grouping)


def _listing(draft: _Draft, grouping: Grouping | None) -> Asked | None:
    reading = draft.reading
    question = draft.says(*_LISTING)
    if question is None or grouping is not None:
        return None
    noun = next((link for link in reading.links if 0 <= link.start - question.end <= 2), None)
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
    if listed and listed[0].kind is ColumnKind.TEXT and not names_rows(listed[0], reading.table) and not noun_is_row(noun):
        return Asked(
            reading.table, Operation.LIST, None, draft.conditions, (), Grouping(listed[0]), shown=(listed[0],)
        )
    if distinct is not None:
        raise Unclear("It is not clear what should be different.")
    _use_rows(reading)
    shown = (*_naming(reading), *targets, *(condition.column for condition in draft.conditions))
    return Asked(reading.table, Operation.LIST, None, draft.conditions, shown=_few(shown))


def _named_total(draft: _Draft, noun: Link | None) -> Asked | None:
    """"What is the total number of …" of a column that is called so: of all rows it is their sum."""
    column = noun.column if noun is not None and noun.is_whole and not noun.values else None
    if column is None or column.kind is not ColumnKind.NUMBER or draft.placed or not _TOTAL_WORDS & {
        word.low for word in name_tokens(column.name)
    }:
        return None
    draft.reading.use_column(column)
    _use_rows(draft.reading)
    for link in draft.reading.links:  # "in all boroughs"
        if any(names_rows(other, draft.reading.table) for other in link.columns):
            draft.reading.use(link)
    return Asked(draft.reading.table, Operation.SUM, column)


def noun_is_row(noun: Link | None) -> bool:
    """Whether what a list is of are the table's rows."""
    return noun is not None and noun.is_row


def _mark_in_stock(draft: _Draft) -> None:
    """"Which are in stock?" asks for those of which there are any."""
    reading = draft.reading
    for link in reading.open_links(ColumnKind.NUMBER):
        column = link.column
        if column is not None and _is_stock(column) and reading.before(link.start, Sign.VERB, Sign.FILLER) is not None:
            reading.use(link)
            draft.placed.append(Placed(link.start, Condition(column, Comparison.OVER, (0.0,))))


def _targets(draft: _Draft, question: Phrase) -> list[Column]:
    """Columns that are asked for: by name, or by the question's own word."""
    reading = draft.reading
    found: list[Column] = []
    constrained = {one.condition.column for one in draft.placed}
    for link in reading.links:
        if link.columns and not reading.is_used(link):
            wanted = [column for column in link.columns if column not in constrained]
            if wanted and not (link.is_row and any(names_rows(column, reading.table) for column in wanted)):
                found.append(one_column(wanted, "the words"))
            reading.use(link)
    if question.sign is Sign.WHO and not found:
        found += [one_column(_people(reading), "people")]
    if question.sign is Sign.HOW_MUCH and not found:
        found += [one_column([c for c in reading.table.columns if is_about(c, "money")], "money")]
    if question.sign is Sign.WHEN and not found:
        found += [_date_column(reading)]
    if question.sign is Sign.WHERE and not found:
        places = [c for c in reading.table.columns if {"place", "shelf"} & matters(name_tokens(c.name))]
        found += [one_column(places, "places")]
    return list(dict.fromkeys(found))


def _people(reading: Reading) -> list[Column]:
    texts = [c for c in reading.table.columns if c.kind is ColumnKind.TEXT]
    named = [c for c in texts if c.name.strip().casefold() in ("name", "names", "név", "full name", "person", "employee")]
    return named or [c for c in texts if "person" in matters(name_tokens(c.name))]


def _measure(draft: _Draft, about: str) -> Column:
    """The column of numbers that is computed: the one that is named, else the one of which the words are."""
    reading = draft.reading
    links = [link for link in reading.open_links(ColumnKind.NUMBER)]
    named = [
        frozenset(c for c in link.columns if c.kind is ColumnKind.NUMBER)
        for link in links
    ]
    if named:
        common = frozenset.intersection(*named) or named[0]
        fitting = [c for c in reading.table.columns if c in common and (not about or is_about(c, about))]
        column = one_column(fitting or [c for c in reading.table.columns if c in common], "what is computed")
    elif about:
        column = one_column([c for c in reading.table.columns if is_about(c, about)], about)
    else:
        raise Unclear("It is not clear of which column that is to be computed.")
    reading.use_column(column)
    return column


def _extreme_measure(draft: _Draft, phrase: Phrase) -> Column:
    if phrase.sign in (Sign.LATEST, Sign.EARLIEST):
        return _date_column(draft.reading)
    return _measure(draft, "money" if draft.says(Sign.SPENT) else phrase.about)


def _shown(draft: _Draft) -> tuple[Column, ...]:
    """What is shown of the highest or lowest rows: what was asked for, and what names them."""
    question = draft.says(*_LISTING)
    while draft.says(*_LISTING):
        pass
    targets = _targets(draft, question) if question is not None and question.sign is Sign.WHO else []
    for link in draft.reading.links:
        if link.columns and not draft.reading.is_used(link):
            constrained = {one.condition.column for one in draft.placed}
            texts = [c for c in link.columns if c.kind is not ColumnKind.NUMBER or c in constrained]
            if texts:
                draft.reading.use(link)
                targets += texts[:1]
    draft.says(Sign.COUNT)
    _use_rows(draft.reading)
    return _few((*targets, *_naming(draft.reading)))


def _naming(reading: Reading) -> tuple[Column, ...]:
    """The columns that tell a person which row it is: the first with a value of its own in each row, and the next text."""
    texts = [column for column in reading.table.columns if column.kind is ColumnKind.TEXT]
    own = [column for column in texts if names_rows(column, reading.table)]
    words = [column for column in texts if column not in own[:1]]
    return (*own[:1], *words[:1]) if own else tuple(reading.table.columns[:2])


def _few(columns: Sequence[Column]) -> tuple[Column, ...]:
    return tuple(dict.fromkeys(columns))[:_MOST_SHOWN]


def _use_payments(reading: Reading) -> None:
    """"were paid" says nothing more where every row is a payment."""
    if any(is_about(column, "money") and not column.blanks for column in reading.table.columns):
        reading.use(*reading.said(Sign.SPENT))


def _use_rows(reading: Reading) -> None:
    """Words for the rows themselves say nothing more."""
    for link in reading.links:
        if link.is_row and not link.values:
            reading.use(link)
        elif link.is_row and not link.is_whole:
            reading.use(link)


def _use_conditions_columns(reading: Reading, found: Asked) -> None:
    """A column's name beside its own value: "caused by fog", "in grade SCS2"."""
    constrained = {condition.column for condition in (*found.conditions, *found.part)}
    for link in reading.links:
        if any(column in constrained for column in link.columns):
            reading.use(link)
    idle = (Sign.FILLER, Sign.VERB, Sign.AND, Sign.OR, Sign.WHICH)
    if found.operation not in (Operation.LIST, Operation.EXTREME):
        idle = (*idle, Sign.WHEN)
    reading.use(*(phrase for phrase in reading.phrases if phrase.sign in idle))
    if found.grouping is not None and found.grouping.column == found.measure:
        raise Unclear("Groups of the column that is computed say nothing.")


def _refuse_alternatives(reading: Reading, placed: Sequence[Placed]) -> None:
    """"or" between conditions on different columns is not what all of them together give."""
    for phrase in reading.phrases:
        if phrase.sign is Sign.OR:
            before = [one.condition.column for one in placed if one.at < phrase.start]
            after = [one.condition.column for one in placed if one.at >= phrase.end]
            if before and after and before[-1] != after[0]:
                raise Unclear("“Or” between different columns cannot be computed.")


def _is_stock(column: Column) -> bool:
    return column.kind is ColumnKind.NUMBER and "stock" in matters(without_unit(column))


def _is_label(column: Column) -> bool:
    """Whether a column's cells stand for things: text, and numbers that only name, as of flats and trains."""
    return column.kind is ColumnKind.TEXT or (column.kind is ColumnKind.NUMBER and not _is_quantity(column))


def _is_quantity(column: Column) -> bool:
    """Whether numbers of a column are added up when it is counted: openings, hours, stock; not flats or trains."""
    words = name_tokens(column.name)
    return (
        column.kind is ColumnKind.NUMBER
        and "per" not in {word.low for word in words}
        and (
            column.unit is not None
            or _is_stock(column)
            or any(word.low in _QUANTITY_WORDS or word.low != word.stem and word.low.endswith("s") for word in words)
        )
    )
