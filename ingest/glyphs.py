"""The words on a page of a PDF that a person sees, each with its place, in the order in which PDFium has them."""

import ctypes
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

_SAME_BASE_RATIO = 0.08
_SAME_SIZE_RATIO = 0.88
_JUMP_RATIO = 0.5
_NEARLY_STRAIGHT_DEGREES = 3
_NEARLY_WHITE = 240
_SMALLEST_POINTS = 0.5
_PICTURE_PIXELS = 1_200
_SAME_COLOUR = 10
_FONT_NAME_BYTES = 128

_Boxes = NDArray[np.float64]
_OWNER = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_BOX = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class Word(NamedTuple):
    """PDFium's characters `[start, end)`, none of them blank.

    Its place is in points, turned by `degrees`, so that text runs from left to right and lines go down as `base` falls.
    `raised` is 1 where it stands higher than the words beside it, -1 where lower; `glued`: no blank before it.
    `font` is the name of its letters' font, empty where it has none.
    """

    start: int
    end: int
    left: float
    right: float
    base: float
    size: float
    degrees: int
    glued: bool
    raised: int = 0
    font: str = ""


class _Style(NamedTuple):
    """What the characters of one text object have in common."""

    degrees: int
    base: float
    size: float
    invisible: bool
    pale: bool
    font: str


@dataclass(frozen=True, slots=True)
class Glyphs:
    """All characters of a page, the first `drawn` of them as PDFium counts them, and the words that can be seen."""

    raw: str
    words: list[Word]
    drawn: int


def read_glyphs(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> Glyphs:
    """Left out: what is off the page, without size, or of the colour behind it. A scan's layer of text is kept."""
    raw, owners, boxes = _characters(textpage)
    styles = {owner: _style(textpage, owner, index) for owner, index in _firsts(owners).items()}
    outside = _off_page(page, boxes)
    hidden = _hidden(page, owners, boxes, styles)
    found = list(_words(raw, owners, boxes, hidden, styles))
    if outside.any():
        found = [word for word in found if not outside[word.start : word.end].all()]
    return Glyphs(raw, found, len(raw))


def _characters(textpage: pypdfium2.PdfTextPage) -> tuple[str, list[int | None], _Boxes]:
    """Each character, the address of its text object (null where PDFium made it up), and its box.

    Plain numbers stand for pointers, which makes a page three times as fast.
    """
    count, handle = textpage.count_chars(), ctypes.cast(textpage.raw, ctypes.c_void_p)
    owner_at = _OWNER(ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.c_void_p).value or 0)
    box_at = _BOX(ctypes.cast(pdfium.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0)
    code_at, page = pdfium.FPDFText_GetUnicode, textpage.raw
    codes = [code_at(page, index) for index in range(count)]
    boxes = np.zeros((count, 4), dtype=np.float32)
    first, size = boxes.ctypes.data, boxes.strides[0]
    for index in range(count):
        box_at(handle, index, first + index * size)
    owners: list[int | None] = [owner_at(handle, index) for index in range(count)]
    raw = "".join([chr(code) if code <= sys.maxunicode else "\ufffd" for code in codes])
    return raw, owners, boxes[:, [0, 3, 2, 1]].astype(np.float64)  # PDFium has the top before the right


def _firsts(owners: list[int | None]) -> dict[int, int]:
    firsts: dict[int, int] = {}
    for index, owner in enumerate(owners):
        if owner is not None and owner not in firsts:
            firsts[owner] = index
    return firsts


def _style(textpage: pypdfium2.PdfTextPage, owner: int, index: int) -> _Style:
    matrix, x, y = pdfium.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetMatrix(textpage.raw, index, ctypes.byref(matrix))
    pdfium.FPDFText_GetCharOrigin(textpage.raw, index, ctypes.byref(x), ctypes.byref(y))
    # Along the line: PDFium's own angle takes slanted letters for turned ones.
    degrees = round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360
    nearest = round(degrees / 90) * 90 % 360
    degrees = nearest if abs((degrees - nearest + 180) % 360 - 180) <= _NEARLY_STRAIGHT_DEGREES else degrees
    width = math.hypot(matrix.a, matrix.b) or 1.0
    size = pdfium.FPDFText_GetFontSize(textpage.raw, index) * (matrix.a * matrix.d - matrix.b * matrix.c) / width
    mode = pdfium.FPDFTextObj_GetTextRenderMode(ctypes.cast(owner, pdfium.FPDF_PAGEOBJECT))
    return _Style(
        degrees,
        _turned(x.value, y.value, degrees)[1],
        abs(size),
        invisible=mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE,
        pale=mode == pdfium.FPDF_TEXTRENDERMODE_CLIP  # seen where something is painted through the letters
        or (mode == pdfium.FPDF_TEXTRENDERMODE_FILL and _is_pale(textpage, index)),
        font=_font(textpage, index),
    )


def _font(textpage: pypdfium2.PdfTextPage, index: int) -> str:
    name = ctypes.create_string_buffer(_FONT_NAME_BYTES)
    pdfium.FPDFText_GetFontInfo(textpage.raw, index, name, _FONT_NAME_BYTES, None)
    return name.value.decode("latin-1")


def _is_pale(textpage: pypdfium2.PdfTextPage, index: int) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = pdfium.FPDFText_GetFillColor(textpage.raw, index, red, green, blue, alpha)
    return bool(known) and (min(red.value, green.value, blue.value) >= _NEARLY_WHITE or alpha.value < 16)


def _turned(x: float, y: float, degrees: int) -> tuple[float, float]:
    if degrees == 0:
        return x, y
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return x * cosine + y * sine, y * cosine - x * sine


def _off_page(page: pypdfium2.PdfPage, boxes: _Boxes) -> NDArray[np.bool_]:
    """Which characters have their middle beyond the page's edge."""
    left, bottom, right, top = page.get_bbox()
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    outside: NDArray[np.bool_] = (x < left - 1) | (x > right + 1) | (y < bottom - 1) | (y > top + 1)
    return outside


def _hidden(
    page: pypdfium2.PdfPage,
    owners: list[int | None],
    boxes: _Boxes,
    styles: dict[int, _Style],
) -> NDArray[np.bool_]:
    """Which characters an invisible style or the colour behind them hides."""
    hidden = np.zeros(len(owners), dtype=np.bool_)
    doubtful = {owner for owner, style in styles.items() if style.invisible or style.pale or style.size < 1}
    if not doubtful:
        return hidden
    at = [index for index, owner in enumerate(owners) if owner in doubtful]
    pictures = _pictures(page) if any(styles[owner].invisible for owner in doubtful) else []
    sight = _Sight(page) if any(styles[owner].pale for owner in doubtful) else None
    for index in at:
        style, box = styles[owners[index] or 0], boxes[index]
        if style.invisible:
            hidden[index] = not any(_within(box, picture) for picture in pictures)
        elif style.pale and sight is not None:
            hidden[index] = not sight.shows(box)
        elif style.size < _SMALLEST_POINTS:
            hidden[index] = bool(box[3] - box[1] < _SMALLEST_POINTS)
    return hidden


def _pictures(page: pypdfium2.PdfPage) -> list[tuple[float, float, float, float]]:
    return [image.get_bounds() for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)]


