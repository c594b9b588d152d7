from pathlib import Path

import pytest

from domain.documents import MediaType, ParsedDocument
from domain.errors import UnreadableDocument
from domain.places import Rows, Section, Whole
from ingest.limits import Limits
from ingest.web_page import read_web_page


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "page.html"


def read(path: Path, page: str | bytes) -> ParsedDocument:
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return read_web_page(path, Limits())


def test_the_title_and_the_headings_open_sections(path: Path) -> None:
    page = "<title>Railway</title><h1>Prices</h1><p>Nine\n euros.</p><h2>Dogs</h2>Free."
    parsed = read(path, page)
    assert parsed.media_type is MediaType.HTML
    assert parsed.text == "Railway\n\nPrices\n\nNine euros.\n\nDogs\n\nFree."
    assert [mark.place for mark in parsed.marks] == [
        Section("Railway › Prices", Whole()),
        Section("Railway › Prices › Dogs", Whole()),
    ]


def test_a_title_that_the_page_repeats_is_read_once(path: Path) -> None:
    assert read(path, "<title>Prices</title><h1>Prices</h1><p>Nine.").text == "Prices\n\nNine."


@pytest.mark.parametrize(
    "unseen",
    [
        "<nav><a href=/>Home</a></nav>",
        "<div role=navigation>Home</div>",
        "<script>secret()</script>",
        "<style>p { color: red }</style>",
        "<noscript>Enable it</noscript>",
        "<template><p>later</p></template>",
        "<p hidden>secret</p>",
        "<p style='color: red; display : none'>secret</p>",
        "<span style='visibility:hidden'>secret</span>",
        "<form><input value=x><button>Go</button><select><option>one</select></form>",
        "<!-- secret -->",
        "<i aria-hidden=true>menu_book</i>",
    ],
)
def test_what_nobody_reads_is_left_out(path: Path, unseen: str) -> None:
    assert read(path, f"<body><p>Nine euros.</p>{unseen}<p>Free.</p>").text == "Nine euros.\n\nFree."


def test_lists_keep_numbers_bullets_and_depth(path: Path) -> None:
    page = (
        "<p>You need:</p><ol start=3><li>ticket<ul><li>adult<li><p>child</p></ul><li value=7>dog</ol>"
        "<ol type=a><li>x</ol>"
    )
    assert read(path, page).text == "You need:\n3. ticket\n  - adult\n  - child\n7. dog\na. x"


def test_a_term_stays_with_its_definition(path: Path) -> None:
    assert read(path, "<dl><dt>Single</dt><dt>One way</dt><dd>There.<dt>Return<dd>And back.</dl>").text == (
        "Single, One way: There.\n\nReturn: And back."
    )


def test_tables_are_rows_with_headers_and_spans_count_everywhere(path: Path) -> None:
    page = (
        "<h2>Prices</h2><table><tfoot><tr><td>Dogs<td>0<td>0</tfoot><thead><tr><th rowspan=2>Item<th colspan=2>2024"
        "<tr><th>Adult<th>Child</thead><tr><td>Single<td>9<td>4<tr><td colspan=3>Groups"
        "<tr><td>Return<td>15<td>7</table>"
    )
    parsed = read(path, page)
    assert parsed.text.splitlines()[2:] == [
        "Item: Single; 2024 Adult: 9; 2024 Child: 4",
        "Groups",
        "Item: Return; 2024 Adult: 15; 2024 Child: 7",
        "Item: Dogs; 2024 Adult: 0; 2024 Child: 0",
    ]
    assert parsed.marks[-1].place == Section("Prices", Rows(4, 4))


def test_spans_without_end_are_bounded(path: Path) -> None:
    cells = "<td colspan=1000 rowspan=65534>a" * 300
    assert len(read(path, f"<table><tr>{cells}" + "<tr><td>b" * 500 + "</table>").text) < 5_000_000


def test_a_table_that_only_arranges_is_read_as_text(path: Path) -> None:
    assert read(path, "<table><tr><td><p>One.</p><p>Two.</p><td><table><tr><td>Three.</table></table>").text == (
        "One.\n\nTwo.\n\nThree."
    )


def test_raised_digits_do_not_join_the_number_before_them(path: Path) -> None:
    assert read(path, "<p>10<sup>6</sup> on the 1<sup>st</sup></p>").text == "10⁶ on the 1st"


@pytest.mark.parametrize(
    "page",
    [
        "<meta charset=iso-8859-2><p>árvíztűrő".encode("iso-8859-2"),
        "<meta http-equiv=content-type content='text/html; charset=windows-1250'><p>árvíztűrő".encode("cp1250"),
        "<p>árvíztűrő".encode("utf-16"),
        "\ufeff<meta charset=latin1><p>árvíztűrő".encode(),
        "<?xml version='1.0' encoding='utf-8'?><html xmlns='http://www.w3.org/1999/xhtml'><p>árvíztűrő</p></html>".encode(),
    ],
)
def test_letters_come_out_whatever_they_are_written_in(path: Path, page: bytes) -> None:
    assert read(path, page).text == "árvíztűrő"


@pytest.mark.parametrize("page", ["<html><body></body></html>", "<!doctype html>", "<script>x</script>"])
def test_a_page_without_text_says_so(path: Path, page: str) -> None:
    with pytest.raises(UnreadableDocument, match="holds no text"):
        read(path, page)


def test_elements_nested_without_end_do_not_end_the_reader(path: Path) -> None:
    assert read(path, "<div>" * 1_000 + "deep" + "</div>" * 1_000 + "<p>after").text == "deep\n\nafter"
    assert read(path, "<p>before" + "<div>" * 100_000).text == "before"
