"""Pages that are pictures of text."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfbase.pdfmetrics import stringWidth

from domain.documents import MediaType, ParsedDocument
from domain.errors import Misconfigured, UnreadableDocument
from domain.places import Page
from ingest.limits import Limits, Recognition
from ingest.parser import ChildParser, ChildRenderer
from ingest.recognised import FAILED, RecognisedLine, RecognisedPage, keep, kept_pages
from ingest.scans import is_rubbish
from tests.ingest.pdf_files import image_only_pdf, pdf_of
from tests.ingest.scanned_files import illustrated, picture_of, picture_of_lines, scan_of
from tests.ingest.test_drawing import marked_box

MODELS = Recognition(models=str(Path(__file__).parents[2] / "models" / "ocr"), threads=2)
POOL = [
    "Rules of the swimming pool",
    "The pool is open from 6 a.m. to 10 p.m. on weekdays, and from",
    "8 a.m. on weekends. A day ticket costs 8.50 for adults and 4.25",
    "for children under 14. Lost property is kept for 30 days.",
]


def place_of(words: str, *, line: int) -> tuple[float, float, float, float]:
    """Where words of a line of POOL stand on their page, as shares of its width and height."""
    before, _, _ = POOL[line].partition(words)
    left = 72 + stringWidth(before, "Helvetica", 11)
    right, base = left + stringWidth(words, "Helvetica", 11), 100 + 14 * line
    return left / 595, (base - 11) / 842, right / 595, (base + 4) / 842


@pytest.fixture(scope="module")
def reading() -> Iterator[ChildParser]:
    with closing(ChildParser(Limits(wall_seconds=60), recognition=MODELS)) as parser:
        yield parser


def read(parser: ChildParser, path: Path, data: bytes) -> ParsedDocument:
    """As the server does: what is scanned is recognised, then the document is parsed once more."""
    path.write_bytes(data)
    for page in parser.parse(path, MediaType.PDF).scans:
        parser.recognise(path, page)
    return parser.parse(path, MediaType.PDF)


def test_a_scan_is_read_though_it_lies_askew_and_its_lines_are_joined(tmp_path: Path, reading: ChildParser) -> None:
    scan = scan_of(picture_of(pdf_of([POOL]), askew_degrees=1))
    document = read(reading, tmp_path / "scan.pdf", scan)
    assert document.text == f"{POOL[0]}\n{' '.join(POOL[1:])}"
    assert [mark.place for mark in document.marks] == [Page(1)]
    assert document.warnings == ("Page 1 is scanned and read by text recognition (OCR): letters may be wrong.",)


def test_german_and_hungarian_letters_are_read(tmp_path: Path, reading: ChildParser) -> None:
    lines = [
        "Öffnungszeiten: für Schüler und größere Gruppen ermäßigt, Übung heißt Maß.",
        "A kölcsönzési idő három hét. Az őszi szünetben zárva, Győr felől jön a vonat.",
        "Ügyfélfogadás hétfőn és csütörtökön 9 órától; a díj 2 400 Ft fejenként.",
    ]
    document = read(reading, tmp_path / "scan.pdf", scan_of(picture_of_lines(lines)))
    assert document.text.split() == " ".join(lines).split()


@pytest.mark.parametrize("degrees", [90, 180])
def test_a_page_that_was_laid_on_the_glass_sideways_is_read_and_marked(
    degrees: int, tmp_path: Path, reading: ChildParser, renderer: ChildRenderer
) -> None:
    path = tmp_path / "scan.pdf"
    turned = picture_of(pdf_of([POOL])).rotate(degrees, expand=True)
    start = read(reading, path, scan_of(turned)).text.index("day ticket")
    box = marked_box(renderer.render(path, page=1, highlight=(start, start + len("day ticket"))))
    assert box is not None
    assert _turned_back(box, degrees) == pytest.approx(place_of("day ticket", line=2), abs=0.015)


def test_a_passage_of_a_scan_is_marked_where_it_stands(
    tmp_path: Path, reading: ChildParser, renderer: ChildRenderer
) -> None:
    path = tmp_path / "scan.pdf"
    text = read(reading, path, scan_of(["A page of text."], picture_of(pdf_of([POOL]), askew_degrees=-1))).text
    start = text.index("swimming pool")
    box = marked_box(renderer.render(path, page=2, highlight=(start, start + len("swimming pool"))))
    assert box == pytest.approx(place_of("swimming pool", line=0), abs=0.015)
    assert marked_box(renderer.render(path, page=1, highlight=(start, start + 8))) is None


def test_columns_of_a_scan_are_read_one_after_the_other(tmp_path: Path, reading: ChildParser) -> None:
    left = [f"The left column goes on in line {word}" for word in ("one", "two", "three", "four", "five")]
    right = [f"while the right one has got line {word}" for word in ("six", "seven", "eight", "nine", "ten")]
    text = read(reading, tmp_path / "scan.pdf", scan_of(_columns(left, right))).text
    assert [text.index(line) for line in (*left, *right)] == sorted(text.index(line) for line in (*left, *right))


def test_a_table_of_a_scan_is_read_as_rows_with_their_names(tmp_path: Path, reading: ChildParser) -> None:
    names = ["Branch", "Castle", "Harbour", "Station", "Market"]
    visitors = ["Visitors", "4300", "5120", "2875", "3960"]
    text = read(reading, tmp_path / "scan.pdf", scan_of(_columns(names, visitors, apart=500))).text
    assert "Branch: Harbour; Visitors: 5120" in text.splitlines()


def test_pages_with_text_are_read_as_ever_and_scans_between_them_by_ocr(tmp_path: Path, reading: ChildParser) -> None:
    scan = picture_of(pdf_of([["Lost property is kept for 30 days."]]))
    document = read(reading, tmp_path / "mixed.pdf", scan_of(["First page."], scan, ["Third page."]))
    assert document.text == "First page.\n\nLost property is kept for 30 days.\n\nThird page."
    assert document.warnings == ("Page 2 is scanned and read by text recognition (OCR): letters may be wrong.",)


def test_a_scanners_stamp_does_not_pass_for_the_pages_text(tmp_path: Path, reading: ChildParser) -> None:
    path = tmp_path / "stamped.pdf"
    document = read(reading, path, scan_of(picture_of(pdf_of([POOL])), stamp="Scanned by Scanny, page 1"))
    assert "Lost property is kept for 30 days." in document.text


def test_a_note_that_was_pinned_to_a_scan_is_read_beside_it(tmp_path: Path, reading: ChildParser) -> None:
    scan = scan_of(picture_of(pdf_of([POOL])), note="Ask the harbour master first.")
    text = read(reading, tmp_path / "noted.pdf", scan).text
    assert "Lost property is kept for 30 days." in text
    assert text.endswith("Note: Ask the harbour master first.")


def test_a_page_with_text_and_a_picture_beside_it_is_no_scan(tmp_path: Path, reading: ChildParser) -> None:
    path = tmp_path / "beside.pdf"
    path.write_bytes(illustrated(picture_of(pdf_of([POOL])), ["A short text."]))
    assert reading.parse(path, MediaType.PDF).scans == ()


def test_a_picture_that_holds_no_text_fails_and_says_what_to_do(tmp_path: Path, reading: ChildParser) -> None:
    with pytest.raises(UnreadableDocument, match=r"recognition \(OCR\) found none either.*200 dpi"):
        read(reading, tmp_path / "picture.pdf", image_only_pdf())


@pytest.mark.parametrize(
    ("letters", "rubbish"),
    [
        ("ԔϸЇΰÎߙΨ́ϣķgϙʆϢiϸЇԔΰÎߙΨ́ϣķgϙʆ¢һӍΉʽী¢Ǌ੒ඥഀဍ೅", True),
        ("\ue000\ue001\ue002 \ue003 no \ue004\ue005\ue006\ue007\ue008\ue009 name", True),
        ("商品编码数量 の削除・インストールについて【の場合】メニューの「スタート」コントロールパネル", False),
        ("Lαβ = 3 μm, Δx = 0.2 Ω, so that ∂f/∂θ → 𝛼𝛽𝛾𝛿𝜀𝜁𝜂𝜃 for all ϑ in the set", False),
        ("α alpha β beta γ gamma δ delta ε epsilon ζ zeta Аa Бb Вv Гg Дd Еe Жž Зz Иi Йj Кk Лl", False),
        ("Hello Привет שלום مرحبا 你好 안녕하세요 γειά σου", False),
    ],
)
def test_letters_that_no_language_mixes_are_rubbish(letters: str, *, rubbish: bool) -> None:
    assert is_rubbish(letters) is rubbish


def test_without_ocr_a_scan_fails_and_names_the_setting(tmp_path: Path, parser: ChildParser) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(image_only_pdf())
    with pytest.raises(UnreadableDocument, match="CANDOR_OCR=auto"):
        parser.parse(path, MediaType.PDF)
    path.write_bytes(scan_of(["First page."], Image.new("L", (600, 800), 128)))
    document = parser.parse(path, MediaType.PDF)
    assert document.scans == ()
    assert [warning.split(":")[0] for warning in document.warnings] == [
        "Page 2 is without text; what they show as pictures cannot be searched.",
        "Text recognition (OCR) is switched off",
    ]
    with pytest.raises(Misconfigured, match="CANDOR_OCR"):
        parser.recognise(path, 2)


def test_a_page_that_ocr_does_not_get_through_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    with closing(ChildParser(Limits(memory_bytes=64 << 20), recognition=MODELS)) as parser:
        document = read(parser, path, scan_of(["First page."], picture_of(pdf_of([POOL]))))
    assert document.text.strip() == "First page."
    assert document.warnings == ("Page 2 is scanned, and text recognition (OCR) did not get through.",)


def test_missing_models_are_no_fault_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(image_only_pdf())
    lost = replace(MODELS, models=str(tmp_path))
    with (
        closing(ChildParser(recognition=lost)) as parser,
        pytest.raises(Misconfigured, match="git checkout -- models/"),
    ):
        parser.recognise(path, 1)
    assert kept_pages(path) == {}


def test_what_was_recognised_is_kept_beside_the_file_and_a_cut_off_note_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    page = RecognisedPage((RecognisedLine("őr", (1.0, 2.0, 3.5), 4.0, 5.0),), 595.0, 842.0, turned=90, skew=0.5)
    keep(path, 1, page)
    with (tmp_path / "scan.pdf.words").open("ab") as file:
        file.write(b'{"number": 2, "lines": [{"te')
    keep(path, 3, FAILED)
    assert kept_pages(path) == {1: page, 3: FAILED}
    assert [file.name for file in tmp_path.iterdir()] == ["scan.pdf.words"]


def _columns(*columns: Sequence[str], apart: int = 620) -> Image.Image:
    pages = [picture_of(pdf_of([column]), noise=0) for column in columns]
    whole = Image.new("L", (1400, pages[0].height), 255)
    for index, page in enumerate(pages):
        whole.paste(page.crop((140, 0, 140 + apart, page.height)), (80 + index * apart, 0))
    return whole


def _turned_back(box: tuple[float, float, float, float], degrees: int) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    for _ in range(degrees // 90):
        left, top, right, bottom = 1 - bottom, left, 1 - top, right
    return left, top, right, bottom
