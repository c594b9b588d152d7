from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.documents import Chunk, MediaType, ParsedDocument
from domain.errors import Misconfigured
from domain.places import Mark, Page, Place, Rows, Section, SheetRows, Slide, Whole, place_at
from ingest.chunker import TokenChunker
from tests.ingest.tiny_tokenizer import TinyTokenizer

TOKENIZER = TinyTokenizer()


def plain(text: str) -> ParsedDocument:
    return ParsedDocument(text, MediaType.TEXT, (Mark(0, Whole()),), None)


def paged(*pages: str) -> ParsedDocument:
    text, marks = "", []
    for number, page in enumerate(pages, 1):
        marks.append(Mark(len(text), Page(number)))
        text += page + "\n\n"
    return ParsedDocument(text, MediaType.PDF, tuple(marks), len(pages))


def tabular(*rows: str) -> ParsedDocument:
    text, marks = "", []
    for number, row in enumerate(rows, 1):
        marks.append(Mark(len(text), Rows(number, number)))
        text += row + "\n"
    return ParsedDocument(text, MediaType.CSV, tuple(marks), None)


def chunks_of(document: ParsedDocument, *, max_tokens: int = 40, overlap_tokens: int = 0) -> Sequence[Chunk]:
    return TokenChunker(TOKENIZER, max_tokens=max_tokens, overlap_tokens=overlap_tokens).chunk(document)


def texts(document: ParsedDocument, *, max_tokens: int = 40, overlap_tokens: int = 0) -> list[str]:
    return [chunk.text for chunk in chunks_of(document, max_tokens=max_tokens, overlap_tokens=overlap_tokens)]


WORDS = st.sampled_from(
    [
        "the",
        "report",
        "Sales",
        "of",
        "a.",
        "b!",
        "\n",
        "\n\n",
        "# Head\n",
        "- ",
        "árvíztűrő",
        "漢字。",
        "vwxyz" * 24,  # a long word that is no noise, next to itself either
        "\t",
        "1.5",
    ]
)
ODD_WORDS = st.sampled_from(["\u200b" * 50, "don't", "🙂", "; ", "e.g.", "…", "\x85", "a" * 40]) | st.text(max_size=30)
DOCUMENTS = st.lists(st.lists(WORDS | ODD_WORDS, max_size=40).map(" ".join), min_size=1, max_size=4)
MAKERS = st.sampled_from([paged, tabular, lambda *parts: plain("".join(parts))])


@settings(max_examples=60, deadline=None)
@example(["don't the", "the # Head\n"], lambda *parts: plain("".join(parts)), 16, 0.5)
@given(DOCUMENTS, MAKERS, st.integers(16, 60), st.floats(0, 0.5))
def test_chunks_are_slices_that_fit_and_cover_everything(
    parts: list[str], make: Callable[..., ParsedDocument], max_tokens: int, overlap_ratio: float
) -> None:
    document = make(*parts)
    overlap = int(max_tokens * overlap_ratio)
    covered = 0
    last_start = -1
    for chunk in chunks_of(document, max_tokens=max_tokens, overlap_tokens=overlap):
        assert document.text[chunk.start : chunk.end] == chunk.text
        assert chunk.text.strip() == chunk.text != ""
        assert TOKENIZER.count(chunk.text) <= max_tokens
        assert chunk.place == place_at(document.marks, chunk.start, chunk.end)
        assert chunk.start > last_start
        assert not document.text[covered : chunk.start].strip()
        last_start, covered = chunk.start, max(covered, chunk.end)
    assert not document.text[covered:].strip()


def test_a_short_text_is_one_chunk() -> None:
    assert texts(plain("  The report.\n")) == ["The report."]


def test_a_blank_text_has_no_chunks() -> None:
    assert texts(plain(" \n\n ")) == []


def test_sentences_are_not_cut_where_they_fit() -> None:
    sentences = [f"The report of the sale {number} and a sale." for number in range(12)]
    for text in texts(plain(" ".join(sentences)), max_tokens=24):
        assert text.startswith("The report")
        assert text.endswith("a sale.")


@pytest.mark.parametrize(
    "text", ["The sale of Dr. Kiss", "The sale, e.g. the report", "A 1.5 report", "J. Kiss", "A kb. 20 sale"]
)
def test_abbreviations_and_numbers_end_no_sentence(text: str) -> None:
    filler = "The report of the report and the report of a sale. "
    document = plain(filler * 2 + text + " and the report of the sale. " + filler)
    assert any(text in chunk for chunk in texts(document, max_tokens=34))


def test_paragraphs_go_before_sentences() -> None:
    one, two = "The report of a sale. The report.", "A sale and a report. The sale of the report."
    assert texts(plain(f"{one}\n\n{two}"), max_tokens=16) == [one, two]


