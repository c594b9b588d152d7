"""Grounding examples mark the words that people marked, sentence by sentence."""

from hypothesis import given
from hypothesis import strategies as st

from training.grounding_data import (
    edited_examples,
    sentence_examples,
    stated,
    windows,
)
from training.sources import Entailed, Labelled

PASSAGES = (
    "The museum opened in 1921. It is closed on Mondays. Tickets cost 4 euros for adults.",
    "The river is 90 kilometres long. It rises near Hartwell and ends in the lake.",
)


def _count_words(text: str) -> int:
    return len(text.split())


def test_a_span_is_cut_at_the_sentences_that_it_touches() -> None:
    answer = "It opened in 1921. It has a cafe. The cafe is cheap."
    start, end = answer.index("has"), answer.index(" is cheap")
    row = Labelled("When?", PASSAGES, answer, ((start, end),), "g", "some-model", "QA")
    first, second, third = sentence_examples([row], "ragtruth")
    assert first.supported
    assert [second.claim[a:b] for a, b in second.spans or ()] == ["has a cafe."]
    assert [third.claim[a:b] for a, b in third.spans or ()] == ["The cafe"]
    assert third.hint == "When? It has a cafe."


@given(text=st.text(alphabet="ab*`-# []123.\n", max_size=40))
def test_what_is_stated_stands_in_the_claim_in_order(text: str) -> None:
    said, places = stated(text)
    assert [text[place] for place in places] == list(said)
    assert places == sorted(set(places))


def test_an_edit_marks_the_words_that_it_brought_in() -> None:
    before = "The museum opened in 1921. It is closed on Mondays."
    row = Entailed(PASSAGES, before.replace("1921", "1931"), supported=False, spans=None, group="g")
    changed, kept = edited_examples(row, before)
    assert [changed.claim[a:b] for a, b in changed.spans or ()] == ["1931."]
    assert kept.supported


def test_windows_hold_the_sentence_that_the_claim_is_about() -> None:
    long = tuple(f"{passage} " + "Nothing else is known. " * 200 for passage in PASSAGES)
    row = Labelled("", long, "The river is 90 kilometres long.", (), "g", "m", "QA")
    (window,) = windows(sentence_examples([row], "ragtruth"), _count_words)
    assert "90 kilometres" in window.evidence
    assert _count_words(window.evidence) <= 224
