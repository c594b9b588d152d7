"""A vLLM that is killed in mid-answer ends in an answer that says so; once it is back, it is asked again."""

import json
import threading
from typing import Any

from tests.server.conftest import Client
from tests.vllm.model_server import MODEL, ModelServer
from tests.vllm.test_answers import asked
from tests.vllm.test_leaving import wait_for_a_few_words, written
from text.notices import Saying, said


def test_a_kill_in_mid_answer_is_told_and_a_restart_answers_again(client: Client, vllm: ModelServer) -> None:
    before, replies = written(vllm), []
    body = {"messages": [{"role": "user", "content": "Tell me all rules of the library, one by one."}], "stream": True}

    def listen() -> None:
        with client.http.stream("POST", "/v1/chat/completions", json=body) as reply:
            replies.extend(json.loads(line[6:]) for line in reply.iter_lines() if line.startswith("data: {"))

    listener = threading.Thread(target=listen)
    listener.start()
    wait_for_a_few_words(vllm, before)
    vllm.kill()
    listener.join()
    assert said_by(replies).endswith((said(Saying.INTERRUPTED, "en"), said(Saying.MODEL_DOWN, "en")))

    quoted = asked(client)
    assert (quoted["model"], quoted["candor"]["outcome"]) == ("extractive", "answered")
    assert "six books" in quoted["choices"][0]["message"]["content"]
    assert said(Saying.MODEL_DOWN, "en") in quoted["choices"][0]["message"]["content"]

    vllm.start()
    assert asked(client)["model"] == MODEL


def said_by(replies: list[dict[str, Any]]) -> str:
    return "".join(reply["choices"][0]["delta"].get("content") or "" for reply in replies if reply["choices"])
