"""How the server ends: the first signal leaves through the context managers, a second one ends the process at once."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

SIGNALS = (signal.SIGINT, signal.SIGTERM)
_EXIT_STATUS = 0


class OrderlyStop:
    """What SIGTERM and SIGINT do from `install` on. `requested` once one came."""

    def __init__(self) -> None:
        self.requested = False
        self._stop: Callable[[], None] = _unwind

    def install(self) -> None:
        """Only for the main thread."""
        for number in SIGNALS:
            signal.signal(number, self._on_signal)

    def hand_over(self, stop: Callable[[], None]) -> None:
        """From now on `stop` is called; before, the main thread unwinds from wherever it is."""
        self._stop = stop
        if self.requested:
            stop()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.requested = True
        for number in SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        self._stop()


def _unwind() -> NoReturn:
    raise SystemExit(_EXIT_STATUS)


def leave() -> None:
    """Ends the process where threads would keep it: all is closed, and a silent language model may take its time."""
    if all(thread.daemon or thread is threading.main_thread() for thread in threading.enumerate()):
        return
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(_EXIT_STATUS)
