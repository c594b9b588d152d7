"""Front-ends and client libraries as they are: their requests are answered, their errands reach no person."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from langchain_openai import ChatOpenAI
from openai import NotFoundError, OpenAI, UnprocessableEntityError
from pydantic import SecretStr

from tests.server.conftest import Client, FakeModel, client_of
from tests.text.test_background_prompts import FOLLOW_UPS, LIBRECHAT, TAGS, TITLE

TOWER = "The tower is 92 metres tall. It was built in 1911 by Agnes Rowe."
QUESTION = {"role": "user", "content": "How tall is the tower?"}
RIGHT = "The tower is 92 metres tall [1]."


@pytest.fixture(scope="module", autouse=True)
def collection(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path: Path = tmp_path_factory.mktemp("front-ends") / "tower.txt"
    path.write_text(TOWER, encoding="utf-8")
    with client_of(server_url) as client:
        client.http.post("/v1/collections", json={"name": "front-ends", "policy": "annotate"})
        client.upload(path, collection="front-ends")


def ask(client: Client, *messages: dict[str, Any], **fields: Any) -> httpx.Response:
    body = {"model": "fake", "messages": [*messages], "candor": {"collection": "front-ends"}}
    return client.http.post("/v1/chat/completions", json=body | fields)


def text_of(reply: httpx.Response) -> str:
    assert reply.status_code == 200, reply.text
    if "event-stream" not in reply.headers["content-type"]:
        whole: str = reply.json()["choices"][0]["message"]["content"]
        return whole
    chunks = [json.loads(line[6:]) for line in reply.text.splitlines() if line.startswith("data: {")]
    return "".join(one["delta"].get("content") or "" for chunk in chunks for one in chunk["choices"])


@pytest.mark.parametrize(
    "fields",
    [
        # Open WebUI
        {"stream": True, "messages": [{"role": "system", "content": "Be kind."}, QUESTION], "temperature": 0.8,
         "stream_options": {"include_usage": True}},
        # LibreChat
        {"stream": True, "user": "68f0c2", "stream_options": {"include_usage": True}, "n": 1, "temperature": 1,
         "top_p": 1, "presence_penalty": 0, "frequency_penalty": 0, "messages": [
             {"role": "user", "content": [{"type": "text", "text": "Hello"}]},
             {"role": "assistant", "content": [{"type": "text", "text": "Hello!"}]},
             {"role": "user", "content": [{"type": "text", "text": QUESTION["content"]}]}]},
        # AI SDK
        {"stream": True, "stream_options": {"include_usage": True}, "response_format": {"type": "text"},
         "reasoning_effort": "low", "max_completion_tokens": 400, "messages": [
             {"role": "developer", "content": "Be kind."}, QUESTION]},
        # LlamaIndex
        {"stream": False, "temperature": 0.1, "max_tokens": None, "tools": None, "messages": [
            {"role": "user", "content": "Hello"}, {"role": "assistant", "content": None, "tool_calls": [
                {"id": "1", "type": "function", "function": {"name": "look", "arguments": "{}"}}]},
            {"role": "tool", "content": "nothing", "tool_call_id": "1"}, QUESTION]},
    ],
    ids=["open-webui", "librechat", "ai-sdk", "llama-index"],
)  # fmt: skip
def test_a_front_ends_request_is_answered(client: Client, llm: FakeModel, fields: dict[str, Any]) -> None:
    llm.text = RIGHT
    assert text_of(ask(client, **fields)) == RIGHT


def test_openais_own_client_reads_answers_models_and_refusals(client: Client, llm: FakeModel) -> None:
    llm.text = RIGHT
    extra = {"candor": {"collection": "front-ends"}}
    with OpenAI(base_url=f"{client.http.base_url}/v1", api_key="unused") as openai:
        answer = openai.chat.completions.create(model="fake", messages=[QUESTION], extra_body=extra)  # type: ignore[list-item]
        assert answer.choices[0].message.content == RIGHT
        assert openai.models.retrieve("fake").id == "fake"
        with pytest.raises(NotFoundError):
            openai.models.retrieve("nobody/nothing")
        with pytest.raises(UnprocessableEntityError) as refused:
            openai.chat.completions.create(model="fake", messages=[QUESTION], logprobs=True)  # type: ignore[list-item]
        assert refused.value.param == "logprobs"


def test_langchains_client_streams(client: Client, llm: FakeModel) -> None:
    llm.text = RIGHT
    model = ChatOpenAI(
        model="fake",
        base_url=f"{client.http.base_url}/v1",
        api_key=SecretStr("unused"),
        extra_body={"candor": {"collection": "front-ends"}},
    )
    history = [("user", "Hello"), ("assistant", ""), ("user", QUESTION["content"])]
    assert "".join(chunk.text for chunk in model.stream(history)) == RIGHT


def kept(client: Client) -> tuple[Any, ...]:
    """What would show that something was stored or counted."""
    counted = [
        line for line in client.http.get("/metrics").text.splitlines() if line.startswith("candor_answers_total")
    ]
    conversations = client.http.get("/v1/conversations").json()
    return counted, conversations, client.http.get("/v1/escalations").json()


@pytest.mark.parametrize("stream", [False, True])
def test_errands_are_run_by_the_model_and_leave_nothing(client: Client, llm: FakeModel, *, stream: bool) -> None:
    before = kept(client)
    llm.text = '{"title": "🗼 Tower height"}'
    assert text_of(ask(client, {"role": "user", "content": TITLE}, stream=stream)) == llm.text
    assert "passages" not in str(llm.requests[-1]["messages"])
    llm.text = "I would rather say that the tower is 300 metres tall, as everybody knows, and much more besides that."
    assert text_of(ask(client, {"role": "user", "content": LIBRECHAT}, stream=stream)) == "How tall is the tower"
    assert kept(client) == before


@pytest.mark.parametrize(
    ("prompt", "reply"),
    [(TITLE, '{"title": "How tall is the tower"}'), (TAGS, '{"tags": []}'), (FOLLOW_UPS, '{"follow_ups": []}')],
)
def test_errands_are_run_by_rule_without_a_model_or_while_it_is_down(
    client: Client, llm: FakeModel, prompt: str, reply: str
) -> None:
    before, message = kept(client), {"role": "user", "content": prompt + "\n" + "x" * 9_000}
    completion = ask(client, message, model="extractive").json()
    assert completion["choices"][0]["message"]["content"] == reply
    assert (completion["candor"]["outcome"], completion["candor"]["claims"]) == ("abstained", [])
    llm.broken = True
    try:
        assert text_of(ask(client, message)) == reply
    finally:
        llm.broken = False
    assert kept(client) == before
    assert client.http.get(f"/v1/answers/{completion['candor']['answer_id']}").status_code == 404
