"""All rows of a small table by their names: "name all venues", "which boats do you have?"."""

from collections.abc import Sequence

from domain.tables import Column, ColumnKind, Table
from tabular.asked import Asked, Operation
from tabular.likeness import Words, words_of
from tabular.phrases import Sign
from tabular.table_words import TableWords, words_of_table
from tabular.tokens import is_plural, word_set

_MOST_ROWS = 20
_ASKING = word_set("name names list enumerate all nenne alle sorold")
# What is done with things that there are, and words for all of them.
_HAVING = word_set(
    "available choose exist existing provide provided order buy book hire rent pick full entire complete name names "
    "various altogether different every each go"
)
_REFUSED = (
    Sign.NOT, Sign.WITHOUT, Sign.HAVING, Sign.OVER, Sign.UNDER, Sign.AT_LEAST, Sign.AT_MOST, Sign.HIGHEST, Sign.LOWEST,
    Sign.MOST, Sign.FEWEST, Sign.LATEST, Sign.EARLIEST, Sign.COUNT, Sign.SUM, Sign.AVERAGE, Sign.SHARE, Sign.PER,
    Sign.WHEN, Sign.WHO, Sign.WHERE, Sign.HOW_MUCH, Sign.DIFFERENCE, Sign.BEFORE, Sign.AFTER,
)  # fmt: skip


def named_all(question: str, tables: Sequence[Table]) -> Asked | None:
    """Null where it asks for anything else, or several tables have such rows."""
    words = words_of(question)
    if not _asks(words):
        return None
    found = [(table, column) for table in tables if (column := _named(words, table)) is not None]
    if len({column.values for _, column in found}) != 1 or any(table.rows > _MOST_ROWS for table, _ in found):
        return None
    table, column = found[0]
    return Asked(table, Operation.LIST, None, shown=(column,))


def _asks(words: Words) -> bool:
    asks = words.says(Sign.WHICH) or any(word.low in _ASKING for word in words.all)
    is_of_some = any(word.is_number for word in words.all) or any(words.says(sign) for sign in _REFUSED)
    return asks and not is_of_some and not words.kinds


def _named(words: Words, table: Table) -> Column | None:
    """The column that names the rows, where every word of the question is one for it, or for what it stands under."""
    column = table.columns[0]
    if table.rows < 2 or column.kind is not ColumnKind.TEXT or column.distinct != table.rows:
        return None
    kept = words_of_table(table)
    noun = frozenset(i for i in words.among(kept.names[column.key]) & words.open if is_plural(words.all[i]))
    if not noun or not all(words.among((token,)) for token in kept.names[column.key]):
        return None
    idle = frozenset(index for index, word in enumerate(words.all) if word.low in _HAVING)
    left = words.open - words.among(kept.names[column.key]) - _around(words, kept) - idle
    return None if left else column


def _around(words: Words, kept: TableWords) -> frozenset[int]:
    return words.among(kept.title) | words.among(kept.around)
