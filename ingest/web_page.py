"""HTML: title, headings, paragraphs, lists, tables; without navigation, scripts, styles, forms and what is hidden."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from lxml import etree, html

from domain.documents import MediaType, ParsedDocument
from domain.errors import UnreadableDocument
from ingest.charset import Decoded, decode
from ingest.grids import Cell, Grid, Span, laid_out, table_of
from ingest.limits import Limits, too_much_text
from ingest.office.numbering import counted
from ingest.outline import Outline, on_one_line, raised, tidy

_Element: TypeAlias = Any

_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]+)")
_HEAD_BYTES = 4_096
_MAX_DEPTH = 150

_SKIPPED = frozenset(
    {
        "script", "style", "noscript", "template", "nav", "head", "iframe", "object", "embed", "svg", "math", "canvas",
        "audio", "video", "button", "select", "option", "datalist", "input", "textarea", "map", "rt", "rp", "dialog",
        "menu",
    }
)  # fmt: skip
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "html", "legend", "li", "main", "p", "pre",
        "section", "summary", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "tr", "td", "th",
        "tbody", "thead", "tfoot", "search",
    }
)  # fmt: skip
_QUOTED_LEVEL = 7  # below any heading of a page
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)")
_HIDDEN_ROLES = frozenset({"navigation", "menu", "menubar", "search", "dialog", "alertdialog"})
_LAYOUT_ROLES = frozenset({"presentation", "none"})
_KINDS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}

Introduced: TypeAlias = Callable[[str], str | None]


def read_web_page(path: Path, limits: Limits) -> ParsedDocument:
    """Raises `UnreadableDocument`."""
    text, doubts = _decoded(path.read_bytes())
    if len(text) > limits.text_characters:
        raise too_much_text(len(text), limits)
    outline = Outline(MediaType.HTML, limits)
    write_page(text, outline, titled=True)
    return outline.document(warnings=doubts)


def write_page(text: str, outline: Outline, *, titled: bool, introduced: Introduced | None = None) -> None:
    """Writes a page that is already text; `titled`: with its title above. Raises `UnreadableDocument`.

    `introduced` gives a heading for a paragraph that says whose older message is repeated below it, null for others.
    """
    root = _parsed(text)
    if root is None:
        return
    title = on_one_line(" ".join(each.text_content() for each in root.iter("title")))
    first = next((on_one_line(each.text_content()) for each in root.iter("h1")), "")
    if titled and title and title.casefold() != first.casefold():
        outline.heading(title, 0)
    _Writer(outline, introduced).below(root, 0)


def _decoded(data: bytes) -> Decoded:
    """By its byte order mark or its own word, else as text is read."""
    head = data[:_HEAD_BYTES]
    declared = _XML_DECLARED.search(head) or _DECLARED.search(head)
    if declared and not head.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = declared[1].decode("ascii", "replace").lower()
        # What calls itself Latin-1 is Windows-1252 on the web (WHATWG, Encoding).
        name = "cp1252" if name in {"iso-8859-1", "latin1", "us-ascii", "ascii"} else name
        try:
            return Decoded(data.decode(name), ())
        except (LookupError, UnicodeDecodeError):
            pass  # a wrong word: what the bytes look like counts
    return decode(data)


def _parsed(text: str) -> _Element | None:
    """Nothing is fetched, and HTML has no entities of its own making; libxml2 reads 2,048 levels."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:  # nothing in it
        return None
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableDocument("The web page cannot be read; it seems to be damaged.") from error


