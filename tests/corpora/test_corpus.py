"""The questions fit the documents, and the documents fit their sources."""

import csv
import re
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest

from benchmarks.answers import QUESTIONS_FILE, Question, load_questions
from benchmarks.expected_words import holds_words
from corpora.build import CORPORA_FOLDER, DEMO_FOLDER, SOURCES_FOLDER, SourceError, build_pdf, parse_source

QUESTIONS = load_questions(QUESTIONS_FILE)
ANSWERABLE = [question for question in QUESTIONS if question.answerable]
SOURCES = sorted(SOURCES_FOLDER.glob("*.md"))
CSV_DELIMITERS = {"spare-parts.csv": ",", "delays-2024.csv": ";"}


def page_texts(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


def csv_rows(name: str) -> list[list[str]]:
    with (DEMO_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=CSV_DELIMITERS[name]))


def expected_place(question: Question) -> str:
    """The text of the page or rows that a question names, or of the whole document where it names neither."""
    path = DEMO_FOLDER / (question.document or "")
    if question.page is not None:
        return page_texts(path)[question.page - 1]
    if question.rows is not None:
        first, last = question.rows
        return " | ".join(cell for row in csv_rows(path.name)[first : last + 1] for cell in row)
    return path.read_text(encoding="utf-8")


def test_there_are_sixty_questions_of_which_fifteen_have_no_answer() -> None:
    assert len(QUESTIONS) == 60
    assert len(ANSWERABLE) == 45
    assert len({question.id for question in QUESTIONS}) == 60
    assert len({question.question for question in QUESTIONS}) == 60


def test_the_kinds_are_spread_over_all_documents() -> None:
    kinds = Counter(question.kind for question in QUESTIONS)
    assert kinds["table_row"] == 8
    assert kinds["hungarian"] == 6
    assert kinds["near_miss"] + kinds["off_topic"] == 15
    assert {question.document for question in ANSWERABLE} == {path.name for path in DEMO_FOLDER.iterdir()}


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: question.id)
def test_the_expected_words_stand_at_the_expected_place(question: Question) -> None:
    assert question.words
    assert holds_words(expected_place(question), question.words)
    assert (question.page is not None) == (question.document or "").endswith(".pdf")
    assert (question.rows is not None) == (question.document or "").endswith(".csv")


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: question.id)
def test_no_question_gives_its_own_answer_away(question: Question) -> None:
    assert not holds_words(question.question, question.words)


def test_an_unanswerable_question_expects_nothing() -> None:
    for question in QUESTIONS:
        if not question.answerable:
            assert (question.document, question.page, question.rows, question.words) == (None, None, None, ())


def test_the_demo_folder_has_the_promised_mix_of_files() -> None:
    suffixes = Counter(path.suffix for path in DEMO_FOLDER.iterdir())
    assert suffixes[".pdf"] == 2
    assert suffixes[".csv"] == 2
    assert suffixes[".txt"] + suffixes[".md"] == 4
    assert sum(suffixes.values()) == 8


def test_one_pdf_is_long_and_one_is_short() -> None:
    pages = {path.name: len(page_texts(path)) for path in DEMO_FOLDER.glob("*.pdf")}
    assert 20 <= pages["operations-manual.pdf"] <= 30
    assert 3 <= pages["annual-report-2024.pdf"] <= 6


@pytest.mark.parametrize("name", CSV_DELIMITERS)
def test_every_row_of_a_table_has_all_columns_and_the_readme_counts_them(name: str) -> None:
    header, *rows = csv_rows(name)
    assert {len(row) for row in rows} == {len(header)}
    assert f"`{name}` | {len(rows)} " in (CORPORA_FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_hungarian_text_is_long_enough_to_measure_on() -> None:
    text = (DEMO_FOLDER / "utazoknak-a-hegyi-vasutrol.txt").read_text(encoding="utf-8")
    assert len(text.split()) >= 800


def test_the_readme_suggests_the_first_question() -> None:
    assert f"> {QUESTIONS[0].question}\n" in (CORPORA_FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_pdf_rebuilt_from_its_source_has_the_text_of_the_one_that_is_kept(source: Path, tmp_path: Path) -> None:
    rebuilt = tmp_path / "rebuilt.pdf"
    build_pdf(parse_source(source.read_text(encoding="utf-8")), rebuilt)
    assert page_texts(rebuilt) == page_texts(DEMO_FOLDER / f"{source.stem}.pdf")


def test_building_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    source = parse_source((SOURCES_FOLDER / "annual-report-2024.md").read_text(encoding="utf-8"))
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    build_pdf(source, first)
    build_pdf(source, second)
    assert first.read_bytes() == second.read_bytes()


def test_the_contents_name_the_page_on_which_a_chapter_starts() -> None:
    pages = page_texts(DEMO_FOLDER / "operations-manual.pdf")
    contents = re.search(r"12 Avalanche service[\s.]+(\d+)", pages[1])
    assert contents is not None
    assert pages[int(contents.group(1)) - 1].startswith("12 Avalanche service")


def test_a_source_with_a_character_that_the_font_lacks_is_refused_by_name() -> None:
    head = "title: A\nsubtitle: B\nfooter: C\ncontents: no\n\n"
    with pytest.raises(SourceError, match="'ő'"):
        parse_source(head + "Felsőtanya")


def test_a_source_without_a_title_is_refused_by_name() -> None:
    with pytest.raises(SourceError, match="title"):
        parse_source("subtitle: B\nfooter: C\ncontents: no\n\nText")
