"""Pages drawn word by word, as bad programs do it."""

import io
from collections.abc import Callable

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas


def drawn(*pages: Callable[[Canvas], None]) -> bytes:
    """A PDF whose pages these functions draw, in Helvetica 11 to begin with."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    for draw in pages:
        canvas.setFont("Helvetica", 11)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def lines(canvas: Canvas, left: float, top: float, *texts: str, pitch: float = 14) -> None:
    """Draws lines one below the other."""
    for index, text in enumerate(texts):
        canvas.drawString(left, top - pitch * index, text)


def with_mark(canvas: Canvas, left: float, base: float, before: str, mark: str, after: str, *, rise: float = 4) -> None:
    """Draws a line with a smaller mark in it, raised or, below 0, lowered."""
    canvas.setFont("Helvetica", 11)
    canvas.drawString(left, base, before)
    left += canvas.stringWidth(before, "Helvetica", 11)
    canvas.setFont("Helvetica", 6.5)
    canvas.drawString(left, base + rise, mark)
    left += canvas.stringWidth(mark, "Helvetica", 6.5)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(left, base, after)
