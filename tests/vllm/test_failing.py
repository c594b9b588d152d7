"""A vLLM that is killed in mid-answer ends in an answer that says so; once it is back, it is asked again."""

import json
from typing import Any

from tests.server.conftest import Client
from tests.vllm.model_server import MODEL, ModelServer
from tests.vllm.test_answers import asked
from text.notices import Saying, said

# At this temperature the model goes on for a minute where it would else be done before a busy machine looks.
_LONG = {
    "messages": [{"role": "user", "content": "Tell me all rules of the library, one by one."}],
    "stream": True,
    "temperature": 1.3,
    "seed": 7,
    "max_tokens": 1500,
}


def test_a_kill_in_mid_answer_is_told_and_a_restart_answers_again(client: Client, vllm: ModelServer) -> None:
    replies: list[dict[str, Any]] = []
    with client.http.stream("POST", "/v1/chat/completions", json=_LONG) as stream:
        for line in stream.iter_lines():
            if line.startswith("data: {"):
                replies.append(json.loads(line[6:]))
            if said_by(replies):
                vllm.kill()
    assert said_by(replies).endswith((said(Saying.INTERRUPTED, "en"), said(Saying.MODEL_DOWN, "en")))

    quoted = asked(client)
    assert (quoted["model"], quoted["candor"]["outcome"]) == ("extractive", "answered")
    assert "six books" in quoted["choices"][0]["message"]["content"]
    assert said(Saying.MODEL_DOWN, "en") in quoted["choices"][0]["message"]["content"]

    vllm.start()
    assert asked(client)["model"] == MODEL


def said_by(replies: list[dict[str, Any]]) -> str:
    return "".join(reply["choices"][0]["delta"].get("content") or "" for reply in replies if reply["choices"])
