"""What a language model had begun when it reached its limit of tokens is not delivered as if it were whole."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.server.conftest import Client, FakeModel, client_of
from text.notices import Saying, said

TOWER = "The tower is 92 metres tall. It was built in 1911 by Agnes Rowe. Tickets cost 5 euros."
QUESTION = "How tall is the tower?"
WHOLE = "The tower is 92 metres tall [1]."
NOTICE = said(Saying.CUT_SHORT, "en")


@pytest.fixture(scope="module", autouse=True)
def collections(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("cut") / "tower.txt"
    path.write_text(TOWER, encoding="utf-8")
    with client_of(server_url) as client:
        for policy in ("annotate", "hold"):
            client.http.post("/v1/collections", json={"name": f"cut-{policy}", "policy": policy})
            client.upload(path, collection=f"cut-{policy}")


@pytest.fixture
def cut(llm: FakeModel) -> Iterator[FakeModel]:
    llm.finish_reason = "length"
    yield llm
    llm.finish_reason = "stop"


def asked(client: Client, policy: str, *, stream: bool) -> tuple[str, str, dict[str, Any]]:
    """Content, finish reason and our block."""
    if not stream:
        completion = client.ask(QUESTION, collection=f"cut-{policy}")
        choice = completion["choices"][0]
        return choice["message"]["content"], choice["finish_reason"], completion["candor"]
    body = {
        "stream": True,
        "messages": [{"role": "user", "content": QUESTION}],
        "candor": {"collection": f"cut-{policy}"},
    }
    with client.http.stream("POST", "/v1/chat/completions", json=body) as reply:
        chunks = [json.loads(line[6:]) for line in reply.iter_lines() if line.startswith("data: {")]
    choices = [choice for chunk in chunks for choice in chunk["choices"]]
    content = "".join(choice["delta"].get("content") or "" for choice in choices)
    [reason] = [choice["finish_reason"] for choice in choices if choice["finish_reason"]]
    return content, reason, chunks[-1]["candor"]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("policy", ["annotate", "hold"])
def test_half_a_sentence_at_the_limit_of_tokens_is_no_statement(
    client: Client, cut: FakeModel, policy: str, *, stream: bool
) -> None:
    cut.text = f"{WHOLE} It was built in 1911 by Agnes"
    content, reason, block = asked(client, policy, stream=stream)
    assert (content, reason) == (f"{WHOLE}\n\n{NOTICE}", "length")
    assert [claim["text"] for claim in block["claims"]] == [WHOLE]
    assert block["outcome"] == "answered"


@pytest.mark.parametrize("stream", [False, True])
def test_a_sentence_that_ends_at_the_limit_is_one(client: Client, cut: FakeModel, *, stream: bool) -> None:
    cut.text = WHOLE
    assert asked(client, "annotate", stream=stream)[:2] == (WHOLE, "length")


@pytest.mark.parametrize("stream", [False, True])
def test_where_no_sentence_was_finished_the_documents_are_quoted(
    client: Client, cut: FakeModel, *, stream: bool
) -> None:
    cut.text = "The tower is 92 metres tall and has"
    content, reason, block = asked(client, "annotate", stream=stream)
    assert "and has" not in content
    assert content.endswith(said(Saying.MODEL_SILENT, "en"))
    assert (reason, block["outcome"]) == ("length", "answered")


def test_what_ends_by_itself_says_stop_with_or_without_a_full_stop(client: Client, llm: FakeModel) -> None:
    llm.text = "92 metres [1]"
    for stream in (False, True):
        assert asked(client, "annotate", stream=stream)[:2] == ("92 metres [1]", "stop")
