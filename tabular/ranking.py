"""Groups and superlatives: the highest rows, the groups with the most."""

from dataclasses import replace

from domain.tables import Column, ColumnKind
from tabular.asked import Asked, Grouping, Operation, Span
from tabular.bounding import BOUNDS
from tabular.dating import date_column
from tabular.linking import Link
from tabular.listing import LISTING, shown_of
from tabular.measures import Draft, is_label, is_quantity, measured, people, taken_column, use_rows
from tabular.phrases import Phrase, Sign
from tabular.reading import Figure, Reading, Unclear, one_column
from tabular.synonyms import is_about, matters, names_rows, without_unit
from tabular.tokens import stem

SUPERLATIVES = (Sign.HIGHEST, Sign.LOWEST, Sign.LATEST, Sign.EARLIEST, Sign.MOST, Sign.FEWEST)
_DESCENDING = (Sign.HIGHEST, Sign.LATEST, Sign.MOST)
_JUDGING = frozenset({"best", "worst"})
_OF_ROWS = "rows"
_BIG = frozenset({"biggest", "largest", "smallest"})
_PAYMENTS = frozenset(map(stem, ("sale", "purchase", "payment", "bill", "invoice", "transaction", "expense")))
AGGREGATES = {Sign.SUM: Operation.SUM, Sign.AVERAGE: Operation.AVERAGE, Sign.MEDIAN: Operation.MEDIAN}


def superlatives_of(reading: Reading) -> list[Phrase]:
    """ "Best" is the highest and "worst" the lowest of what is taken in and of ratings; of anything else "best" may be
    either."""
    takings = reading.said(Sign.TAKINGS) or any(map(_is_rating, (c for link in reading.links for c in link.columns)))
    good = reading.said(Sign.BEST) if takings else []
    found = []
    for phrase in reading.said(*SUPERLATIVES):
        is_bad = takings and reading.words[phrase.start].low == "worst"
        found.append(replace(phrase, sign=Sign.LOWEST) if is_bad else phrase)
    return [*(replace(phrase, sign=Sign.HIGHEST) for phrase in good), *found]


def _is_rating(column: Column) -> bool:
    return column.kind is ColumnKind.NUMBER and "rating" in matters(without_unit(column))


def _names_groups(reading: Reading) -> bool:
    """ "The best rated translator": of a column whose values come up again."""
    texts = [link.column for link in reading.links if link.column is not None and not link.values]
    return any(c.kind is ColumnKind.TEXT and not names_rows(c, reading.table) for c in texts)


def limit_of(reading: Reading) -> Figure | None:
    """How many of the highest or lowest: the number beside a superlative, or before what is ranked."""
    for phrase in superlatives_of(reading):
        for figure in reading.figures:
            beside = figure.end == phrase.start or figure.start == phrase.end
            if (beside or _counts_ranked(reading, figure, phrase)) and figure.unit is None and figure.value >= 1:
                reading.use(figure)
                reading.figures.remove(figure)
                return figure
    return None


def _counts_ranked(reading: Reading, figure: Figure, phrase: Phrase) -> bool:
    """ "the five parts with the longest …"."""
    counted = any(link.start == figure.end and (link.is_row or link.columns) for link in reading.links)
    return counted and figure.start < phrase.start and reading.before(figure.start, *BOUNDS) is None


def grouped(draft: Draft) -> Grouping | None:
    reading = draft.reading
    for phrase in reading.said(Sign.PER):
        span = next((p for p in reading.said(Sign.SPAN) if 0 <= p.start - phrase.end <= 1), None)
        if span is not None:
            reading.use(phrase, span)
            return Grouping(date_column(reading), Span(span.about))
        if _is_per_row(reading, phrase):
            reading.use(phrase)
            continue
        link = next((link for link in reading.links if link.columns and 0 <= link.start - phrase.end <= 1), None)
        ranks = link is not None and superlatives_of(reading) and any(map(is_quantity, link.columns))
        if link is not None and not ranks and not reading.is_used(link):
            reading.use(phrase, link)
            return _by_column(one_column(link.columns, "the groups"))
    span = next((p for p in reading.said(Sign.SPAN)), None)
    if span is not None and (superlatives_of(reading) or reading.words[span.start].low.endswith("ly")):
        reading.use(span)
        return Grouping(date_column(reading), Span(span.about))
    return None


