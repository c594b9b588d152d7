from domain.documents import MediaType, ParsedDocument
from domain.places import Rows, Section, Whole, heading_of, place_at, spot_of
from ingest.limits import Limits
from ingest.plain import read_text


def read(text: str) -> ParsedDocument:
    return read_text(text.encode(), MediaType.MARKDOWN, Limits())


PRICES = """# Prices

All prices in euros.

| Part | Weight in grams | Price |
|:-----|----------------:|-------|
| Bolt \\| nut | 12 | 0.50 |
| Pipe | | 3.20 |

Orders by post.
"""


def test_a_row_of_a_table_names_its_columns_and_the_rule_below_the_header_is_no_text() -> None:
    document = read(PRICES)
    assert document.text == (
        "# Prices\n\nAll prices in euros.\n\n"
        "Part: Bolt | nut; Weight in grams: 12; Price: 0.50\nPart: Pipe; Price: 3.20\n"
        "\nOrders by post.\n"
    )
    places = [(document.text[mark.start :].split("\n")[0], mark.place) for mark in document.marks]
    assert places == [
        ("# Prices", Section("Prices", Whole())),
        ("Part: Bolt | nut; Weight in grams: 12; Price: 0.50", Section("Prices", Rows(1, 1))),
        ("Part: Pipe; Price: 3.20", Section("Prices", Rows(2, 2))),
        ("", Section("Prices", Whole())),
    ]


def test_a_heading_or_a_line_with_a_colon_right_above_a_table_stays_with_it() -> None:
    for lead in ("## Prices\n\n", "Our prices are:\n\n", "Our prices are:\n"):
        document = read(f"Text.\n\n{lead}| Part | Price |\n|---|---|\n| Bolt | 0.50 |\n")
        at = document.text.index(lead.strip())
        place = place_at(document.marks, at, len(document.text) - 1)
        assert (spot_of(place), heading_of(place)) == (Rows(1, 1), "Prices" if "##" in lead else None)
        assert place_at(document.marks, 0, 5) == Whole()


def sections(document: ParsedDocument) -> list[tuple[str, str | None]]:
    """The first line of each stretch, and the heading that it stands under."""
    return [(document.text[mark.start :].split("\n")[0], heading_of(mark.place)) for mark in document.marks]


def test_text_stands_under_its_headings_and_one_without_text_opens_a_section_with_the_next() -> None:
    document = read(
        "Before.\n\n# Desk\n\n## Summer hours ##\n8 to 16.\n\n## Winter hours\n10 to 14.\n\n# Fees\nNone.\n"
    )
    assert sections(document) == [
        ("Before.", None),
        ("# Desk", "Desk › Summer hours"),
        ("## Winter hours", "Desk › Winter hours"),
        ("# Fees", "Fees"),
    ]


def test_an_underlined_heading_opens_a_section_and_a_comment_does_not() -> None:
    text = "Guide\n=====\n\nWelcome.\n\n# not a heading\nport = 80\n"
    assert sections(read_text(text.encode(), MediaType.TEXT, Limits())) == [("# Guide", "Guide")]
    assert sections(read("# Code\n```\n# comment\n```\n")) == [("# Code", "Code")]


def test_tables_that_follow_each_other_are_counted_each_by_itself() -> None:
    table = "| Part | Price |\n|---|---|\n| Bolt | 0.50 |\n\n"
    document = read(table + table)
    assert [mark.place for mark in document.marks] == [Rows(1, 1), Whole(), Rows(1, 1), Whole()]


def test_a_table_of_code_stays_as_it_is() -> None:
    text = "```\n| Part | Price |\n|---|---|\n| Bolt | 0.50 |\n```\n"
    assert read(text).text == text


def test_lines_with_bars_are_no_table_without_the_rule() -> None:
    text = "Read a | b | c.\n\nor | so\n---\n\n| not | one |\n"
    assert "| not | one |" in read(text).text


def test_a_drawn_table_is_read_by_its_cells() -> None:
    rule = "+------+-------+\n"
    grid = (
        f"{rule}| Part | Price |\n+======+=======+\n| Long | 0.50  |\n| bolt |       |\n{rule}| Pipe | 3.20  |\n{rule}"
    )
    assert read(grid).text == "Part: Long bolt; Price: 0.50\nPart: Pipe; Price: 3.20\n"


def test_underlined_headings_become_one_kind_with_their_levels() -> None:
    document = read(
        "Title\n=====\n\nOne\n---\n\nText.\n\nTwo words\n---------\n\nMore text\n\n~~~\nDeep\n~~~\n\nEnd.\n"
    )
    headings = [line for line in document.text.splitlines() if line.startswith("#")]
    assert headings[:3] == ["# Title", "## One", "## Two words"]


def test_an_overlined_title_stands_above_the_others() -> None:
    document = read("=====\nTitle\n=====\n\nPart\n====\n\nText.\n")
    assert document.text == "# Title\n\n## Part\n\nText.\n"


def test_a_rule_below_a_paragraph_or_between_paragraphs_is_no_heading() -> None:
    text = "First line\nsecond line\n---\n\nText.\n\n-----\n\nMore.\n"
    assert "#" not in read(text).text
