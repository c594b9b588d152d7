"""A conversation without a language model, over HTTP: as what was asked, small talk, what stands near an abstention."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.conftest import Client, client_of, serving, settings_for

RULES = """# Rules of the pool

## Opening hours

On Saturdays the pool opens at 8 am. On Sundays the pool opens at 9 am.

## Wages of lifeguards

A lifeguard earns 13 pounds an hour. Wages are paid on the 25th of each month.
"""


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    data = tmp_path_factory.mktemp("manners")
    path = Path(data) / "rules.md"
    path.write_text(RULES, encoding="utf-8")
    with serving(settings_for(data / "data")) as url, client_of(url) as client:
        client.upload(path)
        yield client


def content(completion: dict[str, Any]) -> str:
    text: str = completion["choices"][0]["message"]["content"]
    return text


def test_a_follow_up_says_as_what_it_was_asked(pool: Client) -> None:
    first = pool.ask("When does the pool open on Saturdays?")
    assert first["candor"]["rewritten_question"] is None
    second = pool.ask("And on Sundays?", conversation_id=first["candor"]["conversation_id"])
    assert second["candor"]["rewritten_question"] == "When does the pool open on Sundays?"
    assert "9 am" in content(second)
    kept = pool.http.get(f"/v1/answers/{second['candor']['answer_id']}").json()
    assert (kept["question"], kept["rewritten_question"]) == ("And on Sundays?", kept["query"])


def test_a_misspelt_question_says_as_what_it_was_asked(pool: Client) -> None:
    said = pool.ask("When are wages of lifguards paid?")
    assert said["candor"]["rewritten_question"] == "When are wages of lifeguards paid?"


def test_small_talk_is_kept_as_no_question(pool: Client) -> None:
    said = pool.ask("Which documents do you have?")
    assert "- rules.md: " in content(said)
    assert (said["candor"]["outcome"], said["candor"]["reason"]) == ("abstained", "no_question")
    assert (said["candor"]["escalation_id"], said["candor"]["claims"], said["candor"]["nearby"]) == (None, [], [])
    assert pool.http.get(f"/v1/answers/{said['candor']['answer_id']}").json()["reason"] == "no_question"


def test_what_stands_near_an_abstention_is_linked(pool: Client) -> None:
    said = pool.ask("What are the wages of apprentices in Bavaria?")
    assert said["candor"]["outcome"] == "abstained"
    assert content(said).endswith("Nearest to it: “Wages of lifeguards” (rules.md) [1].")
    assert said["candor"]["nearby"] == said["choices"][0]["message"]["annotations"]
    assert [place["heading"] for place in said["candor"]["nearby"]] == ["Rules of the pool"]
