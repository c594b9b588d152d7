"""Questions that count, add up, rank or filter: a query over a table of the collection, told and checked by rule."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

import structlog

from domain.answers import MOST_SHORT_WORDS, CheckedClaim, Claim, Evidence
from domain.computations import Cell, Computation
from domain.documents import Passage, Scores, StoredChunk
from domain.errors import NotComputed
from domain.generation import Short
from domain.kept_tables import KeptTable, TableSource
from domain.ports import TableKeeper, TablePassages, TableRunner
from domain.stores import TableStore
from domain.tables import Table, TableQuery, TableResult
from monitoring.verdict.computed import tells, verdict_of
from text.words import word_count

MOST_TABLES = 60
"""That are looked at for one question: those of the documents found for it first, then the newest."""

MOST_SHOWN = 20
_NOT_NOW = "This could not be computed just now (from {}). Please ask again in a moment."
_MOST_PASSAGES = 3
_MOST_QUOTES = 5
_NOTES_REACH = 1_500
_STOPS = ".;: "
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Impossible:
    """Why a question that asks for a figure cannot be computed, in words for who asked, its table named in them."""

    reason: str


class Planner(Protocol):
    """From a question's words to a query."""

    def __call__(
        self, question: str, tables: Sequence[Table], *, before: Sequence[str]
    ) -> TableQuery | Impossible | None:
        """Null where nothing is asked for that is computed. `before` are questions it may go on from, oldest first."""


@dataclass(frozen=True, slots=True)
class Telling:
    """An answer's sentences without marks, and what of them answers by itself; null where nothing does."""

    text: str
    short: str | None


class Teller(Protocol):
    """From a result to an answer's sentences."""

    def __call__(self, query: TableQuery, result: TableResult) -> Telling | None:
        """Null where the result says nothing that is sure."""


@dataclass(frozen=True, slots=True)
class Computed:
    """An answer that was computed; its `text` cites the first of `passages`, which hold the rows behind it.

    `short` is where in it stands what answers by itself, null where nothing does.
    """

    text: str
    passages: tuple[Passage, ...]
    computation: Computation
    result: TableResult
    evidence: tuple[Evidence, ...]
    short: Short | None = None

    def checked(self, claims: Sequence[Claim]) -> list[CheckedClaim]:
        """The claims of the text, which were held against the result already."""
        return [CheckedClaim(claim, verdict_of(claim, self.result, self.evidence)) for claim in claims]


@dataclass(frozen=True, slots=True)
class Declined:
    """In place of an answer: why it cannot be computed, and from which table."""

    text: str


@dataclass(frozen=True, slots=True)
class Questions:
    """What was `said`, the same made to stand alone (`query`), and what was asked `before`, oldest first."""

    said: str
    query: str
    before: tuple[str, ...] = ()


