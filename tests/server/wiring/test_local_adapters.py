"""A LoRA adapter on a model of this machine makes it say something else, under a name of its own, until it goes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import Conflict, Invalid, NotFound, Unsupported
from inference.language.store import ModelStore
from inference.language.trial import Trial
from server.usecases.adapters import Adapting
from server.wiring.language_models import open_language_models
from tests.inference.language.tiny_gguf import write_gguf
from tests.inference.language.tiny_openvino import ADAPTED, PLAIN, write_adapter, write_openvino
from tests.server.conftest import settings_for

pytest.importorskip("openvino_genai", reason="needs openvino-genai")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An OpenVINO folder, and an adapter for it as peft saves it."""
    made = tmp_path_factory.mktemp("made")
    write_openvino(made / "tiny")
    (made / "sharp").mkdir()
    write_adapter(made / "sharp" / "adapter_model.safetensors")
    (made / "sharp" / "adapter_config.json").write_text('{"r": 1, "lora_alpha": 1}')
    return made


@pytest.fixture
def store(tmp_path: Path, folder: Path) -> ModelStore:
    store = ModelStore(settings_for(tmp_path / "data").language_models)
    store.add(folder / "tiny", attempt=lambda _: Trial("Yes.", 1.0, 1))
    return store


@pytest.fixture
def adapting(tmp_path: Path, store: ModelStore) -> Iterator[Adapting]:
    with open_language_models(settings_for(tmp_path / "data")) as models:
        yield Adapting(models.adapters_of, models.names)


def test_a_loaded_one_answers_beside_its_model_and_is_gone_when_it_is_unloaded(
    adapting: Adapting, store: ModelStore, folder: Path
) -> None:
    assert adapting.load("sharp", str(folder / "sharp")).answer == ADAPTED
    server = adapting.server_of("tiny")
    assert server is not None
    assert (server.ask("tiny", "?"), server.ask("sharp", "?")) == (PLAIN, ADAPTED)
    assert [one.adapter_sha256 is None for one in store.all()] == [False, True]
    adapting.unload("sharp")
    assert [one.name for one in store.all()] == ["tiny"]
    with pytest.raises(Conflict, match="model remove tiny"):
        adapting.unload("tiny")


def test_what_it_adds_counts_as_much_as_its_alpha_says(
    adapting: Adapting, store: ModelStore, folder: Path, tmp_path: Path
) -> None:
    write_adapter(tmp_path / "adapter_model.safetensors")
    (tmp_path / "adapter_config.json").write_text('{"r": 1, "lora_alpha": 0}')
    assert adapting.load("nought", str(tmp_path)).answer == PLAIN


def test_one_that_cannot_be_put_on_leaves_nothing(adapting: Adapting, store: ModelStore, tmp_path: Path) -> None:
    other = write_adapter(tmp_path / "other.safetensors", layer=7)
    with pytest.raises(Unsupported, match=r"no layers\.7\.mlp"):
        adapting.load("other", str(other))
    with pytest.raises(NotFound, match="no adapter at"):
        adapting.load("other", str(tmp_path / "nowhere"))
    store.add(write_gguf(tmp_path / "boats.gguf", "Five", "."), attempt=lambda _: Trial("Yes.", 1.0, 1))
    with pytest.raises(Invalid, match=r"boats, tiny"):
        adapting.load("other", str(other))
    with pytest.raises(Unsupported, match="on a GGUF file"):
        adapting.load("other", str(other), "boats")
    assert [one.name for one in store.all()] == ["boats", "tiny"]


def test_without_a_model_there_is_nothing_to_adapt(tmp_path: Path) -> None:
    with open_language_models(settings_for(tmp_path)) as models, pytest.raises(Conflict, match="no language model"):
        Adapting(models.adapters_of, models.names).load("sharp", "/nowhere")
