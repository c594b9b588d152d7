"""Keeps the tables of documents as files beside the uploads, made and asked in child processes.

A cache: what is missing, damaged or of another form is made again from the upload.
"""

import json
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence, Set
from pathlib import Path
from typing import Any

import structlog

from children.failures import Closed, DoesNotStart, TaskFailed
from children.frames import Head
from children.limits import TaskLimits
from children.pool import Children
from domain.documents import MediaType
from domain.errors import NotComputed
from domain.kept_tables import FORM, KeptTable, TableSource
from domain.tables import Column, ColumnKind, TableQuery, TableResult

_MOST_SCHEMAS = 500
_MiB = 1 << 20
BUILDING = TaskLimits(
    wall_seconds=60,
    cpu_seconds=60,
    memory_bytes=1024 * _MiB,
    output_bytes=64 * _MiB,
    tasks_per_child=100,
    file_bytes=512 * _MiB,
)
ASKING = TaskLimits(
    wall_seconds=8, cpu_seconds=2, memory_bytes=768 * _MiB, output_bytes=16 * _MiB, tasks_per_child=1_000
)
_CHILD = "tabular.child"
_log = structlog.get_logger()


class KeptTables:
    """`domain.ports.TableKeeper` and `TableRunner`, below `folder`. `needed` says whether a version needs a hash."""

    def __init__(
        self,
        folder: Path,
        *,
        needed: Callable[[str], bool],
        building: TaskLimits = BUILDING,
        asking: TaskLimits = ASKING,
    ) -> None:
        self._folder, self._needed = folder, needed
        self._builders = Children(_CHILD, building, size=1)
        self._askers = Children(_CHILD, asking, size=2)
        self._schemas: OrderedDict[str, tuple[KeptTable, ...]] = OrderedDict()
        self._lock = threading.Lock()
        self._incoming = folder / "incoming"

    def close(self) -> None:
        """Ends the processes; what they were asked is not computed."""
        self._builders.close()
        self._askers.close()

    def keep(self, sha256: str, media_type: MediaType, tables: bytes) -> int:
        """How many tables are kept now of a document's bytes. Raises `NotComputed` where they cannot be made."""
        place = self._place(sha256, media_type)
        place.parent.mkdir(parents=True, exist_ok=True)
        schema = self._built(place, sha256, tables) if tables else b"[]"
        found = _schema(schema)
        _replace(place.with_suffix(".json"), b'{"form":%d,"tables":%s}' % (FORM, schema), self._incoming)
        self._remember(place.name, found)
        if not self._needed(sha256):  # deleted meanwhile
            self.drop(sha256)
        return len(found)

    def tables(self, sha256: str, media_type: MediaType) -> Sequence[KeptTable] | None:
        """Those that are kept of a document's bytes, null where nobody has looked for them yet."""
        place = self._place(sha256, media_type)
        with self._lock:
            if (known := self._schemas.get(place.name)) is not None:
                self._schemas.move_to_end(place.name)
                return known
        try:
            read = json.loads(place.with_suffix(".json").read_bytes())
            found = _tables(read["tables"]) if read["form"] == FORM else None
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if found is not None:
            self._remember(place.name, found)
        return found

    def run(self, source: TableSource, query: TableQuery) -> TableResult:
        """Raises `NotComputed`: the tables are gone, or the query is too much."""
        place = self._place(source.sha256, source.media_type).with_suffix(".duckdb")
        asked = {"sql": query.sql, "values": query.values, "rows_sql": query.rows_sql, "rows_values": query.rows_values}
        head, body = self._ask(self._askers, {"verb": "answer", "database": str(place.resolve()), "query": asked})
        if "refused" in head:
            raise NotComputed(f"The query was refused ({head['refused']}).")
        try:
            return _result(json.loads(body))
        except (ValueError, KeyError, TypeError) as error:
            raise NotComputed("The result does not fit together.") from error

    def drop(self, sha256: str) -> None:
        """Deletes what is kept of these bytes, unless a version needs them."""
        if self._needed(sha256):
            return
        with self._lock:
            for name in [name for name in self._schemas if name.startswith(sha256)]:
                del self._schemas[name]
        for file in (self._folder / sha256[:2]).glob(f"{sha256}-*"):
            file.unlink(missing_ok=True)

    def sweep(self, referenced: Set[str]) -> None:
        """Deletes what is kept of bytes that no version needs."""
        for file in self._folder.glob("??/*"):
            if (sha256 := file.name.partition("-")[0]) not in referenced:
                self.drop(sha256)

    def _place(self, sha256: str, media_type: MediaType) -> Path:
        """The same bytes may be read in two ways: as a table and as text."""
        return self._folder / sha256[:2] / f"{sha256}-{media_type.name.lower()}"

    def _built(self, place: Path, sha256: str, tables: bytes) -> bytes:
        self._incoming.mkdir(parents=True, exist_ok=True)
        token = secrets.token_hex(8)
        cells, database = self._incoming / f"{token}.cells", self._incoming / f"{token}.duckdb"
        task = {
            "verb": "build",
            "cells": str(cells.resolve()),
            "database": str(database.resolve()),
            "name": f"t{sha256[:12]}",
        }
        try:
            cells.write_bytes(tables)
            _, schema = self._ask(self._builders, task)
            _schema(schema)
            database.replace(place.with_suffix(".duckdb"))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NotComputed(f"The tables cannot be kept ({type(error).__name__}).") from error
        finally:
            for file in self._incoming.glob(f"{token}.*"):
                file.unlink(missing_ok=True)
        return schema

    def _ask(self, children: Children, task: Head) -> tuple[Head, bytes]:
        try:
            return children.ask(task)
        except (TaskFailed, DoesNotStart, Closed) as error:
            _log.warning("tables were not computed", verb=task["verb"], reason=type(error).__name__, detail=str(error))
            raise NotComputed(f"The computation ended early ({error}).") from error

    def _remember(self, name: str, found: tuple[KeptTable, ...]) -> None:
        with self._lock:
            self._schemas[name] = found
            self._schemas.move_to_end(name)
            while len(self._schemas) > _MOST_SCHEMAS:
                self._schemas.popitem(last=False)


def _replace(target: Path, data: bytes, incoming: Path) -> None:
    incoming.mkdir(parents=True, exist_ok=True)
    unfinished = incoming / secrets.token_hex(8)
    unfinished.write_bytes(data)
    unfinished.replace(target)


def _schema(data: bytes) -> tuple[KeptTable, ...]:
    return _tables(json.loads(data))


def _tables(plain: Sequence[dict[str, Any]]) -> tuple[KeptTable, ...]:
    return tuple(
        KeptTable(
            **{
                **one,
                "columns": tuple(map(_column, one["columns"])),
                "notes": tuple((mark, note) for mark, note in one.get("notes", ())),
            }
        )
        for one in plain
    )


def _column(plain: dict[str, Any]) -> Column:
    return Column(**{**plain, "kind": ColumnKind(plain["kind"]), "values": tuple(plain["values"])})


def _result(plain: dict[str, Any]) -> TableResult:
    return TableResult(
        columns=tuple(map(str, plain["columns"])),
        rows=tuple(map(tuple, plain["rows"])),
        sources=tuple(map(tuple, plain["sources"])),
        source_count=int(plain["source_count"]),
    )
