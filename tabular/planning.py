"""From a question's words and the tables' columns to a query, if every word of it is accounted for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise

from domain.tables import Table, TableQuery
from tabular.asked import Asked, NotComputable, Operation, PlannedQuery
from tabular.comparatives import SidesOf
from tabular.contrasts import contrasted
from tabular.following import Leaning, followed, leaning
from tabular.following_cells import contexts, followed_cell, points_back
from tabular.house import use_house, use_name, words_of_house
from tabular.leaving_out import leaving_out, left_out
from tabular.lookups import Lookup, looked_up
from tabular.names import named_all
from tabular.operations import asked
from tabular.phrases import Phrase, Sign
from tabular.reading import Reading, Unclear, quoted, read
from tabular.statements import rows_statement, statement
from tabular.tokens import Token, tokens, word_set
from tabular.units import spoken_unit
from tabular.wording import LANGUAGES, told
from text.languages import likely_language

_COMPUTING = (
    Sign.COUNT, Sign.SUM, Sign.AVERAGE, Sign.MEDIAN, Sign.HIGHEST, Sign.LOWEST, Sign.MOST, Sign.FEWEST, Sign.SHARE,
    Sign.DIFFERENCE, Sign.SPENT, Sign.TAKINGS,
)  # fmt: skip
_MOST_TABLES_NAMED = 3
_PRONOUNS = word_set("them those these it")
_BEGINNING_A_CLAUSE = word_set("that which who whose with")
_ASKING = {
    "en": word_set("how what which who when where the average total"),
    "de": word_set("wie welche welcher welches welchen wer wann wo durchschnittliche insgesamt zeige"),
    "hu": word_set("hány mennyi mennyibe melyik melyek ki kik mikor hol mekkora átlagos összesen mennyivel hánnyal"),
}


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What one table made of the question. `weight`: how much of it the table's own words explain."""

    table: Table
    asked: Asked | None
    noun: str | None
    reason: str | None
    weight: int


def _no_sides(_: str) -> Sequence[str]:
    return ()


def plan(
    question: str,
    tables: Sequence[Table],
    *,
    before: Sequence[str] = (),
    today: date | None = None,
    sides_of: SidesOf = _no_sides,
) -> TableQuery | NotComputable | None:
    """The query that answers; null where the question asks for nothing that is computed over these tables.

    Tables within a text are looked up in only: their rows may be sums of each other. `NotComputable` where something is
    asked for that is computed, and part of it is not in the tables, or in several alike. `before` are the questions
    before it, oldest first: one that speaks of their rows is computed over these or not at all. With `sides_of`, two
    cells are compared.
    """
    day = today or datetime.now(UTC).date()
    if before:
        found = _continued(question, before, _asked_before(before, tables, day), tables, day)
        if found is not None:
            return _query(_Outcome(found.table, found, None, None, 0), question)
        if leaning(question) is Leaning.ROWS:
            return None
    return _plan(question, tables, day, sides_of)


def _asked_before(before: Sequence[str], tables: Sequence[Table], day: date) -> Asked | None:
    """What the last of them asked, which may go on from those before it."""
    past: Asked | None = None
    for at, question in enumerate(before):
        found = _continued(question, before[:at], past, tables, day) if at else None
        if found is None:
            planned = _plan(question, tables, day)
            found = planned.asked if isinstance(planned, PlannedQuery) else None
        past = found
    return past


def _continued(
    question: str, before: Sequence[str], past: Asked | None, tables: Sequence[Table], day: date
) -> Asked | None:
    """What a question asks that goes on from `past`, or from the row that the one before it names."""
    leans = leaning(question)
    found = followed(question, past, day) if past is not None and leans is not None else None
    if found is None and leans is not Leaning.ROWS and (leans is not None or points_back(question)):
        found = followed_cell(question, contexts(before[-1], past, tables))
    return found


def _plan(
    question: str, tables: Sequence[Table], day: date, sides_of: SidesOf = _no_sides
) -> TableQuery | NotComputable | None:
    outcomes = [_outcome(question, table, tables, day) for table in tables if table.section is None]
    understood = [outcome for outcome in outcomes if outcome.asked is not None]
    every = named_all(question, tables)
    if understood and not (every is not None and all(map(_lists_all, understood))):
        return _chosen(understood, question)
    if every is not None:
        return _query(_Outcome(every.table, every, None, None, 0), question)
    match looked_up(question, tables):
        case Lookup(found):
            return _query(_Outcome(found.table, found, None, None, 0), question)
        case NotComputable() as lacking:
            return lacking
    if (both := contrasted(question, tables, sides_of)) is not None:
        return both
    near = [outcome for outcome in outcomes if outcome.reason is not None]
    if not near:
        return None
    best = max(near, key=lambda outcome: outcome.weight)
    return NotComputable(f"{best.reason} ({best.table.document_name})", best.table)


def _lists_all(outcome: _Outcome) -> bool:
    """The values of a column, of all rows."""
    found = outcome.asked
    return found is not None and found.operation is Operation.LIST and not found.conditions


