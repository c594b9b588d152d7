"""Makes the demo PDFs from their Markdown sources, byte for byte the same each time."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate, Paragraph, Spacer, Table
from reportlab.platypus.tableofcontents import TableOfContents

CORPORA_FOLDER = Path(__file__).parent
SOURCES_FOLDER = CORPORA_FOLDER / "sources"
DEMO_FOLDER = CORPORA_FOLDER / "demo"

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10.5, leading=15, spaceAfter=7)
CELL = ParagraphStyle("cell", parent=BODY, fontSize=9.5, leading=12, spaceAfter=0)
HEAD_CELL = ParagraphStyle("head-cell", parent=CELL, fontName="Helvetica-Bold")
TITLE = ParagraphStyle("title", parent=BODY, fontName="Helvetica-Bold", fontSize=24, leading=30)
SUBTITLE = ParagraphStyle("subtitle", parent=BODY, fontSize=13, leading=18, spaceAfter=18)
CHAPTER = ParagraphStyle(
    "chapter", parent=BODY, fontName="Helvetica-Bold", fontSize=16, leading=21, spaceBefore=10, keepWithNext=1
)
SECTION = ParagraphStyle(
    "section", parent=BODY, fontName="Helvetica-Bold", fontSize=12, leading=16, spaceBefore=6, keepWithNext=1
)
BULLET = ParagraphStyle("bullet", parent=BODY, leftIndent=14, bulletIndent=2, spaceAfter=4)

TEXT_WIDTH = A4[0] - 50 * mm
GRID = [
    ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
    ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]


class SourceError(ValueError):
    """A source lacks a line of its head, or holds a character that the PDF's fonts cannot draw."""


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed source: its head and the blocks below it, each one or more lines."""

    title: str
    subtitle: str
    footer: str
    has_contents: bool
    blocks: tuple[str, ...]


def parse_source(text: str) -> Source:
    """The head is `key: value` lines up to the first blank one; blocks are parted by blank lines."""
    head_text, _, body = text.partition("\n\n")
    head = dict(line.split(": ", 1) for line in head_text.splitlines())
    if missing := {"title", "subtitle", "footer", "contents"} - head.keys():
        raise SourceError(f"The source's head lacks {', '.join(sorted(missing))}.")
    try:
        text.encode("cp1252")
    except UnicodeEncodeError as error:
        character = text[error.start]
        raise SourceError(f"Helvetica has no {character!r}; write it otherwise in the source.") from error
    blocks = tuple(block for block in re.split(r"\n{2,}", body.strip()) if block)
    return Source(head["title"], head["subtitle"], head["footer"], head["contents"] == "yes", blocks)


def build_pdf(source: Source, target: Path) -> None:
    document = _PaginatedDocument(str(target), source)
    document.multiBuild(list(_flowables(source)))


class _PaginatedDocument(BaseDocTemplate):  # type: ignore[misc]  # reportlab has no types
    """A4 pages with a numbered footer; headings of chapters and sections go into the table of contents."""

    def __init__(self, target: str, source: Source) -> None:
        super().__init__(target, pagesize=A4, title=source.title, author="Candor's demo corpus", invariant=1)
        frame = Frame(25 * mm, 22 * mm, TEXT_WIDTH, A4[1] - 44 * mm, leftPadding=0, rightPadding=0)
        self.addPageTemplates([PageTemplate("page", [frame], onPageEnd=partial(_draw_footer, source.footer))])

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802  # reportlab's name
        levels = {CHAPTER.name: 0, SECTION.name: 1}
        if isinstance(flowable, Paragraph) and flowable.style.name in levels:
            self.notify("TOCEntry", (levels[flowable.style.name], flowable.getPlainText(), self.page))


def _draw_footer(footer: str, canvas: Any, document: BaseDocTemplate) -> None:  # noqa: ANN401  # an untyped canvas
    canvas.setFont("Helvetica", 8.5)
    canvas.drawString(25 * mm, 12 * mm, footer)
    canvas.drawRightString(A4[0] - 25 * mm, 12 * mm, f"Page {document.page}")


def _flowables(source: Source) -> Iterator[Flowable]:
    yield Paragraph(escape(source.title), TITLE)
    yield Paragraph(escape(source.subtitle), SUBTITLE)
    if source.has_contents:
        contents = TableOfContents()
        contents.levelStyles = [
            CELL,
            ParagraphStyle("contents-section", parent=CELL, leftIndent=14, fontSize=8.5, leading=10),
        ]
        yield contents
    for block in source.blocks:
        if source.has_contents and block.startswith("## "):
            yield PageBreak()
        yield from _block_flowables(block)


def _block_flowables(block: str) -> Iterator[Flowable]:
    makers: dict[str, Callable[[str], Iterator[Flowable]]] = {
        "## ": lambda heading: iter([Paragraph(escape(heading[3:]), CHAPTER)]),
        "###": lambda heading: iter([Paragraph(escape(heading[4:]), SECTION)]),
        "- ": _bullets,
        "|": _table,
    }
    for mark, make in makers.items():
        if block.startswith(mark):
            yield from make(block)
            return
    yield Paragraph(escape(block.replace("\n", " ")), BODY)


def _bullets(block: str) -> Iterator[Flowable]:
    for line in block.splitlines():
        yield Paragraph(escape(line.removeprefix("- ")), BULLET, bulletText="•")


def _table(block: str) -> Iterator[Flowable]:
    """A pipe table whose second line is the rule; columns share the width by their longest cell."""
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()]
    head, *rows = [lines[0], *lines[2:]]
    longest = [max(len(row[column]) for row in [head, *rows]) + 4 for column in range(len(head))]
    cells = [[Paragraph(escape(cell), HEAD_CELL) for cell in head]]
    cells += [[Paragraph(escape(cell), CELL) for cell in row] for row in rows]
    widths = [TEXT_WIDTH * length / sum(longest) for length in longest]
    yield Table(cells, colWidths=widths, style=GRID, repeatRows=1)
    yield Spacer(1, 10)


def main() -> None:
    for path in sorted(SOURCES_FOLDER.glob("*.md")):
        target = DEMO_FOLDER / f"{path.stem}.pdf"
        build_pdf(parse_source(path.read_text(encoding="utf-8")), target)
        print(f"{target.relative_to(CORPORA_FOLDER)}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