@pytest.mark.parametrize("heading", ["# The sale", "The sale", "The sale\n========"])
def test_a_heading_stays_with_what_follows(heading: str) -> None:
    body = "The report of the report and the report of a sale and the report of the sale and a report. A sale."
    document = plain(f"The report of a sale. A report of a sale and the sale.\n\n{heading}\n\n{body}")
    found = texts(document, max_tokens=40)
    assert any(text.startswith(heading) and "The report of the report" in text for text in found)


def test_list_items_are_not_cut_where_they_fit() -> None:
    items = [f"- the report of sale {number}\n  and the sale" for number in range(8)]
    assert all(text.startswith("- ") for text in texts(plain("\n".join(items)), max_tokens=26))


def test_a_chunk_repeats_the_sentence_before_it_within_a_paragraph() -> None:
    sentences = [f"The report of sale {number}." for number in range(6)]
    found = texts(plain(" ".join(sentences)), max_tokens=24, overlap_tokens=8)
    assert len(found) > 1
    assert all(before.endswith(after.split(". ")[0] + ".") for before, after in pairwise(found))


def test_no_chunk_lies_on_two_pages() -> None:
    chunks = chunks_of(paged("The report of a sale.", "A sale.", "", "The report."), max_tokens=100, overlap_tokens=20)
    assert [(chunk.text, chunk.place) for chunk in chunks] == [
        ("The report of a sale.", Page(1)),
        ("A sale.", Page(2)),
        ("The report.", Page(4)),
    ]


def test_rows_are_kept_whole_and_never_repeated() -> None:
    rows = [f"sale: {number}; report: the sale of a report" for number in range(1, 8)]
    chunks = chunks_of(tabular(*rows), max_tokens=24, overlap_tokens=10)
    assert [chunk.text for chunk in chunks] == ["\n".join(rows[i : i + 2]) for i in range(0, 7, 2)]
    assert [chunk.place for chunk in chunks] == [Rows(1, 2), Rows(3, 4), Rows(5, 6), Rows(7, 7)]


def test_a_row_that_does_not_fit_is_cut_between_cells_and_mixed_with_no_other() -> None:
    long_row = "; ".join(f"sale {number}: the report of the sale" for number in range(6))
    chunks = chunks_of(tabular("sale: 1", long_row, "sale: 2"), max_tokens=20)
    assert chunks[0].place == Rows(1, 1)
    assert all(chunk.text.startswith("sale") for chunk in chunks)


def test_lines_above_a_table_are_no_rows() -> None:
    table = tabular("sale: 1", "sale: 2")
    marks = (Mark(0, Whole()), *(Mark(mark.start + len("The report\n"), mark.place) for mark in table.marks))
    chunks = chunks_of(ParsedDocument("The report\n" + table.text, MediaType.CSV, marks, None))
    assert [chunk.place for chunk in chunks] == [Whole(), Rows(1, 2)]


def test_a_text_is_tokenised_once() -> None:
    tokenizer = TinyTokenizer()
    text = "The report of a sale. " * 5_000
    assert len(TokenChunker(tokenizer, max_tokens=40, overlap_tokens=8).chunk(plain(text))) > 500
    assert tokenizer.characters <= len(text)


@pytest.mark.parametrize(("max_tokens", "overlap_tokens"), [(15, 0), (100, 51), (100, -1)])
def test_sizes_that_make_no_sense_are_refused(max_tokens: int, overlap_tokens: int) -> None:
    with pytest.raises(Misconfigured, match="overlap"):
        TokenChunker(TOKENIZER, max_tokens=max_tokens, overlap_tokens=overlap_tokens)


@given(st.lists(st.integers(0, 5), max_size=8), st.integers(0, 30), st.integers(1, 9))
def test_a_place_is_that_of_every_row_touched(gaps: list[int], start: int, length: int) -> None:
    starts = [0, *accumulate(gaps)]
    marks = tuple(Mark(at, Rows(number, number)) for number, at in enumerate(starts, 1))
    ends = [*starts[1:], 1_000]
    touched = [n for n, (a, b) in enumerate(zip(starts, ends, strict=True), 1) if a < start + length and b > start]
    assert place_at(marks, start, start + length) == Rows(touched[0], touched[-1])


def placed(*parts: tuple[str, Place]) -> ParsedDocument:
    text, marks = "", []
    for part, place in parts:
        marks.append(Mark(len(text), place))
        text += part + "\n"
    return ParsedDocument(text, MediaType.XLSX, tuple(marks), None)


def test_a_chunk_reaches_from_no_section_sheet_or_slide_into_the_next() -> None:
    places: list[Place] = [
        Section("Summer", Whole()),
        Section("Winter", Whole()),
        Slide(1),
        Slide(2),
        SheetRows("a", 1, 1),
        SheetRows("b", 2, 2),
        Section("Summer", Rows(3, 3)),
        Section("Winter", Rows(4, 4)),
        Rows(5, 5),
    ]
    chunks = chunks_of(placed(*(("word", place) for place in places)))
    assert [chunk.place for chunk in chunks] == places


