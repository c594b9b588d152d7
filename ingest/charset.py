"""Bytes → text, whatever they were written in."""

import codecs
import re
import unicodedata
from typing import NamedTuple

import charset_normalizer

from domain.errors import UnreadableDocument
from text.invisible import without_invisible

_SAMPLE_BYTES = 200_000
_MAX_CONTROL_RATIO = 0.05
_MAX_NUL_RATIO = 0.05
_MIN_COVERED_RATIO = 0.9
_WHOLE_TO_BROKEN = 2

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class _Language(NamedTuple):
    letters: frozenset[str]
    words: frozenset[str]


def _language(letters: str, words: str) -> _Language:
    return _Language(frozenset(letters + letters.upper()), frozenset(words.split()))


_MARKS = frozenset("–—‘’‚“”„…•€§°«»©®™ ±²³¼½¾×£¥¢ª·´¿¡\N{NO-BREAK SPACE}\N{SOFT HYPHEN}")
_CENTRAL = (
    _language("áéíóöőúüű", "a az és hogy nem egy van is de ha meg volt csak vagy"),
    _language("ąćęłńóśźż", "i w na z do nie się jest że o to po"),
    _language("áčďéěíňóřšťúůýž", "a v na se je že s z do o ve pro"),
    _language("áäčďéíĺľňóôŕšťúýž", "a v na sa je že s z do o vo pre"),
    _language("čćđšž", "i u je na se da za od su s"),
    _language("ăâîşţșț", "de și în la cu a pe este din care"),
)
_WESTERN = (
    _language("äöüß", "der die das und ist nicht ein zu den mit von"),
    _language("àâæçéèêëîïôœùûüÿ", "le la les de des et un une est que pas dans"),
    _language("áéíñóúü", "el la los de y que en un una es no por"),
    _language("áâãàçéêíóôú", "o a os de e que em um uma não é para"),
    _language("àèéìíîòóùú", "il la di e che un una non è per in"),
    _language("åäöæøé", "och att det som en på är i og det af er ikke"),
    _language("áéíóúýþæöð", "og að í á er sem það ekki"),
    _language("äõöüšž", "ja on ei see et ta mis kui"),
    _language("äëïéèóáíêçû", "de het een en van is niet dat in op"),
)
# Tried in this order: the first of those that explain the bytes equally well is taken.
_EIGHT_BIT = (("cp1252", _WESTERN), ("cp1250", _CENTRAL), ("iso8859-2", _CENTRAL), ("iso8859-15", _WESTERN))

_ENCODING_NAMES = {
    "cp1252": "Windows-1252 (Western European)",
    "cp1250": "Windows-1250 (Central European)",
    "iso8859-2": "ISO 8859-2 (Central European)",
    "iso8859-15": "ISO 8859-15 (Western European)",
}


class Decoded(NamedTuple):
    """A text, and what is doubtful about it, in words for people."""

    text: str
    warnings: tuple[str, ...]


def decode(data: bytes) -> Decoded:
    """The text of `data`, without byte order mark, NULs and what is invisible; line ends become `\\n`.

    Raises `UnreadableDocument` for what is not text.
    """
    text, warnings = _decoded(data)
    if text.count("\0") > _MAX_NUL_RATIO * len(text):
        raise UnreadableDocument("This is not a text file: it holds binary data.")
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    controls = sum(
        len(run) for run in re.findall(r"[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd]+", text[:_SAMPLE_BYTES])
    )
    if controls > _MAX_CONTROL_RATIO * min(len(text), _SAMPLE_BYTES):
        raise UnreadableDocument("This is not a text file: it holds binary data, or text in an unknown encoding.")
    return Decoded(without_invisible(text), warnings)


def _decoded(data: bytes) -> Decoded:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _replacing(data[len(bom) :], encoding)
    wide = _utf16_without_mark(data)
    if wide is not None:
        return _replacing(data, wide)
    try:
        return Decoded(data.decode("utf-8"), ())
    except UnicodeDecodeError:
        if _mostly_utf8(data):
            return _replacing(data, "utf-8")
    encoding = _eight_bit_encoding(data[:_SAMPLE_BYTES])
    return Decoded(data.decode(encoding, errors="replace"), (_guessed(encoding),))


def _replacing(data: bytes, encoding: str) -> Decoded:
    """What cannot be decoded becomes `\ufffd`, as it is said then."""
    try:
        return Decoded(data.decode(encoding), ())
    except UnicodeDecodeError as error:
        text = data.decode(encoding, errors="replace")
        line = data[: error.start].count(b"\n") + 1
        name = encoding.upper().removesuffix("-LE").removesuffix("-BE")
        where = f"line {line:,}" if encoding == "utf-8" else "it"
        return Decoded(
            text, (f"The file is not whole {name}: what could not be read, first in {where}, became “\ufffd”.",)
        )


def _guessed(encoding: str) -> str:
    shown = _ENCODING_NAMES.get(encoding, encoding)
    return (
        f"The file does not say how its letters are written; it was read as {shown}, which is a guess. "
        "If accented letters look wrong, save it as UTF-8 and upload it again."
    )


def _utf16_without_mark(data: bytes) -> str | None:
    """In UTF-16 of mostly Latin text every other byte is nought."""
    sample = data[:_SAMPLE_BYTES]
    half = max(1, len(sample) // 2)
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.05 else None


def _mostly_utf8(data: bytes) -> bool:
    """UTF-8 with a few broken bytes: most of what is not ASCII still decodes, which other encodings hardly ever do."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = len(text) - len(text.encode("ascii", "ignore")) - broken
    return whole >= _WHOLE_TO_BROKEN * broken


def _eight_bit_encoding(sample: bytes) -> str:
    words = frozenset(re.findall(rb"[a-z\x80-\xff]+", sample.lower()))
    best, best_fit = "cp1252", 0.0
    for encoding, languages in _EIGHT_BIT:
        # Portuguese writes õ only before e; elsewhere the byte is far likelier to be the Hungarian ő.
        text = sample.decode(encoding, errors="replace").replace("õe", "")
        special = [c for c in text if c > "\x7f" and c not in _MARKS]
        fit = max(_fit(special, words, language) for language in languages)
        if fit > best_fit + 1e-9:
            best, best_fit = encoding, fit
    if best_fit >= _MIN_COVERED_RATIO:
        return best
    guess = charset_normalizer.from_bytes(sample[:20_000]).best()
    return guess.encoding if guess is not None else best


def _fit(special: list[str], words: frozenset[bytes], language: _Language) -> float:
    """The share of letters beyond ASCII that the language knows, and up to .1 for its commonest words."""
    covered = sum(character in language.letters for character in special) / len(special) if special else 1.0
    common = sum(word.encode("ascii", "ignore") in words for word in language.words) / len(language.words)
    return covered + 0.1 * common


def is_blank(text: str) -> bool:
    """Whether nothing in `text` could be read by a person."""
    return not any(unicodedata.category(c)[0] in "LNSP" for c in text if not c.isspace())
