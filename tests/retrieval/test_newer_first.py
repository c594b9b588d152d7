"""What holds comes before what it took the place of, where both were found about as well."""

import pytest

from domain.documents import Chunk, Scores, StoredChunk
from domain.places import Whole
from retrieval.reranking import Candidate, Reranker
from tests.retrieval.fakes import BusyReader
from text.stating import stated

OLD = ("club-rules-2022.txt", "Rowing club rules 2022", "A boat place in the shed costs 40 euros a year.")
NEW = ("club-rules-2025.txt", "Rowing club rules 2025", "For a boat place in the shed 65 euros are due each year.")
BETWEEN = ("songs.txt", "Songs", "A shanty of a boat in a shed.")
OTHER = ("songs-2026.txt", "Songs 2026", "A shanty of a boat place in the shed has 12 verses.")
QUESTION = "How much is a boat place in the shed?"


def order(question: str, *found: tuple[tuple[str, str, str], float], reader: BusyReader | None = None) -> list[str]:
    candidates = [
        Candidate(
            StoredChunk(number, name, name, "c", Chunk(text, 0, len(text), Whole()), stated(name, head)),
            share,
            Scores(None, 1.0),
        )
        for number, ((name, head, text), share) in enumerate(found)
    ]
    return [passage.stored.document for passage in Reranker(reader).rerank(question, candidates)]


@pytest.mark.parametrize("reader", [None, BusyReader()])
def test_the_newer_of_two_close_ones_comes_first(reader: BusyReader | None) -> None:
    found = order(QUESTION, (OLD, 1.0), (BETWEEN, 0.95), (NEW, 0.9), reader=reader)
    assert found == [NEW[0], OLD[0], BETWEEN[0]]


def test_a_newer_one_that_was_found_far_worse_stays_behind() -> None:
    assert order(QUESTION, (OLD, 1.0), (BETWEEN, 0.95), (NEW, 0.5)) == [OLD[0], BETWEEN[0], NEW[0]]


def test_a_newer_document_on_something_else_gains_nothing() -> None:
    assert order(QUESTION, (OLD, 1.0), (OTHER, 0.99)) == [OLD[0], OTHER[0]]


def test_a_question_about_the_past_finds_the_older_first() -> None:
    assert order("How much was a boat place in the shed in 2023?", (NEW, 1.0), (OLD, 0.95)) == [OLD[0], NEW[0]]