def _is_per_row(reading: Reading, phrase: Phrase) -> bool:
    """ "The average charge per hire", "per e-bike hire": of one row each, so that there are no groups."""
    if not reading.said(Sign.AVERAGE, Sign.MEDIAN):
        return False
    at = phrase.end
    for link in reading.links:
        if link.start == at and (link.is_row or any(names_rows(column, reading.table) for column in link.columns)):
            return True
        at = link.end if link.start == at and link.values else at
    return False


def _by_column(column: Column) -> Grouping:
    return Grouping(column, Span.DAY if column.kind is ColumnKind.DATE else Span.VALUE)


def ranked(draft: Draft, phrase: Phrase, grouping: Grouping | None, limit: Figure | None) -> Asked:
    reading = draft.reading
    reading.use(phrase)
    for other in reading.said(*SUPERLATIVES):  # "top 5 most expensive" says it twice
        if (other.sign in _DESCENDING) == (phrase.sign in _DESCENDING) or other.start == phrase.end:
            phrase = other if other.about or not phrase.about else phrase
            reading.use(other)
    count = int(limit.value) if limit is not None else 1
    descending = phrase.sign in _DESCENDING
    aggregate = draft.says(*AGGREGATES)
    reading.use(*(per for per in reading.said(Sign.PER) if aggregate is not None and per.end == aggregate.start))
    is_sum = aggregate is not None or bool(reading.said(Sign.TAKINGS))
    grouping = grouping or _asked_group(draft, phrase, has_aggregate=is_sum)
    if grouping is not None:
        operation, measure = _of_group(draft, phrase, aggregate)
        draft.says(*LISTING)
        return Asked(
            reading.table, operation, measure, draft.conditions, (), grouping, is_descending=descending, limit=count
        )
    if aggregate is not None and aggregate.sign is not Sign.SUM:
        raise Unclear("It is not clear of what the average is.")
    measure = _extreme_measure(draft, phrase)
    if _is_rating(measure) and _names_groups(reading):
        raise Unclear("It is not clear whether a single rating is meant or their average.")
    shown = shown_of(draft)
    return Asked(reading.table, Operation.EXTREME, measure, draft.conditions, (), None, descending, count, shown)


def _asked_group(draft: Draft, phrase: Phrase, *, has_aggregate: bool) -> Grouping | None:
    """ "Which supplier had the most …": a column right behind "which" whose values stand for many rows each."""
    reading = draft.reading
    if phrase.about == _OF_ROWS or any(one.sign is Sign.PER for one in reading.phrases):
        behind = next((link for link in reading.links if link.columns and 0 <= link.start - phrase.end <= 1), None)
        labels = [column for column in behind.columns if is_label(column)] if behind is not None else []
        if behind is not None and labels:
            reading.use(behind)
            return Grouping(one_column(labels, "the groups"))
    if phrase.sign in (Sign.MOST, Sign.FEWEST) and not has_aggregate and (when := reading.said(Sign.WHEN)):
        reading.use(*when)
        return Grouping(date_column(reading), Span.DAY)
    which = next((p for p in reading.said(Sign.WHICH, Sign.WHO) if p.start < phrase.start), None)
    if which is None or (phrase.sign not in (Sign.MOST, Sign.FEWEST) and not has_aggregate):
        return None
    if which.sign is Sign.WHO:
        columns = people(reading)
    else:
        link = next((link for link in reading.links if link.columns and 0 <= link.start - which.end <= 1), None)
        columns = [column for column in link.columns if is_label(column)] if link is not None else []
    columns = [column for column in columns if not names_rows(column, reading.table)]
    if not columns:
        return None
    column = one_column(columns, "the groups")
    reading.use_column(column)
    return Grouping(column)


