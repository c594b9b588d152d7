"""An adapter stays only if it answers; whoever loads it is told why not."""

from dataclasses import dataclass, field

import pytest

from domain.errors import Conflict, Invalid, ModelUnavailable, NotFound
from server.usecases.adapters import Adapting, Trial


@dataclass
class VLLM:
    """A model server in memory. `says` is what an adapter answers, null where it breaks; `up` whether it is there."""

    says: str | None = "Paris."
    up: bool = True
    loaded: dict[str, str] = field(default_factory=dict)

    def load(self, name: str, path: str, base: str | None) -> None:
        self._reach()
        if path == "/nowhere":
            raise Invalid("No adapter found for /nowhere")
        self.loaded[name] = path

    def unload(self, name: str) -> None:
        self._reach()
        if name not in self.loaded:
            raise NotFound(f"The lora adapter '{name}' cannot be found.")
        del self.loaded[name]

    def ask(self, name: str, question: str) -> str:
        self._reach()
        if self.says is None:
            raise ModelUnavailable("EngineCore encountered an issue.")
        return self.says

    def served(self) -> list[str]:
        return ["base", *self.loaded]

    def _reach(self) -> None:
        if not self.up:
            raise ModelUnavailable("Connection refused")


def adapting(server: VLLM) -> Adapting:
    return Adapting(lambda _: server, server.served)


def test_a_loaded_adapter_is_asked_and_its_answer_shown() -> None:
    server = VLLM()
    assert adapting(server).load("legal", "/adapters/legal") == Trial("What is the capital of France?", "Paris.")
    assert server.loaded == {"legal": "/adapters/legal"}


def test_one_that_breaks_is_unloaded_again_with_the_endpoints_reason() -> None:
    server = VLLM(says=None)
    with pytest.raises(ModelUnavailable, match=r"“legal” does not answer and was unloaded again: EngineCore enc"):
        adapting(server).load("legal", "/adapters/legal")
    assert server.loaded == {}


@pytest.mark.parametrize("nothing", ["", " \n", "!!!!!!!!"])
def test_one_that_says_nothing_is_unloaded_again(nothing: str) -> None:
    server = VLLM(says=nothing)
    with pytest.raises(ModelUnavailable, match="was unloaded again: It answered"):
        adapting(server).load("legal", "/adapters/legal")
    assert server.loaded == {}


def test_one_that_cannot_be_loaded_is_refused_in_the_endpoints_words() -> None:
    with pytest.raises(Invalid, match="No adapter found for /nowhere"):
        adapting(VLLM()).load("legal", "/nowhere")


def test_an_endpoint_that_is_down_says_so_and_what_is_not_known() -> None:
    with pytest.raises(ModelUnavailable, match=r"could not be unloaded \(Connection refused\): Connection refused"):
        adapting(VLLM(up=False)).load("legal", "/adapters/legal")


@pytest.mark.parametrize("name", ["base", "legal", "default"])
def test_a_name_that_answers_already_is_left_to_what_has_it(name: str) -> None:
    server = VLLM(loaded={"legal": "/adapters/legal"})
    with pytest.raises(Conflict, match=f"“{name}” is taken"):
        adapting(server).load(name, "/adapters/other")
    assert server.loaded == {"legal": "/adapters/legal"}


def test_one_is_unloaded_by_name() -> None:
    server = VLLM(loaded={"legal": "/adapters/legal"})
    adapting(server).unload("legal")
    assert server.loaded == {}
    with pytest.raises(NotFound, match="cannot be found"):
        adapting(server).unload("legal")


def test_without_an_endpoint_there_is_nothing_to_adapt() -> None:
    nobody = Adapting(lambda _: None, lambda: ["extractive"])
    with pytest.raises(Conflict, match="CANDOR_LLM_URL"):
        nobody.load("legal", "/adapters/legal")
    with pytest.raises(Conflict, match="CANDOR_LLM_URL"):
        nobody.unload("legal")