def test_rows_of_one_table_share_a_chunk_that_names_the_first_and_the_last() -> None:
    sheet = placed(*((f"a: {number}", SheetRows("Prices", number, number)) for number in (2, 3, 7)))
    assert [chunk.place for chunk in chunks_of(sheet)] == [SheetRows("Prices", 2, 7)]
    tables = (1, 2, 1, 2)
    section = placed(*((f"a: {number}", Section("Prices", Rows(number, number))) for number in tables))
    assert [chunk.place for chunk in chunks_of(section)] == [Section("Prices", Rows(1, 2))] * 2


def test_short_sections_beside_one_another_are_one_chunk_under_what_they_have_in_common() -> None:
    parts = [(f"Part {name}\nIt is {name}.\n\n", Section(f"Guide › Part {name}", Page(1))) for name in "abc"]
    [chunk] = chunks_of(placed(*parts), max_tokens=100)
    assert chunk.place == Section("Guide", Page(1))
    assert all(f"Part {name}" in chunk.text for name in "abc")


def test_sections_with_nothing_in_common_or_on_two_pages_stay_apart() -> None:
    other = placed(("Here.\n\n", Section("Guide › a", Page(1))), ("There.", Section("Rules › b", Page(1))))
    paged_ = placed(("Here.\n\n", Section("Guide › a", Page(1))), ("There.", Section("Guide › b", Page(2))))
    assert [len(chunks_of(document)) for document in (other, paged_)] == [2, 2]


def test_a_heading_with_nothing_below_it_is_no_chunk() -> None:
    document = placed(("Contents\n\n", Section("Contents", Page(1))), ("Here it is.", Section("Rules", Page(2))))
    assert [chunk.text for chunk in chunks_of(document)] == ["Here it is."]


def test_items_of_a_list_keep_the_sentence_that_opens_it() -> None:
    items = "\n".join(f"- item {number} of those that nobody pays for" for number in range(20))
    _, first, *rest = chunks_of(plain(f"Read this. The following are free of charge:\n{items}"))
    assert "free of charge:\n- item 0" in first.text
    assert rest
    assert {chunk.place for chunk in rest} == {Section("The following are free of charge:", Whole())}
    assert all(chunk.searched.startswith("The following are free of charge:\n") for chunk in rest)


def test_the_sentence_that_opens_a_list_does_not_end_a_chunk() -> None:
    text = "One two three four five six seven eight nine ten.\nThey are free:\n- alpha beta gamma\n- delta epsilon"
    assert all(not chunk.endswith("free:") for chunk in texts(plain(text), max_tokens=16))


def test_a_question_stays_with_the_list_or_the_line_that_answers_it() -> None:
    before = "The house has many rooms for all that come, and more."
    asked = texts(plain(f"{before}\n\n**What is there?**\n\n- a pump\n- a boat\n"))
    assert [text for text in asked if "What is there?" in text] == ["**What is there?**\n\n- a pump\n- a boat"]
    titled = texts(plain(f"{before}\n\n**I left it.**\n\nWe keep it for a month."))
    assert titled[-1] == "**I left it.**\n\nWe keep it for a month."


def test_what_stands_below_a_table_keeps_its_heading_though_short_sections_follow() -> None:
    parts = (
        ("Prices\na: 1\n\n", Section("Guide › Prices", Rows(1, 1))),
        ("* Half of it in winter.\n\n", Section("Guide › Prices", Whole())),
        ("Dogs\nNo dogs.\n\n", Section("Guide › Dogs", Whole())),
        ("Cats\nNo cats.", Section("Guide › Cats", Whole())),
    )
    _, note, rest = chunks_of(placed(*parts), max_tokens=100)
    assert (note.text, note.place) == ("* Half of it in winter.", Section("Guide › Prices", Whole()))
    assert rest.place == Section("Guide", Whole())


def test_a_section_that_says_of_when_it_is_stays_alone() -> None:
    older = "On 5 March 2024, Tom wrote"
    parts = (
        ("Ferry\nIt leaves at 9.\n\n", Section("Ferry", Whole())),
        (f"{older}\nAt 8?", Section(f"Ferry › {older}", Whole())),
    )
    assert [chunk.place for chunk in chunks_of(placed(*parts), max_tokens=100)] == [place for _, place in parts]


def test_a_note_stays_in_the_chunk_of_the_row_above_it() -> None:
    rows = ("Boat: Heron; Hire: twelve a day", "Boat: Teal (a); Hire: ten a day", "(a) Half on Fridays.", "Boat: Swift")
    document = placed(*((f"{row}\n", Rows(at, at)) for at, row in enumerate(rows, 1)))
    [chunk] = [one for one in chunks_of(document, max_tokens=50) if "(a) Half" in one.text]
    assert "Teal (a)" in chunk.text
