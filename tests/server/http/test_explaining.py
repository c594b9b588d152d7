"""How an answer was found, over HTTP: asked for by a flag, told once, never kept."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.usecases.answering import EXTRACTIVE
from tests.server.conftest import Client, FakeModel

RULES = """# Rules of the pool

On Saturdays the pool opens at 8 am. Towels are lent at the desk for 2 pounds.

Lifeguards are paid on the 25th of each month.
"""
WHEN = "When does the pool open on Saturdays?"


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explaining") / "rules.md"
    path.write_text(RULES, encoding="utf-8")
    return path


@pytest.fixture
def pool(client: Client, rules: Path) -> Client:
    """With the rules in a collection of their own."""
    client.http.post("/v1/collections", json={"name": "pool", "policy": "annotate"})
    client.upload(rules, collection="pool")
    return client


@pytest.fixture
def writing(llm: FakeModel) -> Iterator[FakeModel]:
    before = llm.text
    yield llm
    llm.text = before


def explain(client: Client, question: str, **fields: Any) -> dict[str, Any]:
    """The `candor` block of the answer."""
    block: dict[str, Any] = client.ask(question, collection="pool", explain=True, **fields)["candor"]
    return block


def test_a_quoted_answer_says_what_it_was_chosen_from(pool: Client) -> None:
    block = explain(pool, WHEN, model=EXTRACTIVE)
    told = block["explanation"]
    assert (told["query"], told["answered_by"], told["model"]) == (WHEN, "quoting", EXTRACTIVE)
    assert told["passages"] == block["passages"]
    [quoted] = [one for one in told["candidates"] if one["left"] is None]
    assert "8 am" in quoted["text"]
    assert quoted["text"] in told["passages"][quoted["passage"]]["text"]
    others = {one["text"]: one for one in told["candidates"] if one["left"]}
    assert others["Lifeguards are paid on the 25th of each month."]["probability"] < quoted["probability"]


def test_it_is_told_as_what_a_question_was_searched_for(pool: Client) -> None:
    assert explain(pool, "Where are towls lent?", model=EXTRACTIVE)["explanation"]["query"] == "Where are towels lent?"


def test_what_a_language_model_wrote_says_its_name_and_what_would_be_quoted(pool: Client, writing: FakeModel) -> None:
    writing.text = "It opens at 8 am [1]."
    told = explain(pool, WHEN)["explanation"]
    assert (told["answered_by"], told["model"]) == ("model", "fake")
    assert any("8 am" in one["text"] and one["left"] is None for one in told["candidates"])


def test_what_is_computed_was_chosen_from_nothing(pool: Client, tmp_path: Path) -> None:
    path = tmp_path / "lanes.csv"
    path.write_text("Lane,Kind,Length\n" + "".join(f"{n},{'slow' if n % 2 else 'fast'},{n} m\n" for n in range(1, 20)))
    pool.upload(path, collection="pool")
    block = explain(pool, "How many lanes are slow?")
    assert block["computation"] is not None
    assert (block["explanation"]["answered_by"], block["explanation"]["candidates"]) == ("computation", [])
    assert block["explanation"]["passages"]


def test_small_talk_and_whoever_does_not_ask_are_told_nothing(pool: Client) -> None:
    assert explain(pool, "Hello!")["explanation"] is None
    assert pool.ask(WHEN, collection="pool", model=EXTRACTIVE)["candor"]["explanation"] is None


def test_it_is_not_kept(pool: Client) -> None:
    block = explain(pool, WHEN, model=EXTRACTIVE)
    assert "explanation" not in pool.http.get(f"/v1/answers/{block['answer_id']}").json()


def test_a_stream_tells_it_in_its_last_chunk(pool: Client) -> None:
    whole = explain(pool, WHEN, model=EXTRACTIVE)["explanation"]
    body = {"messages": [{"role": "user", "content": WHEN}], "model": EXTRACTIVE, "stream": True}
    with pool.http.stream(
        "POST", "/v1/chat/completions", json=body | {"candor": {"collection": "pool", "explain": True}}
    ) as reply:
        lines = [line[6:] for line in reply.iter_lines() if line.startswith("data: ")]
    chunks = [json.loads(line) for line in lines[:-1]]
    assert chunks[-1]["candor"]["explanation"] == whole
    assert not any("explanation" in chunk.get("candor", {}) for chunk in chunks[:-1])
