"""Keeps the tables of what is read, and of documents that were read before tables were kept."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import structlog

from domain.documents import Job, ParsedDocument
from domain.errors import CandorError, NotComputed, NotFound, UnreadableDocument
from domain.kept_tables import TableSource
from domain.ports import Parser, TableKeeper
from domain.stores import TableStore
from server.usecases.intake import Originals

_BATCH = 200
_LOOK_AGAIN_SECONDS = 1.0
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Tabulating:
    """Notes which documents hold tables; what fails here never fails a document."""

    keeper: TableKeeper
    tables: TableStore

    def take(self, job: Job, parsed: ParsedDocument) -> None:
        """Keeps the tables of a version that is about to be visible."""
        self.keep(job.document_id, job.version, sha256=job.sha256, parsed=parsed)

    def keep(self, document_id: str, version: int, *, sha256: str, parsed: ParsedDocument) -> None:
        """What cannot be kept is tried again at the next start."""
        try:
            count = self.keeper.keep(sha256, parsed.media_type, parsed.tables)
        except NotComputed as error:
            _log.warning("tables of a document are not kept", document=document_id, reason=str(error))
            return
        self.tables.note(document_id, version, count)


class TableCatchUp:
    """A thread that looks for tables in documents of before, and makes those anew that are not kept any more.

    Uploads come first. It ends when all are done; what it could not do is done at the next start.
    """

    def __init__(
        self, tabulating: Tabulating, parser: Parser, originals: Originals, *, uploads_wait: Callable[[], bool]
    ) -> None:
        self._tabulating, self._parser, self._originals = tabulating, parser, originals
        self._uploads_wait = uploads_wait
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="candor-tables", daemon=True)

    def start(self) -> None:
        """Begins, or goes on where an earlier server stopped."""
        self._thread.start()

    def stop(self) -> None:
        """After the document at hand."""
        self._stop.set()
        self._thread.join(timeout=5)

    def run(self) -> None:
        """Returns when every document was looked at, or when stopped."""
        for source in self._waiting():
            while self._uploads_wait() and not self._stop.wait(_LOOK_AGAIN_SECONDS):
                pass
            if self._stop.is_set():
                return
            self._look_into(source)

    def _work(self) -> None:
        try:
            self.run()
        except CandorError as error:
            _log.warning("looking for tables ended early", reason=str(error))
        except Exception:  # noqa: BLE001 - the thread's boundary: the rest is done at the next start
            _log.exception("looking for tables failed")

    def _waiting(self) -> Iterator[TableSource]:
        tables, keeper = self._tabulating.tables, self._tabulating.keeper
        after = ""
        while batch := tables.unread(after=after, limit=_BATCH):
            yield from batch
            after = batch[-1].document_id
        after = ""
        while batch := tables.holding(after=after, limit=_BATCH):
            yield from (source for source in batch if keeper.tables(source.sha256, source.media_type) is None)
            after = batch[-1].document_id

    def _look_into(self, source: TableSource) -> None:
        try:
            parsed = self._parser.parse(self._originals.path(source.sha256), source.media_type)
        except NotFound:  # deleted meanwhile
            return
        except UnreadableDocument as error:
            _log.info("no tables were looked for", document=source.document_id, reason=type(error).__name__)
            self._tabulating.tables.note(source.document_id, source.version, 0)
            return
        self._tabulating.keep(source.document_id, source.version, sha256=source.sha256, parsed=parsed)