def _outcome(question: str, table: Table, tables: Sequence[Table], today: date) -> _Outcome:
    question, without = left_out(question)
    reading = read(question, table, today)
    if _points_back(reading):
        return _Outcome(table, None, None, None, 0)
    weight = _weight(reading)
    reason = None
    try:
        found = asked(reading)
        if found is not None and without:
            found = leaving_out(found, without, table)
        if found is not None and reading.unaccounted():
            use_house(reading, words_of_house(table, tables))
            use_name(reading, table, tables)
        missing = reading.unaccounted()
        if found is not None and not missing:
            return _Outcome(table, found, _noun(reading), None, weight)
        if found is not None:
            reason = f"Nothing in the table is called {quoted(missing)}."
    except Unclear as unclear:
        reason = str(unclear)
    return _Outcome(table, None, None, reason if _is_about(reading, weight) else None, weight)


def _points_back(reading: Reading) -> bool:
    """ "How many of them …?" with nothing before that "them" could be: rows that were spoken of earlier."""
    words = [word.low for word in reading.words]
    for index, (of, pronoun) in enumerate(pairwise(words)):
        behind = words[index + 2] if index + 2 < len(words) else ""
        if of == "of" and pronoun in _PRONOUNS and behind not in _BEGINNING_A_CLAUSE:
            return not any(link.end <= index for link in reading.links)
    return False


def _noun(reading: Reading) -> str | None:
    """The question's word for the rows that are counted: "orders" of "how many repair orders"."""
    count = next((phrase for phrase in reading.phrases if phrase.sign is Sign.COUNT), None)
    start, noun = count.end if count is not None else len(reading.words), None
    for link in reading.links:
        if link.is_row and not link.values and start <= link.start <= start + (noun is None):
            start, noun = link.end, reading.words[link.end - 1]
    is_plural = noun is not None and (noun.low.endswith(("s", "people", "staff")) or not noun.low.isascii())
    return noun.text if noun is not None and (is_plural or _language_of(reading.words) != "en") else None


def _weight(reading: Reading) -> int:
    """Words that are the table's own: cells count most, then columns, then words for its rows; mere kin not at all."""
    return sum(
        (3 if link.values and link.is_whole else 2 if link.is_whole or reading.is_title(link) else 1)
        * (link.end - link.start)
        * (link.grade != 1 or link.is_row)
        for link in reading.links
        if link.values or link.columns or link.is_row
    )


def _is_about(reading: Reading, weight: int) -> bool:
    """Whether a question that cannot be computed was meant for this table: it says what to compute, and of the words
    that say something most are the table's."""
    computes = any(phrase.sign in _COMPUTING and not _measures(phrase, reading) for phrase in reading.phrases)
    linked = {index for link in reading.links for index in range(link.start, link.end)}
    said = {index for phrase in reading.phrases for index in range(phrase.start, phrase.end)}
    dated = {index for period in reading.periods for index in range(period.start, period.end)}
    foreign = len(reading.words) - len(linked | said | dated)
    counts_rows = foreign <= 1 and _noun(reading) is not None and any(reading.is_title(link) for link in reading.links)
    return computes and weight >= 2 and (2 * foreign <= len(linked) or counts_rows)


def _measures(phrase: Phrase, reading: Reading) -> bool:
    """Whether "how many" asks for a quantity that may stand in one cell or sentence: days, minutes, euros."""
    after = reading.words[phrase.end : phrase.end + 1]
    return phrase.sign is Sign.COUNT and any(spoken_unit(word.low) for word in after)


def _language(question: str) -> str:
    """By the words that ask, since names and columns say little."""
    found = _language_of(tokens(question)) or likely_language(question) or "en"
    return found if found in LANGUAGES else "en"


def _language_of(words: Sequence[Token]) -> str | None:
    low = {token.low for token in words}
    return next((language for language, asking in _ASKING.items() if low & asking), None)


def _chosen(understood: Sequence[_Outcome], question: str) -> TableQuery | NotComputable:
    ranked = sorted(understood, key=lambda outcome: outcome.weight, reverse=True)
    best = [outcome for outcome in ranked if outcome.weight == ranked[0].weight]
    if len(best) > 1:
        named = " or ".join(f"“{outcome.table.title}”" for outcome in best[:_MOST_TABLES_NAMED])
        return NotComputable(f"Several tables could answer this: {named}. Please say which one is meant.")
    return _query(best[0], question)


def _query(outcome: _Outcome, question: str) -> PlannedQuery:
    found = outcome.asked
    if found is None:
        raise ValueError("only what was understood becomes a query")
    language = _language(question)
    sql, values = statement(found)
    rows_sql, rows_values = rows_statement(found)
    return PlannedQuery(
        found.table, sql, values, told(found, language), rows_sql, rows_values, found, language, outcome.noun
    )


__all__ = ["NotComputable", "Operation", "PlannedQuery", "plan"]
