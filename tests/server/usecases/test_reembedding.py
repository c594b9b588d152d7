"""After a change of the encoder search stays right: before, while vectors are made anew, and after."""

import re
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest
from numpy.typing import NDArray

from domain.documents import Chunk, Document, MediaType, ParsedDocument, Passage, Policy
from domain.errors import ModelUnavailable
from domain.places import Whole
from domain.ports import Encoder
from retrieval.hybrid import HybridRetriever, Tuning
from server.usecases.encoders import EncoderChoice
from server.usecases.recognising import recognise
from server.usecases.reembedding import Reembedder
from storage.database.transactions import Database, open_database
from storage.stores import SqlChunks, SqlCollections, SqlDocuments, SqlEmbeddings, SqlJobs
from tests.storage import samples

WIDTH = 64
TOPICS = {
    "holiday": ("vacation", "leave", "holiday"),
    "salary": ("wage", "pay", "salary"),
    "illness": ("sickness", "disease", "illness"),
    "car": ("vehicle", "automobile", "car"),
    "contract": ("agreement", "deal", "contract"),
    "office": ("workplace", "bureau", "office"),
}
TEXTS = [f"{words[0]} rule {number}" for number in range(20) for words in TOPICS.values()]
QUESTIONS = {topic: words[2] for topic, words in TOPICS.items()}
"""None of a question's words is in a text: only vectors find what means the same."""


class MeaningEncoder:
    """Words of one topic point in one direction, which another `turn` turns elsewhere."""

    def __init__(self, turn: str, dimensions: int = WIDTH) -> None:
        self.identity, self.dimensions = f"meaning-{dimensions}@{turn}", dimensions
        seed = zlib.crc32(turn.encode())
        self._turn, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(dimensions, dimensions)))
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += texts
        vectors = np.stack([self._meaning(text) for text in texts]) @ self._turn
        unit: NDArray[np.float32] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
        return unit

    def encode_queries(self, queries: Sequence[str]) -> NDArray[np.float32]:
        return self.encode(queries)

    def _meaning(self, text: str) -> NDArray[np.float64]:
        parts = [self._direction(self._topic(word)) for word in re.findall(r"\w+", text)]
        return np.sum([*parts, 0.1 * self._direction(text)], axis=0)

    def _topic(self, word: str) -> str:
        return next((topic for topic, words in TOPICS.items() if word in words), word)

    def _direction(self, word: str) -> NDArray[np.float64]:
        direction = np.random.default_rng(zlib.crc32(word.encode())).normal(size=self.dimensions)
        return direction * (3 if word in TOPICS else 1)


OLD, NEW, WIDER = MeaningEncoder("old"), MeaningEncoder("new"), MeaningEncoder("wider", 96)


@dataclass
class House:
    """A database with an index folder, and what runs over them."""

    database: Database
    folder: Path
    opened: ExitStack

    @property
    def embeddings(self) -> SqlEmbeddings:
        return SqlEmbeddings(self.database)

    def publish(self, name: str, texts: Sequence[str], encoder: Encoder, *, collection: str = "default") -> Document:
        jobs = SqlJobs(self.database)
        document, _ = SqlDocuments(self.database).add(samples.upload(name, collection=collection))
        job = jobs.claim(worker="test", lease=samples.LEASE)
        assert job is not None
        chunks = [Chunk(text, 0, len(text), Whole()) for text in texts]
        parsed = ParsedDocument("", MediaType.TEXT, (), None)
        assert jobs.publish(job, parsed, chunks, encoder.encode(texts), encoder=encoder.identity)
        return document

    def retriever(self, encoder: Encoder, *former: Encoder) -> HybridRetriever:
        chunks = SqlChunks(self.database)
        return self.opened.enter_context(
            closing(
                HybridRetriever(
                    feed=chunks,
                    chunks=chunks,
                    encoder=encoder,
                    former=former,
                    reader=None,
                    folder=self.folder,
                    language_of=lambda _: "en",
                    tuning=Tuning(patience_seconds=60),
                )
            )
        )

    def reembedder(
        self,
        encoder: Encoder,
        retriever: HybridRetriever,
        *former: Encoder,
        uploads_wait: Callable[[], bool] = lambda: False,
    ) -> Reembedder:
        choice = EncoderChoice(encoder, None, self.embeddings)
        return Reembedder(self.embeddings, choice, retriever, former=former, uploads_wait=uploads_wait)

    def vectors_by(self, encoder: Encoder) -> int:
        changes = SqlChunks(self.database).changes("default", after=0, limit=10_000)
        return sum(getattr(change, "encoder", None) == encoder.identity for change in changes)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with ExitStack() as opened, closing(open_database(f"sqlite:///{tmp_path}/candor.db")) as database, opened:
        SqlCollections(database).create("default", policy=Policy.HOLD, language="en")
        yield House(database, tmp_path / "indexes", opened)


