"""The ports `Parser` and `PageRenderer`, answered by child processes."""

import json
from dataclasses import asdict
from pathlib import Path

from children.frames import BrokenFrame
from domain.documents import MediaType, ParsedDocument
from domain.errors import Misconfigured, NotFound, UnreadableDocument
from ingest.document_frames import document_from
from ingest.file_children import FileChildren
from ingest.limits import Limits, Recognition
from ingest.recognised import FAILED, keep, page_from


class ChildParser:
    """Reads files in at most `children` processes at a time."""

    def __init__(
        self, limits: Limits | None = None, *, children: int = 1, recognition: Recognition | None = None
    ) -> None:
        """Without `recognition` pages that are pictures of text stay unread."""
        self._children = FileChildren(limits or Limits(), size=children)
        self._recognition = recognition

    def parse(self, path: Path, media_type: MediaType) -> ParsedDocument:
        """Raises `UnreadableDocument`, and `Overloaded` once it is closed (the file is not to blame)."""
        scans_wanted = self._recognition is not None
        request = {"verb": "parse", "path": str(path.resolve()), "media_type": media_type, "scans_wanted": scans_wanted}
        head, body = self._children.ask(request)
        try:
            return document_from(head, body)
        except BrokenFrame as error:
            raise UnreadableDocument("The file cannot be read; it seems to be damaged.") from error

    def recognise(self, path: Path, page: int) -> None:
        """Keeps what stands on the page beside the file; a page that the child does not get through counts as read.

        Raises `Misconfigured` where the models cannot be loaded, `Overloaded` once it is closed.
        """
        if self._recognition is None:
            raise Misconfigured("Text recognition (OCR) is switched off; see CANDOR_OCR.")
        request = {"verb": "recognise", "path": str(path.resolve()), "page": page, **asdict(self._recognition)}
        try:
            found = page_from(json.loads(self._children.ask(request)[1]))
        except (UnreadableDocument, NotFound, ValueError, KeyError, TypeError):
            found = FAILED
        keep(path, page, found)

    def close(self) -> None:
        """Ends the processes."""
        self._children.close()


class ChildRenderer:
    """Draws pages in at most `children` processes at a time."""

    def __init__(self, limits: Limits | None = None, *, children: int = 1) -> None:
        self._children = FileChildren(limits or Limits(), size=children)

    def render(self, path: Path, *, page: int, highlight: tuple[int, int] | None) -> bytes:
        """Raises `NotFound` and `UnreadableDocument`, and `Overloaded` once it is closed."""
        request = {"verb": "draw", "path": str(path.resolve()), "page": page, "highlight": highlight}
        return self._children.ask(request)[1]

    def close(self) -> None:
        """Ends the processes."""
        self._children.close()