def _of_group(draft: Draft, phrase: Phrase, aggregate: Phrase | None) -> tuple[Operation, Column | None]:
    if aggregate is not None and aggregate.sign is not Sign.SUM:
        return AGGREGATES[aggregate.sign], measured(draft, phrase.about)
    if aggregate is None and _is_by_count(draft.reading):
        use_rows(draft.reading)
        return Operation.COUNT, None
    draft.says(Sign.COUNT)
    if takings := draft.says(Sign.TAKINGS) or _taken_in(draft):
        _use_by(draft.reading, {takings.start})
        use_rows(draft.reading)
        return Operation.SUM, taken_column(draft)
    spent = draft.says(Sign.SPENT)
    numbers = [link for link in draft.reading.open_links(ColumnKind.NUMBER) if not link.is_row]
    _use_by(draft.reading, {link.start for link in numbers})
    if aggregate is None and not spent and not numbers:
        if draft.reading.words[phrase.start].low in _JUDGING:
            raise Unclear("It is not clear of what the best or the worst is.")
        if phrase.about != _OF_ROWS and not any(
            link.is_row and link.start >= phrase.end for link in draft.reading.links
        ):
            raise Unclear("It is not clear what there is most of.")
        use_rows(draft.reading)
        return Operation.COUNT, None
    is_by = any(draft.reading.before(link.start, Sign.PER) is not None for link in numbers)
    if phrase.sign in (Sign.HIGHEST, Sign.LOWEST) and not (aggregate or phrase.about or is_by):
        raise Unclear("It is not clear whether the highest single value or the highest sum of the group is meant.")
    return Operation.SUM, measured(draft, "money" if spent else phrase.about)


def _use_by(reading: Reading, starts: set[int]) -> None:
    """ "top three suppliers by amount": "by" before what is ranked by."""
    reading.use(*(per for per in reading.said(Sign.PER) if {per.end, per.end + 1} & starts))


def _taken_in(draft: Draft) -> Phrase | None:
    """ "Which month brought in the most": of two words, since one alone has many meanings."""
    found = [phrase for phrase in draft.reading.said(Sign.TAKEN) if phrase.end - phrase.start > 1]
    draft.reading.use(*found)
    return found[0] if found else None


def _is_by_count(reading: Reading) -> bool:
    """ "by number of parts": both of its phrases are accounted for."""
    for per in reading.said(Sign.PER):
        count = next(
            (phrase for phrase in reading.phrases if phrase.sign is Sign.COUNT and phrase.start == per.end), None
        )
        if count is not None:
            reading.use(per, count)
            return True
    return False


def _extreme_measure(draft: Draft, phrase: Phrase) -> Column:
    behind = next((link for link in draft.reading.links if 0 <= link.start - phrase.end <= 1), None)
    if phrase.sign in (Sign.MOST, Sign.FEWEST) and behind is not None and behind.is_row and not behind.grade:
        raise Unclear("It is not clear where there are most of them.")
    if phrase.sign in (Sign.LATEST, Sign.EARLIEST):
        return date_column(draft.reading)
    if draft.reading.said(Sign.TAKINGS):
        raise Unclear("It is not clear whose takings are compared.")
    is_money = draft.says(Sign.SPENT) or (behind is not None and _is_payment(draft.reading, behind))
    about = "money" if is_money else phrase.about or _size_of_row(draft.reading, phrase, behind)
    return measured(draft, about)


def _size_of_row(reading: Reading, phrase: Phrase, behind: Link | None) -> str:
    """ "The biggest plot" is that of most square metres, where they are known and nothing else is named."""
    is_big = reading.words[phrase.start].low in _BIG and behind is not None and behind.is_row
    sizes = [column for column in reading.table.columns if is_about(column, "size")]
    named = [link for link in reading.open_links(ColumnKind.NUMBER) if not link.is_row]
    return "size" if is_big and len(sizes) == 1 and not named else ""


def _is_payment(reading: Reading, link: Link) -> bool:
    """ "The biggest sale" is that of most money, where sales are rows and nothing else is named."""
    said = {word.stem for word in reading.words[link.start : link.end + 1]}
    named = [other for other in reading.open_links(ColumnKind.NUMBER) if not other.is_row]
    return link.is_row and bool(said & _PAYMENTS) and not named
