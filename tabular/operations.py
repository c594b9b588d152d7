"""What is computed over the rows that a question is about: which operation, of which column."""

from collections.abc import Sequence
from dataclasses import replace

from domain.tables import Column, ColumnKind
from tabular.asked import Asked, Comparison, Grouping, Operation, Placed
from tabular.conditions import conditions, is_payment_day, joined
from tabular.counting import count
from tabular.idle import use_what_says_no_more
from tabular.listing import LISTING, listing, two_cells
from tabular.measures import (
    Draft,
    added_up,
    asks_price,
    measured,
    taken_column,
    use_rows,
)
from tabular.phrases import Phrase, Sign
from tabular.ranking import AGGREGATES, grouped, limit_of, ranked, superlatives_of
from tabular.reading import Figure, Reading, Unclear
from tabular.tokens import name_tokens
from tabular.worth import worth


def asked(reading: Reading) -> Asked | None:
    """What the question asks of the table; null where it asks for nothing that is computed. Raises `Unclear`."""
    draft = Draft(reading)
    limit = limit_of(reading)
    draft.placed = conditions(reading)
    found = _operation(draft, limit)
    if found is not None and found.measure is not None and found.times is None and _adds_up(found, reading):
        found = replace(found, measure=added_up(found.measure, reading))
    if found is not None:
        _use_conditions_columns(reading, found)
        use_what_says_no_more(reading, found)
        _refuse_alternatives(reading, draft.placed)
    return found


def _adds_up(found: Asked, reading: Reading) -> bool:
    """ "The average order value" is of what orders come to, too, where no word of a price is said."""
    is_named = any(link.grade and found.measure in link.columns for link in reading.links)
    return found.operation is Operation.SUM or (found.operation is Operation.AVERAGE and not is_named)


def _operation(draft: Draft, limit: Figure | None) -> Asked | None:
    if draft.says(Sign.DIFFERENCE):
        return _difference(draft)
    if share := draft.says(Sign.SHARE):
        return _share(draft, share)
    if (whole := worth(draft)) is not None:
        return whole
    if (both := two_cells(draft)) is not None:
        return both
    grouping = grouped(draft)
    superlatives = superlatives_of(draft.reading)
    if superlatives:
        return ranked(draft, superlatives[0], grouping, limit)
    return (
        _aggregate(draft, grouping)
        or count(draft, grouping)
        or _grouped_rows(draft, grouping)
        or listing(draft, grouping)
    )


def _grouped_rows(draft: Draft, grouping: Grouping | None) -> Asked | None:
    """ "orders per month": of rows, without another word, their number."""
    rows = [link for link in draft.reading.links if link.is_row and not link.values]
    if grouping is None or not rows or draft.reading.said(*LISTING):
        return None
    use_rows(draft.reading)
    return Asked(draft.reading.table, Operation.COUNT, None, draft.conditions, (), grouping)


def _difference(draft: Draft) -> Asked:
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


def _of_what(draft: Draft) -> tuple[Operation, Column | None]:
    """Counts are compared, else sums; averages where the question says so."""
    aggregate = draft.says(*AGGREGATES)
    links = draft.reading.open_links(ColumnKind.NUMBER)
    draft.says(Sign.COUNT, Sign.HOW_MUCH)
    links = [link for link in links if not link.is_row]
    spent = draft.says(Sign.SPENT)
    if not links and not spent and aggregate is None:
        use_rows(draft.reading)
        return Operation.COUNT, None
    measure = measured(draft, "money" if spent else "")
    return AGGREGATES[aggregate.sign] if aggregate else Operation.SUM, measure


def _share(draft: Draft, share: Phrase) -> Asked:
    """What stands before the verb is the whole, what stands behind it the part."""
    reading = draft.reading
    draft.says(Sign.COUNT)
    use_rows(reading)
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


