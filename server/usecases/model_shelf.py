"""Models of this machine come and go while the server runs, one after another, and one answers by default."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from threading import Event, Lock
from typing import Protocol
from uuid import uuid4

import structlog

from domain.disk import FULL, is_full
from domain.errors import CandorError, Conflict, NotFound, StorageFull
from domain.language_models import OnShelf

_log = structlog.get_logger()


class Step(StrEnum):
    """How far a model is on its way."""

    WAITING = "waiting"
    DOWNLOADING = "downloading"
    TRYING = "trying"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A model on its way. `error` says why it failed, for people; null before that."""

    id: str
    name: str
    step: Step = Step.WAITING
    done_bytes: int = 0
    total_bytes: int | None = None
    error: str | None = None


class Watcher(Protocol):
    """Who is told how far a model is; what it raises ends it."""

    def downloaded(self, done_bytes: int, total_bytes: int) -> None:
        """So much of it is there."""

    def trying(self) -> None:
        """It is loaded, to say a sentence."""

    @property
    def given_up(self) -> Event:
        """Set once nobody wants it any more."""


class ModelFolder(Protocol):
    """The models of this machine, and where others come from."""

    @property
    def missing(self) -> str | None:
        """What has to be installed before any can be run; null where nothing has."""

    def to_get(self) -> Sequence[OnShelf]:
        """Those that can be had by name, and are not here."""

    def checked(self, path: Path, name: str | None, adapter: Path | None) -> str:
        """What it would be called. Raises what refuses it at a glance."""

    def add(self, path: Path, name: str, adapter: Path | None, watcher: Watcher) -> None:
        """Takes it in once it has said a sentence. Raises what refuses it."""

    def get(self, name: str, watcher: Watcher) -> None:
        """Downloads it and takes it in. Raises what refuses it."""

    def remove(self, name: str) -> None:
        """With its files. Raises `NotFound`."""

    def uploads(self) -> Path:
        """Where files are kept until they were taken in."""


class Choice(Protocol):
    """Which model an admin chose."""

    def get(self) -> str | None:
        """Null where none was chosen."""

    def set(self, name: str | None) -> None:
        """Null: none is any more."""


class Dropped(Exception):
    """Nobody wants the model any more."""


