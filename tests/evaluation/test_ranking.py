"""Ranking arithmetic agrees with its formulas, written out."""

import math

from hypothesis import given
from hypothesis import strategies as st

from evaluation.ranking import Bm25, HybridSearch, best_first, fuse, ndcg
from tests.retrieval.fakes import WordEncoder
from text.words import words

TEXTS = ["the cat sat on the mat", "a dog sat", "cats and dogs and cats", ""]
ALPHABET = st.sampled_from(["rain", "wind", "snow", "sun"])


def _bm25(query: str, texts: list[str], place: int) -> float:
    counts = [words(text) for text in texts]
    mean = sum(map(len, counts)) / len(counts)
    total = 0.0
    for word in set(words(query)):
        having = sum(word in count for count in counts)
        frequency = counts[place].count(word)
        norm = 1.2 * (1 - 0.75 + 0.75 * len(counts[place]) / max(mean, 1.0))
        total += math.log(1 + (len(texts) - having + 0.5) / (having + 0.5)) * frequency / (frequency + norm)
    return total


@given(texts=st.lists(st.lists(ALPHABET, max_size=6).map(" ".join), min_size=1, max_size=6), query=ALPHABET)
def test_bm25_equals_its_formula(texts: list[str], query: str) -> None:
    scores = Bm25(texts).scores(query)
    assert all(abs(scores[place] - _bm25(query, texts, place)) < 1e-9 for place in range(len(texts)))


def test_texts_that_share_no_word_are_not_hits() -> None:
    assert Bm25(TEXTS).top("cat", 10) == [0]


def test_hybrid_search_ranks_every_text_and_those_first_that_both_find() -> None:
    search = HybridSearch(TEXTS, WordEncoder())
    assert search.top("the cat sat", 4)[0] == 0
    assert sorted(search.top("the cat sat", 10)) == [0, 1, 2, 3]
    assert len(search.top("the cat sat", 2)) == 2


@given(rankings=st.lists(st.lists(st.integers(0, 20), unique=True), max_size=4), seed=st.randoms())
def test_fusion_invents_nothing_and_ignores_the_order_of_its_inputs(rankings: list[list[int]], seed: object) -> None:
    fused = fuse(rankings)
    assert set(fused) == {document for ranked in rankings for document in ranked}
    turned = fuse(rankings[::-1])
    assert all(abs(fused[document] - turned[document]) < 1e-12 for document in fused)


def test_ndcg_is_one_for_a_perfect_list_and_falls_with_the_place() -> None:
    assert ndcg([3, 1, 2], {3, 1}) == 1.0
    assert ndcg([2, 3, 1], {3}) == 1 / math.log2(3)
    assert ndcg([], {3}) == 0.0


def test_ties_go_to_the_lower_index() -> None:
    assert best_first({5: 0.5, 2: 0.5, 9: 0.7}) == [9, 2, 5]
