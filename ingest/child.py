"""The child process: reads or draws one file after another, as its parent asks on standard input.

It has no need to be careful: what goes wrong in an unforeseen way ends the process, and its parent
tells the file's owner. `python -m ingest.child` starts it. Libraries are loaded when they are first needed:
a child that reads no tables does without pandas.
"""

import json
import logging
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

from domain.documents import MediaType
from domain.errors import NotFound, UnreadableDocument
from children.frames import Head, document_frame, pack
from ingest.limits import Limits

if TYPE_CHECKING:
    from ingest.drawing import Drawing

_PAGE_BYTES = resource.getpagesize()

_Work: TypeAlias = Callable[[], bytes]


def main() -> None:
    """Answers requests, one line of JSON each, until standard input ends.

    Each gets a frame when its libraries are loaded, from when on the time counts, and a second one with the result.
    """
    logging.disable()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get between the frames
    sys.excepthook = _tell_of_crash(answers)
    _limit(resource.RLIMIT_CORE, 0)
    desk = _Desk()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        limits = Limits(**request["limits"])
        work = desk.draw(request) if request["verb"] == "draw" else desk.parse(request, limits)
        _answer(answers, pack({"begun": True}))
        _restrain(limits)
        _answer(answers, _outcome(work))


class _Desk:
    """Loads what a request needs and gives back the work to be done within limits."""

    def __init__(self) -> None:
        self._drawing: Drawing | None = None

    def parse(self, request: Head, limits: Limits) -> _Work:
        path, media_type = Path(request["path"]), MediaType(request["media_type"])
        if media_type is MediaType.PDF:
            from ingest.pdf import read_pdf

            return lambda: document_frame(read_pdf(path, limits))
        if media_type is MediaType.CSV:
            from ingest.tables import read_table

            return lambda: document_frame(read_table(path.read_bytes(), limits))
        from ingest.plain import read_text

        return lambda: document_frame(read_text(path.read_bytes(), media_type, limits))

    def draw(self, request: Head) -> _Work:
        from ingest.drawing import Drawing

        drawing = self._drawing = self._drawing or Drawing()
        highlight = request["highlight"]
        return lambda: pack(
            {"png": True},
            drawing.draw(
                Path(request["path"]),
                number=request["page"],
                highlight=None if highlight is None else (highlight[0], highlight[1]),
            ),
        )


def _outcome(work: _Work) -> bytes:
    try:
        return work()
    except UnreadableDocument as error:
        return pack({"unreadable": str(error)})
    except NotFound as error:
        return pack({"missing": str(error)})


def _answer(answers: BinaryIO, frame: bytes) -> None:
    answers.write(frame)
    answers.flush()


def _restrain(limits: Limits) -> None:
    """Memory beyond what is held now, processor time beyond what was spent, and no files written."""
    held = int(Path("/proc/self/statm").read_text().split()[0]) * _PAGE_BYTES
    _limit(resource.RLIMIT_AS, held + limits.memory_bytes)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(usage.ru_utime + usage.ru_stime) + 1 + limits.cpu_seconds)
    _limit(resource.RLIMIT_FSIZE, 0)


def _limit(kind: int, soft: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _tell_of_crash(
    answers: BinaryIO,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    def tell(kind: type[BaseException], _: BaseException, traceback: TracebackType | None) -> None:
        """What kind of error and where; never its message, which may quote the document."""
        while traceback is not None and traceback.tb_next is not None:
            traceback = traceback.tb_next
        where = Path(traceback.tb_frame.f_code.co_filename).stem if traceback is not None else "?"
        _answer(
            answers,
            pack({"memory": True} if issubclass(kind, MemoryError) else {"crash": f"{kind.__name__} in {where}"}),
        )

    return tell


if __name__ == "__main__":
    main()
