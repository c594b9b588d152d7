"""What people wrote into a PDF: the values of form fields at their place, and notes."""

import ctypes
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.glyphs import Glyphs, Word

_Handle: TypeAlias = Any  # ctypes knows these pointers only when it runs

_UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_NOTES = frozenset(
    {
        pdfium.FPDF_ANNOT_TEXT,
        pdfium.FPDF_ANNOT_HIGHLIGHT,
        pdfium.FPDF_ANNOT_UNDERLINE,
        pdfium.FPDF_ANNOT_SQUIGGLY,
        pdfium.FPDF_ANNOT_STRIKEOUT,
        pdfium.FPDF_ANNOT_STAMP,
        pdfium.FPDF_ANNOT_CARET,
        pdfium.FPDF_ANNOT_INK,
        pdfium.FPDF_ANNOT_SQUARE,
        pdfium.FPDF_ANNOT_CIRCLE,
        pdfium.FPDF_ANNOT_POLYGON,
        pdfium.FPDF_ANNOT_LINE,
    }
)
_WRITTEN = frozenset({pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX})
_TICKED = frozenset({pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON})
_LETTER_RATIO = 0.5
_ONE_LINE_POINTS = 30
_DEFAULT_SIZE = 10.0
_MAX_LABEL_GAP = 18


def with_fields(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, glyphs: Glyphs) -> tuple[Glyphs, list[str]]:
    """The page's words with those of its filled form fields among them, and the notes that people left on it.

    A value stands on the line of the label to its left. A ticked box reads `[x]` before the words to its right, or
    `yes` behind those to its left; one that is not ticked reads `[ ]` or `no`.
    """
    notes: list[str] = []
    for annotation in _annotations(page):  # first, since they may be labels of fields
        if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_FREETEXT and not _is_unseen(annotation):
            glyphs = _with_free_text(annotation, glyphs)
    for annotation in _annotations(page):
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        if _is_unseen(annotation):
            continue
        if kind == pdfium.FPDF_ANNOT_WIDGET and document.formenv is not None:
            glyphs = _with_field(document.formenv.raw, annotation, glyphs)
        elif kind in _NOTES and (note := _note(annotation)):
            notes.append(note)
    return glyphs, notes


def _annotations(page: pypdfium2.PdfPage) -> Iterator[_Handle]:
    for index in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        with _closing(pdfium.FPDFPage_GetAnnot(page.raw, index)) as annotation:
            if annotation:
                yield annotation


@contextmanager
def _closing(annotation: _Handle) -> Iterator[_Handle]:
    try:
        yield annotation
    finally:
        if annotation:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _is_unseen(annotation: _Handle) -> bool:
    return bool(pdfium.FPDFAnnot_GetFlags(annotation) & _UNSEEN)


def _note(annotation: _Handle) -> str:
    return re.sub(r"\s+", " ", _contents(annotation)).strip()


def _contents(annotation: _Handle) -> str:
    return _string(lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size))


def _with_free_text(annotation: _Handle, glyphs: Glyphs) -> Glyphs:
    """Text that was typed onto the page stands where it was put."""
    rect, lines = _rect(annotation), [line for line in _contents(annotation).splitlines() if line.strip()]
    if rect is None or not lines:
        return glyphs
    left, bottom, right, top = rect
    size = min(_DEFAULT_SIZE, max(1.0, 0.8 * (top - bottom) / len(lines)))
    for number, line in enumerate(lines, 1):
        base = top - (top - bottom) * number / len(lines) + 0.25 * size
        glyphs = _with_words(glyphs, line.split(), left, right, base, size)
    return glyphs


def _rect(annotation: _Handle) -> tuple[float, float, float, float] | None:
    """Left, bottom, right and top."""
    rect: Any = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(rect)):
        return None
    (left, right), (bottom, top) = sorted((rect.left, rect.right)), sorted((rect.bottom, rect.top))
    return left, bottom, right, top


def _with_field(form: _Handle, annotation: _Handle, glyphs: Glyphs) -> Glyphs:
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    rect = _rect(annotation)
    if rect is None:
        return glyphs
    left, bottom, right, top = rect
    if kind in _WRITTEN:
        value = _string(lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size))
        base, size = _line_of(glyphs, left, bottom, top)
        return _with_words(glyphs, value.split(), left, right, base, size)
    if kind in _TICKED:
        ticked = bool(pdfium.FPDFAnnot_IsChecked(form, annotation))
        base, size = _line_of(glyphs, left, bottom, top)
        labelled = any(
            abs(word.base - base) < word.size / 2 and -2 <= word.left - right <= _MAX_LABEL_GAP for word in glyphs.words
        )
        sign = ("[x]" if ticked else "[ ]") if labelled else ("yes" if ticked else "no")
        return _with_words(glyphs, [sign], left, right, base, size)
    return glyphs


def _line_of(glyphs: Glyphs, left: float, bottom: float, top: float) -> tuple[float, float]:
    """The base and size of the letters that stand nearest to a field on its height, else of its own first line."""
    beside = [word for word in glyphs.words if bottom - 3 <= word.base <= top and word.degrees == 0]
    if top - bottom <= _ONE_LINE_POINTS and beside:
        nearest = min(beside, key=lambda word: (word.left > left, abs(left - word.right)))
        return nearest.base, nearest.size
    size = min(_DEFAULT_SIZE, max(1.0, 0.7 * (top - bottom)))
    return max(bottom + 0.25 * size, top - 1.25 * size), size


def _with_words(glyphs: Glyphs, texts: list[str], left: float, right: float, base: float, size: float) -> Glyphs:
    """`texts` as words of the page, one after the other; PDFium has no characters for them."""
    raw, words = glyphs.raw, list(glyphs.words)
    width = min(_LETTER_RATIO * size, (right - left) / max(1, sum(len(text) + 1 for text in texts)))
    for text in texts:
        raw += " "
        words.append(Word(len(raw), len(raw) + len(text), left, left + width * len(text), base, size, 0, glued=False))
        left += width * (len(text) + 1)
        raw += text
    return Glyphs(raw, words, glyphs.drawn)


def _string(call: Callable[[Any, int], int]) -> str:
    """What one of PDFium's functions writes as UTF-16."""
    size = call(None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    call(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")
