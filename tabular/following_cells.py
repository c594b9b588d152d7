"""What goes on from a cell that was looked up: another cell of its row, the same of another row, or of another year.

"What is the phone of Ana Ruiz?" – "And her e-mail?", "same for Ben Cole", "what was it the year before?"
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.tables import Column, ColumnKind, Table
from tabular.asked import Asked, Comparison, Condition, Operation
from tabular.likeness import Kind, Words, bare, words_of
from tabular.measures import few
from tabular.named_rows import NamedRow, named_rows
from tabular.phrases import Sign
from tabular.table_words import TableWords, words_of_table
from tabular.tokens import word_set
from tabular.years import of_years, years_in

_POINTING = word_set(
    "it its there here she he her him his hers they them their theirs that this one ones those these thing same "
    "question again too also well then ok okay so as over about with thanks thank you and but what how s for now"
)
_POINTS = re.compile(
    r"\b(?:it|its|there|here|she|he|her|him|his|hers|they|them|their|theirs|that one|this one|that|those)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(r"\b(?:the )?(?:year before|previous year|last year|year earlier|before that)\b", re.IGNORECASE)
_LATER = re.compile(r"\b(?:the )?(?:year after|next year|following year|year later)\b", re.IGNORECASE)
_MOST_WORDS = 9
_MOST_BARE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Context:
    """A row that was spoken of, and the column of it that was asked for, null where that is not known."""

    table: Table
    conditions: tuple[Condition, ...]
    wanted: Column | None


def points_back(question: str) -> bool:
    """Whether a question has a word for what was spoken of, or is too short to say it."""
    words = question.split()
    return len(words) <= _MOST_WORDS and (
        _POINTS.search(question) is not None or _EARLIER.search(question) is not None or len(words) <= _MOST_BARE_WORDS
    )


def contexts(question: str, past: Asked | None, tables: Sequence[Table]) -> list[Context]:
    """The row that was asked for; without one all rows that the question before names in full."""
    if past is not None:
        named = [one for one in past.conditions if len(one.values) == 1 and not one.is_negated]
        if not named or len(named) != len(past.conditions):
            return []
        return [Context(past.table, past.conditions, _wanted(past))]
    words = words_of(question)
    return [Context(table, (condition,), None) for table in tables for condition in _named_in_full(words, table)]


def _wanted(past: Asked) -> Column | None:
    if past.operation is not Operation.LIST:
        return None
    if past.grouping is not None:
        return past.grouping.column
    return past.wanted[0] if len(past.wanted) == 1 else None


def _named_in_full(words: Words, table: Table) -> Iterator[Condition]:
    kept = words_of_table(table)
    columns = table.columns[:1] if table.section is not None else table.columns
    for column in columns:
        if column.kind is not ColumnKind.TEXT or not column.is_complete:
            continue
        rows = [row for row in named_rows(words, kept, column) if row.is_whole and len(row.cells) == 1]
        if len(rows) == 1 and (table.section is not None or len(bare(rows[0].cells[0])) > 1):
            yield Condition(column, Comparison.WRITTEN, rows[0].cells)


def followed_cell(question: str, found: Sequence[Context]) -> Asked | None:
    """Null where a word of it is neither a column's, a row's nor a pronoun, or may be several."""
    asked = {one for context in found if (one := _in_context(question, context)) is not None}
    return asked.pop() if len(asked) == 1 else None


def _in_context(question: str, context: Context) -> Asked | None:
    words, kept = words_of(_EARLIER.sub(" ", _LATER.sub(" ", question))), words_of_table(context.table)
    if any(words.says(sign) for sign in (Sign.SUM, Sign.AVERAGE, Sign.HIGHEST, Sign.LOWEST, Sign.DIFFERENCE, Sign.NOT)):
        return None
    idle = frozenset(index for index, word in enumerate(words.all) if word.low in _POINTING)
    of_year = _of_year(question, words, context)
    years = frozenset(index for index, word in enumerate(words.all) if years_in(word.text)) if of_year else frozenset()
    open_words = words.open - idle - years
    if not open_words:
        return _asked(context, context.conditions, of_year) if of_year is not None else None
    column = _column(words, open_words, kept, context)
    if column is not None and of_year is not None and years_in(column.name) != years_in(of_year.name):
        return None
    if column is not None:
        return _asked(context, context.conditions, column)
    conditions = _of_row(words, open_words, kept, context)
    wanted = of_year or context.wanted
    return _asked(context, conditions, wanted) if conditions is not None and wanted is not None else None


def _of_year(question: str, words: Words, context: Context) -> Column | None:
    """The column of another year that is called the same."""
    if context.wanted is None:
        return None
    dated = of_years(context.table, context.wanted)
    known = sorted(dated)
    own = next((year for year in known if dated[year] == context.wanted), None)
    if own is None:
        return None
    if named := [year for word in words.all for year in years_in(word.text)]:
        return dated.get(named[0]) if len(named) == 1 and named[0] != own else None
    step = -1 if _EARLIER.search(question) else 1 if _LATER.search(question) else 0
    at = known.index(own) + step
    return dated[known[at]] if step and 0 <= at < len(known) else None


def _column(words: Words, open_words: frozenset[int], kept: TableWords, context: Context) -> Column | None:
    """The one whose name has all open words, and that is otherwise called most like the one before."""
    used = {condition.column.key for condition in context.conditions}
    around = words.among(kept.title)
    fitting = []
    for column in context.table.columns:
        named = words.among(kept.names[column.key]) & open_words
        if column.key in used or column == context.wanted or not named or open_words - named - around:
            continue
        if all(_fits(kind, index, words, kept, column) for index, kind in words.kinds.items() if index not in named):
            fitting.append((len(named), _shared(kept, column, context.wanted), column))
    best = [one for one in fitting if one[:2] == max(fitting, key=lambda one: one[:2])[:2]]
    return best[0][2] if len(best) == 1 else None


def _fits(kind: Kind, index: int, words: Words, kept: TableWords, column: Column) -> bool:
    return kind in kept.kinds[column.key] or words.all[index].low in {"many", "much"}


def _shared(kept: TableWords, column: Column, other: Column | None) -> int:
    if other is None:
        return 0
    return len({token.low for token in kept.names[column.key]} & {token.low for token in kept.names[other.key]})


def _of_row(
    words: Words, open_words: frozenset[int], kept: TableWords, context: Context
) -> tuple[Condition, ...] | None:
    """The conditions with another cell in place of the one of its column."""
    found = []
    for condition in context.conditions:
        beside = words.among(kept.names[condition.column.key]) | words.among(kept.title)
        rows = [row for row in named_rows(words, kept, condition.column) if not open_words - row.words - beside]
        rows = [row for row in rows if row.words & open_words and len(row.cells) == 1 and _is_other(row, condition)]
        found += [(condition, row) for row in rows]
    if len(found) != 1:
        return None
    old, row = found[0]
    new = Condition(row.column, Comparison.WRITTEN, row.cells)
    return tuple(new if one == old else one for one in context.conditions)


def _is_other(row: NamedRow, condition: Condition) -> bool:
    return row.cells != tuple(map(str, condition.values))


def _asked(context: Context, conditions: tuple[Condition, ...], wanted: Column) -> Asked:
    shown = few((wanted, *(condition.column for condition in conditions)))
    return Asked(context.table, Operation.LIST, None, conditions, shown=shown, wanted=(wanted,), is_one=True)
