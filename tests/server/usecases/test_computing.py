"""What becomes of questions over tables: computed, declined with a reason, or left to the text."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from domain.documents import Chunk, MediaType, ParsedDocument, Passage, Scores, StoredChunk
from domain.errors import NotComputed, NotFound, Overloaded, UnreadableDocument
from domain.kept_tables import CellTable, KeptTable, TableSource, packed
from domain.places import Rows
from domain.tables import Column, ColumnKind, Table, TableQuery, TableResult
from server.usecases.computing import MOST_TABLES, Computed, Computing, Declined, Impossible, Questions, Telling
from server.usecases.tabulating import TableCatchUp, Tabulating
from tests.server.usecases.fakes import NoTables, passage

ROWS = "City: Pécs; Orders: 3\nCity: Eger; Orders: 4\n"


def source(number: int) -> TableSource:
    return TableSource(f"doc_{number}", 1, f"orders-{number}.csv", "default", f"{number:064}", MediaType.CSV)


CITY = Column(
    "City",
    "c1",
    ColumnKind.TEXT,
    unit=None,
    values=(),
    is_complete=True,
    distinct=2,
    blanks=0,
    lowest=None,
    highest=None,
)
KEPT = KeptTable("t_1", None, None, 0, 40, 2, (CITY,))
RESULT = TableResult(("n",), ((7.0,),), ((1, "Pécs", "3"), (2, "Eger", "4")), 2)


@dataclass
class Tables(NoTables):
    """Documents `held`, each with one table. `broken` queries come to nothing."""

    held: list[TableSource] = field(default_factory=lambda: [source(1)])
    broken: bool = False
    kept: KeptTable = KEPT
    asked: list[Sequence[str]] = field(default_factory=list)
    waiting: list[TableSource] = field(default_factory=list)
    noted: dict[str, int] = field(default_factory=dict)

    def sources(self, partitions: Sequence[str]) -> Sequence[TableSource]:
        self.asked.append(partitions)
        return self.held

    def tables(self, sha256: str, media_type: MediaType) -> Sequence[KeptTable] | None:
        return (self.kept,)

    def run(self, source: TableSource, query: TableQuery) -> TableResult:
        if self.broken:
            raise NotComputed("It was late.")
        return RESULT

    def of_rows(
        self, source: TableSource, table: KeptTable, rows: Sequence[int], *, limit: int
    ) -> Sequence[StoredChunk]:
        chunk = Chunk(ROWS, 0, len(ROWS), Rows(1, 2))
        return [StoredChunk(5, source.document_id, source.document, "default", chunk)]

    def keep(self, sha256: str, media_type: MediaType, tables: bytes) -> int:
        if self.broken:
            raise NotComputed("It was late.")
        return bool(tables)

    def note(self, document_id: str, version: int, tables: int) -> None:
        self.noted[document_id] = tables

    def unread(self, *, after: str, limit: int) -> Sequence[TableSource]:
        return [one for one in self.waiting if one.document_id > after][:limit]


@dataclass
class Desk:
    """Computing with everything around it in memory."""

    tables: Tables = field(default_factory=Tables)
    told: str | None = "There are 7 orders."
    short: str | None = "7 orders"
    reason: str | None = None
    planned: list[Sequence[Table]] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)

    def attempt(self, found: Sequence[Passage] = (), query: str = "") -> Computed | Declined | None:
        computing = Computing(
            tables=self.tables,
            keeper=self.tables,
            runner=self.tables,
            passages=self.tables,
            plan=self._plan,
            tell=lambda *_: None if self.told is None else Telling(self.told, self.short),
            counted=self.counted.append,
        )
        return computing.attempt(Questions("How many orders?", query or "How many orders?"), ["default"], found)

    def _plan(self, question: str, tables: Sequence[Table], *, before: Sequence[str]) -> TableQuery | Impossible | None:
        self.planned.append(tables)
        if "orders" not in question:
            return None
        return Impossible(self.reason) if self.reason else TableQuery(tables[0], "SELECT", (), "sum", "SELECT", ())


def test_what_was_computed_cites_its_rows_and_quotes_them() -> None:
    desk = Desk()
    computed = desk.attempt()
    assert isinstance(computed, Computed)
    assert computed.text == "There are 7 orders [1]."
    assert [evidence.quote for evidence in computed.evidence] == ROWS.splitlines()
    assert all(ROWS[one.start : one.end] == one.quote for one in computed.evidence)
    assert (computed.computation.document, computed.computation.source_rows) == ("orders-1.csv", 2)
    assert desk.counted == ["answered"]
    assert desk.tables.asked == [["default"]]


@pytest.mark.parametrize(
    ("told", "short", "stands"),
    [
        ("There are 7 orders.", "7 orders", "7 orders"),
        ("The 2 rows come to 7.", "7", "7"),
        ("There are 7 orders.", None, None),
        ("There are 7 orders: –.", "–", None),
        ("There are 7 orders.", "8 orders", None),
        ("These are 7 orders of one and the same day at sea.", "7 orders of one and the same day at", None),
    ],
)
def test_what_answers_by_itself_is_known_by_its_place(told: str, short: str | None, stands: str | None) -> None:
    computed = Desk(told=told, short=short).attempt()
    assert isinstance(computed, Computed)
    place = computed.short
    assert (place and computed.text[place.start : place.end]) == stands


@pytest.mark.parametrize(
    ("desk", "end"),
    [
        (Desk(told="There are 8 orders."), "untold"),
        (Desk(told=None), "untold"),
    ],
)
def test_what_comes_to_nothing_is_left_to_the_text_and_counted(desk: Desk, end: str) -> None:
    assert desk.attempt() is None
    assert desk.counted == [end]


def test_a_figure_that_a_query_could_not_give_is_not_looked_for_in_the_text() -> None:
    desk = Desk(Tables(broken=True))
    declined = desk.attempt()
    assert isinstance(declined, Declined)
    assert "orders-1.csv" in declined.text
    assert desk.counted == ["failed"]


def test_a_cell_that_could_not_be_looked_up_is_looked_for_in_the_text() -> None:
    desk = Desk(Tables(broken=True, kept=replace(KEPT, section="1 Fares")))
    assert desk.attempt() is None
    assert desk.counted == ["failed"]


def test_why_a_figure_cannot_be_had_is_said_where_the_best_passage_is_of_the_tables() -> None:
    desk = Desk(reason="Nothing in the table is called “blue”.")
    own = passage("rows")
    assert own.stored.document_id == "doc_1"
    assert desk.attempt([own]) == Declined("Nothing in the table is called “blue”.")
    assert desk.attempt() == Declined("Nothing in the table is called “blue”.")
    assert desk.counted == ["impossible"] * 2


def test_another_documents_text_may_hold_what_the_tables_lack() -> None:
    desk = Desk(reason="Nothing in the table is called “blue”.")
    other = passage("text")
    other = replace(other, stored=replace(other.stored, document_id="doc_9"))
    assert desk.attempt([other]) is None
    assert desk.counted == []


def test_without_tables_nothing_is_planned() -> None:
    desk = Desk(Tables(held=[]))
    assert desk.attempt() is None
    assert desk.planned == []


def test_the_tables_of_the_documents_that_were_found_come_first_and_there_is_an_end() -> None:
    desk = Desk(Tables(held=[source(number) for number in range(10, 80)]))
    found = [
        Passage(StoredChunk(1, f"doc_{number}", "", "default", Chunk("x", 0, 1, Rows(1, 1))), 0.5, Scores(None, None))
        for number in (55, 44, 55)
    ]
    desk.attempt(found)
    names = [table.document_id for table in desk.planned[0]]
    assert names[:3] == ["doc_55", "doc_44", "doc_10"]
    assert len(names) == MOST_TABLES


@dataclass
class Parser:
    """Reads every file as one table; `error` is raised in its place."""

    error: Exception | None = None

    def parse(self, path: Path, media_type: MediaType) -> ParsedDocument:
        if self.error is not None:
            raise self.error
        table = CellTable(None, None, ("a", "b"), ((1, ("1", "2")),), 0, 1)
        return ParsedDocument("x", media_type, (), None, tables=packed([table]))


class Folder:
    """Keeps every file."""

    def path(self, sha256: str) -> Path:
        return Path(sha256)


def caught_up(tables: Tables, error: Exception | None = None) -> dict[str, int]:
    catch_up = TableCatchUp(Tabulating(tables, tables), Parser(error), Folder(), uploads_wait=lambda: False)
    catch_up.run()
    return tables.noted


def test_documents_of_before_get_their_tables() -> None:
    text = replace(source(2), media_type=MediaType.MARKDOWN)
    assert caught_up(Tables(waiting=[source(1), text])) == {"doc_1": 1, "doc_2": 1}


def test_a_file_that_cannot_be_read_any_more_is_not_tried_again() -> None:
    assert caught_up(Tables(waiting=[source(1), source(2)]), UnreadableDocument("Damaged.")) == {"doc_1": 0, "doc_2": 0}


@pytest.mark.parametrize("error", [NotFound("Deleted."), None])
def test_what_is_gone_or_cannot_be_kept_now_is_not_noted(error: Exception | None) -> None:
    assert caught_up(Tables(waiting=[source(1)], broken=True), error) == {}


def test_looking_for_tables_ends_when_the_server_does() -> None:
    with pytest.raises(Overloaded):
        caught_up(Tables(waiting=[source(1)]), Overloaded("The server is being stopped."))
