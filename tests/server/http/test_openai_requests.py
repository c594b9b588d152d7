"""Requests that OpenAI takes are taken, and what cannot be honoured is refused by its field in plain words."""

from pathlib import Path
from typing import Any

import pytest

from tests.server.conftest import Client, FakeModel, client_of
from text.notices import Saying, said

TOWER = (
    "The tower is 92 metres tall. It was built in 1911 by Agnes Rowe. Tickets cost 5 euros. The lift takes 40 seconds. "
    "The tower closes at 22:00."
)
QUESTION = {"role": "user", "content": "How tall is the tower?"}
HELLO = {"role": "user", "content": "Hello"}
PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
CALL = {"id": "call_1", "type": "function", "function": {"name": "clock", "arguments": "{}"}}
TOOL = {"type": "function", "function": {"name": "clock", "parameters": {}}}


@pytest.fixture(scope="module", autouse=True)
def collection(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path: Path = tmp_path_factory.mktemp("surface") / "tower.txt"
    path.write_text(TOWER, encoding="utf-8")
    with client_of(server_url) as client:
        client.http.post("/v1/collections", json={"name": "surface", "policy": "annotate"})
        client.upload(path, collection="surface")


def ask(client: Client, *messages: dict[str, Any], **fields: Any) -> Any:
    body = {"messages": [*messages] or [QUESTION], "model": "extractive", "candor": {"collection": "surface"}}
    return client.http.post("/v1/chat/completions", json=body | fields)


def content(reply: Any) -> str:
    assert reply.status_code == 200, reply.text
    text: str = reply.json()["choices"][0]["message"]["content"]
    return text


@pytest.mark.parametrize(
    "earlier",
    [
        [HELLO, {"role": "assistant", "content": None, "tool_calls": [CALL]},
         {"role": "tool", "tool_call_id": "call_1", "content": "12:00"}],
        [HELLO, {"role": "assistant", "tool_calls": [CALL], "refusal": None, "audio": None, "function_call": None},
         {"role": "tool", "tool_call_id": "call_1", "content": [{"type": "text", "text": "12:00"}]}],
        [HELLO, {"role": "assistant", "content": None, "function_call": {"name": "clock", "arguments": "{}"}},
         {"role": "function", "name": "clock", "content": None}],
        [HELLO, {"role": "assistant", "content": None}],
        [HELLO, {"role": "assistant", "content": ""}],
        [HELLO, {"role": "assistant", "content": [{"type": "refusal", "refusal": "No."}]}],
        [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, PICTURE]},
         {"role": "assistant", "content": "I cannot see pictures."}],
        [{"role": "user", "content": [PICTURE]}, {"role": "assistant", "content": "I cannot see pictures."}],
        [{"role": "developer", "content": "Be brief."}],
        [{"role": "system", "content": [{"type": "text", "text": "Be brief."}], "name": None}],
    ],
)  # fmt: skip
def test_what_is_not_read_of_earlier_messages_is_left_out(client: Client, earlier: list[dict[str, Any]]) -> None:
    assert "92 metres" in content(ask(client, *earlier, QUESTION))


def test_what_tools_said_does_not_reach_the_model(client: Client, llm: FakeModel) -> None:
    llm.text = "The tower is 92 metres tall [1]."
    called = {"role": "assistant", "content": None, "tool_calls": [CALL]}
    result = {"role": "tool", "tool_call_id": "call_1", "content": "It is noon."}

    assert "92 metres" in content(ask(client, HELLO, called, result, QUESTION, model="fake"))

    sent = llm.requests[-1]["messages"]
    assert [message["role"] for message in sent] == ["system", "user", "user"]
    assert "noon" not in str(sent)


def test_fields_that_ask_for_nothing_pass(client: Client) -> None:
    asks_for_nothing = {
        "tools": [], "tool_choice": "none", "parallel_tool_calls": True, "functions": [], "function_call": "none",
        "response_format": {"type": "text"}, "modalities": ["text"], "n": 1, "logprobs": False, "top_logprobs": 0,
        "logit_bias": {}, "store": False, "user": "u-1", "metadata": {"chat": "1"}, "service_tier": "auto",
        "reasoning_effort": "low", "verbosity": "medium", "prompt_cache_key": "p", "safety_identifier": "s",
        "stream_options": {"include_usage": None}, "stop": ["END"], "seed": 1,
    }  # fmt: skip
    assert "92 metres" in content(ask(client, **asks_for_nothing))


