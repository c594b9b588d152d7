"""What a language model writes around its claims, through the whole application: marks, politeness, abstentions."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.server.conftest import Client, FakeModel, client_of

TOWER = (
    "The tower is 92 metres tall. It was built in 1911 by Agnes Rowe. Tickets cost 5 euros. The lift takes 40 seconds. "
    "The tower closes at 22:00."
)
BRIDGE = "The bridge over the Sill is 310 metres long. Cyclists cross it at no charge."
MUSEUM = ["Photography with flash is not allowed.", "The museum is closed on Mondays."]


@pytest.fixture(scope="module", autouse=True)
def collections(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("tower")
    with client_of(server_url) as client:
        for name, texts in {"tower": [TOWER], "tower-held": [TOWER], "town": [TOWER, BRIDGE]}.items():
            policy = "hold" if name == "tower-held" else "annotate"
            client.http.post("/v1/collections", json={"name": name, "policy": policy})
            for number, text in enumerate(texts):
                client.upload(_file(folder / f"{name}-{number}.txt", text), collection=name)


def _file(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def ask(client: Client, llm: FakeModel, written: str, question: str, collection: str = "tower") -> dict[str, Any]:
    """The completion for what the model writes, streamed and whole, which have to agree."""
    llm.text = written
    whole, streamed = client.ask(question, collection=collection), stream(client, question, collection)
    content = whole["choices"][0]["message"]["content"]
    assert streamed["content"] == content
    assert streamed["candor"]["outcome"] == whole["candor"]["outcome"]
    assert [_stated(claim) for claim in streamed["candor"]["claims"]] == [_stated(c) for c in whole["candor"]["claims"]]
    for claim in whole["candor"]["claims"]:
        assert content[claim["start"] : claim["end"]] == claim["text"]
    return whole


def stream(client: Client, question: str, collection: str) -> dict[str, Any]:
    body = {"stream": True, "messages": [{"role": "user", "content": question}], "candor": {"collection": collection}}
    with client.http.stream("POST", "/v1/chat/completions", json=body) as reply:
        lines = [line[6:] for line in reply.iter_lines() if line.startswith("data: {")]
    chunks = [json.loads(line) for line in lines]
    text = "".join(choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"])
    return {"content": text, "candor": chunks[-1]["candor"]}


def _stated(claim: dict[str, Any]) -> tuple[str, int, str]:
    return claim["text"], claim["start"], claim["support"]


def content_of(completion: dict[str, Any]) -> str:
    text: str = completion["choices"][0]["message"]["content"]
    return text


def supports(completion: dict[str, Any]) -> dict[str, str]:
    return {claim["text"]: claim["support"] for claim in completion["candor"]["claims"]}


def verify(client: Client, answer: str, passages: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = client.http.post("/v1/verify", json={"answer": answer, "passages": passages}).json()
    return found


@pytest.mark.parametrize(
    "answer",
    ["👍", "[1]", "Sure! Here is what I found:", "I could not find this in the documents.", "What do you mean?"],
)
def test_an_answer_that_claims_nothing_verifies_as_an_abstention(client: Client, answer: str) -> None:
    nothing = {"risk": None, "support": None, "outcome": "abstained", "reason": None, "claims": []}
    assert verify(client, answer, MUSEUM) == nothing


@pytest.mark.parametrize(
    "mark", ["[2]", "【2】", "【2†source】", "[^2]", "[2](museum.txt)", "[2, 2]", "[2][99]", "(2)"]
)
def test_no_form_of_a_mark_changes_a_verdict(client: Client, mark: str) -> None:
    plain, marked = (
        verify(client, f"On Mondays the museum is closed {after}.", MUSEUM)["claims"][0] for after in ("[2]", mark)
    )
    assert (marked["support"], marked["risk"]) == (plain["support"], plain["risk"])


def test_a_mark_of_no_passage_does_not_change_a_verdict_and_is_left_out(client: Client, llm: FakeModel) -> None:
    bare, marked = (
        verify(client, f"On Mondays the museum is closed{after}.", MUSEUM)["claims"][0] for after in ("", " [99]")
    )
    assert (marked["support"], marked["risk"]) == (bare["support"], bare["risk"])
    written = "The tower is 92 metres tall [1]. It was built in 1911 [1][7]."
    completion = ask(client, llm, written, "How tall is the tower?")
    assert content_of(completion) == "The tower is 92 metres tall [1]. It was built in 1911 [1]."
    explained = {citation["index"] for citation in completion["choices"][0]["message"]["annotations"]}
    assert {int(number) for number in re.findall(r"\[(\d+)\]", content_of(completion))} == explained


@pytest.mark.parametrize("mark", ["【1】", "【1†source】", "[^1]", "(1)", "[1](tower.txt)", "[1, 1]", "[Passage 1]"])
def test_marks_of_other_forms_are_delivered_in_ours_and_explained(client: Client, llm: FakeModel, mark: str) -> None:
    completion = ask(client, llm, f"The tower is 92 metres tall {mark}.", "How tall is the tower?")
    assert content_of(completion) == "The tower is 92 metres tall [1]."
    assert [one["index"] for one in completion["choices"][0]["message"]["annotations"]] == [1]


def test_a_mark_of_the_wrong_passage_is_moved_to_where_the_evidence_stands_and_counted(
    client: Client, llm: FakeModel
) -> None:
    question = "How tall is the tower and how long is the bridge?"
    passages = client.ask(question, model="extractive", collection="town")["candor"]["passages"]
    tower, bridge = (next(at for at, p in enumerate(passages, 1) if word in p["text"]) for word in ("Rowe", "Sill"))
    before = _mended(client)
    written = f"The tower is 92 metres tall [{bridge}]. The bridge over the Sill is 310 metres long [{bridge}]."
    completion = ask(client, llm, written, question, "town")
    moved = f"The tower is 92 metres tall [{tower}]. The bridge over the Sill is 310 metres long [{bridge}]."
    assert content_of(completion) == moved
    assert set(supports(completion).values()) == {"supported"}
    assert _mended(client) == before + 2  # streamed and whole


def _mended(client: Client) -> float:
    found = re.search(r'^candor_citations_mended_total\{change="moved"\} (\S+)', client.http.get("/metrics").text, re.M)
    return float(found[1]) if found else 0.0


@pytest.mark.parametrize("collection", ["tower", "tower-held"])
@pytest.mark.parametrize(
    "written",
    [
        "I could not find this in the documents.",
        "I'm sorry, the passages do not mention who painted the tower. Please ask at the desk.",
        "Nincs erről információ a dokumentumokban.",
        "Dazu steht nichts in den Dokumenten.",
    ],
)
def test_an_abstention_in_the_models_own_words_is_one(
    client: Client, llm: FakeModel, written: str, collection: str
) -> None:
    completion = ask(client, llm, written, "Who painted the tower?", collection)
    assert content_of(completion) == written
    candor = completion["candor"]
    assert (candor["outcome"], candor["claims"], candor["risk"]) == ("abstained", [], None)
    assert candor["escalation_id"] is None


def test_a_guess_behind_an_abstention_is_checked(client: Client, llm: FakeModel) -> None:
    completion = ask(client, llm, "The text does not say, but it was Ivo Brandt.", "Who painted the tower?")
    assert completion["candor"]["outcome"] == "flagged"


@pytest.mark.parametrize("written", ["[1]", "👍", "Sure! Here is what I found:", "Hello! What would you like to know?"])
def test_an_answer_that_claims_nothing_is_quoted_instead(client: Client, llm: FakeModel, written: str) -> None:
    completion = ask(client, llm, written, "How tall is the tower?")
    assert "92 metres" in content_of(completion)
    assert "gave no answer" in content_of(completion)
    assert completion["candor"]["outcome"] == "answered"


@pytest.mark.parametrize("collection", ["tower", "tower-held"])
def test_politeness_is_delivered_with_the_claims_and_has_no_verdict(
    client: Client, llm: FakeModel, collection: str
) -> None:
    written = "Sure! Here is what I found:\n\nThe tower is 92 metres tall [1]. Would you like to know more? 👍"
    completion = ask(client, llm, written, "How tall is the tower?", collection)
    assert content_of(completion) == written
    assert supports(completion) == {"The tower is 92 metres tall [1].": "supported"}
    assert completion["candor"]["outcome"] == "answered"


def test_an_answer_that_is_cut_off_is_not_supported_where_it_ends(client: Client, llm: FakeModel) -> None:
    completion = ask(client, llm, "The tower is 92 metres tall [1]. It was", "How tall is the tower?")
    assert content_of(completion) == "The tower is 92 metres tall [1]. It was"
    assert supports(completion) == {"The tower is 92 metres tall [1].": "supported"}


def test_a_tables_header_and_code_are_delivered_without_verdicts(client: Client, llm: FakeModel) -> None:
    written = (
        "| What | How much |\n|---|---|\n| Tickets cost | 5 euros |\n\n```\nprint('The lift takes 90 seconds.')\n```"
    )
    completion = ask(client, llm, written, "What do tickets cost?")
    assert content_of(completion) == written
    assert list(supports(completion)) == ["| Tickets cost | 5 euros |"]
