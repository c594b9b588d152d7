"""Chunks in the order of their nearest sentences."""

from collections.abc import Sequence

from domain.documents import Chunk, StoredChunk
from domain.places import Place, Section, Whole
from retrieval.sentences import NearestSentence
from tests.retrieval.conftest import Opener
from tests.retrieval.fakes import MemoryDatabase, WordEncoder

LONG = "The canteen serves soup. Cups are washed. Chairs are blue. Dogs stay outside. The lift is slow."


def stored(number: int, text: str, place: Place | None = None) -> StoredChunk:
    return StoredChunk(number, "doc", "doc.txt", "default", Chunk(text, 0, len(text), place or Whole()))


def ranking(near: NearestSentence, query: str, *chunks: StoredChunk) -> Sequence[int]:
    [vector] = WordEncoder().encode([query])
    return near.ranking(vector, chunks)


def test_a_sentence_is_not_blurred_by_those_beside_it() -> None:
    short = stored(1, "Dogs are loud and the soup is cold outside.")
    assert ranking(NearestSentence(WordEncoder()), "dogs stay outside", short, stored(2, LONG)) == [2, 1]


def test_a_sentence_is_read_below_its_heading() -> None:
    winter, summer = (
        stored(at, "Open from nine.", Section(name, Whole())) for at, name in enumerate(("Winter", "Summer"))
    )
    near = NearestSentence(WordEncoder())
    assert ranking(near, "summer open from nine", winter, summer) == [1, 0]


def test_what_was_compared_before_is_not_embedded_again_unless_too_much_came_between() -> None:
    encoder = WordEncoder()
    near = NearestSentence(encoder, most_remembered=2)
    ranking(near, "dogs", stored(1, LONG), stored(2, "Lifts."))
    assert encoder.texts_encoded == 6
    ranking(near, "soup", stored(1, LONG), stored(2, "Lifts."))
    assert encoder.texts_encoded == 6
    ranking(near, "soup", stored(3, "Stairs."), stored(4, "Doors."))
    ranking(near, "soup", stored(2, "Lifts."))
    assert encoder.texts_encoded == 9


def test_an_id_that_came_back_for_another_text_is_another_chunk() -> None:
    near = NearestSentence(WordEncoder())
    ranking(near, "dogs", stored(1, LONG))
    assert ranking(near, "lift", stored(1, "Stairs and doors."), stored(2, "A lift.")) == [2, 1]


def test_the_retriever_puts_the_chunk_with_the_nearest_sentence_before_one_that_is_nearer_as_a_whole(
    database: MemoryDatabase, open_retriever: Opener
) -> None:
    database.add("default", "Dogs outside dogs loud.", LONG.replace("Dogs stay outside", "Dogs stay outside always"))
    found = open_retriever().retrieve("dogs stay outside always", collections=["default"], k=1)
    assert found[0].text.startswith("The canteen")