def test_null_is_as_good_as_left_out(client: Client) -> None:
    fields = (
        "audio", "candor", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs",
        "max_completion_tokens", "max_tokens", "metadata", "modalities", "n", "parallel_tool_calls", "prediction",
        "presence_penalty", "reasoning_effort", "response_format", "seed", "service_tier", "stop", "store", "stream",
        "stream_options", "temperature", "tool_choice", "tools", "top_logprobs", "top_p", "user", "verbosity",
        "web_search_options", "prompt_cache_key", "safety_identifier",
    )  # fmt: skip
    assert ask(client, **dict.fromkeys(fields)).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tools", [TOOL]), ("functions", [TOOL["function"]]), ("tool_choice", "required"), ("logprobs", True),
        ("top_logprobs", 3), ("n", 2), ("response_format", {"type": "json_object"}),
        ("response_format", {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}}),
        ("logit_bias", {"50256": -100}), ("modalities", ["text", "audio"]), ("audio", {"voice": "alloy"}),
        ("web_search_options", {}), ("service_tier", "flex"), ("temperature", 9), ("stream", "perhaps"), ("seed", "x"),
        ("grammar", "root ::= x"), ("max_tokens", 0), ("messages", []), ("stop", 7), ("user", 1),
    ],
)  # fmt: skip
def test_what_cannot_be_honoured_is_refused_by_its_field_in_plain_words(
    client: Client, field: str, value: object
) -> None:
    reply = ask(client, **{field: value})

    assert reply.status_code == 422
    error = reply.json()["error"]
    assert error["param"].partition(".")[0] == field
    assert field in error["message"]
    for jargon in ("Input should", "valid list", "pydantic", "not permitted", "Extra inputs"):
        assert jargon not in error["message"]


@pytest.mark.parametrize(
    ("part", "says"),
    [
        (PICTURE, "Pictures"),
        ({"type": "input_audio", "input_audio": {"data": "", "format": "wav"}}, "Sound"),
        ({"type": "file", "file": {"file_id": "f"}}, "Files"),
        ({"type": "hologram"}, "only text"),
    ],
)
def test_what_is_not_read_of_the_question_is_refused_in_one_sentence(
    client: Client, part: dict[str, Any], says: str
) -> None:
    asked = {"role": "user", "content": [{"type": "text", "text": "How tall is the tower?"}, part]}
    reply = ask(client, HELLO, {"role": "assistant", "content": "Yes?"}, asked)

    assert reply.status_code == 422
    error = reply.json()["error"]
    assert says in error["message"]
    assert error["message"].count(". ") == 0
    assert error["param"] == "messages.2.content.1"


def test_a_tools_result_is_no_question(client: Client) -> None:
    called = {"role": "assistant", "content": None, "tool_calls": [CALL]}
    reply = ask(client, QUESTION, called, {"role": "tool", "tool_call_id": "call_1", "content": "12:00"})

    assert reply.status_code == 422
    assert "user's question" in reply.json()["error"]["message"]


def test_one_model_is_shown_by_its_id(client: Client) -> None:
    listed = {model["id"]: model for model in client.http.get("/v1/models").json()["data"]}

    for name in ("fake", "extractive"):
        assert client.http.get(f"/v1/models/{name}").json() == listed[name]
    assert client.http.get("/v1/models/default").json() == listed["fake"]


@pytest.mark.parametrize("name", ["gpt-9", "meta-llama/Llama-9", "meta-llama%2FLlama-9"])
def test_an_unknown_model_is_openais_error(client: Client, name: str) -> None:
    reply = client.http.get(f"/v1/models/{name}")

    assert reply.status_code == 404
    assert set(reply.json()["error"]) == {"message", "type", "param", "code"}


@pytest.mark.parametrize(("reason", "stream"), [("length", False), ("content_filter", False), ("content_filter", True)])
def test_why_the_model_ended_is_passed_on_and_half_a_sentence_is_not_shown(
    client: Client, llm: FakeModel, reason: str, *, stream: bool
) -> None:
    llm.text, llm.finish_reason = "The tower is 92 metres tall [1]. It was", reason
    try:
        reply = ask(client, model="fake", stream=stream, max_tokens=9)
    finally:
        llm.finish_reason = "stop"

    assert f'"finish_reason":"{reason}"' in reply.text.replace(" ", "")
    assert "[1]. It was" not in reply.text
    assert said(Saying.FILTERED if reason == "content_filter" else Saying.CUT_SHORT, "en") in reply.text
