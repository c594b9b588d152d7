"""What runs in a child process: reads or draws one file after another.

`python -m ingest.child` starts it. Libraries are loaded when they are first needed: a child that reads no tables does
without pandas.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from children.frames import Head, pack
from children.worker import Work, serve
from domain.documents import MediaType
from domain.errors import NotFound, UnreadableDocument
from ingest.document_frames import document_frame
from ingest.limits import Limits

if TYPE_CHECKING:
    from ingest.drawing import Drawing


def main() -> None:
    """Reads and draws until standard input ends."""
    serve(_Desk().prepare)


class _Desk:
    """Loads what a task needs and gives back the work to be done within limits."""

    def __init__(self) -> None:
        self._drawing: Drawing | None = None

    def prepare(self, task: Head) -> Work:
        work = self._draw(task) if task["verb"] == "draw" else _parse(task)
        return lambda: _outcome(work)

    def _draw(self, task: Head) -> Work:
        from ingest.drawing import Drawing

        drawing = self._drawing = self._drawing or Drawing()
        highlight = task["highlight"]
        return lambda: pack(
            {"png": True},
            drawing.draw(
                Path(task["path"]),
                number=task["page"],
                highlight=None if highlight is None else (highlight[0], highlight[1]),
            ),
        )


def _parse(task: Head) -> Work:
    path, media_type, limits = Path(task["path"]), MediaType(task["media_type"]), Limits(**task["limits"])
    if media_type is MediaType.PDF:
        from ingest.pdf import read_pdf

        return lambda: document_frame(read_pdf(path, limits))
    if media_type is MediaType.CSV:
        from ingest.tables import read_table

        return lambda: document_frame(read_table(path.read_bytes(), limits))
    from ingest.plain import read_text

    return lambda: document_frame(read_text(path.read_bytes(), media_type, limits))


def _outcome(work: Work) -> bytes:
    try:
        return work()
    except UnreadableDocument as error:
        return pack({"unreadable": str(error)})
    except NotFound as error:
        return pack({"missing": str(error)})


if __name__ == "__main__":
    main()
