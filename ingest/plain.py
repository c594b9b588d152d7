"""TXT and Markdown."""

from domain.documents import MediaType, ParsedDocument
from domain.errors import UnreadableDocument
from ingest.cell_tables import CellTables
from ingest.charset import decode, is_blank
from ingest.definitions import with_terms
from ingest.limits import Limits, too_much_text
from ingest.markup import told


def read_text(data: bytes, media_type: MediaType, limits: Limits) -> ParsedDocument:
    """The text as it stands, but for tables, headings (`ingest.markup`) and terms. Raises `UnreadableDocument`."""
    text, warnings = decode(data)
    if len(text) > limits.text_characters:
        raise too_much_text(len(text), limits)
    if is_blank(text):
        raise UnreadableDocument("The file holds no text.")
    read = told(with_terms(text), hashes=media_type is MediaType.MARKDOWN)
    if len(read.text) > limits.text_characters:  # every row names its columns
        raise too_much_text(len(read.text), limits)
    tables = CellTables.of(read.tables, read.text)
    return ParsedDocument(
        text=read.text,
        media_type=media_type,
        marks=read.marks,
        pages=None,
        warnings=(*warnings, *tables.warnings()),
        tables=tables.packed(),
    )
