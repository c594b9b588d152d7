"""A thread for what nobody waits for."""

import threading
from collections.abc import Callable, Sequence
from typing import TypeAlias

import structlog

from server.usecases.reading import where

MayGoOn: TypeAlias = Callable[[], bool]
Chore: TypeAlias = Callable[[MayGoOn], bool]
"""Does a little, as long as it may go on, and says whether more is to be done at once."""

_EVERY_SECONDS = 15.0
_LOOK_AGAIN_SECONDS = 1.0
_STOP_SECONDS = 5.0
_log = structlog.get_logger()


class Upkeep:
    """Does its chores in turn, every few seconds, while nobody else needs the machine; `start` it and `stop` it.

    `is_busy` says whether somebody does.
    """

    def __init__(
        self, chores: Sequence[Chore], *, is_busy: Callable[[], bool], every_seconds: float = _EVERY_SECONDS
    ) -> None:
        self._chores, self._is_busy, self._every_seconds = chores, is_busy, every_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="candor-upkeep", daemon=True)

    def start(self) -> None:
        """From here on."""
        self._thread.start()

    def stop(self) -> None:
        """After the step at hand."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=_STOP_SECONDS)

    def _work(self) -> None:
        while not self._stop.is_set():
            for chore in self._chores:
                self._do(chore)
            self._stop.wait(self._every_seconds)

    def _do(self, chore: Chore) -> None:
        try:
            while self._may_go_on() and chore(self._may_go_on):
                continue
        except Exception as error:  # noqa: BLE001 - the thread's boundary: the next round may do better
            _log.warning("a chore was put off", error=where(error))

    def _may_go_on(self) -> bool:
        while not self._stop.is_set() and self._is_busy():
            self._stop.wait(_LOOK_AGAIN_SECONDS)
        return not self._stop.is_set()
