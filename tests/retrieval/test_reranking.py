"""The reader's order, mixed with the fused one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.documents import Chunk, Scores, StoredChunk
from domain.places import Page, Section, Whole
from retrieval.reranking import Candidate, Reranker
from tests.retrieval.fakes import BusyReader, WordReader

TEXTS = ["keys", "parental leave", "leave", "parental leave policy"]


def candidates(*scores: Scores) -> list[Candidate]:
    """In fused order, the first one's share 1."""
    given = scores or tuple(Scores(0.5, None) for _ in TEXTS)
    return [
        Candidate(StoredChunk(n, "d", "d.txt", "c", Chunk(text, 0, len(text), Whole())), 1 / (1 + n), score)
        for n, (text, score) in enumerate(zip(TEXTS, given, strict=False))
    ]


def order(weight: float) -> list[str]:
    return [passage.text for passage in Reranker(WordReader(), weight=weight).rerank("parental leave", candidates())]


def test_without_weight_the_fused_order_stands_and_with_all_of_it_the_readers() -> None:
    assert order(0) == TEXTS
    assert order(1) == ["parental leave", "parental leave policy", "leave", "keys"]
    assert order(0.5)[0] == "parental leave"


@given(st.floats(0, 1))
def test_reranking_invents_and_loses_nothing_and_keeps_the_readers_relevance(weight: float) -> None:
    passages = Reranker(WordReader(), weight=weight).rerank("parental leave", candidates())
    assert sorted(passage.stored.id for passage in passages) == [0, 1, 2, 3]
    assert {passage.text: passage.relevance for passage in passages} == dict(zip(TEXTS, (0, 1, 0.5, 1), strict=True))


def test_nothing_to_read_is_not_read() -> None:
    reader = WordReader()
    assert Reranker(reader).rerank("leave", []) == []
    assert reader.questions == []


@pytest.mark.parametrize("reader", [None, BusyReader()])
def test_unread_passages_are_as_relevant_as_their_cosine_says(reader: BusyReader | None) -> None:
    found = candidates(Scores(0.8, None), Scores(-0.1, 2.0), Scores(1.0001, None), Scores(None, 3.0))
    assert [passage.relevance for passage in Reranker(reader).rerank("leave", found)] == [0.8, 0, 1, 0.25]


def test_a_passage_is_read_below_its_headings() -> None:
    texts = {"We open at nine.": "Baths › Winter hours", "We open at ten.": "Baths › Summer hours"}
    found = [
        Candidate(
            StoredChunk(n, "d", "d.pdf", "c", Chunk(text, 0, len(text), Section(path, Page(1)))), 1.0, Scores(0.5, None)
        )
        for n, (text, path) in enumerate(texts.items())
    ]
    [first, _] = Reranker(WordReader(), weight=1).rerank("summer hours", found)
    assert first.text == "We open at ten."