def _within(box: NDArray[np.float64], area: tuple[float, float, float, float]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return bool(area[0] <= x <= area[2] and area[1] <= y <= area[3])


class _Sight:
    """The page as it looks, small; drawn only where a page has text as pale as paper."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        scale = min(1.5, _PICTURE_PIXELS / max(1.0, *page.get_size()))
        bitmap = page.render(scale=scale, may_draw_forms=False)
        self._pixels = np.asarray(bitmap.to_pil().convert("L"), dtype=np.int16)
        self._positions = bitmap.get_posconv(page)

    def shows(self, box: NDArray[np.float64]) -> bool:
        """Whether anything stands out in `box`."""
        xs, ys = zip(self._positions.to_bitmap(box[0], box[1]), self._positions.to_bitmap(box[2], box[3]), strict=True)
        part = self._pixels[max(0, min(ys)) : max(ys) + 1, max(0, min(xs)) : max(xs) + 1]
        return part.size > 0 and int(part.max()) - int(part.min()) > _SAME_COLOUR


def _words(
    raw: str,
    owners: list[int | None],
    boxes: _Boxes,
    hidden: NDArray[np.bool_],
    styles: dict[int, _Style],
) -> Iterator[Word]:
    """Runs of characters on one line of one size, without blanks or jumps between them."""
    places, unseen = boxes.tolist(), hidden.tolist()
    word: list[Any] = []  # start, left, right, style, size
    glued = False
    for index, (letter, owner) in enumerate(zip(raw, owners, strict=True)):
        if owner is None or letter.isspace() or unseen[index]:
            if word:
                yield _word(word, index, glued=glued)
            word, glued = [], False
            continue
        style = styles[owner]
        left, right = _sides(places[index], style.degrees)
        if word and _goes_on(word, style, left, right):
            word[1], word[2] = min(word[1], left), max(word[2], right)
            continue
        if word:
            yield _word(word, index, glued=glued)
            glued = True
        word = [index, left, right, style, _height(style, places[index])]
    if word:
        yield _word(word, len(raw), glued=glued)


def _word(word: list[Any], end: int, *, glued: bool) -> Word:
    start, left, right, style, size = word
    return Word(start, end, left, right, style.base, size, style.degrees, glued=glued, font=style.font)


def _goes_on(word: list[Any], style: _Style, left: float, right: float) -> bool:
    _, first, last, before, size = word
    if style is before:
        return True
    apart = max(left - last, first - right)
    return (
        style.degrees == before.degrees
        and abs(style.base - before.base) <= _SAME_BASE_RATIO * size
        and _SAME_SIZE_RATIO <= (style.size or 1) / (before.size or 1) <= 1 / _SAME_SIZE_RATIO
        and apart <= _JUMP_RATIO * size
    )


def _height(style: _Style, box: list[float]) -> float:
    """The letters' size in points; from their box where a font tells a size that cannot be."""
    height = box[3] - box[1] if style.degrees % 180 == 0 else box[2] - box[0]
    return style.size if height / 4 <= style.size <= 4 * height else max(height / 1.2, 0.1)


def _sides(box: list[float], degrees: int) -> tuple[float, float]:
    """A character's left and right end in the direction of its line."""
    if degrees == 0:
        return box[0], box[2]
    if degrees == 90:
        return box[1], box[3]
    if degrees == 180:
        return -box[2], -box[0]
    if degrees == 270:
        return -box[3], -box[1]
    middle, _ = _turned((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, degrees)
    half = min(box[2] - box[0], box[3] - box[1]) / 2
    return middle - half, middle + half
