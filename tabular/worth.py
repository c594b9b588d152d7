"""What rows are worth together, where a table has how many there are and what one costs: "what is the stock worth"."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.tables import Column, ColumnKind
from tabular.asked import Asked, Operation
from tabular.measures import Draft, is_ordered, is_stock, total_column, use_rows
from tabular.phrases import Sign
from tabular.reading import Reading, Unclear, one_column
from tabular.synonyms import is_about
from tabular.tokens import alike, name_tokens, word_set

_WORTH = word_set("worth value valued values wert érték értéke")
_OF_ONE = word_set("unit each price cost per piece einzelpreis stückpreis preis ár egységár rate")
# Where things are that there are.
_HELD = word_set(
    "hand shelf shelves stock stocks warehouse store stores storeroom cupboard depot lager raktár raktáron"
)
_EVERY = word_set("both all every sizes kinds types sorts size kind type sort")
_COMPARING = (Sign.HIGHEST, Sign.LOWEST, Sign.MOST, Sign.FEWEST, Sign.BEST)
_OTHERWISE = (Sign.AVERAGE, Sign.MEDIAN, Sign.SHARE, Sign.DIFFERENCE)
_SAID = (
    Sign.SUM, Sign.HOW_MUCH, Sign.COUNT, Sign.WHICH, Sign.VERB, Sign.FILLER, Sign.HAVING, Sign.AND, Sign.SPENT,
)  # fmt: skip


def worth(draft: Draft) -> Asked | None:
    """Null where it is not asked, or a column says it of each row. Raises `Unclear` where several prices may be it."""
    reading = draft.reading
    taken = {index for link in reading.links if link.values for index in range(link.start, link.end)}
    at = [index for index, word in enumerate(reading.words) if word.low in _WORTH and index not in taken]
    counts = [column for column in reading.table.columns if is_stock(column) or is_ordered(column)]
    prices = [column for column in reading.table.columns if _is_of_one(column) and column not in counts]
    if not at or not counts or not prices or reading.said(*_OTHERWISE) or _is_told(reading):
        return None
    if reading.said(*_COMPARING, Sign.PER) and not _named(reading, prices):
        raise Unclear("It is not clear what is compared by its value.")
    price = one_column(_named(reading, prices) or prices, "the value")
    count = one_column([column for column in counts if is_stock(column)] or counts, "how many there are")
    _account(reading, at, (count, *prices))
    measure = replace(price, name=f"{count.name} × {price.name}")
    return Asked(reading.table, Operation.SUM, measure, draft.conditions, times=count)


def _is_of_one(column: Column) -> bool:
    words = {word.low for word in name_tokens(column.name)}
    return column.kind is ColumnKind.NUMBER and is_about(column, "money") and bool(words & _OF_ONE)


def _is_told(reading: Reading) -> bool:
    """Whether a column is of what each row comes to."""
    own = (_WORTH & {word.low for word in name_tokens(column.name)} for column in reading.table.columns)
    return total_column(reading.table) is not None or any(own)


def _named(reading: Reading, prices: Iterable[Column]) -> list[Column]:
    """Those of which the question has each word but for the unit and "price"."""
    return [column for column in prices if _is_said(reading, column)]


def _is_said(reading: Reading, column: Column) -> bool:
    names = [token for token in name_tokens(column.name) if token.low.isalpha() and len(token.low) > 1]
    return all(any(alike(word, name) > 1 for word in reading.words) for name in names)


def _account(reading: Reading, at: Sequence[int], columns: Iterable[Column]) -> None:
    reading.used.update(at)
    for link in reading.links:
        if set(at) & set(range(link.start, link.end)):
            reading.use(link)
    for column in columns:
        reading.use_column(column)
    reading.used.update(index for index, word in enumerate(reading.words) if word.low in _HELD | _EVERY)
    reading.use(*reading.said(*_SAID, Sign.PER))
    use_rows(reading)
