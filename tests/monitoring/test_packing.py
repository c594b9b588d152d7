"""Packed evidence is cut from the passages, fits its budget and knows the way back."""

from hypothesis import given
from hypothesis import strategies as st

from monitoring.packing import MARK_TOKENS, SEPARATOR, EvidencePacker, cut_sentences

WORDS = st.sampled_from(["rain", "wind", "42", "Budapest", "closed", "opens", "Monday", "the", "of", "a"])
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(lambda words: " ".join(words) + ".")
PASSAGES = st.lists(st.lists(SENTENCES, max_size=8).map(" ".join), max_size=5)


def count_words(text: str) -> int:
    return len(text.split())


@given(passages=PASSAGES, claim=SENTENCES, budget=st.integers(5, 60))
def test_every_piece_is_the_passage_it_says(passages: list[str], claim: str, budget: int) -> None:
    packed = EvidencePacker(passages, count_words).pack(claim, budget_tokens=budget)
    for piece in packed.pieces:
        assert packed.text[piece.packed_start : piece.packed_end] == passages[piece.passage][piece.start : piece.end]
    assert packed.text == SEPARATOR.join(passages[piece.passage][piece.start : piece.end] for piece in packed.pieces)


@given(passages=PASSAGES, claim=SENTENCES, budget=st.integers(5, 60))
def test_the_budget_holds(passages: list[str], claim: str, budget: int) -> None:
    packed = EvidencePacker(passages, count_words).pack(claim, budget_tokens=budget)
    assert count_words(packed.text) <= budget


@given(passages=PASSAGES, claim=SENTENCES)
def test_everything_is_packed_where_everything_fits(passages: list[str], claim: str) -> None:
    packed = EvidencePacker(passages, count_words).pack(claim, budget_tokens=10_000)
    assert "".join(packed.text.replace(SEPARATOR, "").split()) == "".join("".join(passages).split())


@given(passages=PASSAGES, start=st.integers(0, 80), length=st.integers(0, 80))
def test_origins_lead_back_to_the_words(passages: list[str], start: int, length: int) -> None:
    packed = EvidencePacker(passages, count_words).pack("rain", budget_tokens=10_000)
    found = [passages[place.passage][place.start : place.end] for place in packed.origins(start, start + length)]
    assert "".join(found).replace(" ", "") in "".join(passages).replace(" ", "")
    assert all(text in packed.text for text in found)


@given(text=st.text(alphabet="aB1. \n!?é", max_size=200))
def test_sentences_hold_all_that_is_not_blank(text: str) -> None:
    spans = cut_sentences(text)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert spans == sorted(spans)


def test_the_sentence_that_shares_the_rare_words_is_chosen() -> None:
    passages = ["The museum is big. The museum opened in 1921. The museum is old.", "The lake is deep. " * 50]
    packed = EvidencePacker(passages, count_words).pack("When was 1921 for the museum?", budget_tokens=5 + MARK_TOKENS)
    assert packed.text == "The museum opened in 1921."


def test_a_hint_finds_what_a_pronoun_stands_for() -> None:
    passages = [
        "The lake is deep and cold.",
        "Hartwell lies on a hill, north of it.",
        "A hill has grass and trees.",
    ] * 3
    packer = EvidencePacker(passages, count_words)
    assert "Hartwell" in packer.pack("It lies there.", budget_tokens=12, hint="Where is Hartwell?").text


def test_abbreviations_and_list_numbers_end_no_sentence() -> None:
    text = "Dr. Holt met Mr. Brandt.\n1. Open the box.\n2. Close it."
    assert [text[a:b] for a, b in cut_sentences(text)] == [
        "Dr. Holt met Mr. Brandt.",
        "1. Open the box.",
        "2. Close it.",
    ]


def test_a_text_without_any_stop_is_cut_at_words() -> None:
    text = "word " * 400
    assert max(b - a for a, b in cut_sentences(text)) <= 420


def test_the_nearest_sentences_come_best_first_and_unrelated_ones_not_at_all() -> None:
    passages = ["The lake is deep. Tickets cost 4 euros for adults. Tickets are sold online."]
    found = EvidencePacker(passages, count_words).nearest("Adults pay 4 euros for tickets", count=3)
    assert passages[0][found[0].start : found[0].end] == "Tickets cost 4 euros for adults."
    assert len(found) == 2
