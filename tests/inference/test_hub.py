"""Models of sentence-transformers stand behind the same ports; the library is only asked for when one is chosen."""

import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from domain.errors import Misconfigured, ModelUnavailable
from domain.generation import Reading
from inference.hub import HubEncoder, hub_name, load_hub_encoder, load_hub_reader

INSTALLED = find_spec("sentence_transformers") is not None
needs_library = pytest.mark.skipif(not INSTALLED, reason='needs pip install "candor[hub]"')
needs_absence = pytest.mark.skipif(INSTALLED, reason="sentence-transformers is installed here")


class FixedSpans:
    """A reader that finds the answer in the first three characters."""

    def read(self, question: str, passages: Sequence[str]) -> Sequence[Reading]:
        return [Reading(relevance=0.0, answerable=0.75, start=0, end=3) for _ in passages]


@needs_absence
def test_a_missing_library_is_named_with_the_way_to_get_it() -> None:
    with pytest.raises(Misconfigured, match=r'pip install "candor\[hub\]"'):
        load_hub_encoder("sentence-transformers/all-MiniLM-L6-v2")
    with pytest.raises(Misconfigured, match=r'pip install "candor\[hub\]"'):
        load_hub_reader("cross-encoder/ms-marco-MiniLM-L6-v2", spans=FixedSpans())


def test_the_library_is_not_imported_before_a_model_is_chosen() -> None:
    code = "import sys, inference.hub, inference.models; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "answer", "is", "why"]


@pytest.fixture(scope="module")
def encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import transformers

    folder = tmp_path_factory.mktemp("hub") / "encoder"
    transformers.BertModel(_tiny_config(folder)).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def labels(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def cross_encoder_folder(tmp_path_factory: pytest.TempPathFactory, labels: int) -> Path:
    import transformers

    folder = tmp_path_factory.mktemp("hub") / "cross-encoder"
    config = _tiny_config(folder)
    config.num_labels = labels
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def _tiny_config(folder: Path) -> Any:
    import transformers

    vocabulary = {word: index for index, word in enumerate(WORDS)}
    transformers.BertTokenizerFast(vocab=vocabulary, model_max_length=32).save_pretrained(folder)
    return transformers.BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )


@needs_library
def test_a_hub_encoder_gives_unit_vectors_and_measures_with_its_own_tokenizer(encoder_folder: Path) -> None:
    with load_hub_encoder(str(encoder_folder)) as encoder:
        vectors = encoder.encode(["the answer", "", "why \ud800"] * 20)
        assert vectors.shape == (60, encoder.dimensions)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
        assert np.allclose(vectors[0], vectors[57], atol=1e-4)
        assert encoder.encode([]).shape == (0, 16)
        assert encoder.offsets("🎉 the answer") == [(0, 1), (2, 5), (6, 12)]
        assert encoder.window_tokens == 30
    with pytest.raises(ModelUnavailable, match="closed"):
        encoder.encode(["the"])


@needs_library
def test_a_hub_encoder_is_told_by_what_is_in_it_and_not_by_its_name_alone(encoder_folder: Path) -> None:
    with load_hub_encoder(str(encoder_folder)) as one, load_hub_encoder(str(encoder_folder)) as again:
        assert one.identity == again.identity
        assert hub_name(one.identity) == str(encoder_folder)
        next(iter(again._model.state_dict().values())).add_(1.0)
        changed = HubEncoder(again._model, name=str(encoder_folder))
    assert changed.identity != one.identity


def test_only_the_identity_of_a_hub_encoder_holds_a_name() -> None:
    assert hub_name("hub:owner/name@0123") == "owner/name"
    assert hub_name("hub:a@b@0123") == "a@b"
    assert hub_name("all-MiniLM-L6-v2@1:0123") is None
    assert hub_name("unknown:384") is None


@needs_library
@pytest.mark.parametrize("labels", [1], indirect=True)
def test_a_hub_cross_encoder_gives_relevance_and_the_other_reader_the_span(cross_encoder_folder: Path) -> None:
    with load_hub_reader(str(cross_encoder_folder), spans=FixedSpans()) as reader:
        readings = reader.read("why", ["the answer", "", "is \ud800"] * 15)
    assert len(readings) == 45
    assert all(0 < reading.relevance < 1 for reading in readings)
    assert {(reading.answerable, reading.start, reading.end) for reading in readings} == {(0.75, 0, 3)}


@needs_library
@pytest.mark.parametrize("labels", [3], indirect=True)
def test_a_cross_encoder_that_does_not_give_relevance_is_refused(cross_encoder_folder: Path) -> None:
    with pytest.raises(Misconfigured, match="3 labels"):
        load_hub_reader(str(cross_encoder_folder), spans=FixedSpans())


@needs_library
def test_a_hub_model_that_is_not_there_is_named() -> None:
    with pytest.raises(Misconfigured, match="nowhere/at-all"):
        load_hub_encoder("/nowhere/at-all")
    with pytest.raises(Misconfigured, match="nowhere/at-all"):
        load_hub_reader("/nowhere/at-all", spans=FixedSpans())
