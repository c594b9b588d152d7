"""ODT: paragraphs, headings, lists with their numbers, tables, text boxes, and footnotes below their paragraph.

What was deleted under tracked changes, is hidden, is a page's header or footer, a comment or an index is no text.
"""

from pathlib import Path

from domain.documents import MediaType, ParsedDocument
from domain.errors import UnreadableDocument
from ingest.grids import Cell, Grid, Span, laid_out, table_of
from ingest.limits import Limits
from ingest.office.archive import DAMAGED, LOCKED, Archive, opened
from ingest.office.markup import Element, attribute, below, child, children, local, number
from ingest.office.numbering import BULLET, counted
from ingest.outline import Outline, on_one_line, raised, tidy

_BLOCKS = ("section", "numbered-paragraph")
_SKIPPED = frozenset(
    {
        "tracked-changes", "table-of-content", "illustration-index", "table-index", "alphabetical-index",
        "bibliography", "user-index", "object-index", "annotation", "annotation-end", "forms", "sequence-decls",
        "variable-decls", "hidden-text", "hidden-paragraph", "ruby-text", "title", "desc",
    }
)  # fmt: skip
_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_MAX_REPEATED = 1_000
_MAX_CELLS = 500_000
_MAX_DEPTH = 10


def read_open_document(path: Path, limits: Limits) -> ParsedDocument:
    """Raises `UnreadableDocument`."""
    outline = Outline(MediaType.ODT, limits)
    with opened(path) as archive:
        if any(True for _ in below(archive.xml("META-INF/manifest.xml"), "encryption-data")):
            raise UnreadableDocument(LOCKED)
        content = archive.xml("content.xml")
        if content is None:
            raise UnreadableDocument(DAMAGED)
        _Reader(archive, content, outline).blocks(child(content, "body", "text"))
    return outline.document()


class _Reader:
    def __init__(self, archive: Archive, content: Element, outline: Outline) -> None:
        self._outline = outline
        roots = (archive.xml("styles.xml"), content)
        self._lists = {attribute(each, "name"): each for root in roots for each in below(root, "list-style")}
        self._raised = {
            attribute(style, "name")
            for root in roots
            for style in below(root, "style")
            if (attribute(child(style, "text-properties"), "text-position") or "").startswith("super")
        }
        self._titles = {
            attribute(style, "name")
            for root in roots
            for style in below(root, "style")
            if attribute(style, "parent-style-name") == "Title"
        } | {"Title"}
        self._hidden = {
            attribute(style, "name")
            for root in roots
            for style in below(root, "style")
            if attribute(child(style, "text-properties"), "display") == "none"
        }
        self._counts: dict[str, int] = {}
        self._cells = 0

    def blocks(self, parent: Element | None) -> None:
        """Writes what stands below `parent`."""
        for block in () if parent is None else parent:
            match local(block):
                case "h":
                    self._heading(block)
                case "p":
                    self._paragraph(block)
                case "list":
                    self._list(block, attribute(block, "style-name"), depth=0)
                case "table":
                    self._outline.table(*table_of(self._grid(block)))
                case "frame" | "text-box" | "a" | "g" | "custom-shape":
                    self.blocks(block)
                case name if name in _BLOCKS and attribute(block, "display") != "none":
                    self.blocks(block)

    def _heading(self, block: Element) -> None:
        words = _Words(block, self._raised, self._hidden)
        self._outline.heading(words.text, number(block, "outline-level", 1))
        self._hanging(words)

    def _paragraph(self, block: Element) -> None:
        style = attribute(block, "style-name")
        if style in self._hidden:
            return
        words = _Words(block, self._raised, self._hidden)
        if style in self._titles:
            self._outline.heading(words.text, 0)
        else:
            self._outline.paragraph(words.text)
        self._hanging(words)

    def _hanging(self, words: "_Words") -> None:
        for note in words.notes:
            self._outline.note(note)
        for box in words.boxes:
            self.blocks(box)

    def _list(self, block: Element, style: str | None, *, depth: int) -> None:
        """A list without `continue-numbering` counts from the beginning."""
        level = self._level(style, depth)
        count = number(level, "start-value", 1) - 1
        goes_on = attribute(block, "continue-numbering") == "true" or attribute(block, "continue-list") is not None
        if goes_on:
            count = self._counts.get(f"{style} {depth}", count)
        for item in children(block, "list-item", "list-header"):
            count = number(item, "start-value", count + 1) if local(item) == "list-item" else count
            self._item(item, style, depth=depth, label=_label(level, count))
        self._counts[f"{style} {depth}"] = count

    def _item(self, item: Element, style: str | None, *, depth: int, label: str) -> None:
        for block in item:
            name = local(block)
            if name == "list" and depth < _MAX_DEPTH:
                self._list(block, attribute(block, "style-name") or style, depth=depth + 1)
            elif name == "h":
                self._outline.heading(
                    f"{label} {_Words(block, self._raised, self._hidden).text}".removeprefix(f"{BULLET} "),
                    number(block, "outline-level", 1),
                )
            elif name == "p":
                words = _Words(block, self._raised, self._hidden)
                self._outline.item(words.text, label=label, depth=depth)
                self._hanging(words)
                label = " "

    def _level(self, style: str | None, depth: int) -> Element | None:
        for level in () if style is None else self._lists.get(style, ()):
            if number(level, "level", 0) == depth + 1:
                return level
        return None

    def _grid(self, table: Element) -> Grid:
        rows: list[list[Span]] = []
        for row, head in _rows(table, head=False):
            spans = [span for cell in children(row, "table-cell") for span in self._spans(cell, head=head)]
            self._cells += len(spans)
            if self._cells > _MAX_CELLS:
                raise UnreadableDocument(f"The tables have more than {_MAX_CELLS:,} cells. Save them as CSV.")
            times = number(row, "number-rows-repeated", 1) if any(span.cell.text for span in spans) else 1
            rows += [spans] * min(times, _MAX_REPEATED)
        return laid_out(rows)

    def _spans(self, cell: Element, *, head: bool) -> list[Span]:
        text = self._cell(cell)
        times = number(cell, "number-columns-repeated", 1) if text else 1
        across, down = number(cell, "number-columns-spanned", 1), number(cell, "number-rows-spanned", 1)
        return [Span(Cell(text, head=head), across, down) for _ in range(min(times, _MAX_REPEATED))]

    def _cell(self, cell: Element) -> str:
        texts = (_Words(each, self._raised, self._hidden).text for each in below(cell, "p", "h"))
        return " ".join(text for each in texts if (text := on_one_line(each)))


