"""After a change of the encoder, or of a collection's languages: vectors are made anew, while the old ones serve."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

import numpy as np
import structlog

from domain.documents import DocumentStatus
from domain.errors import CandorError
from domain.ports import Encoder
from domain.stores import DocumentStore, EmbeddingStore
from server.usecases.encoders import EncoderChoice
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
    """A thread that gives each chunk a vector by its partition's encoder, and ends when all have one; `wake` it again.

    A partition is searched with its old vectors until all of its new ones are there. What was done outlives the
    process. Uploads come first, but not for ever. `former` are the encoders at hand beside those of `choice`.
    """

    def __init__(
        self,
        embeddings: EmbeddingStore,
        choice: EncoderChoice,
        index: Index,
        *,
        former: Sequence[Encoder],
        uploads_wait: Callable[[], bool],
    ) -> None:
        self._embeddings, self._choice, self._index = embeddings, choice, index
        self._wanted = [one.identity for one in choice.encoders]
        self._at_hand = frozenset((*self._wanted, *(one.identity for one in former)))
        self._uploads_wait = uploads_wait
        self._state = _State()
        self._log_due_at = 0.0
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._asked = self._at_work = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins, or goes on where an earlier server stopped."""
        self._count()
        self.wake()

    def wake(self) -> None:
        """Has it look again: some partition may have vectors of another encoder than its own."""
        with self._lock:
            self._asked = True
            if not self._at_work and not self._stop.is_set():
                self._at_work = True
                self._thread = threading.Thread(target=self._work, name="candor-reembedder", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """After the batch at hand."""
        with self._lock:
            self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def stale(self) -> int:
        """Chunks that still want a vector by the encoder."""
        return self._state.stale

    def component(self) -> Component:
        """For `/readyz`. Not ok while some vectors cannot be searched."""
        state = self._state
        if not state.total:
            detail = f"by {', in other languages by '.join(self._wanted)}"
            return Component("embeddings", ok=True, needed=False, detail=detail)
        meanwhile = (
            f"those of {', '.join(state.lost)} are found by their words alone until then"
            if state.lost
            else "the old vectors serve until then"
        )
        detail = f"{state.stale} of {state.total} chunks wait for a vector by {' or '.join(self._wanted)}; {meanwhile}"
        return Component("embeddings", ok=not state.lost, needed=False, detail=detail)

    def run(self) -> None:
        """Returns when every chunk has its vector, or when stopped. Raises what the encoder and the stores do."""
        self._settle()
        while (partitions := self._count()) and not self._stop.is_set():
            for partition, encoder in partitions.items():
                self._renew(partition, encoder)
        if not self._stop.is_set():
            self._state = _State()

    def _work(self) -> None:
        while self._is_asked():
            try:
                self.run()
                continue
            except CandorError as error:
                _log.warning("embedding anew put off", reason=str(error))
            except Exception:  # noqa: BLE001 - the thread's boundary: what was done is kept, and the rest tried again
                _log.exception("embedding anew failed")
            self._asked = True
            self._stop.wait(_RETRY_SECONDS)

    def _is_asked(self) -> bool:
        """Whether to look once more; where not, the next `wake` needs a new thread."""
        with self._lock:
            asked = self._asked and not self._stop.is_set()
            self._asked, self._at_work = False, asked
            return asked

    def _count(self) -> Mapping[str, Encoder]:
        """The partitions that are not done, and by whom they are to be embedded."""
        standings = self._embeddings.standings()
        wanted = {partition: self._choice.of(standing) for partition, standing in standings.items()}
        stale: dict[str, int] = {}
        for identity in self._wanted:
            counted = self._embeddings.stale(identity).items()
            stale |= {key: count for key, count in counted if key in wanted and wanted[key].identity == identity}
        lost = tuple(one for one in self._embeddings.encoders() if one not in self._at_hand)
        waiting = sum(stale.values())
        self._state = _State(max(self._state.total, waiting, len(stale)), waiting, lost)
        return {partition: wanted[partition] for partition in stale}

    def _renew(self, partition: str, encoder: Encoder) -> None:
        after = 0
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
            self._tell(encoder)
        if not self._stop.is_set() and self._embeddings.switch(partition, encoder.identity):
            _log.info("vectors replaced", collection=partition, encoder=encoder.identity)
            self._settle()
            self._index.refresh(partition)

    def _settle(self) -> None:
        while not self._stop.is_set() and self._embeddings.settle(self._wanted, limit=_SETTLED_AT_ONCE):
            pass

    def _give_way(self) -> None:
        last = monotonic() + _LONGEST_WAIT_SECONDS
        while self._uploads_wait() and monotonic() < last and not self._stop.wait(_LOOK_AGAIN_SECONDS):
            pass

    def _tell(self, encoder: Encoder) -> None:
        if monotonic() >= self._log_due_at:
            self._log_due_at = monotonic() + _LOG_SECONDS
            _log.info("embedding anew", chunks_left=self._state.stale, encoder=encoder.identity)
