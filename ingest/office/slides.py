"""PPTX: each slide's title, shapes in reading order, tables, charts, and its notes."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from domain.documents import MediaType, ParsedDocument
from domain.errors import UnreadableDocument
from domain.places import Slide
from ingest.grids import Cell, Grid, table_of
from ingest.limits import Limits
from ingest.office.archive import Archive, opened
from ingest.office.charts import chart_rows, diagram_items
from ingest.office.markup import Element, attribute, below, child, children, local, number
from ingest.office.numbering import counted
from ingest.office.shapes import Shape, in_reading_order, role_of, shapes_of
from ingest.outline import Outline, raised, tidy
from ingest.saying import numbered_slides

_TITLES = frozenset({"title", "ctrTitle"})
_RUNNING = frozenset({"ftr", "sldNum", "dt", "hdr", "sldImg"})
# Placeholders that their masters give bullets.
_BULLETED = frozenset({"body", "obj"})
_NUMBER_FORMATS = {"alphaLc": "lowerLetter", "alphaUc": "upperLetter", "romanLc": "lowerRoman", "romanUc": "upperRoman"}


def read_slides(path: Path, limits: Limits) -> ParsedDocument:
    """Raises `UnreadableDocument`."""
    outline = Outline(MediaType.PPTX, limits)
    hidden: list[int] = []
    silent: list[int] = []
    with opened(path) as archive:
        slides = _slides(archive)
        if len(slides) > limits.pages:
            raise UnreadableDocument(
                f"The presentation has {len(slides):,} slides; at most {limits.pages:,} can be read. Split it."
            )
        for index, name in enumerate(slides, 1):
            root = archive.xml(name)
            if attribute(root, "show") in {"0", "false"}:
                hidden.append(index)
                continue
            length = outline.length
            outline.at(Slide(index))
            _Slide(archive, name, outline).write(root)
            if outline.length == length:
                silent.append(index)
    return outline.document(pages=len(slides), warnings=[*_said(hidden, silent)])


def _slides(archive: Archive) -> list[str]:
    """The parts of all slides, in their order."""
    listed = child(archive.xml(archive.main), "sldIdLst")
    targets = (archive.target(archive.main, _relation(each)) for each in children(listed, "sldId"))
    return [target for target in targets if target is not None]


def _relation(element: Element) -> str:
    """A slide has a number of its own as `id`, and the relation in another namespace."""
    return next((str(value) for key, value in element.items() if key.endswith("}id")), "")


class _Slide:
    def __init__(self, archive: Archive, name: str, outline: Outline) -> None:
        self._archive = archive
        self._name = name
        self._outline = outline

    def write(self, root: Element | None) -> None:
        """The title first, wherever it stands."""
        shapes = [shape for shape in shapes_of(root, self._layouts()) if not _is_running(shape)]
        titles = [shape for shape in shapes if _is_title(shape)]
        for shape in titles:
            self._outline.heading(" ".join(_text(each) for each in _paragraphs(shape.element)), 1)
        for shape in in_reading_order([shape for shape in shapes if shape not in titles]):
            self._shape(shape)
        self._notes()

    def _layouts(self) -> list[Element]:
        """The layout, then its master."""
        found: list[Element] = []
        name = self._name
        for kind in ("slideLayout", "slideMaster"):
            targets = self._archive.related(name, kind)
            root = self._archive.xml(targets[0]) if targets else None
            if root is None:
                break
            found.append(root)
            name = targets[0]
        return found

    def _shape(self, shape: Shape) -> None:
        if local(shape.element) == "graphicFrame":
            self._graphic(shape.element)
            return
        bulleted = shape.role is not None and shape.role.kind in _BULLETED
        _write_text(_paragraphs(shape.element), self._outline, bulleted=bulleted)

    def _graphic(self, frame: Element) -> None:
        for table in below(frame, "tbl"):
            self._outline.table(*table_of(_grid(table)))
        for chart in below(frame, "chart"):
            root = self._part(_relation(chart))
            self._outline.table(chart_rows(root))
        for diagram in below(frame, "relIds"):
            for item in diagram_items(self._part(attribute(diagram, "dm") or "")):
                self._outline.item(item)

    def _part(self, relation: str) -> Element | None:
        target = self._archive.target(self._name, relation)
        return None if target is None else self._archive.xml(target)

    def _notes(self) -> None:
        for target in self._archive.related(self._name, "notesSlide"):
            for element in below(self._archive.xml(target), "sp"):
                role = role_of(element)
                if role is not None and role.kind == "body":
                    texts = [text for each in _paragraphs(element) if (text := _text(each))]
                    self._outline.paragraph("\n".join(["Notes: " + texts[0], *texts[1:]]) if texts else "")


def _write_text(paragraphs: Sequence[Element], outline: Outline, *, bulleted: bool) -> None:
    """Paragraphs of one box: items where they have bullets or numbers."""
    counts: dict[int, int] = {}
    for paragraph in paragraphs:
        text = _text(paragraph)
        properties = child(paragraph, "pPr")
        depth = number(properties, "lvl", 0)
        automatic = child(properties, "buAutoNum")
        counts = {level: count for level, count in counts.items() if level < depth or (level == depth and text)}
        if not text:
            continue
        if automatic is not None:
            counts[depth] = counts.get(depth, number(automatic, "startAt", 1) - 1) + 1
            outline.item(text, label=_numbered(counts[depth], attribute(automatic, "type") or ""), depth=depth)
        elif child(properties, "buChar") is not None or (bulleted and child(properties, "buNone") is None):
            outline.item(text, depth=depth)
        else:
            outline.paragraph(text)


def _numbered(count: int, kind: str) -> str:
    """`arabicPeriod`, `alphaLcParenBoth`, …: a format and what stands around it."""
    written = next((counted(count, name) for prefix, name in _NUMBER_FORMATS.items() if kind.startswith(prefix)), None)
    written = written or str(count)
    if kind.endswith("ParenBoth"):
        return f"({written})"
    return f"{written})" if kind.endswith("ParenR") else f"{written}."


def _paragraphs(element: Element) -> list[Element]:
    return list(children(child(element, "txBody"), "p"))


def _text(paragraph: Element) -> str:
    parts: list[str] = []
    for run in children(paragraph, "r", "fld", "br"):
        if local(run) == "br":
            parts.append("\n")
            continue
        text = "".join(part.text or "" for part in children(run, "t"))
        parts.append(raised(text) if number(child(run, "rPr"), "baseline", 0) > 0 else text)
    return tidy("".join(parts))


def _grid(table: Element) -> Grid:
    grid: list[list[Cell | None]] = []
    marked = attribute(child(table, "tblPr"), "firstRow") in {"1", "true"}
    for row in children(table, "tr"):
        line: list[Cell | None] = []
        for cell in children(row, "tc"):
            if attribute(cell, "hMerge") in {"1", "true"}:
                line.append(line[-1] if line else None)
            elif attribute(cell, "vMerge") in {"1", "true"} and grid and len(line) < len(grid[-1]):
                line.append(grid[-1][len(line)])
            else:
                text = " ".join(text for each in _paragraphs(cell) if (text := _text(each)))
                line.append(Cell(text, head=marked and not grid))
        grid.append(line)
    return grid


def _is_title(shape: Shape) -> bool:
    return shape.role is not None and shape.role.kind in _TITLES


def _is_running(shape: Shape) -> bool:
    return shape.role is not None and shape.role.kind in _RUNNING


def _said(hidden: Sequence[int], silent: Sequence[int]) -> Iterator[str]:
    if hidden:
        yield f"{numbered_slides(hidden)} hidden and not read."
    if silent:
        yield f"{numbered_slides(silent)} without text; what they show as pictures cannot be searched."