class _Words:
    """A paragraph's text, its notes as lines, and the text boxes that hang on it."""

    def __init__(self, paragraph: Element, raised_styles: set[str | None], hidden: set[str | None]) -> None:
        self.notes: list[str] = []
        self.boxes: list[Element] = []
        self._raised_styles = raised_styles
        self._hidden = hidden
        self.text = tidy(self._below(paragraph))

    def _below(self, parent: Element) -> str:
        parts = [_flowing(parent.text)]
        for element in parent:
            parts += [self._of(element), _flowing(element.tail)]
        return "".join(parts)

    def _of(self, element: Element) -> str:
        name = local(element)
        match name:
            case "s":
                return " " * min(number(element, "c", 1), _MAX_REPEATED)
            case "tab":
                return " "
            case "line-break":
                return "\n"
            case "note":
                return self._note(element)
            case "span":
                return self._span(element)
            case "frame" | "custom-shape" | "g":
                self.boxes.append(element)
                return ""
            case _:
                return "" if name in _SKIPPED else self._below(element)

    def _span(self, element: Element) -> str:
        style = attribute(element, "style-name")
        if style in self._hidden:
            return ""
        text = self._below(element)
        return raised(text) if style in self._raised_styles else text

    def _note(self, element: Element) -> str:
        citation = child(element, "note-citation")
        mark = raised("".join(citation.itertext()).strip() if citation is not None else "") or "*"
        body = " ".join(tidy(self._below(each)) for each in below(child(element, "note-body"), "p"))
        self.notes.append(f"{mark} {body}")
        return mark


def _flowing(text: str | None) -> str:
    """Line breaks in the file are blanks."""
    return (text or "").replace("\n", " ")


def _rows(table: Element, *, head: bool) -> "list[tuple[Element, bool]]":
    found: list[tuple[Element, bool]] = []
    for part in table:
        match local(part):
            case "table-row":
                found.append((part, head))
            case "table-header-rows":
                found += _rows(part, head=True)
            case "table-rows" | "table-row-group":
                found += _rows(part, head=head)
    return found


def _label(level: Element | None, count: int) -> str:
    if level is None or local(level) != "list-level-style-number":
        return BULLET
    form = attribute(level, "num-format") or "1"
    before, after = attribute(level, "num-prefix") or "", attribute(level, "num-suffix") or ""
    return f"{before}{counted(count, _FORMATS.get(form, 'decimal'))}{after}".strip()
