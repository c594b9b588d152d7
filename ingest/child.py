"""What runs in a child process: reads or draws one file after another.

`python -m ingest.child` starts it. Libraries are loaded when they are first needed: a child that reads no tables does
without pandas.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from children.frames import Head, pack
from children.worker import Work, serve
from domain.documents import MediaType, ParsedDocument
from domain.errors import Misconfigured, NotFound, UnreadableDocument
from ingest.document_frames import document_frame
from ingest.limits import Limits, Recognition

if TYPE_CHECKING:
    from inference.ocr.page_reader import PageReader
    from ingest.drawing import Drawing

# What reads a path: a module and its function, loaded for the first file of the kind.
_READERS: Mapping[MediaType, tuple[str, str]] = {
    MediaType.DOCX: ("ingest.office.word", "read_word"),
    MediaType.XLSX: ("ingest.office.workbook", "read_workbook"),
    MediaType.PPTX: ("ingest.office.slides", "read_slides"),
    MediaType.ODT: ("ingest.office.open_document", "read_open_document"),
    MediaType.HTML: ("ingest.web_page", "read_web_page"),
    MediaType.EML: ("ingest.mail", "read_mail"),
}


def main() -> None:
    """Reads and draws until standard input ends."""
    serve(_Desk().prepare)


class _Desk:
    """Loads what a task needs and gives back the work to be done within limits."""

    def __init__(self) -> None:
        self._drawing: Drawing | None = None
        self._page_reader: PageReader | None = None

    def prepare(self, task: Head) -> Work:
        match task["verb"]:
            case "draw":
                work = self._draw(task)
            case "recognise":
                work = self._recognise(task)
            case _:
                self._page_reader = None  # it holds half a gigabyte, and a scanned file is parsed when it has been read
                work = _parse(task)
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

    def _recognise(self, task: Head) -> Work:
        from ingest.ocr import open_page_reader, recognised_page

        path, number = Path(task["path"]), task["page"]
        try:
            reader = self._page_reader = self._page_reader or open_page_reader(
                Recognition(models=task["models"], threads=task["threads"])
            )
        except Misconfigured as error:
            message = str(error)
            return lambda: pack({"misconfigured": message})
        return lambda: pack({"page": number}, json.dumps(asdict(recognised_page(path, number, reader))).encode())


def _parse(task: Head) -> Work:
    path, media_type, limits = Path(task["path"]), MediaType(task["media_type"]), Limits(**task["limits"])
    if media_type is MediaType.PDF:
        from ingest.pdf import read_pdf

        return lambda: document_frame(read_pdf(path, limits, scans_wanted=task["scans_wanted"]))
    module = _READERS.get(media_type)
    if module is not None:
        read: Callable[[Path, Limits], ParsedDocument] = getattr(import_module(module[0]), module[1])
        return lambda: document_frame(read(path, limits))
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
