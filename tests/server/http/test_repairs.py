"""What a language model wrote without support is mended before it is sent, streamed or not, and the reply says so."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.wiring.adapters import Adapters
from tests.generation.openai_server import Behaviour, OpenAIServer, openai_server, refuses, says, silent_after
from tests.server.conftest import Client, client_of, serving, settings_for
from tests.server.word_judge import open_reading
from text.notices import Saying, said

QUESTION = "How many books may a member borrow?"
TRUE = "A member may borrow six books at a time [1]."
LOAN = "The loan period is three weeks [1]."
INVENTED = "A member may borrow dragons [1]."
MENDED = "A lost library card is replaced for 4 euros [2]."


@pytest.fixture(scope="module")
def endpoint() -> Iterator[OpenAIServer]:
    with openai_server() as running:
        yield running


@pytest.fixture(scope="module")
def mending_url(
    tmp_path_factory: pytest.TempPathFactory, endpoint: OpenAIServer, documents: dict[str, Path]
) -> Iterator[str]:
    """Whose judge reads by words, and which gives a model up that is silent for long."""
    settings = settings_for(
        tmp_path_factory.mktemp("mending"), llm_url=endpoint.url, judge="small", llm_silence_seconds=2
    )
    with serving(settings, Adapters(local_models=open_reading)) as url, client_of(url) as client:
        for policy in ("hold", "annotate", "monitor"):
            client.http.post("/v1/collections", json={"name": policy, "policy": policy})
            client.upload(documents["pdf"], collection=policy)
        yield url


@pytest.fixture
def client(mending_url: str) -> Iterator[Client]:
    with client_of(mending_url) as client:
        yield client


@pytest.fixture(params=[False, True], ids=["whole", "streamed"])
def stream(request: pytest.FixtureRequest) -> bool:
    is_streamed: bool = request.param
    return is_streamed


def asked(client: Client, policy: str, *, stream: bool) -> tuple[str, dict[str, Any]]:
    """The content, and the block of the reply's end."""
    if not stream:
        completion = client.ask(QUESTION, collection=policy)
        return completion["choices"][0]["message"]["content"], completion["candor"]
    body = {"stream": True, "messages": [{"role": "user", "content": QUESTION}], "candor": {"collection": policy}}
    with client.http.stream("POST", "/v1/chat/completions", json=body) as reply:
        chunks = [json.loads(line[6:]) for line in reply.iter_lines() if line.startswith("data: {")]
    block: dict[str, Any] = chunks[-1]["candor"]
    return "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks), block


def counted(client: Client, reason: str, result: str) -> float:
    series = f'candor_repairs_total{{reason="{reason}",result="{result}"}} '
    return sum(float(line.split()[-1]) for line in client.http.get("/metrics").text.splitlines() if series in line)


