"""The folder of language models as the server works with it: others come in while it runs."""

import shutil
from collections.abc import Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from domain.language_models import OnShelf
from inference.language.apart import GivenUp, attempt_apart
from inference.language.fetching import fetch
from inference.language.pipeline import Weights
from inference.language.shelf import SHELF
from inference.language.store import ModelStore
from inference.language.trial import Trial
from server.usecases.model_desk import ModelDesk
from server.usecases.model_shelf import Dropped, ModelShelf, Watcher
from server.wiring.default_model import ChosenModel
from server.wiring.settings import Settings

_RUNTIME = "openvino_genai"
_UPLOADS = ".uploads"
_DOWNLOADS = ".downloads"


class StoredFolder:
    """The `ModelFolder` over `ModelStore`; what is had by name comes from `hub`."""

    def __init__(self, store: ModelStore, *, hub: str) -> None:
        self._store = store
        self._hub = hub
        shutil.rmtree(self.uploads(), ignore_errors=True)  # left by a server that was killed

    @property
    def missing(self) -> str | None:
        """See `ModelFolder.missing`."""
        if find_spec(_RUNTIME) is not None:
            return None
        return 'Models of this machine need openvino-genai, which is not installed: pip install "candor[local]"'

    def to_get(self) -> Sequence[OnShelf]:
        """See `ModelFolder.to_get`."""
        here = {model.name for model in self._store.all()}
        return [
            OnShelf(
                name=one.name,
                licence=one.licence,
                size_bytes=one.size_bytes,
                parameters=one.parameters,
                memory_bytes=one.memory_bytes,
            )
            for one in SHELF
            if one.name not in here
        ]

    def checked(self, path: Path, name: str | None, adapter: Path | None) -> str:
        """See `ModelFolder.checked`."""
        return self._store.checked(path, name, adapter)

    def add(self, path: Path, name: str, adapter: Path | None, watcher: Watcher) -> None:
        """See `ModelFolder.add`."""
        self._store.add(path, name=name, adapter=adapter, attempt=partial(_attempt, watcher))

    def get(self, name: str, watcher: Watcher) -> None:
        """See `ModelFolder.get`."""
        shelved = next(one for one in SHELF if one.name == name)
        file = self._store.folder / _DOWNLOADS / f"{name}.gguf"
        if not file.exists():

            def told(there: int) -> None:
                watcher.downloaded(there, shelved.size_bytes)

            url = shelved.url(self._hub)
            fetch(url, file, sha256=shelved.sha256, size_bytes=shelved.size_bytes, progress=told)
        self._store.add(file, name=name, licence=shelved.licence, attempt=partial(_attempt, watcher))
        file.unlink()

    def remove(self, name: str) -> None:
        """See `ModelFolder.remove`."""
        self._store.remove(name)

    def uploads(self) -> Path:
        """See `ModelFolder.uploads`."""
        return self._store.folder / _UPLOADS


def open_shelf(settings: Settings, desk: ModelDesk) -> ModelShelf:
    """Of the models in the data folder."""
    folder = StoredFolder(ModelStore(settings.language_models), hub=settings.model_hub)
    return ModelShelf(
        folder,
        ChosenModel(settings.language_models),
        pinned=settings.llm_model,
        served=desk.names,
        least_free_bytes=settings.least_free_bytes,
    )


def _attempt(watcher: Watcher, weights: Weights) -> Trial:
    watcher.trying()
    try:
        return attempt_apart(weights, given_up=watcher.given_up)
    except GivenUp as error:
        raise Dropped from error
