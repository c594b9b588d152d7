"""Which encoder embeds a collection, and what happens when a document in another language comes into it."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from domain.documents import Policy
from domain.stores import Standing
from server.usecases.encoders import EncoderChoice
from server.usecases.reembedding import Reembedder
from storage.database.transactions import open_database
from storage.stores import SqlCollections
from tests.server.usecases.test_reembedding import House, MeaningEncoder

ENGLISH, MULTILINGUAL = MeaningEncoder("english"), MeaningEncoder("multilingual", 96)
RULES = ["The vacation rule is for all who work here.", "The vehicle rule is for those who drive."]
SZABALYOK = ["A szabadság minden dolgozót megillet, és nem váltható meg.", "Az autó csak munkára használható."]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with ExitStack() as opened, closing(open_database(f"sqlite:///{tmp_path}/candor.db")) as database, opened:
        SqlCollections(database).create("default", policy=Policy.HOLD, language="en")
        SqlCollections(database).create("magyar", policy=Policy.HOLD, language="hu")
        yield House(database, tmp_path / "indexes", opened)


def choice(house: House) -> EncoderChoice:
    return EncoderChoice(ENGLISH, MULTILINGUAL, house.embeddings)


def publish(house: House, name: str, texts: Sequence[str], *, collection: str = "default") -> None:
    house.publish(name, texts, choice(house).for_document(collection, texts), collection=collection)


def test_english_documents_are_embedded_by_the_encoder_for_english(house: House) -> None:
    publish(house, "rules.txt", RULES)
    assert house.embeddings.encoders() == [ENGLISH.identity]
    assert not choice(house).mixed("default")


def test_a_collection_in_another_language_is_embedded_by_the_multilingual_one(house: House) -> None:
    publish(house, "rules.txt", RULES, collection="magyar")
    assert house.embeddings.encoders() == [MULTILINGUAL.identity]


def test_a_document_in_another_language_has_its_whole_collection_embedded_anew(house: House) -> None:
    publish(house, "rules.txt", RULES)
    publish(house, "szabalyok.txt", SZABALYOK)
    assert choice(house).mixed("default")
    retriever = house.retriever(ENGLISH, MULTILINGUAL)
    Reembedder(house.embeddings, choice(house), retriever, former=[], uploads_wait=lambda: False).run()
    assert house.embeddings.encoders() == [MULTILINGUAL.identity]
    assert not choice(house).mixed("default")
    publish(house, "more.txt", RULES)
    assert house.embeddings.encoders() == [MULTILINGUAL.identity]


def test_a_collection_of_an_older_version_is_embedded_anew_if_its_language_is_not_english(house: House) -> None:
    house.publish("rules.txt", RULES, ENGLISH)
    house.publish("szabalyok.txt", SZABALYOK, ENGLISH, collection="magyar")
    reembedder = Reembedder(
        house.embeddings, choice(house), house.retriever(ENGLISH, MULTILINGUAL), former=[], uploads_wait=lambda: False
    )
    reembedder.run()
    assert house.embeddings.standings() == {
        "default": Standing("en", frozenset({ENGLISH.identity})),
        "magyar": Standing("hu", frozenset({MULTILINGUAL.identity})),
    }
    assert reembedder.component().ok


def test_whoever_is_woken_after_the_end_looks_again(house: House) -> None:
    publish(house, "rules.txt", RULES)
    retriever = house.retriever(ENGLISH, MULTILINGUAL)
    reembedder = Reembedder(house.embeddings, choice(house), retriever, former=[], uploads_wait=lambda: False)
    reembedder.start()
    assert reembedder._thread is not None
    reembedder._thread.join(30)
    publish(house, "szabalyok.txt", SZABALYOK)
    reembedder.wake()
    reembedder._thread.join(30)
    reembedder.stop()
    assert house.embeddings.encoders() == [MULTILINGUAL.identity]


def test_an_encoder_that_was_chosen_by_hand_embeds_everything(house: House) -> None:
    alone = EncoderChoice(ENGLISH, None, house.embeddings)
    assert alone.for_document("magyar", SZABALYOK) is ENGLISH