class ModelShelf:
    """Takes models in, one at a time, in a thread of its own: `close` it when done.

    `served` names what can answer, the default first. `pinned` is the model that the settings name, which no choice
    overrules; null where they name none. `least_free_bytes` stay free on the disk, which the database shares.
    """

    def __init__(
        self,
        folder: ModelFolder,
        choice: Choice,
        *,
        pinned: str | None,
        served: Callable[[], Sequence[str]],
        least_free_bytes: int = 0,
    ) -> None:
        self.folder = folder
        self.pinned = pinned
        self._choice = choice
        self._served = served
        self._least_free_bytes = least_free_bytes
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="model-shelf")
        self._lock = Lock()
        self._arriving = dict[str, _OnItsWay]()

    def close(self) -> None:
        """What is on its way is given up; a download goes on when it is asked for again."""
        with self._lock:
            for one in self._arriving.values():
                one.given_up.set()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def arriving(self) -> list[Arrival]:
        """Those on their way, and those that failed until somebody has seen it."""
        with self._lock:
            return [one.arrival for one in self._arriving.values()]

    def add(self, path: Path, *, name: str | None, adapter: Path | None = None, uploaded: bool = False) -> Arrival:
        """Begins to take in what lies at `path`; what was `uploaded` is deleted there when it is done.

        Raises what refuses it at a glance.
        """
        called = self.folder.checked(path, name, adapter)
        folder = path.parent if uploaded else None
        return self._begin(called, lambda watcher: self.folder.add(path, called, adapter, watcher), leaving=folder)

    def get(self, name: str) -> Arrival:
        """Begins to download one that can be had by name. Raises `NotFound`, `StorageFull`."""
        sizes = {one.name: one.size_bytes for one in self.folder.to_get()}
        if name not in sizes:
            raise NotFound(f"There is no “{name}” to get: {', '.join(sizes) or 'none is left'}.")
        self.require_room(sizes[name])
        return self._begin(name, lambda watcher: self.folder.get(name, watcher))

    def drop(self, arrival_id: str) -> None:
        """Gives up one on its way, or forgets that it failed. Raises `NotFound`."""
        with self._lock:
            found = self._arriving.pop(arrival_id, None)
        if found is None:
            raise NotFound("This model is not on its way any more.")
        found.given_up.set()

    def remove(self, name: str) -> None:
        """Raises `NotFound`."""
        self.folder.remove(name)

    def choose(self, name: str | None) -> None:
        """Has `name` answer by default from now on; null leaves it to the order. Raises `Conflict`, `NotFound`."""
        if self.pinned is not None:
            raise Conflict(f"CANDOR_LLM_MODEL names {self.pinned}. Take it out of the settings to choose here.")
        if name is not None and name not in self._served():
            raise NotFound(f"There is no model “{name}”. GET /v1/models lists what can answer.")
        self._choice.set(name)

    def chosen(self) -> str | None:
        """What an admin chose, be it there or not; null where nobody did."""
        return self._choice.get()

    @contextmanager
    def receiving(self, name: str, size_bytes: int) -> Iterator[Path]:
        """Where a file of this name is to be written; it is gone again where that, or adding it, fails.

        `size_bytes` is what is said to come. Raises `StorageFull`.
        """
        self.require_room(size_bytes)
        folder = self.folder.uploads() / uuid4().hex
        try:
            folder.mkdir(parents=True)
            yield folder / (Path(name).name or "model")
        except BaseException as error:
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, OSError) and is_full(error):
                raise StorageFull(FULL) from error
            raise

    def require_room(self, size_bytes: int = 0) -> None:
        """Raises `StorageFull` where so much more would leave too little of the disk."""
        folder = self.folder.uploads()
        there = next(path for path in (folder, *folder.resolve().parents) if path.exists())
        if shutil.disk_usage(there).free - size_bytes < self._least_free_bytes:
            raise StorageFull(FULL)

    def _begin(self, name: str, take: Callable[[Watcher], None], *, leaving: Path | None = None) -> Arrival:
        one = _OnItsWay(Arrival(uuid4().hex, name))
        with self._lock:
            if any(other.arrival.name == name and other.is_underway for other in self._arriving.values()):
                raise Conflict(f"“{name}” is on its way already.")
            former = [key for key, other in self._arriving.items() if other.arrival.name == name]
            for key in former:
                del self._arriving[key]
            self._arriving[one.arrival.id] = one
        self._thread.submit(self._take, one, take, leaving)
        return one.arrival

    def _take(self, one: "_OnItsWay", take: Callable[[Watcher], None], leaving: Path | None) -> None:
        failure = None
        try:
            if not one.given_up.is_set():
                take(one)
        except Dropped:
            pass
        except (CandorError, OSError) as error:
            _log.warning("a model was not taken in", model=one.arrival.name, reason=str(error))
            failure = str(error)
        except Exception:  # noqa: BLE001 - whoever waits for it has to learn that it will not come
            _log.exception("taking a model in broke off", model=one.arrival.name)
            failure = "The server failed at this model; its log says why."
        finally:
            if leaving is not None:
                shutil.rmtree(leaving, ignore_errors=True)
        if failure is None:
            self._forget(one)
        else:
            one.arrival = replace(one.arrival, step=Step.FAILED, error=failure)

    def _forget(self, one: "_OnItsWay") -> None:
        with self._lock:
            self._arriving.pop(one.arrival.id, None)


class _OnItsWay:
    """The `Watcher` of one arrival."""

    def __init__(self, arrival: Arrival) -> None:
        self.arrival = arrival
        self.given_up = Event()

    @property
    def is_underway(self) -> bool:
        return self.arrival.step is not Step.FAILED

    def downloaded(self, done_bytes: int, total_bytes: int) -> None:
        """See `Watcher.downloaded`."""
        if self.given_up.is_set():
            raise Dropped
        self.arrival = replace(self.arrival, step=Step.DOWNLOADING, done_bytes=done_bytes, total_bytes=total_bytes)

    def trying(self) -> None:
        """See `Watcher.trying`."""
        if self.given_up.is_set():
            raise Dropped
        self.arrival = replace(self.arrival, step=Step.TRYING)
