"""What the multilingual encoder changes in a search: who is asked, and whose ranking counts how much."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.documents import Passage
from retrieval.hybrid import HybridRetriever
from tests.retrieval.fakes import MemoryDatabase, WordEncoder, WordReader

QUESTION = "Mikor nyit a könyvtár, és meddig van nyitva?"


class Prefixed(WordEncoder):
    """An encoder to which a query means the opposite of what it would mean in a document."""

    def encode_queries(self, queries: Sequence[str]) -> NDArray[np.float32]:
        return self.encode([query.removeprefix("not ") for query in queries])


def asked(folder: Path, query: str, *texts: str, multilingual: bool) -> tuple[Sequence[Passage], WordReader]:
    encoder, reader = Prefixed(salt="m" if multilingual else ""), WordReader()
    database = MemoryDatabase(encoder)
    database.add("default", *texts)
    retriever = HybridRetriever(
        feed=database,
        chunks=database,
        encoder=WordEncoder() if multilingual else encoder,
        multilingual=encoder if multilingual else None,
        reader=reader,
        folder=folder,
        language_of=lambda _: "en",
    )
    with closing(retriever):
        return retriever.retrieve(query, collections=["default"], k=3), reader


def test_a_question_is_encoded_as_a_query(tmp_path: Path) -> None:
    passages, _ = asked(tmp_path, "not open", "open", "shut", multilingual=False)
    scores = {passage.text: passage.scores.dense for passage in passages}
    assert scores["open"] is not None
    assert scores["open"] > 0.99


def test_the_english_reader_is_not_asked_about_another_language_where_the_encoder_reads_it(tmp_path: Path) -> None:
    passages, reader = asked(tmp_path, QUESTION, "A könyvtár nyolckor nyit.", multilingual=True)
    assert passages
    assert reader.questions == []


def test_it_is_asked_in_english_and_where_no_encoder_reads_the_language(tmp_path: Path) -> None:
    english = "When does the library open?"
    assert asked(tmp_path / "a", english, "The library opens at eight.", multilingual=True)[1].questions == [english]
    assert asked(tmp_path / "b", QUESTION, "The library opens at eight.", multilingual=False)[1].questions == [QUESTION]


def test_a_query_without_blanks_is_ranked_by_an_encoder_that_reads_it(tmp_path: Path) -> None:
    texts = ["图书馆 几点开门", "图书馆 闭馆"]
    passages, _ = asked(tmp_path / "a", "图书馆", *texts, multilingual=True)
    assert all(passage.scores.dense is not None for passage in passages)
    assert len(passages) == 2
