"""Adapters of the language model come and go while it runs; none stays that does not answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.errors import Conflict, ModelUnavailable, Refused

_ALIAS = "default"  # stands for the first that is served
_QUESTION = "What is the capital of France?"


class AdapterServer(Protocol):
    """An endpoint that takes adapters while it runs."""

    def load(self, name: str, path: str, base: str | None) -> None:
        """Serves the adapter in the folder `path`, as the endpoint sees it, as the model `name`, on the model `base`.

        Raises `Refused` with the endpoint's reason, and `ModelUnavailable` where it failed: whether the adapter is
        loaded is not known then.
        """

    def unload(self, name: str) -> None:
        """Serves it no longer. Raises as `load` does, `NotFound` where no such adapter is loaded."""

    def ask(self, name: str, question: str) -> str:
        """The first words of what it answers. Raises `ModelUnavailable` with the endpoint's reason."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a fresh adapter was asked, and what it answered."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Adapting:
    """Loads and unloads adapters where `server_of` a model says, null for any model; `served` names what can answer.

    It gives null where nothing takes adapters.
    """

    server_of: Callable[[str | None], AdapterServer | None]
    served: Callable[[], Sequence[str]]

    def load(self, name: str, path: str, base: str | None = None) -> Trial:
        """Loads an adapter and tries it; one that does not answer is unloaded again.

        `base` is the model that it is put on, null where there is one alone. Raises `Refused`, and `ModelUnavailable`
        where it was loaded in vain.
        """
        server = self._server(base)
        if name == _ALIAS or name in self.served():
            raise Conflict(f"“{name}” is taken; give the adapter another name, or unload the one that has it.")
        try:
            server.load(name, path, base)
            return _tried(server, name)
        except ModelUnavailable as error:
            raise ModelUnavailable(f"“{name}” does not answer and {_taken_back(server, name)}: {error}") from error

    def unload(self, name: str) -> None:
        """Raises `Refused`, `NotFound` where no such adapter is loaded."""
        self._server(name if name in self.served() else None).unload(name)

    def _server(self, model: str | None) -> AdapterServer:
        server = self.server_of(model)
        if server is None:
            raise Conflict(
                "There is no language model to adapt: CANDOR_LLM_URL names none, and there is none on this machine."
            )
        return server


def _tried(server: AdapterServer, name: str) -> Trial:
    answer = server.ask(name, _QUESTION).strip()
    if not any(letter.isalnum() for letter in answer):
        raise ModelUnavailable(f"It answered “{_QUESTION}” with “{answer}”.")
    return Trial(_QUESTION, answer)


def _taken_back(server: AdapterServer, name: str) -> str:
    """What became of a failed adapter."""
    try:
        server.unload(name)
    except Refused:
        return "is not loaded"
    except ModelUnavailable as error:
        return f"could not be unloaded ({error})"
    return "was unloaded again"
