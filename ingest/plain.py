"""TXT and Markdown."""

from domain.documents import Mark, MediaType, ParsedDocument, Whole
from domain.errors import UnreadableDocument
from ingest.charset import decode, is_blank
from ingest.limits import Limits, too_much_text


def read_text(data: bytes, media_type: MediaType, limits: Limits) -> ParsedDocument:
    """The text as it stands; Markdown keeps its marks. Raises `UnreadableDocument`."""
    text, warnings = decode(data)
    if len(text) > limits.text_characters:
        raise too_much_text(len(text), limits)
    if is_blank(text):
        raise UnreadableDocument("The file holds no text.")
    return ParsedDocument(text=text, media_type=media_type, marks=(Mark(0, Whole()),), pages=None, warnings=warnings)
