"""Which pages of a PDF are pictures of text."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.glyphs import Glyphs
from ingest.recognised import RecognisedPage

_COVERED_RATIO = 0.8
_STAMP_LETTERS = 60  # what scanners print on a page: a number, a date, their maker's name
_FEWEST_LETTERS = 20
_FEWEST_RECOGNISED = 5  # fewer are a sign or a mark that looks like a letter
_UNMAPPED_RATIO = 0.3
_READABLE_RATIO = 0.5
_UNMAPPED = frozenset({"Cc", "Cn", "Co", "Cs"})
_MIXED_RATIO = 0.3
_FEWEST_SCRIPTS = 4
_WRITTEN_TOGETHER = frozenset({"CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "BOPOMOFO", "HANGUL"})


def is_scan(page: pypdfium2.PdfPage, glyphs: Glyphs) -> bool:
    """Whether a page shows something and has no text, next to none over a picture as large as itself, or rubbish."""
    letters = "".join(glyphs.raw[word.start : word.end] for word in glyphs.words)
    if not letters:
        return bool(pdfium.FPDFPage_CountObjects(page.raw) or pdfium.FPDFPage_GetAnnotCount(page.raw))
    if is_rubbish(letters):
        return True
    if len(letters) >= _STAMP_LETTERS and _readable_ratio(letters) >= _READABLE_RATIO:
        return False
    return _covered_ratio(page) >= _COVERED_RATIO


def is_rubbish(letters: str) -> bool:
    """Whether a font does not say which characters its signs are, or says it of none rightly."""
    unmapped = sum(letter == "\ufffd" or unicodedata.category(letter) in _UNMAPPED for letter in letters)
    return len(letters) >= _FEWEST_LETTERS and (unmapped >= _UNMAPPED_RATIO * len(letters) or _mixes_scripts(letters))


def _mixes_scripts(letters: str) -> bool:
    """Whether letters stand beside those of other scripts as in no language: numbers of signs, taken for characters."""
    scripts = [script for script in map(_script, letters) if script]
    changes = sum(one != other for one, other in pairwise(scripts))
    several = len(set(scripts)) >= _FEWEST_SCRIPTS  # of two, as in a table of Greek letters, one explains the other
    return several and len(scripts) >= _FEWEST_LETTERS and changes >= _MIXED_RATIO * len(scripts)


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    """`LATIN`, `GREEK` …; empty for what is no letter, or one form of several, as of formulas."""
    if not letter.isalpha() or unicodedata.normalize("NFKC", letter) != letter:
        return ""
    script = unicodedata.name(letter, "").partition(" ")[0]
    if script == "MODIFIER":
        return ""
    return "CJK" if script in _WRITTEN_TOGETHER else script


def better(recognised: RecognisedPage | None, glyphs: Glyphs) -> RecognisedPage | None:
    """`recognised` where it says more than the page's own text does."""
    letters = "".join(glyphs.raw[word.start : word.end] for word in glyphs.words)
    own = 0 if is_rubbish(letters) else len(letters)
    fewest = max(own + 1, _FEWEST_RECOGNISED)
    return recognised if recognised is not None and recognised.letters >= fewest else None


def _readable_ratio(letters: str) -> float:
    return sum(letter.isalnum() for letter in letters) / len(letters)


def _covered_ratio(page: pypdfium2.PdfPage) -> float:
    """How much of the page pictures cover; those of a scan may lie in strips one below the other."""
    left, bottom, right, top = page.get_bbox()
    covered = sum(
        max(0.0, min(r, right) - max(x, left)) * max(0.0, min(t, top) - max(y, bottom))
        for x, y, r, t in _pictures(page)
    )
    return float(covered / max(1.0, (right - left) * (top - bottom)))


def _pictures(page: pypdfium2.PdfPage) -> Iterator[tuple[float, float, float, float]]:
    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        yield image.get_bounds()
