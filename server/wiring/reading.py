"""Puts together what takes documents in, reads them and lets them go."""

import threading
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial

from domain.documents import Document, DocumentStatus
from domain.ports import Parser
from ingest.chunker import TokenChunker
from ingest.formats import media_type_of, safe_name
from server.usecases.encoders import EncoderChoice
from server.usecases.erasing import Erasing
from server.usecases.intake import Intake
from server.usecases.reading import Ingestion
from server.usecases.reembedding import Reembedder, uploads_wait
from server.usecases.tabulating import TableCatchUp, Tabulating
from server.usecases.worker import Worker
from server.wiring.adapters import Adapters
from server.wiring.parts import Parts
from storage.database.folder_lock import folder_identity

_STALL_SECONDS = 120.0  # beside parsing: to start a child, to cut the longest text and to publish it


@dataclass(frozen=True, slots=True)
class Reading:
    """What is done with documents; worker, reembedder and catch-up are not started yet."""

    intake: Intake
    erasing: Erasing
    worker: Worker
    reembedder: Reembedder
    catch_up: TableCatchUp


def open_reading(parts: Parts, adapters: Adapters, stack: ExitStack, *, ready: Callable[[], None]) -> Reading:
    """What it opens is closed with `stack`. `ready` is called whenever a document is."""
    erasing = Erasing(
        documents=parts.stores.documents,
        collections=parts.stores.collections,
        conversations=parts.stores.conversations,
        originals=parts.originals,
        tables=parts.tables,
        indexes=parts.retriever,
        changed=parts.recalling.look_for_changes,
    )
    choice = parts.encoders
    parser = stack.enter_context(closing(adapters.parser(parts.settings)))
    tabulating = Tabulating(parts.tables, parts.stores.tables)
    waiting = partial(uploads_wait, parts.stores.documents)
    catch_up = TableCatchUp(tabulating, parser, parts.originals, uploads_wait=waiting)
    reembedder = Reembedder(
        parts.stores.embeddings,
        choice,
        parts.retriever,
        former=parts.former,
        uploads_wait=waiting,
    )
    stopping, changed = threading.Event(), partial(_changed, parts, ready)
    ingestion = _ingestion(parts, parser, choice, reembedder, tabulating, changed, stopping)
    worker = _worker(parts, ingestion, stopping, interrupt=parser.close)
    return Reading(_intake(parts, erasing, worker), erasing, worker, reembedder, catch_up)


def _intake(parts: Parts, erasing: Erasing, worker: Worker) -> Intake:
    return Intake(
        documents=parts.stores.documents,
        originals=parts.originals,
        erase=erasing.document,
        media_type_of=media_type_of,
        safe_name=safe_name,
        limit_bytes=parts.settings.upload_limit_bytes,
        wake=worker.wake,
    )


def _worker(parts: Parts, ingestion: Ingestion, stopping: threading.Event, *, interrupt: Callable[[], None]) -> Worker:
    settings = parts.settings
    return Worker(
        parts.stores.jobs,
        ingestion,
        name=f"reader of {folder_identity(settings.data)}",
        tidy=partial(_tidy, parts),
        interrupt=interrupt,
        stopping=stopping,
        stall_seconds=2 * settings.parse_limit_seconds + _STALL_SECONDS,
    )


def _changed(parts: Parts, ready: Callable[[], None], document: Document) -> None:
    is_ready = document.status is DocumentStatus.READY
    if is_ready:
        parts.recalling.look_for_changes(document.collection)
    parts.announcer.document(document)
    if is_ready:
        ready()


def _tidy(parts: Parts) -> None:
    referenced = parts.stores.documents.referenced_hashes()
    parts.originals.sweep(referenced)
    parts.tables.sweep(referenced)


def _ingestion(
    parts: Parts,
    parser: Parser,
    choice: EncoderChoice,
    reembedder: Reembedder,
    tabulating: Tabulating,
    changed: Callable[[Document], None],
    stopping: threading.Event,
) -> Ingestion:
    settings = parts.settings
    return Ingestion(
        documents=parts.stores.documents,
        jobs=parts.stores.jobs,
        originals=parts.originals,
        parser=parser,
        chunker=TokenChunker(
            parts.models.tokenizer,
            max_tokens=settings.chunk_tokens,
            overlap_tokens=settings.chunk_overlap_tokens,
            chunk_limit=settings.chunk_limit,
        ),
        encoders=choice,
        index=parts.retriever,
        tabulating=tabulating,
        changed=changed,
        embed_anew=reembedder.wake,
        stopping=stopping.is_set,
    )
