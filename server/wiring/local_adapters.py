"""LoRA adapters of the models of this machine: each becomes a model of its own, which stays until it is unloaded."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

from langchain_core.messages import HumanMessage

from domain.errors import Conflict, Invalid, NotFound
from inference.language.adapters import adapter_file
from inference.language.apart import attempt_apart
from inference.language.chat_model import LocalChatModel
from inference.language.pipeline import Weights
from inference.language.store import ModelStore
from inference.language.trial import Trial

_TRIAL_TOKENS = 24


class LocalAdapters:
    """The `AdapterServer` over `store`. `model_of` gives a model as it is asked."""

    def __init__(self, store: ModelStore, model_of: Callable[[str], LocalChatModel]) -> None:
        self._store = store
        self._model_of = model_of

    def load(self, name: str, path: str, base: str | None) -> None:
        """See `AdapterServer.load`. The files of the model are linked, so that it takes no more room on the disk."""
        source = self._store.source(self._only_base() if base is None else base)
        self._store.add(source, name=name, adapter=adapter_file(Path(path)), attempt=_attempt)

    def unload(self, name: str) -> None:
        """See `AdapterServer.unload`."""
        if self._store.get(name).adapter_sha256 is None:
            raise Conflict(f"“{name}” is a model without an adapter: candor model remove {name}")
        self._store.remove(name)

    def ask(self, name: str, question: str) -> str:
        """See `AdapterServer.ask`."""
        return self._model_of(name).invoke([HumanMessage(question)], max_tokens=_TRIAL_TOKENS).text

    def _only_base(self) -> str:
        """The model that an adapter is meant for where nobody names one."""
        found = [one.name for one in self._store.all() if one.adapter_sha256 is None]
        if not found:
            raise NotFound("There is no model on this machine to put an adapter on.")
        if len(found) > 1:
            raise Invalid(f"Name the model that the adapter is put on as its base: {', '.join(found)}.")
        return found[0]


def _attempt(weights: Weights) -> Trial:
    return attempt_apart(weights, given_up=Event())
