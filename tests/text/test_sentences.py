"""Passages are cut into sentences without loss."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.blocks import is_code, is_table_head
from text.sentences import SentenceCut, sentence_spans


@given(text=st.text(alphabet="aB1. \n!?é", max_size=200))
def test_sentences_hold_all_that_is_not_blank(text: str) -> None:
    spans = sentence_spans(text, SentenceCut.EVIDENCE)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert spans == sorted(spans)


def test_abbreviations_and_list_numbers_end_no_sentence() -> None:
    text = "Dr. Holt met Mr. Brandt.\n1. Open the box.\n2. Close it."
    assert [text[a:b] for a, b in sentence_spans(text, SentenceCut.EVIDENCE)] == [
        "Dr. Holt met Mr. Brandt.",
        "1. Open the box.",
        "2. Close it.",
    ]


def test_other_scripts_are_cut_at_their_own_stops_and_capitals() -> None:
    chinese = "\u9986\u957f\u4f4f\u5728\u8fd9\u91cc\u3002\u5468\u4e00\u4f11\u606f\uff01"
    assert [chinese[a:b] for a, b in sentence_spans(chinese, SentenceCut.EVIDENCE)] == [chinese[:7], chinese[7:]]
    russian = "Музей открыт. Он закрыт в понедельник, т. е. завтра."
    assert [russian[a:b] for a, b in sentence_spans(russian, SentenceCut.EVIDENCE)] == [russian[:13], russian[14:]]


@pytest.mark.parametrize("cut", SentenceCut)
@pytest.mark.parametrize(
    "sentence",
    [
        "Das gilt z. B. für Hunde.",
        "Nach § 8 Abs. 2 ist Nachtarbeit verboten.",
        "Am 31. Dezember ist zu.",
        "Laut Art. 5 Nr. 3 gilt eine Frist von 14 Tagen.",
        "Die Gebühr beträgt ca. 90 Euro zzgl. MwSt. und ist fällig.",
        "Siehe S. 12, Kap. 4 und Anh. II des Vertrags.",
        "Gem. § 5 Abs. 1 S. 2 BGB i. V. m. § 7 gilt dies.",
        "Das sind z. B. Hunde, d. h. Tiere, bzw. Katzen usw. im Haus.",
        "Die Müller GmbH in der Goethestr. 12 liefert max. 30 Stück.",
        "Laut Dr. med. Huber dauert es mind. 3 Tage.",
        "Der 1. FC Köln spielt im 2. Stock.",
        "A díj kb. 90 euró, pl. készpénzben vagy kártyával stb. fizethető.",
        "A Minta Kft. Budapesten működik.",
        "A 12. § (2) bekezdés szerint tilos.",
        "A határidő 2024. március 5. napja.",
        "A rendelet 2024. 03. 05. napján jelent meg.",
        "A Kossuth u. 12. szám alatt, a III. em. 4. ajtónál.",
        "The case Smith vs. Brown took approx. 90 days.",
        "Apple Inc. CEO Tim Cook came.",
        "The house at 12 Mill Rd. Springfield is white.",
        "Yahoo! Inc. was sold.",
        "« Oui ! » dit-il.",
        "पहला वाक्य।",
        "これは３．５です．",
    ],
)
def test_no_way_of_cutting_breaks_a_sentence_at_an_abbreviation_a_name_or_a_quote(
    cut: SentenceCut, sentence: str
) -> None:
    text = f"{sentence} {sentence}"
    assert [text[a:b] for a, b in sentence_spans(text, cut)] == [sentence, sentence]


def test_a_table_s_header_is_one_with_the_line_below_it_and_a_fenced_block_is_one() -> None:
    parts = ["| A | B |\n|---|:-:|", "| 1 | 2 |", "```sql\nSELECT 1. Then\n" + "x = 1\n" * 400 + "```", "End."]
    text = "\n".join(parts)
    assert [text[a:b] for a, b in sentence_spans(text, SentenceCut.CLAIMS)] == parts
    assert [is_table_head(part) for part in parts] == [True, False, False, False]
    assert [is_code(part) for part in parts] == [False, False, True, False]


def test_a_fence_that_is_never_closed_is_no_code() -> None:
    assert not is_code("```\nThe fee is 500 euros.")


def test_a_text_without_any_stop_is_cut_at_words() -> None:
    text = "word " * 400
    assert max(b - a for a, b in sentence_spans(text, SentenceCut.EVIDENCE)) <= 420
