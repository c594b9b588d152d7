"""What an endpoint says of adapters is told as it said it; whether it takes any at all is told apart."""

from typing import Any

import httpx
import pytest

from domain.errors import Conflict, Invalid, ModelUnavailable, NotFound
from generation.adapters import EndpointAdapters
from generation.catalogue import Catalogue
from generation.endpoint import Endpoint
from tests.generation.openai_server import Behaviour, OpenAIServer


@pytest.fixture
def changes() -> list[str]:
    return []


@pytest.fixture
def adapters(endpoint: Endpoint, client: httpx.Client, changes: list[str]) -> EndpointAdapters:
    return EndpointAdapters(endpoint, client, changed=lambda: changes.append("changed"))


def replies(status: int, body: Any) -> Behaviour:
    return lambda exchange: exchange.reply(status, body)


def error(message: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": "x", "param": None, "code": 400}}


def test_an_adapter_is_loaded_under_its_name_from_its_folder(
    server: OpenAIServer, adapters: EndpointAdapters, changes: list[str]
) -> None:
    server.behave([replies(200, "Success")])
    adapters.load("legal", "/adapters/legal")
    adapters.unload("legal")
    assert server.requests == [{"lora_name": "legal", "lora_path": "/adapters/legal"}, {"lora_name": "legal"}]
    assert changes == ["changed", "changed"]


def test_a_refusal_is_told_in_the_endpoints_words(server: OpenAIServer, adapters: EndpointAdapters) -> None:
    server.behave([replies(400, error("LoRA rank 64 is greater than max_lora_rank 16."))])
    with pytest.raises(Invalid, match=r"^LoRA rank 64 is greater than max_lora_rank 16\.$"):
        adapters.load("legal", "/adapters/legal")


def test_a_folder_that_is_not_there_is_wrong_input_and_an_adapter_that_is_not_is_not_found(
    server: OpenAIServer, adapters: EndpointAdapters
) -> None:
    server.behave([replies(404, error("No adapter found for /nowhere")), replies(404, error("cannot be found"))])
    with pytest.raises(Invalid, match="/nowhere"):
        adapters.load("legal", "/nowhere")
    with pytest.raises(NotFound, match="cannot be found"):
        adapters.unload("legal")


@pytest.mark.parametrize("status", [404, 405])
def test_an_endpoint_without_such_routes_is_told_from_one_that_refuses(
    status: int, server: OpenAIServer, adapters: EndpointAdapters
) -> None:
    server.behave([replies(status, {"detail": "Not Found"})])
    with pytest.raises(Conflict, match="VLLM_ALLOW_RUNTIME_LORA_UPDATING"):
        adapters.load("legal", "/adapters/legal")


def test_a_failure_is_the_endpoints_and_no_refusal(
    server: OpenAIServer, adapters: EndpointAdapters, changes: list[str]
) -> None:
    server.behave([replies(500, error("size mismatch for q_proj"))])
    with pytest.raises(ModelUnavailable, match="size mismatch for q_proj"):
        adapters.load("legal", "/adapters/legal")
    assert changes == ["changed"]


def test_an_endpoint_that_is_gone_is_named_with_the_reason(client: httpx.Client, endpoint: Endpoint) -> None:
    gone = Endpoint(url="http://127.0.0.1:9/v1", api_key=None, deadlines=endpoint.deadlines)
    with pytest.raises(ModelUnavailable, match=r"http://127\.0\.0\.1:9/v1 gave no reply: .*refused"):
        EndpointAdapters(gone, client, changed=lambda: None).load("legal", "/adapters/legal")


def test_it_is_asked_as_a_model_of_its_name(server: OpenAIServer, adapters: EndpointAdapters) -> None:
    server.behave([replies(200, {"choices": [{"message": {"content": "Paris."}}]})])
    assert adapters.ask("legal", "Where?") == "Paris."
    (request,) = server.requests
    assert (request["model"], request["messages"]) == ("legal", [{"role": "user", "content": "Where?"}])


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (replies(500, error("EngineCore encountered an issue.")), "EngineCore encountered an issue."),
        (replies(404, error("The model `legal` does not exist.")), "The model `legal` does not exist."),
        (replies(200, {"choices": []}), "did not reply with a chat completion"),
    ],
)
def test_an_adapter_that_does_not_answer_says_why(
    behaviour: Behaviour, words: str, server: OpenAIServer, adapters: EndpointAdapters
) -> None:
    server.behave([behaviour])
    with pytest.raises(ModelUnavailable, match=words):
        adapters.ask("legal", "Where?")


def test_the_catalogue_that_is_told_to_forget_asks_anew(
    server: OpenAIServer, client: httpx.Client, endpoint: Endpoint
) -> None:
    catalogue = Catalogue(endpoint, client)
    assert catalogue.names() == ("llama", "llama-lora")
    server.models = {"data": [{"id": "llama"}]}
    assert catalogue.names() == ("llama", "llama-lora")
    catalogue.forget()
    assert catalogue.names() == ("llama",)