@pytest.fixture
def library(house: House) -> House:
    """Read with the old encoder."""
    house.publish("rules.txt", TEXTS, OLD)
    return house


def found(retriever: HybridRetriever, query: str, *, k: int = 20) -> list[Passage]:
    return list(retriever.retrieve(query, collections=["default"], k=k))


def precision(retriever: HybridRetriever) -> float:
    """Of the twenty passages found for a topic, the share that is about it: all there are, if search is right."""
    shares = [
        np.mean([passage.text.startswith(TOPICS[topic][0]) for passage in found(retriever, question)])
        if found(retriever, question)
        else 0.0
        for topic, question in QUESTIONS.items()
    ]
    return float(np.mean(shares))


class Interrupted(Exception):
    """The process ends here."""


def stopping_after(batches: int, encoder: MeaningEncoder) -> MeaningEncoder:
    """The same encoder, in a process that ends before one more batch."""

    class Stopping(MeaningEncoder):
        left = batches

        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            if len(texts) > 1 and not self.left:
                raise Interrupted
            self.left -= len(texts) > 1
            return super().encode(texts)

    return Stopping(encoder.identity.rpartition("@")[2], encoder.dimensions)


@pytest.mark.parametrize("new", [NEW, WIDER])
def test_search_is_right_before_during_and_after_a_change_of_the_encoder(library: House, new: MeaningEncoder) -> None:
    with closing(library.retriever(OLD)) as retriever:
        assert precision(retriever) == 1.0
    retriever = library.retriever(new, OLD)
    assert precision(retriever) == 1.0
    with pytest.raises(Interrupted):
        library.reembedder(stopping_after(2, new), retriever, OLD).run()
    assert library.vectors_by(new) == 0
    assert precision(retriever) == 1.0
    library.reembedder(new, retriever, OLD).run()
    assert library.vectors_by(new) == len(TEXTS)
    assert precision(retriever) == 1.0
    assert precision(library.retriever(new)) == 1.0


def test_vectors_whose_encoder_is_gone_are_not_searched_until_they_are_made_anew(library: House) -> None:
    retriever = library.retriever(NEW)
    assert found(retriever, "salary") == []
    by_words = found(retriever, "wage rule 7")
    assert by_words[0].text == "wage rule 7"
    assert {passage.scores.dense for passage in by_words} == {None}
    library.reembedder(NEW, retriever).run()
    assert precision(retriever) == 1.0


def test_a_document_uploaded_meanwhile_is_found_by_its_meaning_at_once(library: House) -> None:
    retriever = library.retriever(NEW, OLD)
    library.publish("news.txt", ["vehicle news"], NEW)
    assert "vehicle news" in [passage.text for passage in found(retriever, "car", k=3)]
    assert precision(retriever) > 0.9
    library.reembedder(NEW, retriever, OLD).run()
    assert "vehicle news" in [passage.text for passage in found(retriever, "car", k=40)]
    assert precision(retriever) == 1.0