Compute: TypeAlias = Callable[[Questions, Sequence[str], Sequence[Passage]], Computed | Declined | None]
"""See `Computing.attempt`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Computing:
    """`counted` is told how each attempt ended: answered, impossible, failed, or untold (no words fit its result)."""

    tables: TableStore
    keeper: TableKeeper
    runner: TableRunner
    passages: TablePassages
    plan: Planner
    tell: Teller
    counted: Callable[[str], None]

    def attempt(
        self, asked: Questions, partitions: Sequence[str], found: Sequence[Passage]
    ) -> Computed | Declined | None:
        """Null where nothing is to be computed, or a look-up came to nothing: then the answer is looked for as ever.

        `found` are the passages that were retrieved.
        """
        held = self._held(partitions, found)
        if not held:
            return None
        tables = [one.table for one in held]
        wording = asked.said
        planned = self.plan(wording, tables, before=asked.before)
        if planned is None and asked.query != wording:
            wording = asked.query
            planned = self.plan(wording, tables, before=asked.before)
        match planned:
            case None:
                return None
            case Impossible(reason):
                return self._declined(reason, held, found)
            case TableQuery():
                return self._computed(wording, planned, next(one for one in held if one.table == planned.table))

    def _declined(self, reason: str, held: "Sequence[_Held]", found: Sequence[Passage]) -> Declined | None:
        """Where the best passage is of none of the tables' documents, the text may hold what the tables lack."""
        if found and found[0].stored.document_id not in {one.source.document_id for one in held}:
            return None
        self.counted("impossible")
        return Declined(reason)

    def _held(self, partitions: Sequence[str], found: Sequence[Passage]) -> "list[_Held]":
        order = {passage.stored.document_id: place for place, passage in reversed(list(enumerate(found)))}
        sources = sorted(self.tables.sources(partitions), key=lambda one: order.get(one.document_id, len(order)))
        held = (
            _Held(source, kept, kept.of(source))
            for source in sources
            for kept in self.keeper.tables(source.sha256, source.media_type) or ()
        )
        return [one for one, _ in zip(held, range(MOST_TABLES), strict=False)]

    def _computed(self, question: str, query: TableQuery, held: "_Held") -> Computed | Declined | None:
        """Where a figure that no text holds cannot be had, nothing else is put in its place."""
        try:
            result = self.runner.run(held.source, query)
        except NotComputed as error:
            _log.warning("a query came to nothing", reason=str(error))
            self.counted("failed")
            return None if held.table.section is not None else Declined(_NOT_NOW.format(held.table.document_name))
        rows = [int(row[0]) for row in result.sources if isinstance(row[0], int | float)]
        chunks = self.passages.of_rows(held.source, held.kept, rows, limit=_MOST_PASSAGES)
        told = self.tell(query, result)
        named = [held.table.document_name, held.table.title, *(column.name for column in held.table.columns)]
        named += [note for _, note in held.table.notes]
        if not chunks or told is None or not tells(told.text, result, given=[question, query.told, *named]):
            self.counted("untold" if chunks else "failed")
            return None
        self.counted("answered")
        return _told(told, query, result, held, [*chunks, *self._of_notes(told.text, held, chunks)])

    def _of_notes(self, text: str, held: "_Held", chunks: Sequence[StoredChunk]) -> list[StoredChunk]:
        """Where the notes stand that are told beside a cell, behind its table."""
        told = [note for _, note in held.table.notes if note.rstrip(_STOPS) in text]
        missing = [note for note in told if not any(_has(chunk, note) for chunk in chunks)]
        if not missing:
            return []
        end = held.kept.end
        behind = replace(held.kept, start=end, end=end + _NOTES_REACH)
        found = self.passages.of_rows(held.source, behind, (), limit=_MOST_PASSAGES)
        known = {chunk.id for chunk in chunks}
        return [chunk for chunk in found if chunk.id not in known and any(_has(chunk, note) for note in missing)]


def _has(chunk: StoredChunk, note: str) -> bool:
    return note in " ".join(chunk.chunk.text.split())


@dataclass(frozen=True, slots=True)
class _Held:
    """A table that may be asked, with where it is kept."""

    source: TableSource
    kept: KeptTable
    table: Table


def _told(
    told: Telling, query: TableQuery, result: TableResult, held: _Held, chunks: Sequence[StoredChunk]
) -> Computed:
    passages = tuple(Passage(chunk, 1.0, Scores(None, None)) for chunk in chunks)
    computation = Computation(
        told=query.told,
        query=query.sql,
        document_id=held.source.document_id,
        document=held.source.document,
        table=held.table.title,
        columns=("row", *(column.name for column in held.table.columns)),
        rows=result.sources[:MOST_SHOWN],
        source_rows=result.source_count,
    )
    evidence = tuple(_evidence(passages, result.sources))
    text = _marked(told.text, len(passages))
    return Computed(text, passages, computation, result, evidence, _placed(told.short, text))


def _placed(short: str | None, text: str) -> Short | None:
    """Where it stands by itself for the first time: "10" is no part of "2010"."""
    if short is None or word_count(short) > MOST_SHORT_WORDS or not any(map(str.isalnum, short)):
        return None
    found = re.search(rf"(?<!\w){re.escape(short)}(?!\w)", text)
    return Short(*found.span()) if found else None


def _evidence(passages: Sequence[Passage], rows: Sequence[tuple[Cell, ...]]) -> list[Evidence]:
    """The lines of the passages that hold the rows, else the beginning of each passage."""
    found: list[Evidence] = []
    for at, passage in enumerate(passages):
        start = 0
        for line in passage.text.splitlines(keepends=True):
            quote = line.rstrip("\n")
            if quote and len(found) < _MOST_QUOTES and any(_holds(quote, row) for row in rows):
                found.append(Evidence(at, start, start + len(quote), quote))
            start += len(line)
    return found or [Evidence(0, 0, len(passages[0].text), passages[0].text)]


def _holds(line: str, row: Sequence[Cell]) -> bool:
    cells = [cell for cell in row[1:] if isinstance(cell, str) and cell]
    return bool(cells) and all(cell in line for cell in cells)


def _marked(text: str, passages: int) -> str:
    """With a mark for each passage before the full stop of its first line."""
    marks = "".join(f"[{number}]" for number in range(1, passages + 1))
    first, newline, rest = text.partition("\n")
    bare = first.rstrip()
    end = bare[-1:] if bare[-1:] in ".!?:" else ""
    return f"{bare.removesuffix(end)} {marks}{end}{newline}{rest}"
