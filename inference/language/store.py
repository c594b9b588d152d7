"""The folder of language models, and what must be true of one before it is taken in."""

import json
import logging
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from hashlib import file_digest
from pathlib import Path

from domain.errors import Conflict, Invalid, Misconfigured, NotFound
from inference.language.adapters import adapter_file, require_fitting, scale_of
from inference.language.describing import Description, describe
from inference.language.pipeline import Weights
from inference.language.trial import Trial

_log = logging.getLogger(__name__)
_CARD = "model.json"
_GGUF = "weights.gguf"
_ADAPTER = "adapter.safetensors"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_TAKEN = frozenset({"default", "extractive", "verified"})
_ADDING = ".adding-"
_DEFAULT_CONTEXT = 2048  # where a model does not say how much it was made for


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredModel:
    """A model that was tried and taken in. `parameters`, `licence` and `quantisation` are null where it tells none.

    `tokens_per_second` and `memory_bytes` are what its trial took on this machine.
    """

    name: str
    sha256: str
    licence: str | None
    size_bytes: int
    parameters: int | None
    context_tokens: int
    quantisation: str | None
    adapter_sha256: str | None
    tokens_per_second: float
    memory_bytes: int
    adapter_scale: float = 1.0


class ModelStore:
    """A folder for each model in `folder`, its card `model.json` beside its files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._damaged: frozenset[str] = frozenset()

    def all(self) -> list[StoredModel]:
        """By name. A damaged one is left out, and said to be once: the others answer all the same."""
        found, damaged = list[StoredModel](), set[str]()
        for path in sorted(self.folder.glob(f"[!.]*/{_CARD}")):
            try:
                found.append(_card(path))
            except Misconfigured as error:
                damaged.add(str(error))
        for message in damaged - self._damaged:
            _log.warning("%s", message)
        self._damaged = frozenset(damaged)
        return found

    def get(self, name: str) -> StoredModel:
        """Raises `NotFound`."""
        path = self.folder / name / _CARD
        if not _NAME.fullmatch(name) or not path.is_file():
            raise NotFound(f"There is no model “{name}” on this machine. candor model list shows those that are.")
        return _card(path)

    def weights(self, name: str, *, most_tokens: int, threads: int | None) -> Weights:
        """How a model is loaded, which need not be there; it takes in no more than `most_tokens`."""
        identity, scale = "", 1.0
        try:
            card = self.get(name)
            most_tokens, identity = min(card.context_tokens, most_tokens), f"{card.sha256}+{card.adapter_sha256}"
            scale = card.adapter_scale
        except NotFound:
            _log.warning("there is no language model %s on this machine", name)
        return replace(_weights(self.folder / name, most_tokens, threads, identity), adapter_scale=scale)

    def add(
        self,
        source: Path,
        *,
        name: str | None = None,
        adapter: Path | None = None,
        licence: str | None = None,
        attempt: Callable[[Weights], Trial],
    ) -> StoredModel:
        """Takes in a GGUF file or an OpenVINO folder once `attempt` let it say something. Raises what refuses it.

        `licence` counts where the model names none.

        Files are linked where that is possible, since they are large, and copied where not.
        """
        name = self.checked(source, name, adapter)
        adapter = None if adapter is None else adapter_file(adapter)
        description = describe(source)
        description = replace(description, licence=description.licence or licence)
        scale = 1.0 if adapter is None else scale_of(adapter)
        with self._making(name) as folder:
            _take(source, folder, adapter)
            weights = _weights(folder, description.context_tokens or _DEFAULT_CONTEXT, None)
            tried = attempt(replace(weights, adapter_scale=scale))
            model = replace(_described(name, folder, description, tried), adapter_scale=scale)
            (folder / _CARD).write_text(json.dumps(asdict(model), indent=2) + "\n")
            folder.rename(self.folder / name)
        return model

    def checked(self, source: Path, name: str | None, adapter: Path | None) -> str:
        """What it would be called. Raises what refuses it before it is loaded."""
        name = _named(source, name)
        if (self.folder / name).exists():
            raise Conflict(f"There is a model “{name}” already: candor model remove {name}, or choose another --name.")
        describe(source)
        if adapter is not None:
            require_fitting(adapter_file(adapter), source)
        return name

    def source(self, name: str) -> Path:
        """What it was made of, as `add` takes it: its file, or its folder. Raises `NotFound`."""
        self.get(name)
        file = self.folder / name / _GGUF
        return file if file.exists() else self.folder / name

    def remove(self, name: str) -> None:
        """With its files. Raises `NotFound`."""
        self.get(name)
        shutil.rmtree(self.folder / name)

    @contextmanager
    def _making(self, name: str) -> Iterator[Path]:
        """A folder that is gone again if anything goes wrong."""
        folder = self.folder / f"{_ADDING}{name}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _named(source: Path, name: str | None) -> str:
    stem = source.stem if source.is_file() else source.name
    chosen = name or re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-._")[:64].lower()
    if not _NAME.fullmatch(chosen) or chosen in _TAKEN:
        raise Invalid(f"“{chosen}” cannot be a model's name: letters, digits, dots and dashes, and not a word of ours.")
    return chosen


def _take(source: Path, folder: Path, adapter: Path | None) -> None:
    if source.is_file():
        files = [(source, _GGUF)]
    else:
        own = {_CARD, _ADAPTER}  # of a model that was taken in already
        files = [(one, one.name) for one in source.iterdir() if one.is_file() and one.name not in own]
    if adapter is not None:
        files.append((adapter, _ADAPTER))
    for path, name in files:
        try:
            os.link(path.resolve(), folder / name)
        except OSError:
            shutil.copyfile(path, folder / name)


def _weights(folder: Path, context_tokens: int, threads: int | None, identity: str = "") -> Weights:
    file, adapter = folder / _GGUF, folder / _ADAPTER
    return Weights(
        path=file if file.exists() else folder,
        context_tokens=context_tokens,
        adapter=adapter if adapter.exists() else None,
        threads=threads,
        identity=identity,
    )


def _described(name: str, folder: Path, description: Description, tried: Trial) -> StoredModel:
    adapter = folder / _ADAPTER
    return StoredModel(
        name=name,
        sha256=_sha256(folder / _GGUF if (folder / _GGUF).exists() else folder / "openvino_model.bin"),
        licence=description.licence,
        size_bytes=sum(path.stat().st_size for path in folder.iterdir()),
        parameters=description.parameters,
        context_tokens=description.context_tokens or _DEFAULT_CONTEXT,
        quantisation=description.quantisation,
        adapter_sha256=_sha256(adapter) if adapter.exists() else None,
        tokens_per_second=round(tried.tokens_per_second, 1),
        memory_bytes=tried.memory_bytes,
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _card(path: Path) -> StoredModel:
    try:
        return StoredModel(**json.loads(path.read_text()))
    except (OSError, TypeError, ValueError) as error:
        raise Misconfigured(f"{path} is damaged: {error}. Remove its folder and add the model anew.") from error