def test_what_was_made_anew_outlives_a_stop(library: House) -> None:
    retriever = library.retriever(NEW, OLD)
    with pytest.raises(Interrupted):
        library.reembedder(stopping_after(2, NEW), retriever, OLD).run()
    again = MeaningEncoder("new")
    library.reembedder(again, retriever, OLD).run()
    assert len(again.encoded) == len(TEXTS) - 64
    assert sorted(again.encoded) == sorted(TEXTS[64:])


KILLED = """
import sys
from pathlib import Path
from contextlib import ExitStack
from storage.database.transactions import open_database
from tests.server.usecases.test_reembedding import House
from tests.server.usecases.test_reembedding import MeaningEncoder
from tests.server.usecases.test_reembedding import NEW

class Telling(MeaningEncoder):
    def encode(self, texts):
        print(len(texts), flush=True)
        return super().encode(texts)

with ExitStack() as opened:
    house = House(open_database(sys.argv[1]), Path(sys.argv[2]), opened)
    while True:
        for new in (Telling("new"), Telling("newer")):
            house.reembedder(new, house.retriever(new)).run()
"""


@pytest.mark.parametrize("batches", [2, 5, 12])
def test_a_kill_loses_nothing_and_mixes_nothing(library: House, batches: int, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/candor.db"
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, url, str(tmp_path / "indexes")], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for _ in range(batches):
        assert process.stdout.readline()
    process.kill()
    process.wait()
    process.stdout.close()
    retriever = library.retriever(NEW)
    library.reembedder(NEW, retriever).run()
    assert library.embeddings.encoders() == [NEW.identity]
    assert library.embeddings.stale(NEW.identity) == {}
    assert precision(retriever) == 1.0
    with library.database.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM waiting_embeddings").scalar() == 0
        assert session.connection().exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_a_change_that_is_taken_back_half_way_leaves_no_trace(library: House) -> None:
    retriever = library.retriever(NEW, OLD)
    with pytest.raises(Interrupted):
        library.reembedder(stopping_after(2, NEW), retriever, OLD).run()
    library.publish("news.txt", ["vehicle news"], NEW)
    retriever.close()
    retriever = library.retriever(OLD, NEW)
    library.reembedder(OLD, retriever, NEW).run()
    assert library.embeddings.encoders() == [OLD.identity]
    assert {passage.text for passage in found(retriever, "car", k=21)} == {
        "vehicle news",
        *(text for text in TEXTS if text.startswith("vehicle")),
    }


def test_documents_that_go_meanwhile_stay_away(library: House) -> None:
    gone = library.publish("gone.txt", ["vehicle that goes"] * 40, OLD)
    retriever = library.retriever(NEW, OLD)
    with pytest.raises(Interrupted):
        library.reembedder(stopping_after(4, NEW), retriever, OLD).run()
    SqlDocuments(library.database).delete(gone.id)
    library.reembedder(NEW, retriever, OLD).run()
    assert precision(retriever) == 1.0
    with library.database.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM waiting_embeddings").scalar() == 0


def test_collections_change_one_after_another(library: House) -> None:
    SqlCollections(library.database).create("apart", policy=Policy.HOLD, language="en")
    library.publish("apart.txt", ["vehicle apart"] * 40, OLD, collection="apart")
    retriever = library.retriever(NEW, OLD)
    with pytest.raises(Interrupted):
        library.reembedder(stopping_after(3, NEW), retriever, OLD).run()
    assert set(library.embeddings.encoders()) == {OLD.identity, NEW.identity}
    both = retriever.retrieve("car", collections=["default", "apart"], k=60)
    assert {passage.text for passage in both if passage.text.startswith("vehicle")} == {
        "vehicle apart",
        *(text for text in TEXTS if text.startswith("vehicle")),
    }


