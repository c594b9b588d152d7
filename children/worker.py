"""The child's side of the pipe: does one task after another, as its parent asks on standard input.

It has no need to be careful: what goes wrong in an unforeseen way ends the process, and its parent tells whoever gave
the task.
"""

import json
import logging
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, TypeAlias

from children.frames import Head, pack
from children.limits import TaskLimits

_PAGE_BYTES = resource.getpagesize()

Work: TypeAlias = Callable[[], bytes]
"""What is done within the limits. It gives a frame, whose head must hold none of `begun`, `memory` and `crash`."""


def serve(prepare: Callable[[Head], Work]) -> None:
    """Answers requests, one line of JSON each, until standard input ends.

    Each gets a frame when `prepare` has loaded what the task needs, from when on the time counts, and a second one with
    the result.
    """
    logging.disable()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get between the frames
    sys.excepthook = _tell_of_crash(answers)
    _limit(resource.RLIMIT_CORE, 0)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        _lift(resource.RLIMIT_AS, resource.RLIMIT_CPU)  # those of the last task: what is loaded now counts for no task
        work = prepare(request["task"])
        _answer(answers, pack({"begun": True}))
        _restrain(TaskLimits(**request["limits"]))
        _answer(answers, work())


def _answer(answers: BinaryIO, frame: bytes) -> None:
    answers.write(frame)
    answers.flush()


def _restrain(limits: TaskLimits) -> None:
    """Memory beyond what is held now, processor time beyond what was spent, and what may be written."""
    held = int(Path("/proc/self/statm").read_text().split()[0]) * _PAGE_BYTES
    _limit(resource.RLIMIT_AS, held + limits.memory_bytes)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(usage.ru_utime + usage.ru_stime) + 1 + limits.cpu_seconds)
    _limit(resource.RLIMIT_FSIZE, limits.file_bytes)


def _lift(*kinds: int) -> None:
    for kind in kinds:
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (hard, hard))


def _limit(kind: int, soft: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _tell_of_crash(
    answers: BinaryIO,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    def tell(kind: type[BaseException], _: BaseException, traceback: TracebackType | None) -> None:
        """What kind of error and where; never its message, which may quote what was worked on."""
        while traceback is not None and traceback.tb_next is not None:
            traceback = traceback.tb_next
        where = Path(traceback.tb_frame.f_code.co_filename).stem if traceback is not None else "?"
        _answer(
            answers,
            pack({"memory": True} if issubclass(kind, MemoryError) else {"crash": f"{kind.__name__} in {where}"}),
        )

    return tell