def _aggregate(draft: Draft, grouping: Grouping | None) -> Asked | None:
    reading = draft.reading
    how_much = reading.said(Sign.HOW_MUCH)
    taken = _money_taken(reading, how_much)
    spent = reading.said(Sign.SPENT)
    found = draft.says(Sign.MEDIAN, Sign.AVERAGE)
    totals = [] if found else reading.said(Sign.SUM)
    is_sum = (
        taken or (spent and _asks_what_was_paid(draft)) or (how_much and (spent or _is_of_payments(draft, how_much[0])))
    )
    if found is None and not totals and not is_sum:
        return None
    if found is None and reading.said(Sign.COUNT):  # "how many … altogether"
        reading.use(*totals)
        return None
    if found is not None and reading.said(Sign.TAKINGS):
        raise Unclear("It is not clear of what the average is.")
    if how_much and spent and asks_price(reading):
        raise Unclear("It is not clear whether a price is asked for or what was paid.")
    reading.use(*totals, *how_much, *spent, *taken)
    draft.says(*LISTING)
    operation = AGGREGATES[found.sign] if found is not None else Operation.SUM
    measure = taken_column(draft) if taken and not found else measured(draft, "money" if spent else "")
    if "total" in {word.low for word in name_tokens(measure.name)}:  # "the average total"
        reading.use(*reading.said(Sign.SUM))
    use_rows(reading)
    return Asked(reading.table, operation, measure, draft.conditions, (), grouping)


def _asks_what_was_paid(draft: Draft) -> bool:
    """ "What did he pay?", of somebody or something that is named; "with" and "by" ask for how."""
    words = [word.low for word in draft.reading.words]
    asks = [phrase for phrase in draft.reading.said(Sign.WHICH) if words[phrase.start] in ("what", "was", "mit")]
    is_named = any(one.condition.comparison is Comparison.IS for one in draft.placed)
    return bool(asks) and is_named and not {"with", "by", "when", "day"} & set(words) and words[-1] != "for"


def _money_taken(reading: Reading, how_much: Sequence[Phrase]) -> list[Phrase]:
    """ "How much did the shop take?", and "takings"; of money alone."""
    if how_much and not how_much[0].about:
        return reading.said(Sign.TAKEN, Sign.TAKINGS)
    asks = [phrase for phrase in reading.said(Sign.WHICH) if reading.words[phrase.start].low in ("what", "was", "mit")]
    bringing = [phrase for phrase in reading.said(Sign.TAKEN) if phrase.end - phrase.start > 1]
    return reading.said(Sign.TAKINGS) or (bringing if asks else [])


def _is_of_payments(draft: Draft, how_much: Phrase) -> bool:
    """ "How much … is not paid" asks for the sum of the rows without a day of payment."""
    blanks = [one.condition for one in draft.placed if one.condition.comparison is Comparison.BLANK]
    return not how_much.about and any(is_payment_day(condition.column) for condition in blanks)


def _use_conditions_columns(reading: Reading, found: Asked) -> None:
    """A column's name beside its own value: "caused by fog", "in grade SCS2"."""
    constrained = {condition.column for condition in (*found.conditions, *found.part)}
    for link in reading.links:
        if any(column in constrained for column in link.columns):
            reading.use(link)
    idle: tuple[Sign, ...] = (Sign.FILLER, Sign.TAKEN, Sign.VERB, Sign.AND, Sign.OR, Sign.WHICH)
    if found.operation not in (Operation.LIST, Operation.EXTREME):
        idle = (*idle, Sign.WHEN)
    reading.use(*(phrase for phrase in reading.phrases if phrase.sign in idle))
    if found.grouping is not None and found.grouping.column == found.measure:
        raise Unclear("Groups of the column that is computed say nothing.")


def _refuse_alternatives(reading: Reading, placed: Sequence[Placed]) -> None:
    """ "or" between conditions on different columns is not what all of them together give."""
    for phrase in reading.phrases:
        if phrase.sign is Sign.OR:
            before = [one.condition.column for one in placed if one.at < phrase.start]
            after = [one.condition.column for one in placed if one.at >= phrase.end]
            if before and after and before[-1] != after[0]:
                raise Unclear("“Or” between different columns cannot be computed.")