def test_an_index_saved_before_the_change_is_rebuilt_after_it(library: House) -> None:
    with closing(library.retriever(OLD)) as retriever:
        assert precision(retriever) == 1.0

    class Nothing:
        def refresh(self, collection: str) -> None: ...
        def forget(self, collection: str) -> None: ...

    choice = EncoderChoice(NEW, None, library.embeddings)
    Reembedder(library.embeddings, choice, Nothing(), former=[], uploads_wait=lambda: False).run()
    assert precision(library.retriever(NEW)) == 1.0


def test_uploads_come_first(library: House) -> None:
    uploading, asked = [True], Event()

    def uploads_wait() -> bool:
        asked.set()
        return uploading[0]

    new = MeaningEncoder("new")
    reembedder = library.reembedder(new, library.retriever(new, OLD), OLD, uploads_wait=uploads_wait)
    thread = Thread(target=reembedder.run)
    thread.start()
    assert asked.wait(10)
    assert new.encoded == []
    uploading[0] = False
    thread.join()
    assert len(new.encoded) == len(TEXTS)


def test_progress_can_be_seen(library: House) -> None:
    retriever = library.retriever(NEW, OLD)
    idle = library.reembedder(OLD, retriever)
    idle.run()
    assert idle.component().ok
    assert (idle.stale(), idle.component().detail) == (0, f"by {OLD.identity}")
    reembedder = library.reembedder(stopping_after(2, NEW), retriever, OLD)
    with pytest.raises(Interrupted):
        reembedder.run()
    assert reembedder.stale() == len(TEXTS) - 64
    assert reembedder.component().ok
    assert "56 of 120 chunks wait" in reembedder.component().detail
    alone = library.reembedder(stopping_after(0, NEW), retriever)
    with pytest.raises(Interrupted):
        alone.run()
    assert not alone.component().ok
    assert f"those of {OLD.identity} are found by their words alone" in alone.component().detail


def test_the_thread_goes_on_where_it_can_and_ends_when_all_is_done(library: House) -> None:
    retriever = library.retriever(NEW, OLD)
    first = library.reembedder(stopping_after(2, NEW), retriever, OLD)
    first.start()
    first.stop()
    second = library.reembedder(NEW, retriever, OLD)
    second.start()
    assert second._thread is not None
    second._thread.join(30)
    assert not second._thread.is_alive()
    assert (second.stale(), precision(retriever)) == (0, 1.0)


def test_an_encoder_that_fails_keeps_the_old_vectors_in_force(library: House) -> None:
    class Down(MeaningEncoder):
        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            raise ModelUnavailable("It is down.")

    retriever = library.retriever(NEW, OLD)
    with pytest.raises(ModelUnavailable):
        library.reembedder(Down("new"), retriever, OLD).run()
    assert precision(retriever) == 1.0


@pytest.mark.parametrize(("encoder", "known"), [(OLD, True), (NEW, False), (WIDER, False)])
def test_vectors_of_an_unknown_encoder_are_recognised_by_what_it_makes_of_their_texts(
    house: House, encoder: MeaningEncoder, *, known: bool
) -> None:
    unknown = MeaningEncoder("old")
    unknown.identity = f"unknown:{WIDTH}"
    house.publish("rules.txt", TEXTS, unknown)
    recognise(house.embeddings, encoder)
    assert house.embeddings.encoders() == [encoder.identity if known else unknown.identity]
    retriever = house.retriever(encoder)
    if not known:
        house.reembedder(encoder, retriever).run()
    assert precision(retriever) == 1.0


def test_vectors_that_two_unknown_encoders_made_are_not_taken_for_either(house: House) -> None:
    for name, encoder in (("a.txt", MeaningEncoder("old")), ("b.txt", MeaningEncoder("new"))):
        encoder.identity = f"unknown:{WIDTH}"
        house.publish(name, TEXTS, encoder)
    recognise(house.embeddings, NEW)
    recognise(house.embeddings, OLD)
    assert house.embeddings.encoders() == [f"unknown:{WIDTH}"]