def kept(client: Client, block: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = client.http.get(f"/v1/answers/{block['answer_id']}").json()
    return answer


@pytest.mark.parametrize("policy", ["hold", "annotate"])
def test_a_sentence_is_written_anew_and_what_it_was_is_shown_where_it_may_be(
    client: Client, endpoint: OpenAIServer, policy: str, *, stream: bool
) -> None:
    endpoint.behave([says(f"{TRUE} {INVENTED} ", LOAN), says(MENDED)])
    before = counted(client, "unsupported", "rewritten")

    content, block = asked(client, policy, stream=stream)

    assert content == f"{TRUE} {MENDED} {LOAN}"
    assert (block["outcome"], block["reason"], block["escalation_id"]) == ("repaired", None, None)
    assert [(claim["support"], content[claim["start"] : claim["end"]]) for claim in block["claims"]] == [
        ("supported", TRUE),
        ("supported", MENDED),
        ("supported", LOAN),
    ]
    [repair] = block["repairs"]
    assert repair == {
        "original": INVENTED if policy == "annotate" else None,
        "reason": "unsupported",
        "text": MENDED,
        "start": content.index(MENDED),
        "end": content.index(MENDED) + len(MENDED),
    }
    answer = kept(client, block)
    assert (answer["text"], answer["outcome"], answer["repairs"]) == (
        content,
        "repaired",
        [repair | {"original": INVENTED}],
    )
    assert counted(client, "unsupported", "rewritten") == before + 1
    assert "repair" in block["timings_ms"]


def test_a_sentence_is_left_out_where_nothing_can_take_its_place(
    client: Client, endpoint: OpenAIServer, *, stream: bool
) -> None:
    endpoint.behave([says(f"{TRUE} {INVENTED} {LOAN}"), says("DROP")])
    content, block = asked(client, "hold", stream=stream)
    assert (content, block["outcome"]) == (f"{TRUE} {LOAN}", "repaired")
    assert [(one["text"], one["start"], one["end"]) for one in block["repairs"]] == [(None, len(TRUE), len(TRUE))]


@pytest.mark.parametrize("failure", [says(INVENTED), refuses(400), silent_after("A lost")])
def test_where_it_cannot_be_mended_in_time_the_answer_stops_as_ever(
    client: Client, endpoint: OpenAIServer, failure: Behaviour, *, stream: bool
) -> None:
    endpoint.behave([says(f"{TRUE} {INVENTED} {LOAN}"), failure])
    content, block = asked(client, "hold", stream=stream)
    assert content == f"{TRUE}\n\n{said(Saying.WITHHELD, 'en')}"
    assert (block["outcome"], block["repairs"]) == ("escalated", [])
    withheld = client.http.get(f"/v1/escalations/{block['escalation_id']}").json()["answer"]["withheld"]
    assert withheld["text"] == f"{INVENTED} {LOAN}"


def test_under_monitor_the_model_is_not_asked_again(client: Client, endpoint: OpenAIServer, *, stream: bool) -> None:
    endpoint.behave([says(f"{TRUE} {INVENTED}"), says(MENDED)])
    endpoint.requests.clear()
    content, block = asked(client, "monitor", stream=stream)
    assert (content, block["outcome"], block["repairs"]) == (f"{TRUE} {INVENTED}", "flagged", [])
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize("policy", ["hold", "annotate"])
def test_an_answer_beside_the_point_is_written_anew(
    client: Client, endpoint: OpenAIServer, policy: str, *, stream: bool
) -> None:
    endpoint.behave([says(f"{MENDED} {LOAN}"), says(TRUE)])
    content, block = asked(client, policy, stream=stream)
    assert (content, block["outcome"], block["reason"]) == (TRUE, "repaired", None)
    assert [(one["reason"], one["text"]) for one in block["repairs"]] == [("off_point", TRUE)]
    assert kept(client, block)["repairs"][0]["original"] == f"{MENDED} {LOAN}"


def test_where_nothing_is_left_the_documents_are_quoted(
    client: Client, endpoint: OpenAIServer, *, stream: bool
) -> None:
    endpoint.behave([says(INVENTED), says("DROP")])
    content, block = asked(client, "hold", stream=stream)
    assert content.startswith("A member may borrow six books at a time.")
    assert content.endswith(said(Saying.LEFT_OUT, "en"))
    assert (block["outcome"], kept(client, block)["model"]) == ("repaired", "extractive")


def test_it_can_be_switched_off(tmp_path: Path, endpoint: OpenAIServer, documents: dict[str, Path]) -> None:
    settings = settings_for(tmp_path, llm_url=endpoint.url, judge="small", repair="off")
    endpoint.behave([says(f"{TRUE} {INVENTED}"), says(MENDED)])
    with serving(settings, Adapters(local_models=open_reading)) as url, client_of(url) as client:
        client.upload(documents["pdf"])
        _, block = asked(client, "default", stream=False)
    assert (block["outcome"], block["repairs"]) == ("escalated", [])
