"""Passages are cut into sentences without loss."""

from hypothesis import given
from hypothesis import strategies as st

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


def test_a_text_without_any_stop_is_cut_at_words() -> None:
    text = "word " * 400
    assert max(b - a for a, b in sentence_spans(text, SentenceCut.EVIDENCE)) <= 420
