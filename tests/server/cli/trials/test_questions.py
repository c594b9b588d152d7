"""Questions come from files, the demo corpora, and what people have decided."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from domain.errors import Misconfigured
from server.cli.trials.questions import CORPORA, Question, read_questions, reviewed_questions


def test_a_line_may_be_a_question_alone(tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text('{"question": "When?"}\n\n{"question": "Who?", "answers": ["Ann"], "history": ["Hi", "Hello"]}\n')
    assert read_questions(file) == [
        Question("When?"),
        Question("Who?", golds=("Ann",), is_answerable=True, history=("Hi", "Hello")),
    ]


def test_a_table_parts_answers_by_a_bar(tmp_path: Path) -> None:
    file = tmp_path / "q.csv"
    file.write_text("question,answers,answerable\nWhen?,at nine|9 am,\nWho?,,false\n", encoding="utf-8")
    when, who = read_questions(file)
    assert (when.golds, when.is_answerable) == (("at nine", "9 am"), True)
    assert (who.golds, who.is_answerable, who.is_judged) == ((), False, True)


@pytest.mark.parametrize(
    ("line", "told"),
    [("{", "line 1 is no JSON"), ('{"answers": ["x"]}', "line 1: question"), ("", "holds no question")],
)
def test_what_is_wrong_with_a_file_is_said_with_its_line(tmp_path: Path, line: str, told: str) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(line)
    with pytest.raises(Misconfigured, match=told):
        read_questions(file)


def test_the_corpora_have_answerable_and_unanswerable_questions() -> None:
    found = read_questions(CORPORA)
    assert all(one.is_judged for one in found)
    assert {one.is_answerable for one in found} == {True, False}


def case(question: str, resolution: str, **changes: Any) -> dict[str, Any]:
    answer = {"question": "Then?", "query": question, "text": "It opens. A notice.", "notice": "A notice.",
              "withheld": {"text": "At nine."}}  # fmt: skip
    decided = {"resolution": resolution, "text": "At ten.", "labels": [], **changes}
    return {"created_at": f"2026-11-{len(question):02}", "answer": answer, "resolution": decided}


def test_what_people_decided_becomes_questions_with_answers() -> None:
    doubted = {"labels": [{"support": "unsupported"}]}
    cases = [
        case("q1", "approve"), case("q22", "edit"), case("q333", "reject"), case("q4444", "not_in_documents"),
        case("q55555", "approve", **doubted), case("q22", "approve"),
    ]  # fmt: skip
    verified = [
        {"question": "q1", "text": "At eleven.", "suspended": False},
        {"question": "old", "text": "Gone.", "suspended": True},
    ]

    def reply(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/verified-answers":
            return httpx.Response(200, json={"verified_answers": verified})
        at = int(request.url.params.get("cursor", "0"))
        more = str(at + 1) if at + 1 < len(cases) else None
        return httpx.Response(200, content=json.dumps({"escalations": [cases[at]], "next_cursor": more}))

    with httpx.Client(base_url="http://server", transport=httpx.MockTransport(reply)) as client:
        found = {one.text: one for one in reviewed_questions(client, "default")}
    assert {text: (one.golds, one.is_answerable) for text, one in found.items()} == {
        "q1": (("At eleven.",), True),
        "q22": (("It opens. At nine.",), True),
        "q4444": ((), False),
    }
