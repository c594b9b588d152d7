"""Whose vectors a database holds is found out at the start, and their encoder is loaded where it is still here."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from domain.documents import Policy
from inference.encoder import LocalEncoder
from inference.models import load_encoder
from server.wiring.bootstrap import compose
from server.wiring.opening import open_former_encoders
from storage.database.transactions import open_database
from storage.stores import SqlCollections
from tests.server.conftest import settings_for
from tests.server.usecases.test_reembedding import House, MeaningEncoder

TEXTS = ["The reading room opens at nine.", "Six books may be borrowed.", "Dogs wait outside."]
OTHER = MeaningEncoder("other", 384)


class Unrecorded:
    """The encoder before identities were kept."""

    identity = "unknown:384"

    def __init__(self, encoder: LocalEncoder) -> None:
        self.dimensions, self._encoder = encoder.dimensions, encoder

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encoder.encode(texts)

    def encode_queries(self, queries: Sequence[str]) -> NDArray[np.float32]:
        return self.encode(queries)


@pytest.fixture(scope="module")
def shipped() -> Iterator[LocalEncoder]:
    with load_encoder(Path(__file__).parents[3] / "models" / "encoder") as encoder:
        yield encoder


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with ExitStack() as opened, closing(open_database(f"sqlite:///{tmp_path}/candor.db")) as database:
        SqlCollections(database).create("default", policy=Policy.HOLD, language="en")
        yield House(database, tmp_path / "indexes", opened)


def test_nobody_has_to_embed_anew_because_encoders_are_recorded_now(
    house: House, shipped: LocalEncoder, tmp_path: Path
) -> None:
    house.publish("rules.txt", TEXTS, Unrecorded(shipped))
    house.database.close()
    with compose(settings_for(tmp_path)) as application:
        states = {component.name: component for component in application.health()}
        assert states["embeddings"].detail.startswith(f"by {shipped.identity}, in other languages by ")
        (passage,) = application.retriever.retrieve("When can I read there?", collections=["default"], k=1)
        assert passage.text == TEXTS[0]
        assert passage.scores.dense is not None


def test_the_shipped_encoder_is_loaded_beside_another_for_its_own_vectors(
    house: House, shipped: LocalEncoder, tmp_path: Path
) -> None:
    house.publish("rules.txt", TEXTS, Unrecorded(shipped))
    with open_former_encoders(settings_for(tmp_path), house.embeddings, [OTHER]) as former:
        assert [encoder.identity for encoder in former] == [shipped.identity]
    assert house.embeddings.encoders() == [shipped.identity]


@pytest.mark.parametrize("gone", ["hub:nobody/nothing@0123", "all-MiniLM-L6-v2@0:0123"])
def test_an_encoder_that_is_gone_is_done_without(house: House, gone: str, tmp_path: Path) -> None:
    made_by = MeaningEncoder("gone", 384)
    made_by.identity = gone
    house.publish("rules.txt", TEXTS, made_by)
    with open_former_encoders(settings_for(tmp_path), house.embeddings, [OTHER]) as former:
        assert list(former) == []


def test_where_nothing_changed_no_other_encoder_is_loaded(house: House, tmp_path: Path) -> None:
    house.publish("rules.txt", TEXTS, OTHER)
    with open_former_encoders(settings_for(tmp_path), house.embeddings, [OTHER]) as former:
        assert list(former) == []
