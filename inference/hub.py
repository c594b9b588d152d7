"""Encoders and cross-encoders of sentence-transformers behind the same ports; the extra `hub` brings the library."""

import hashlib
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from domain.errors import Misconfigured, ModelUnavailable
from domain.generation import Reading
from domain.ports import PairReader
from inference.graph import Floats
from inference.lifecycle import Closable
from inference.recent_readings import RecentReadings
from inference.tokens import without_surrogates

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder, SentenceTransformer

_SLICE_TEXTS = 32
_HUB = "hub:"
_DIGEST_LETTERS = 16

A = TypeVar("A")
T = TypeVar("T")


def load_hub_encoder(name: str, *, local_files_only: bool = False) -> "HubEncoder":
    """Any sentence-transformers encoder by name or path, on the GPU where there is one. Raises `Misconfigured`."""
    make = partial(library("sentence_transformers").SentenceTransformer, local_files_only=local_files_only)
    return HubEncoder(loaded(make, name), name=name)


def hub_name(identity: str) -> str | None:
    """The name that an encoder of this identity was loaded by; null for one that is not of the hub."""
    name, _, _ = identity.removeprefix(_HUB).rpartition("@")
    return name if identity.startswith(_HUB) and name else None


def load_hub_reader(name: str, *, spans: PairReader) -> "HubReader":
    """A cross-encoder for relevance; `spans` still finds the answer in the passage. Raises `Misconfigured`."""
    model = loaded(library("sentence_transformers").CrossEncoder, name)
    if model.num_labels != 1:
        raise Misconfigured(
            f"The cross-encoder {name!r} has {model.num_labels} labels; relevance needs a model with one, "
            "such as cross-encoder/ms-marco-MiniLM-L6-v2."
        )
    return HubReader(model, name=name, spans=spans)


class HubEncoder(Closable):
    """Implements `Encoder` and `Tokenizer`."""

    def __init__(self, model: "SentenceTransformer", *, name: str) -> None:
        if not getattr(model.tokenizer, "is_fast", False):
            raise Misconfigured(f"The encoder {name!r} has no fast tokenizer, so chunks cannot be measured with it.")
        self._model = model
        self._turns = Turns(name)
        self._identity = f"{_HUB}{name}@{_digest(model)}"

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self._model.get_embedding_dimension())

    @property
    def identity(self) -> str:
        """Its name and a digest of its weights, tokenizer, pooling and prompts: a name alone may mean a new model."""
        return self._identity

    @property
    def window_tokens(self) -> int:
        """How many tokens of a text count; `encode` drops what comes after them."""
        tokenizer = self._model.tokenizer
        return int(self._model.max_seq_length) - int(tokenizer.num_special_tokens_to_add())

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors of shape (len(texts), dimensions), float32, in the order of `texts`; an over-long text is cut."""
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for start in range(0, len(texts), _SLICE_TEXTS):
            part = [without_surrogates(text) for text in texts[start : start + _SLICE_TEXTS]]
            vectors[start : start + len(part)] = self._turns.take(self._encode, part)
        return vectors

    def encode_queries(self, queries: Sequence[str]) -> Floats:
        """As any text: what a model wants before its queries differs, and few say it in their settings."""
        return self.encode(queries)

    def offsets(self, text: str) -> Sequence[tuple[int, int]]:
        """Where each token of `text` stands in it, special tokens left out."""
        encoding = self._model.tokenizer(
            without_surrogates(text),
            add_special_tokens=False,
            return_offsets_mapping=True,
            truncation=False,
            verbose=False,
        )
        return [(start, end) for start, end in encoding["offset_mapping"]]

    def close(self) -> None:
        """See `Closable`."""
        self._turns.close()

    def _encode(self, texts: list[str]) -> Floats:
        vectors: Floats = self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        return vectors


def _digest(model: "SentenceTransformer") -> str:
    """Of all that its vectors depend on; weights are read as float32, whatever they are computed in here."""
    settings = {
        "modules": [[type(part).__name__, getattr(part, "get_config_dict", dict)()] for part in model],
        "prompts": [model.prompts, model.default_prompt_name],
        "window": model.max_seq_length,
        "tokenizer": model.tokenizer.backend_tokenizer.to_str(),
    }
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True, default=str).encode())
    for name, weights in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(weights.detach().cpu().float().numpy().tobytes())
    return digest.hexdigest()[:_DIGEST_LETTERS]


class HubReader(Closable):
    """Implements `PairReader`: relevance from a cross-encoder, answer spans from another reader, which stays open."""

    def __init__(self, model: "CrossEncoder", *, name: str, spans: PairReader) -> None:
        self.identity = f"{_HUB}{name}"
        self._model = model
        self._turns = Turns(name)
        self._spans = spans
        self._cache = RecentReadings()

    def read(self, question: str, passages: Sequence[str]) -> Sequence[Reading]:
        """One reading per passage, in order."""
        return self._cache.complete(question, passages, lambda unread: self._read(question, unread))

    def close(self) -> None:
        """See `Closable`."""
        self._turns.close()

    def _read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        pairs = [(without_surrogates(question), without_surrogates(passage)) for passage in passages]
        relevance: list[float] = []
        for start in range(0, len(pairs), _SLICE_TEXTS):
            part = pairs[start : start + _SLICE_TEXTS]
            relevance += self._turns.take(self._relevance, part)
        spans = self._spans.read(question, passages)
        return [
            Reading(relevance=value, answerable=span.answerable, start=span.start, end=span.end)
            for value, span in zip(relevance, spans, strict=True)
        ]

    def _relevance(self, pairs: list[tuple[str, str]]) -> list[float]:
        # Many models on the hub name no activation; without one their logits are no probabilities.
        from torch.nn import Sigmoid

        return [float(value) for value in self._model.predict(pairs, activation_fn=Sigmoid(), show_progress_bar=False)]


class Turns:
    """One thread that serves slices in the order they come, so that a long request lets short ones in between."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="inference-hub")

    def take(self, work: Callable[[A], T], argument: A) -> T:
        """What `work` makes of `argument`. Raises `ModelUnavailable` where it fails or is closed."""
        try:
            return self._thread.submit(work, argument).result()
        except RuntimeError as error:
            raise ModelUnavailable(f"The model {self._name} is closed or failed: {error}") from error

    def close(self) -> None:
        """Ends what is running and fails what waits."""
        self._thread.shutdown(cancel_futures=True)


def library(module: str) -> ModuleType:
    """`module`, imported now that a model needs it. Raises `Misconfigured` where the extra is not installed."""
    try:
        return import_module(module)
    except ImportError as error:
        raise Misconfigured(
            f'A model from the hub needs {module.replace("_", "-")}, which is not installed: pip install "candor[hub]"'
        ) from error


def loaded(make: Callable[[str], T], name: str) -> T:
    """What `make` makes of a model's name. Raises `Misconfigured` where there is no such model or a part is missing."""
    try:
        return make(name)
    except (ImportError, OSError, ValueError) as error:
        raise Misconfigured(
            f"The model {name!r} cannot be loaded: {error} Give a name on the hub, or a folder that holds the model. "
            "One whose tokenizer is in `spm.model` needs the packages sentencepiece and protobuf too."
        ) from error
