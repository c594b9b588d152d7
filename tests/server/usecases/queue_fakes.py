"""What the reading worker needs, in memory: a queue in a real database, and stages that wait for whoever tests them."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy.exc import OperationalError

from domain.documents import Chunk, Document, Job, MediaType, ParsedDocument, Policy, Upload
from domain.errors import Overloaded
from domain.places import Mark, Whole
from server.usecases.encoders import EncoderChoice
from server.usecases.intake import Kept
from server.usecases.reading import Ingestion
from server.usecases.tabulating import Tabulating
from server.usecases.worker import Worker
from storage.database.transactions import Database
from storage.stores import SqlCollections, SqlDocuments, SqlEmbeddings, SqlJobs
from tests.server.usecases.fakes import NoTables

if TYPE_CHECKING:
    from domain.ports import Vectors


@dataclass
class Files:
    """Originals, a parser and a chunker in one: a line of a file is a chunk. What is in `held` waits for `go_on`."""

    folder: Path
    held: set[str] = field(default_factory=set)
    forbidden: set[str] = field(default_factory=set)
    arrived: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    closed: bool = False
    scanned: dict[str, int] = field(default_factory=dict)
    """How many pages of a file are scans, by its first word."""
    recognised: list[tuple[str, int]] = field(default_factory=list)
    on_page: Callable[[int], None] = lambda _: None

    def path(self, sha256: str) -> Path:
        path = self.folder / sha256
        if path.read_text().split()[0] in self.forbidden:
            raise PermissionError(13, "Permission denied", str(path))
        return path

    def keep(self, parts: Iterable[bytes], *, limit_bytes: int) -> Kept:
        raise NotImplementedError("tests put their files there themselves")

    def parse(self, path: Path, media_type: MediaType) -> ParsedDocument:
        text = path.read_text()
        if text.split()[0] in self.held:
            self.arrived.set()
            self.go_on.wait(timeout=20)
        if self.closed:
            raise Overloaded("closed")
        name = text.split()[0]
        scans = tuple(n for n in range(1, self.scanned.get(name, 0) + 1) if (name, n) not in self.recognised)
        return ParsedDocument("" if scans else text, media_type, (Mark(0, Whole()),), None, scans=scans)

    def recognise(self, path: Path, page: int) -> None:
        self.on_page(page)
        if self.closed:
            raise Overloaded("closed")
        self.recognised.append((path.read_text().split()[0], page))

    def chunk(self, document: ParsedDocument) -> Sequence[Chunk]:
        lines, at = [], 0
        for line in document.text.splitlines(keepends=True):
            lines.append(Chunk(line.rstrip("\n"), at, at + len(line.rstrip("\n")), Whole()))
            at += len(line)
        return lines

    def interrupt(self) -> None:
        self.closed = True
        self.go_on.set()


@dataclass
class Embedder:
    """An encoder that notes what it was given, and stops in front of the text `held`."""

    held: str | None = None
    seen: list[str] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    dimensions: int = 4
    identity: str = "embedder"

    def encode(self, texts: Sequence[str]) -> "Vectors":
        if self.held in texts:
            self.arrived.set()
            self.go_on.wait(timeout=20)
        self.seen.extend(texts)
        return np.full((len(texts), self.dimensions), 0.5, np.float32)

    def encode_queries(self, queries: Sequence[str]) -> "Vectors":
        return self.encode(queries)


@dataclass
class WatchedJobs(SqlJobs):
    """A queue that tells of renewals, and cannot be used while it is `broken`."""

    database: Database
    broken: bool = False
    failures: int = 0
    renewed: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__(self.database)

    def owners(self) -> Sequence[str | None]:
        if self.broken:
            self.failures += 1
            raise OperationalError("SELECT", {}, Exception("no"))
        return super().owners()

    def renew(self, jobs: Sequence[Job], *, lease: timedelta) -> None:
        super().renew(jobs, lease=lease)
        if jobs:
            self.renewed.set()


class NoIndex:
    def refresh(self, collection: str) -> None: ...

    def forget(self, collection: str) -> None: ...


@dataclass
class Bench:
    """A queue and what reads it. `read` fills with names as documents end."""

    database: Database
    files: Files
    encoder: Embedder
    documents: SqlDocuments
    jobs: WatchedJobs
    ended: list[Document] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    tidy: Callable[[], object] = lambda: None

    def add(self, name: str, *, lines: int = 1, owner: str | None = None) -> Document:
        """A file whose lines are its name and a number."""
        content = "".join(f"{name} {number}\n" for number in range(lines)).encode()
        digest = sha256(content).hexdigest()
        (self.files.folder / digest).write_bytes(content)
        return self.documents.add(Upload(name, "default", MediaType.TEXT, digest, len(content), owner))[0]

    @contextmanager
    def working(self, *, settled_seconds: float = 0) -> Iterator[Worker]:
        worker = self.worker(settled_seconds)
        worker.start()
        try:
            yield worker
        finally:
            worker.stop()

    def worker(self, settled_seconds: float) -> Worker:
        stopping = threading.Event()
        ingestion = Ingestion(
            documents=self.documents,
            jobs=self.jobs,
            originals=self.files,
            parser=self.files,
            chunker=self.files,
            encoders=EncoderChoice(self.encoder, None, SqlEmbeddings(self.jobs.database)),
            index=NoIndex(),
            tabulating=Tabulating(NoTables(), NoTables()),
            changed=self._note,
            embed_anew=lambda: None,
            stopping=stopping.is_set,
        )
        return Worker(
            self.jobs,
            ingestion,
            name="reader of a test",
            tidy=self.tidy,
            interrupt=self.files.interrupt,
            stopping=stopping,
            stall_seconds=60,
            backoff_seconds=0.01,
            renew_seconds=0.05,
            settled_seconds=settled_seconds,
        )

    def names_read(self, *, count: int) -> list[str]:
        """Names in the order in which they became ready or failed, once there are `count`."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.ended) >= count, timeout=20), self.ended
            return [document.name for document in self.ended]

    def status(self, document: Document) -> str:
        return self.documents.get(document.id).status

    def _note(self, document: Document) -> None:
        if document.status in ("ready", "failed"):
            with self.changed:
                self.ended.append(document)
                self.changed.notify_all()


def open_bench(database: Database, folder: Path) -> Bench:
    SqlCollections(database).create("default", policy=Policy.HOLD, language="en")
    folder.mkdir()
    return Bench(database, Files(folder), Embedder(), SqlDocuments(database), WatchedJobs(database))
