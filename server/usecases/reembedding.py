"""After a change of the encoder: every stored vector is made anew in the background, while the old ones serve."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

import numpy as np
import structlog

from domain.documents import DocumentStatus
from domain.errors import CandorError
from domain.ports import Encoder
from domain.stores import DocumentStore, EmbeddingStore
from server.usecases.health import Component
from server.usecases.intake import Index

_BATCH = 32
_SETTLED_AT_ONCE = 500
_LOOK_AGAIN_SECONDS = 1.0
_LONGEST_WAIT_SECONDS = 30.0
_RETRY_SECONDS = 30.0
_LOG_SECONDS = 60.0
_log = structlog.get_logger()


def uploads_wait(documents: DocumentStore) -> bool:
    """Whether a document is to be read or being read."""
    counts = documents.counts()
    return any(counts[status] for status in (DocumentStatus.QUEUED, DocumentStatus.PARSING, DocumentStatus.EMBEDDING))


@dataclass(slots=True)
class _State:
    """What is shown: `lost` are encoders of stored vectors that cannot be loaded, so that those are not searched."""

    total: int = 0
    stale: int = 0
    lost: Sequence[str] = ()


class Reembedder:
    """A thread that gives each chunk a vector by `encoder`, partition by partition, and ends when all have one.

    A partition is searched with its old vectors until all of its new ones are there. What was done outlives the
    process. Uploads come first, but not for ever. `former` are the encoders at hand beside `encoder`.
    """

    def __init__(
        self,
        embeddings: EmbeddingStore,
        encoder: Encoder,
        index: Index,
        *,
        former: Sequence[Encoder],
        uploads_wait: Callable[[], bool],
    ) -> None:
        self._embeddings, self._encoder, self._index = embeddings, encoder, index
        self._at_hand = frozenset(one.identity for one in (*former, encoder))
        self._uploads_wait = uploads_wait
        self._state = _State()
        self._log_due_at = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="candor-reembedder", daemon=True)

    def start(self) -> None:
        """Begins, or goes on where an earlier server stopped."""
        self._count()
        self._thread.start()

    def stop(self) -> None:
        """After the batch at hand."""
        self._stop.set()
        self._thread.join(timeout=5)

    def stale(self) -> int:
        """Chunks that still want a vector by the encoder."""
        return self._state.stale

    def component(self) -> Component:
        """For `/readyz`. Not ok while some vectors cannot be searched."""
        state = self._state
        if not state.total:
            return Component("embeddings", ok=True, needed=False, detail=f"by {self._encoder.identity}")
        meanwhile = (
            f"those of {', '.join(state.lost)} are found by their words alone until then"
            if state.lost
            else "the old vectors serve until then"
        )
        detail = f"{state.stale} of {state.total} chunks wait for a vector by {self._encoder.identity}; {meanwhile}"
        return Component("embeddings", ok=not state.lost, needed=False, detail=detail)

    def run(self) -> None:
        """Returns when every chunk has its vector, or when stopped. Raises what the encoder and the stores do."""
        self._settle()
        while (partitions := self._count()) and not self._stop.is_set():
            for partition in partitions:
                self._renew(partition)
        if not self._stop.is_set():
            self._state = _State()

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                return self.run()
            except CandorError as error:
                _log.warning("embedding anew put off", reason=str(error))
            except Exception:  # noqa: BLE001 - the thread's boundary: what was done is kept, and the rest tried again
                _log.exception("embedding anew failed")
            self._stop.wait(_RETRY_SECONDS)
        return None

    def _count(self) -> Sequence[str]:
        """The partitions that are not done."""
        stale = self._embeddings.stale(self._encoder.identity)
        lost = tuple(one for one in self._embeddings.encoders() if one not in self._at_hand)
        waiting = sum(stale.values())
        self._state = _State(max(self._state.total, waiting, len(stale)), waiting, lost)
        return list(stale)

    def _renew(self, partition: str) -> None:
        after, encoder = 0, self._encoder
        while not self._stop.is_set():
            self._give_way()
            unread = self._embeddings.unread(partition, encoder.identity, after=after, limit=_BATCH)
            if not unread:
                break
            vectors = np.asarray(encoder.encode([text for _, text in unread]))
            self._embeddings.keep(
                encoder.identity, {chunk: row for (chunk, _), row in zip(unread, vectors, strict=True)}
            )
            after = unread[-1][0]
            self._state.stale = max(0, self._state.stale - len(unread))
            self._tell()
        if not self._stop.is_set() and self._embeddings.switch(partition, encoder.identity):
            _log.info("vectors replaced", collection=partition, encoder=encoder.identity)
            self._settle()
            self._index.refresh(partition)

    def _settle(self) -> None:
        while not self._stop.is_set() and self._embeddings.settle(self._encoder.identity, limit=_SETTLED_AT_ONCE):
            pass

    def _give_way(self) -> None:
        last = monotonic() + _LONGEST_WAIT_SECONDS
        while self._uploads_wait() and monotonic() < last and not self._stop.wait(_LOOK_AGAIN_SECONDS):
            pass

    def _tell(self) -> None:
        if monotonic() >= self._log_due_at:
            self._log_due_at = monotonic() + _LOG_SECONDS
            _log.info("embedding anew", chunks_left=self._state.stale, encoder=self._encoder.identity)
