"""DOCX: paragraphs, headings, lists with their numbers, tables, text boxes, and footnotes below their paragraph.

python-docx gives neither the numbers of lists nor footnotes, text boxes and tracked changes, so the parts are read as
they are. What was deleted under tracked changes, is hidden, is a page's header or footer, a comment or a table of
contents is no text of the document.
"""

from collections.abc import Iterator
from pathlib import Path

from domain.documents import MediaType, ParsedDocument
from ingest.grids import Cell, Grid, rows_of, table_of
from ingest.limits import Limits
from ingest.office.archive import Archive, opened
from ingest.office.markup import Element, attribute, below, child, children, is_on, local, number
from ingest.office.numbering import Numbering
from ingest.office.word_styles import FALSE_HEADING_LEVEL, Style, Styles, looks_like_heading
from ingest.office.words import Words
from ingest.outline import Outline, on_one_line

# What holds blocks or cells and is nothing itself.
_WRAPPERS = ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")
_NOTES = (("footnotes", "footnote"), ("endnotes", "endnote"))


def read_word(path: Path, limits: Limits) -> ParsedDocument:
    """Raises `UnreadableDocument`."""
    outline = Outline(MediaType.DOCX, limits)
    with opened(path) as archive:
        body = child(archive.xml(archive.main), "body")
        _Reader(archive, outline).blocks(body)
    return outline.document()


class _Reader:
    def __init__(self, archive: Archive, outline: Outline) -> None:
        self._outline = outline
        self._styles = Styles(_part(archive, "styles"))
        self._numbering = Numbering(_part(archive, "numbering"))
        self._notes = {
            (name, attribute(note, "id") or ""): note
            for part, name in _NOTES
            for note in children(_part(archive, part), name)
        }
        self._noted = 0

    def blocks(self, parent: Element | None) -> None:
        """Writes what stands below `parent`."""
        for block in _unwrapped(parent, "p", "tbl"):
            if local(block) == "p":
                self._paragraph(block)
            else:
                self._table(block)

    def _paragraph(self, paragraph: Element) -> None:
        style = self._styles.of(paragraph)
        if style.contents:
            return
        words = self._words(paragraph)
        text = words.text.strip()
        self._write(paragraph, style, text)
        for mark, note in words.notes:
            self._outline.note(f"{mark} {self._note(note)}")
        for box in words.boxes:
            self.blocks(box)

    def _write(self, paragraph: Element, style: Style, text: str) -> None:
        label = self._label(style, text)
        if style.heading is not None:
            self._outline.heading(f"{label} {text}" if label else text, style.heading)
        elif style.item is not None and label is not None:
            self._outline.item(text, label=label, depth=style.item.depth)
        elif looks_like_heading(paragraph, text):
            self._outline.heading(text, FALSE_HEADING_LEVEL)
        else:
            self._outline.paragraph(text)

    def _label(self, style: Style, text: str) -> str | None:
        """An empty paragraph has no number."""
        return self._numbering.label(style.item.list_id, style.item.depth) if style.item and text else None

    def _words(self, paragraph: Element) -> Words:
        words = Words(paragraph, first_note=self._noted + 1)
        self._noted += len(words.notes)
        return words

    def _note(self, note: tuple[str, str]) -> str:
        paragraphs = (Words(each, first_note=0).text for each in below(self._notes.get(note), "p"))
        return " ".join(text for each in paragraphs if (text := on_one_line(each)))

    def _table(self, table: Element) -> None:
        rows = [row for row in _unwrapped(table, "tr") if child(row, "trPr", "del") is None]
        cells = [list(_unwrapped(row, "tc")) for row in rows]
        if len(cells) == 1 and len(cells[0]) == 1:  # a frame around text
            self.blocks(cells[0][0])
            return
        notes: list[str] = []
        self._outline.table(*table_of(self._grid(rows, notes)))
        for note in notes:
            self._outline.note(note)

    def _grid(self, rows: list[Element], notes: list[str]) -> Grid:
        grid: list[list[Cell | None]] = []
        for row in rows:
            head = is_on(child(row, "trPr", "tblHeader"))
            line: list[Cell | None] = [None] * number(child(row, "trPr", "gridBefore"), "val", 0)
            for cell in _unwrapped(row, "tc"):
                column, properties = len(line), child(cell, "tcPr")
                merged = child(properties, "vMerge")
                above = grid[-1][column] if grid and column < len(grid[-1]) else None
                if merged is None or attribute(merged, "val") == "restart" or above is None:
                    above = Cell(self._cell(cell, notes), head=head)
                line += [above] * min(number(child(properties, "gridSpan"), "val", 1), 1_000)
            grid.append(line)
        return grid

    def _cell(self, cell: Element, notes: list[str]) -> str:
        """Its paragraphs on one line; a table within it adds its rows."""
        lines: list[str] = []
        for block in _unwrapped(cell, "p", "tbl"):
            if local(block) == "tbl":
                inner = list(_unwrapped(block, "tr"))
                lines += [row.line for row in rows_of(self._grid(inner, notes))]
                continue
            words = self._words(block)
            label = self._label(self._styles.of(block), words.text.strip())
            lines.append(f"{label} {words.text}" if label else words.text)
            lines += [on_one_line(Words(inner, first_note=0).text) for box in words.boxes for inner in below(box, "p")]
            notes += [f"{mark} {self._note(note)}" for mark, note in words.notes]
        return " ".join(line for each in lines if (line := on_one_line(each)))


def _part(archive: Archive, kind: str) -> Element | None:
    targets = archive.related(archive.main, kind)
    return archive.xml(targets[0]) if targets else None


def _unwrapped(parent: Element | None, *names: str) -> Iterator[Element]:
    """Elements of these names below `parent`, those in a wrapper too; not a control that holds the contents."""
    for element in () if parent is None else parent:
        name = local(element)
        if name in names:
            yield element
        elif name in _WRAPPERS and not _is_contents(element):
            yield from _unwrapped(element, *names)


def _is_contents(element: Element) -> bool:
    gallery = attribute(child(element, "sdtPr", "docPartObj", "docPartGallery"), "val")
    return gallery == "Table of Contents"
