"""The most central sentences of passages, by an encoder that knows topics by their words."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from domain.documents import Chunk, Passage, Scores, StoredChunk
from domain.generation import Abstention, Piece, Sampling, Task
from domain.places import Whole
from generation.central import CentralSentences
from monitoring.claims.splitting import split_sentences

BOOKS = "Members of the library borrow books."
LOANS = "Members of the library return books and films."
ALIKE = "Books members of the library borrow."
KETTLE = "The kettle stands in a kitchen."


class Words:
    """An encoder: a text is the words that it has."""

    identity = "words"
    dimensions = 12

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        known = sorted({word for text in texts for word in text.lower().strip(".").split()})
        return np.array([[float(word in text.lower()) for word in known] for text in texts], dtype=np.float32)

    def encode_queries(self, queries: Sequence[str]) -> NDArray[np.float32]:
        return self.encode(queries)


def task_of(*texts: str) -> Task:
    passages = (
        Passage(StoredChunk(at, "d", "d", "default", Chunk(text, 0, len(text), Whole())), 1.0, Scores(None, None))
        for at, text in enumerate(texts)
    )
    return Task("Summarise it.", "", tuple(passages), (), Sampling())


def summary(*texts: str) -> str:
    found = CentralSentences(Words(), split_sentences).generate(task_of(*texts))
    return "".join(item.text for item in found if isinstance(item, Piece))


def test_sentences_are_quoted_in_the_documents_order_with_their_passage_and_once() -> None:
    assert summary(f"{BOOKS} {LOANS}", f"{LOANS} {KETTLE}") == f"{BOOKS} [1] {LOANS} [1]\n\n{KETTLE} [2]"


def test_of_two_that_say_the_same_one_is_quoted() -> None:
    assert summary(f"{BOOKS} {ALIKE}").count("[1]") == 1


def test_what_is_far_from_the_rest_is_left_out_where_there_is_enough() -> None:
    near = [f"Members of the library borrow books and {thing}." for thing in ("films", "maps", "games", "toys", "art")]
    assert KETTLE not in summary(" ".join([KETTLE, *near]))


def test_a_heading_or_a_table_is_no_sentence_to_quote() -> None:
    found = list(CentralSentences(Words(), split_sentences).generate(task_of("Opening hours", "9–17")))
    assert isinstance(found[0], Abstention)
