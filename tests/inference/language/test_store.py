"""Models are taken in once they said something, under a name of their own, and leave nothing behind."""

from pathlib import Path

import pytest

from domain.errors import Conflict, Invalid, Misconfigured, NotFound, Unsupported
from inference.language.pipeline import Weights
from inference.language.store import ModelStore
from inference.language.trial import Trial, attempt
from tests.inference.language.tiny_gguf import write_gguf


def fine(weights: Weights) -> Trial:
    return Trial("Five euros.", 20.04, 1000)


def refuses(weights: Weights) -> Trial:
    raise Unsupported("It says nothing.")


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_gguf(tmp_path / "My Model (Q4).gguf", "Yes", ".")


def test_what_was_taken_in_is_kept_with_what_is_known_of_it(store: ModelStore, file: Path) -> None:
    added = store.add(file, attempt=fine)
    assert store.all() == [added] == [store.get("my-model-q4")]
    assert (added.licence, added.quantisation, added.context_tokens) == ("apache-2.0", "F16", 512)
    assert (added.tokens_per_second, added.memory_bytes, len(added.sha256)) == (20.0, 1000, 64)


def test_its_file_is_there_when_the_original_is_gone(store: ModelStore, file: Path) -> None:
    store.add(file, name="a", attempt=fine)
    file.unlink()
    weights = store.weights("a", most_tokens=300, threads=None)
    assert (weights.path.is_file(), weights.context_tokens) == (True, 300)


def test_what_says_nothing_is_not_taken_in_and_leaves_nothing(store: ModelStore, file: Path) -> None:
    with pytest.raises(Unsupported, match="says nothing"):
        store.add(file, attempt=refuses)
    assert (store.all(), list(store.folder.iterdir())) == ([], [])


def test_a_name_is_one_models(store: ModelStore, file: Path) -> None:
    store.add(file, name="a", attempt=fine)
    with pytest.raises(Conflict, match="candor model remove a"):
        store.add(file, name="a", attempt=fine)


@pytest.mark.parametrize("name", ["default", "extractive", "verified", "../a", "a/b", ".a", "é"])
def test_a_name_is_no_path_and_no_word_of_ours(store: ModelStore, file: Path, name: str) -> None:
    with pytest.raises(Invalid, match="cannot be a model's name"):
        store.add(file, name=name, attempt=fine)


def test_what_was_removed_is_gone(store: ModelStore, file: Path) -> None:
    store.add(file, name="a", attempt=fine)
    store.remove("a")
    assert (store.all(), list(store.folder.iterdir())) == ([], [])
    for name in ("a", "..", ""):
        with pytest.raises(NotFound):
            store.remove(name)


def test_a_folder_without_a_model_says_what_is_missing(store: ModelStore, tmp_path: Path) -> None:
    (tmp_path / "ir").mkdir()
    (tmp_path / "ir" / "config.json").write_text("{}")
    with pytest.raises(Unsupported, match=r"openvino_model\.xml, .* missing"):
        store.add(tmp_path / "ir", attempt=fine)


def openvino_folder(path: Path) -> Path:
    """One that looks like a model from outside."""
    path.mkdir()
    for part in ("model.xml", "model.bin", "tokenizer.xml", "detokenizer.xml"):
        (path / f"openvino_{part}").write_text("layers.0.mlp")
    (path / "config.json").write_text('{"max_position_embeddings": 4096}')
    (path / "README.md").write_text("---\nlicense: mit\n---\n")
    return path


def test_a_folder_tells_its_licence_and_its_context(store: ModelStore, tmp_path: Path) -> None:
    added = store.add(openvino_folder(tmp_path / "ir"), attempt=fine)
    assert (added.name, added.licence, added.context_tokens, added.parameters) == ("ir", "mit", 4096, None)
    assert store.weights("ir", most_tokens=8192, threads=None).path.is_dir()


def test_an_adapter_is_kept_with_its_model_and_refused_by_any_other(
    store: ModelStore, file: Path, tmp_path: Path
) -> None:
    head = b'{"model.layers.0.mlp.lora_A.weight": {}}'
    adapter = tmp_path / "lora.safetensors"
    adapter.write_bytes(len(head).to_bytes(8, "little") + head)
    added = store.add(openvino_folder(tmp_path / "ir"), adapter=adapter, attempt=fine)
    assert added.adapter_sha256 is not None
    assert store.weights("ir", most_tokens=300, threads=None).adapter is not None
    with pytest.raises(Unsupported, match="GGUF"):
        store.add(file, adapter=adapter, attempt=fine)


def test_a_damaged_card_says_what_to_do(store: ModelStore, file: Path) -> None:
    store.add(file, name="a", attempt=fine)
    (store.folder / "a" / "model.json").write_text("{")
    with pytest.raises(Misconfigured, match="add the model anew"):
        store.get("a")


def test_a_damaged_card_leaves_the_others_and_is_told_once(
    store: ModelStore, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("a", "b"):
        store.add(file, name=name, attempt=fine)
    (store.folder / "a" / "model.json").write_text("{")
    assert [[one.name for one in store.all()] for _ in range(2)] == [["b"], ["b"]]
    assert caplog.text.count("is damaged") == 1


def test_a_model_that_takes_anothers_place_is_loaded_anew(store: ModelStore, file: Path, tmp_path: Path) -> None:
    store.add(file, name="a", attempt=fine)
    former = store.weights("a", most_tokens=300, threads=None)
    store.remove("a")
    store.add(write_gguf(tmp_path / "other.gguf", "No", "."), name="a", attempt=fine)
    assert store.weights("a", most_tokens=300, threads=None) != former


def test_a_model_has_to_say_a_word(store: ModelStore, tmp_path: Path) -> None:
    pytest.importorskip("openvino_genai", reason="needs openvino-genai")
    added = store.add(write_gguf(tmp_path / "good.gguf", "Five", " euros", "."), attempt=attempt)
    assert (added.tokens_per_second > 0, added.memory_bytes > 0) == (True, True)
    with pytest.raises(Unsupported, match="says nothing"):
        store.add(write_gguf(tmp_path / "mute.gguf", "…"), attempt=attempt)
    broken = write_gguf(tmp_path / "plain.gguf", "Yes", metadata={"tokenizer.chat_template": None})
    with pytest.raises(Unsupported, match="no chat template"):
        store.add(broken, attempt=attempt)
