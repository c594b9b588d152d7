"""The ports `Parser` and `PageRenderer`, answered by child processes."""

from pathlib import Path

from children.frames import BrokenFrame
from domain.documents import MediaType, ParsedDocument
from domain.errors import UnreadableDocument
from ingest.document_frames import document_from
from ingest.file_children import FileChildren
from ingest.limits import Limits


class ChildParser:
    """Reads files in at most `children` processes at a time."""

    def __init__(self, limits: Limits | None = None, *, children: int = 1) -> None:
        self._children = FileChildren(limits or Limits(), size=children)

    def parse(self, path: Path, media_type: MediaType) -> ParsedDocument:
        """Raises `UnreadableDocument`, and `Overloaded` once it is closed (the file is not to blame)."""
        head, body = self._children.ask({"verb": "parse", "path": str(path.resolve()), "media_type": media_type})
        try:
            return document_from(head, body)
        except BrokenFrame as error:
            raise UnreadableDocument("The file cannot be read; it seems to be damaged.") from error

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
