"""Scans made on the spot: pages drawn as pictures, a little askew and noisy, without a text layer."""

import io
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

_DPI = 150
_LETTERS = "őűÖÜßáéíóú"


def picture_of(pdf: bytes, *, askew_degrees: float = 0, noise: float = 8) -> Image.Image:
    """The first page of a PDF as a scanner would give it."""
    with pypdfium2.PdfDocument(pdf) as document:
        drawn = document[0].render(scale=_DPI / 72).to_pil().convert("L")
    drawn = drawn.rotate(askew_degrees, Image.Resampling.BICUBIC, fillcolor=255)
    grain = np.random.default_rng(15).normal(0, noise, (drawn.height, drawn.width))
    return Image.fromarray(np.clip(np.asarray(drawn) + grain, 0, 255).astype(np.uint8))


def picture_of_lines(lines: Sequence[str], *, points: int = 12) -> Image.Image:
    """Lines in a font of this machine that has Hungarian and German letters; skips where there is none."""
    size = round(points * _DPI / 72)
    picture = Image.new("L", (1240, 1754), 255)
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(_font_file(), size)
    for index, line in enumerate(lines):
        pen.text((120, 150 + 1.5 * size * index), line, font=font, fill=30)
    return picture


def scan_of(*pictures: Image.Image | Sequence[str], stamp: str = "", note: str = "") -> bytes:
    """A page for each: a picture that covers it, with `stamp` as text and `note` pinned to it; or lines of text."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    for picture in pictures:
        if isinstance(picture, Image.Image):
            canvas.setPageSize((picture.width * 72 / _DPI, picture.height * 72 / _DPI))
            canvas.drawImage(ImageReader(picture), 0, 0, picture.width * 72 / _DPI, picture.height * 72 / _DPI)
            canvas.drawString(20, 20, stamp)
            if note:
                canvas.textAnnotation(note, Rect=(300, 200, 320, 220))
        else:
            canvas.setPageSize(A4)
            for index, line in enumerate(picture):
                canvas.drawString(72, A4[1] - 100 - 14 * index, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def illustrated(picture: Image.Image, lines: Sequence[str]) -> bytes:
    """A page of text with a picture on its lower half."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    for index, line in enumerate(lines):
        canvas.drawString(72, A4[1] - 100 - 14 * index, line)
    canvas.drawImage(ImageReader(picture), 0, 0, A4[0], A4[1] / 2)
    canvas.save()
    return file.getvalue()


def _font_file() -> Path:
    try:
        found = subprocess.run(
            ["fc-match", "--format=%{file}", "sans:lang=hu"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"fontconfig finds no font on this machine: {error}")
    font = ImageFont.truetype(found.stdout, 20)
    missing = bytes(font.getmask("\U0010ffff"))
    if any(bytes(font.getmask(letter)) == missing for letter in _LETTERS):
        pytest.skip(f"{found.stdout} lacks Hungarian letters")
    return Path(found.stdout)