class _Writer:
    """Words are gathered until a block begins or ends."""

    def __init__(self, outline: Outline, introduced: Introduced | None) -> None:
        self._outline = outline
        self._introduced = introduced
        self._words: list[str] = []
        self._quotes = 0

    def below(self, element: _Element, depth: int) -> None:
        """Writes what is in `element`, and around the blocks in it."""
        self._words.append(_flowing(element.text))
        for inner in element:
            self._write(inner, depth + 1)
            self._words.append(_flowing(inner.tail))
        if element.tag in _BLOCKS:
            self._flush()

    def _write(self, element: _Element, depth: int) -> None:
        tag = element.tag
        if not isinstance(tag, str) or is_hidden(element):
            return
        if depth > _MAX_DEPTH:
            self._words.append(text_of(element))
        elif tag in _BLOCKS:
            self._flush()
            self._block(element, depth)
        else:
            self._inline(element, depth)

    def _block(self, element: _Element, depth: int) -> None:
        match element.tag:
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self._outline.heading(text_of(element), int(element.tag[1]))
            case "ul" | "ol":
                self._list(element, 0, depth)
            case "dl":
                self._definitions(element)
            case "pre":
                self._outline.paragraph(_lines(element))
            case "table":
                self._table(element, depth)
            case "blockquote":
                self._quotes += 1
                self.below(element, depth)
                self._quotes -= 1
                self._outline.leave(_QUOTED_LEVEL + self._quotes)
            case _:
                self.below(element, depth)

    def _inline(self, element: _Element, depth: int) -> None:
        if element.tag == "br":
            self._words.append("\n")
        elif element.tag == "sup":
            self._words.append(raised(text_of(element)))
        else:
            self.below(element, depth)

    def _flush(self) -> None:
        text, self._words = "".join(self._words), []
        introduction = self._introduced(tidy(text)) if self._introduced else None
        if introduction is None:
            self._outline.paragraph(text)
        else:
            self._outline.heading(introduction, _QUOTED_LEVEL + self._quotes)

    def _list(self, element: _Element, level: int, depth: int) -> None:
        kind = _KINDS.get(element.get("type"), "decimal")
        count = _number(element.get("start"), 1)
        for item in element:
            if item.tag in {"ul", "ol"}:  # not in an item, which is wrong and common
                self._list(item, level + 1, depth + 1)
            elif item.tag == "li" and not is_hidden(item):
                count = _number(item.get("value"), count)
                label = f"{counted(count, kind)}." if element.tag == "ol" else "-"
                self._item(item, label, level, depth)
                count += 1

    def _item(self, item: _Element, label: str, level: int, depth: int) -> None:
        """Its own words in one item, then the lists in it; a table or a heading in it is written as such."""
        words: list[str] = [_flowing(item.text)]
        for inner in item:
            if isinstance(inner.tag, str) and not is_hidden(inner):
                if inner.tag in {"ul", "ol", "table", "dl", "pre"} and depth < _MAX_DEPTH:
                    self._item_words(words, label, level)
                    words, label = [], " "
                    self._nested(inner, level, depth)
                else:
                    words += ["\n", text_of(inner), "\n"] if inner.tag in _BLOCKS else [_inline_text(inner)]
            words.append(_flowing(inner.tail))
        self._item_words(words, label, level)

    def _item_words(self, words: list[str], label: str, level: int) -> None:
        self._outline.item(tidy("".join(words)), label=label, depth=level)

    def _nested(self, element: _Element, level: int, depth: int) -> None:
        if element.tag in {"ul", "ol"}:
            self._list(element, level + 1, depth + 1)
        else:
            self._write(element, depth + 1)

    def _definitions(self, element: _Element) -> None:
        """A term stays with what it means."""
        terms: list[str] = []
        for part in element.iter("dt", "dd"):
            text = text_of(part)
            if part.tag == "dt" and text:
                terms.append(text.rstrip(" :"))
            elif text:
                self._outline.paragraph(f"{', '.join(terms)}: {text}" if terms else text)
                terms = []
        if terms:
            self._outline.paragraph(", ".join(terms))

    def _table(self, table: _Element, depth: int) -> None:
        caption = table.find("caption")
        if caption is not None:
            self._outline.paragraph(text_of(caption))
        grid = _grid(table)
        is_layout = table.get("role") in _LAYOUT_ROLES or next(table.iterdescendants("table"), None) is not None
        if is_layout or max((len(line) for line in grid), default=0) == 1:
            for cell in (cell for row in _own_rows(table) for cell in row if cell.tag in {"td", "th"}):
                self.below(cell, depth + 1)
        else:
            self._outline.table(*table_of(grid))


def is_hidden(element: _Element) -> bool:
    """Whether nobody sees it, or sees it on every page of the site."""
    if element.tag in _SKIPPED or "hidden" in element.attrib or element.get("role") in _HIDDEN_ROLES:
        return True
    if element.get("aria-hidden") == "true" and element.tag not in _BLOCKS:  # an icon; a block may just be folded
        return True
    style = element.get("style")
    return style is not None and _HIDING.search(style.lower()) is not None


def text_of(element: _Element) -> str:
    """All words in it, on one line."""
    return on_one_line(_inline_text(element))


def _inline_text(element: _Element, depth: int = 0) -> str:
    if not isinstance(element.tag, str) or is_hidden(element):
        return ""
    if element.tag == "br":
        return "\n"
    if depth > _MAX_DEPTH:
        return _lines(element)
    parts = [_flowing(element.text)]
    for inner in element:
        text = _inline_text(inner, depth + 1)
        parts += [f" {text} " if inner.tag in _BLOCKS else text, _flowing(inner.tail)]
    joined = "".join(parts)
    return raised(joined) if element.tag == "sup" else joined


def _lines(element: _Element) -> str:
    """As written, line by line."""
    return "".join(str(part) for part in element.itertext())


def _flowing(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""


def _grid(table: _Element) -> Grid:
    rows = [
        [
            Span(Cell(text_of(cell), head=cell.tag == "th"), _number(cell.get("colspan"), 1), _rows_down(cell))
            for cell in row
            if cell.tag in {"td", "th"} and not is_hidden(cell)
        ]
        for row in _own_rows(table)
    ]
    return laid_out(rows)


def _rows_down(cell: _Element) -> int:
    """0 means: to the end."""
    return _number(cell.get("rowspan"), 1) or 1_000


def _own_rows(table: _Element) -> list[_Element]:
    """Its rows, not those of tables in it; the header's first, the footer's last, wherever they are written."""
    rows: dict[str, list[_Element]] = {"thead": [], "tbody": [], "tfoot": []}
    for part in table:
        if part.tag == "tr" and not is_hidden(part):
            rows["tbody"].append(part)
        elif part.tag in rows and not is_hidden(part):
            rows[part.tag] += [row for row in part if row.tag == "tr" and not is_hidden(row)]
    return [row for part in rows.values() for row in part]


def _number(value: str | None, default: int) -> int:
    match = re.match(r"\s*-?\d{1,6}", value or "")
    return int(match.group()) if match else default
