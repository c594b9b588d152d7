"""Passages are cut into sentences without loss, and the pick of them fits its budget."""

from hypothesis import given
from hypothesis import strategies as st

from monitoring.detectors.packing import EvidencePacker
from monitoring.detectors.quotation import find_quote
from text.sentences import SentenceCut, sentence_spans

WORDS = st.sampled_from(["rain", "wind", "42", "Budapest", "closed", "opens", "Monday", "the", "of", "a"])
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(lambda words: " ".join(words) + ".")
PASSAGES = st.lists(st.lists(SENTENCES, max_size=8).map(" ".join), max_size=5)


def count_words(text: str) -> int:
    return len(text.split())


def flat(passages: list[list[str]]) -> list[str]:
    return [sentence for passage in passages for sentence in passage]


@given(passages=PASSAGES, claim=SENTENCES, budget=st.integers(5, 60))
def test_a_pick_is_of_the_passages_in_their_order_and_fits_its_budget(
    passages: list[str], claim: str, budget: int
) -> None:
    packer = EvidencePacker(passages, count_words)
    picked, whole = packer.pick(claim, budget_tokens=budget), flat(packer.whole)
    assert sum(map(count_words, flat(picked))) <= budget or len(flat(picked)) == 1
    rest = iter(whole)
    assert all(sentence in rest for sentence in flat(picked))


@given(passages=PASSAGES)
def test_the_whole_is_all_that_is_not_blank(passages: list[str]) -> None:
    packer = EvidencePacker(passages, count_words)
    assert "".join("".join(flat(packer.whole)).split()) == "".join("".join(passages).split())
    assert packer.tokens == sum(map(count_words, passages))
    assert packer.pick("rain", budget_tokens=10_000) == packer.whole


def test_the_sentence_that_shares_the_rare_words_is_chosen() -> None:
    passages = ["The museum is big. The museum opened in 1921. The museum is old.", "The lake is deep. " * 50]
    picked = EvidencePacker(passages, count_words).pick("When was 1921 for the museum?", budget_tokens=5)
    assert picked == [["The museum opened in 1921."]]


def test_a_hint_counts_too() -> None:
    passages = [
        "The lake is deep and cold.",
        "Hartwell lies on a hill, north of it.",
        "A hill has grass and trees.",
    ] * 3
    picked = EvidencePacker(passages, count_words).pick("It lies there.", budget_tokens=12, hint="Where is Hartwell?")
    assert ["Hartwell lies on a hill, north of it."] in picked


def test_a_sentence_that_is_too_large_is_picked_all_the_same_where_it_is_the_best() -> None:
    passages = ["tickets " * 30 + "cost 4 euros", "The lake is deep. " * 9]
    (picked,) = EvidencePacker(passages, count_words).pick("What do tickets cost?", budget_tokens=10)
    assert "cost 4 euros" in picked[0]


def test_blanks_without_end_are_read_once() -> None:
    text = "a" + " " * 100_000 + "b." + " " * 100_000 + "[1]"
    assert "".join("".join(text[a:b].split()) for a, b in sentence_spans(text, SentenceCut.EVIDENCE)) == "ab.[1]"
    assert find_quote("never said", [text]) is None


def test_the_nearest_sentences_come_best_first_and_unrelated_ones_not_at_all() -> None:
    passages = ["The lake is deep. Tickets cost 4 euros for adults. Tickets are sold online."]
    found = EvidencePacker(passages, count_words).nearest("Adults pay 4 euros for tickets", count=3)
    assert passages[0][found[0].start : found[0].end] == "Tickets cost 4 euros for adults."
    assert len(found) == 2


def test_what_is_picked_of_a_passage_comes_below_its_heading() -> None:
    passages, headings = ["We open at nine. We sell tea.", "We open at ten."], ["Bath › Winter", ""]
    packer = EvidencePacker(passages, lambda text: len(text.split()), headings=headings)
    assert packer.whole == [["Bath · Winter.", "We open at nine.", "We sell tea."], ["We open at ten."]]
    assert [passages[one.passage][one.start : one.end] for one in packer.nearest("winter bath open", count=9)] == [
        "We open at nine.",
        "We open at ten.",
    ]
