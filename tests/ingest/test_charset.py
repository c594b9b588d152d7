import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.documents import MediaType
from domain.errors import UnreadableDocument
from domain.places import Mark, Whole
from ingest.charset import decode
from ingest.limits import Limits
from ingest.plain import read_text

HUNGARIAN = "A munkaidő reggel nyolckor kezdődik. Az őrült tűzoltók hősiesen küzdöttek, és a gép jól működött."
GERMAN = "Die Straße führt über die Brücke und ist größer als früher."
FRENCH = "L'été dernier, nous étions à la mer où il a plu sans cesse, ça alors."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (HUNGARIAN, "utf-8"),
        (HUNGARIAN, "utf-8-sig"),
        (HUNGARIAN, "utf-16"),
        (HUNGARIAN, "utf-16-le"),
        (HUNGARIAN, "utf-16-be"),
        (HUNGARIAN, "utf-32"),
        (HUNGARIAN, "iso8859-2"),
        (HUNGARIAN, "cp1250"),
        (GERMAN, "cp1252"),
        (FRENCH, "cp1252"),
        ("It’s a “quoted” word – for £20 or 25 €.", "cp1252"),
        ("Não há informações sobre as opiniões.", "cp1252"),
        ("Zażółć gęślą jaźń. Wszyscy ludzie rodzą się wolni i równi.", "iso8859-2"),
        ("Все люди рождаются свободными и равными в своем достоинстве и правах.", "cp1251"),
    ],
)
def test_text_is_read_whatever_it_was_written_in(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1))
def test_utf8_is_read_as_it_is(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode()).text == text


def test_line_ends_become_one_kind_and_nuls_go() -> None:
    assert decode(b"one\r\ntwo\rthree\x00\nfour and some more words so that a NUL is rare").text == (
        "one\ntwo\nthree\nfour and some more words so that a NUL is rare"
    )


def test_a_few_broken_bytes_do_not_spoil_utf8() -> None:
    assert decode(HUNGARIAN.encode() * 20 + b"\xff").text.startswith(HUNGARIAN)


def test_one_bad_byte_in_utf8_is_said_and_does_not_change_the_encoding() -> None:
    text, warnings = decode("A kör\nés a négyzet ".encode() + b"\xe9 s" + " tovább".encode())
    assert text == "A kör\nés a négyzet \ufffd s tovább"
    [warning] = warnings
    assert "UTF-8" in warning
    assert "line 2" in warning


def test_a_guess_is_said_and_what_is_certain_is_not() -> None:
    [warning] = decode(HUNGARIAN.encode("cp1250")).warnings
    assert "Windows-1250" in warning
    assert "guess" in warning
    assert decode(HUNGARIAN.encode()).warnings == decode(HUNGARIAN.encode("utf-16")).warnings == ()


def test_what_nobody_sees_is_left_out() -> None:
    hidden = "com\u00adpen\u200bsation of \u2066insur\u00ad\nance\u2069, ca\u200cr"
    assert decode(hidden.encode()).text == "compensation of insurance, car"


def test_joiners_stay_where_they_shape_letters() -> None:
    persian, family = "می\u200cخواهم", "👩\u200d👧"
    assert decode(f"{persian} {family}".encode()).text == f"{persian} {family}"


@pytest.mark.parametrize("data", [hashlib.shake_128(b"noise").digest(5_000), bytes(1_000), b"\x00\x01\x02\x03" * 500])
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="not a text file"):
        decode(data)


def test_a_text_has_one_place() -> None:
    document = read_text(HUNGARIAN.encode("iso8859-2"), MediaType.TEXT, Limits())
    assert (document.text, document.marks, document.pages) == (HUNGARIAN, (Mark(0, Whole()),), None)


@pytest.mark.parametrize("data", [b"", b" \n\t ", "\ufeff\u200b".encode()])
def test_a_text_without_anything_to_read_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="no text"):
        read_text(data, MediaType.TEXT, Limits())


def test_a_text_over_the_limit_is_refused_with_the_figures() -> None:
    with pytest.raises(UnreadableDocument, match=r"1,000 characters.*at most 100"):
        read_text(b"x" * 1_000, MediaType.MARKDOWN, Limits(text_characters=100))
