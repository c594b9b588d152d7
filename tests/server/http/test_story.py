"""The whole path over HTTP: documents in, questions, checked answers, people, nothing left after deletion."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from openai import OpenAI

from tests.server.conftest import Client, FakeModel

TRUE = "A member may borrow six books at a time [1]."
INVENTED = "The library was founded in 1732 by the Duke of Norfolk [1]."


def test_each_kind_of_document_becomes_ready_and_can_be_found(client: Client, library: dict[str, Any]) -> None:
    assert {document["status"] for document in library.values()} == {"ready"}
    assert library["pdf"]["pages"] == 2

    found = client.http.post("/v1/search", json={"query": "Who is the librarian at the Hill branch?", "k": 3}).json()

    best = found["passages"][0]
    assert best["document"] == "branches.csv"
    first, last = best["rows"]
    assert first <= 2 <= last


def test_a_workbook_a_presentation_and_a_text_say_sheet_slide_and_heading(client: Client, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Boats"
    for row in [("Boat", "Seats"), ("Heron", 12), ("Kingfisher", 4)]:
        book.active.append(row)
    book.save(tmp_path / "boats.xlsx")
    talk = pptx.Presentation()
    slide = talk.slides.add_slide(talk.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "Moorings", "The jetty takes nine boats."
    talk.save(str(tmp_path / "talk.pptx"))
    text = docx.Document()
    text.add_heading("Winter", 1)
    text.add_paragraph("The boathouse is locked from November to March.")
    text.save(str(tmp_path / "winter.docx"))
    client.http.post("/v1/collections", json={"name": "boats"})
    for name in ("boats.xlsx", "talk.pptx", "winter.docx"):
        assert client.upload(tmp_path / name, collection="boats")["error"] is None

    body = {"query": "boats", "collection": "boats", "k": 5}
    found = {one["document"]: one for one in client.http.post("/v1/search", json=body).json()["passages"]}

    places = {name: [one[key] for key in ("page", "slide", "sheet", "rows", "heading")] for name, one in found.items()}
    assert places == {
        "boats.xlsx": [None, None, "Boats", [1, 3], None],
        "talk.pptx": [1, 1, None, None, "Moorings"],
        "winter.docx": [None, None, None, None, "Winter"],
    }
    picture = client.http.get(f"/v1/documents/{found['talk.pptx']['document_id']}/pages/1.png")
    assert picture.status_code == 404
    citation = client.ask("How many boats does the jetty take?", model="extractive", collection="boats")["choices"][0]
    assert citation["message"]["annotations"][0]["slide"] == 1


def test_an_answer_from_the_pdf_is_checked_and_names_its_page(client: Client, library: dict[str, Any]) -> None:
    completion = client.ask("What does a late book cost a day?", model="extractive")

    message, candor = completion["choices"][0]["message"], completion["candor"]
    assert "20 cents" in message["content"]
    assert candor["outcome"] == "answered"
    assert message["annotations"][0]["document"] == "rules.pdf"
    claim = candor["claims"][0]
    assert message["content"][claim["start"] : claim["end"]] == claim["text"]
    evidence = claim["evidence"][0]
    passage = candor["passages"][evidence["passage"]]
    assert passage["text"][evidence["start"] : evidence["end"]] == evidence["quote"]


def test_a_question_that_no_document_answers_is_an_honest_abstention(client: Client, library: dict[str, Any]) -> None:
    candor = client.ask("How many moons does Jupiter have?", model="extractive")["candor"]

    assert candor["outcome"] == "abstained"
    assert candor["claims"] == []
    assert candor["escalation_id"] is None


def test_what_is_streamed_is_what_is_stored(client: Client, library: dict[str, Any]) -> None:
    openai = OpenAI(base_url=f"{client.http.base_url}/v1", api_key="unused")
    with openai:
        stream = openai.chat.completions.create(
            model="extractive",
            messages=[{"role": "user", "content": "When does the reading room open?"}],
            stream=True,
            stream_options={"include_usage": True},
        )
        chunks = [chunk.model_dump() for chunk in stream]

    assert len({chunk["id"] for chunk in chunks}) == 1
    assert chunks[0]["choices"][0]["delta"]["role"] == "assistant"
    assert chunks[-1]["usage"]["total_tokens"] == 0
    text = "".join(choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"])
    block = chunks[-1]["candor"]
    assert "nine" in text
    kept = client.http.get(f"/v1/answers/{block['answer_id']}").json()
    assert kept["text"] == text


def test_an_answer_says_what_made_it(client: Client, library: dict[str, Any], llm: FakeModel) -> None:
    llm.text = "The reading room opens at nine [1]."
    quoted, written = (
        client.http.get(f"/v1/answers/{candor['answer_id']}").json()
        for candor in (
            client.ask("When does the reading room open?", model=m)["candor"] for m in ("extractive", "fake")
        )
    )
    encoder = (
        client.http.get("/readyz").json()["components"]["embeddings"]["detail"].removeprefix("by ").partition(",")[0]
    )
    expected = {"encoder": encoder, "judge": "candor-judge@", "reader": "candor-reader@"}
    expected["consistency"] = "candor-grounding@3"
    for answer in (quoted, written):
        made_by = answer["made_by"]
        assert made_by["model"] == answer["model"]
        assert {name: made_by[name].startswith(start) for name, start in expected.items()} == dict.fromkeys(
            expected, True
        )
        assert 0 < made_by["claim_threshold"] < 1
        assert 0 < made_by["answer_threshold"] < 1
    assert quoted["made_by"]["prompt"] is None
    assert written["made_by"]["prompt"].startswith("prompt:")


def test_the_stream_ends_with_done(client: Client, library: dict[str, Any]) -> None:
    body = {
        "model": "extractive",
        "stream": True,
        "messages": [{"role": "user", "content": "Are dogs allowed inside?"}],
    }
    with client.http.stream("POST", "/v1/chat/completions", json=body) as reply:
        lines = [line for line in reply.iter_lines() if line]

    assert lines[-1] == "data: [DONE]"
    assert json.loads(lines[-2].removeprefix("data: "))["choices"][0]["finish_reason"] == "stop"


def test_an_invented_sentence_is_told_from_the_true_ones(client: Client) -> None:
    passage = "A member may borrow six books at a time. The loan period is three weeks. Late books cost 20 cents a day."
    answer = f"Members can borrow six books at once. {INVENTED.removesuffix(' [1].')}. A loan lasts three weeks."

    verified = client.http.post("/v1/verify", json={"answer": answer, "passages": [passage]}).json()

    first, invented, last = (claim["support"] for claim in verified["claims"])
    assert (first, last) == ("supported", "supported")
    assert invented in {"unsupported", "contradicted"}
    assert verified["support"] == invented
    assert verified["outcome"] == "flagged"


def test_without_evidence_every_claim_reads_unchecked(client: Client) -> None:
    verified = client.http.post("/v1/verify", json={"answer": "The sky is green. Grass is blue."}).json()

    assert [(claim["support"], claim["risk"]) for claim in verified["claims"]] == [("unchecked", None)] * 2
    assert verified["risk"] is None


def test_what_cannot_be_stood_behind_is_withheld_and_a_person_answers_in_the_conversation(
    client: Client, library: dict[str, Any], llm: FakeModel
) -> None:
    llm.text = f"{TRUE} {INVENTED} Ask at the desk for more."

    completion = client.ask("How many books may a member borrow?")

    message, candor = completion["choices"][0]["message"], completion["candor"]
    assert candor["outcome"] == "escalated"
    assert message["content"].startswith(TRUE)
    assert "Norfolk" not in json.dumps(completion)
    assert [claim["text"] for claim in candor["claims"]] == [TRUE]

    escalation = client.http.get(f"/v1/escalations/{candor['escalation_id']}").json()
    assert escalation["kind"] == "flagged"
    assert "Norfolk" in escalation["answer"]["withheld"]["text"]
    claimed = client.http.post(f"/v1/escalations/{escalation['id']}/claim").json()
    assert claimed["status"] == "claimed"

    conversation = f"/v1/conversations/{candor['conversation_id']}"
    with client.http.stream("GET", f"{conversation}/events") as events:
        lines = events.iter_lines()
        assert next(lines) == "event: escalation"
        decision = {"resolution": "edit", "text": "Six books, as the rules say.", "labels": [
            {"claim": 0, "support": "supported"}, {"claim": 1, "support": "unsupported"},
        ]}  # fmt: skip
        resolved = client.http.post(f"/v1/escalations/{escalation['id']}/resolve", json=decision).json()
        assert resolved["status"] == "resolved"
        told = next(line for line in lines if line.startswith("data: ") and "Six books" in line)
    assert json.loads(told.removeprefix("data: "))["role"] == "reviewer"
    messages = client.http.get(conversation).json()["messages"]
    assert [message["role"] for message in messages] == ["user", "assistant", "reviewer"]
    assert client.http.get(f"/v1/answers/{candor['answer_id']}").json()["human_reply"] == "Six books, as the rules say."
    assert client.http.post(f"/v1/escalations/{escalation['id']}/resolve", json=decision).status_code == 409


@pytest.mark.parametrize(
    ("policy", "requested", "outcome", "effects"),
    [
        ("hold", "monitor", "escalated", {"escalated"}),
        ("monitor", None, "flagged", {"delivered"}),
        ("annotate", None, "flagged", {"delivered", "escalated"}),
        ("monitor", "annotate", "flagged", {"delivered", "escalated"}),
        ("monitor", "hold", "escalated", {"escalated"}),
    ],
)
def test_a_request_may_tighten_its_collections_policy_but_not_loosen_it(
    client: Client,
    documents: dict[str, Path],
    llm: FakeModel,
    policy: str,
    requested: str | None,
    outcome: str,
    effects: set[str],
) -> None:
    client.http.post("/v1/collections", json={"name": policy, "policy": policy})
    client.upload(documents["pdf"], collection=policy)
    llm.text = f"{TRUE} {INVENTED}"

    wishes = {"policy": requested} if requested else {}
    completion = client.ask("How many books may a member borrow?", collection=policy, **wishes)

    assert completion["candor"]["outcome"] == outcome
    assert ("Norfolk" in completion["choices"][0]["message"]["content"]) is ("delivered" in effects)
    assert (completion["candor"]["escalation_id"] is not None) is ("escalated" in effects)


def test_what_was_shown_is_kept_and_no_more_is_written_when_the_listener_leaves(
    client: Client, library: dict[str, Any], llm: FakeModel
) -> None:
    conversation = client.http.post("/v1/conversations", json={}).json()["id"]
    llm.text = f"{TRUE} The loan period is three weeks [1]. A late book costs 20 cents a day [1]. Dogs are not allowed."
    llm.pause_at = len(TRUE) + 14
    body = {
        "stream": True,
        "messages": [{"role": "user", "content": "How many books may a member borrow?"}],
        "candor": {"conversation_id": conversation},
    }
    try:
        with client.http.stream("POST", "/v1/chat/completions", json=body) as reply:
            next(line for line in reply.iter_lines() if "six books" in line and '"claim"' in line)
        time.sleep(0.2)  # the server has to notice
    finally:
        llm.go_on.set()
        llm.pause_at = None

    kept = _eventually(lambda: client.http.get(f"/v1/conversations/{conversation}").json()["messages"][1:])
    assert kept[0]["role"] == "assistant"
    assert kept[0]["content"].startswith(TRUE)
    assert "20 cents" not in kept[0]["content"]


def _eventually(look: Callable[[], list[Any]]) -> list[Any]:
    deadline = time.monotonic() + 20
    while not (found := look()):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)
    return found


def test_a_model_that_is_down_is_stood_in_for_by_quotes_that_say_so(
    client: Client, library: dict[str, Any], llm: FakeModel
) -> None:
    llm.broken = True
    try:
        completion = client.ask("What does a late book cost a day?")
    finally:
        llm.broken = False

    assert completion["model"] == "extractive"
    assert "20 cents" in completion["choices"][0]["message"]["content"]
    assert "could not be reached" in completion["choices"][0]["message"]["content"]


def test_sampling_parameters_reach_the_model(client: Client, library: dict[str, Any], llm: FakeModel) -> None:
    llm.text = TRUE
    body = {
        "messages": [{"role": "user", "content": "How many books?"}],
        "temperature": 0.3,
        "seed": 7,
        "stop": ["END"],
    }

    client.http.post("/v1/chat/completions", json=body)

    sent = llm.requests[-1]
    assert (sent["temperature"], sent["seed"], sent["stop"]) == (0.3, 7, ["END"])


def test_files_of_a_conversation_answer_there_and_nowhere_else(
    client: Client, library: dict[str, Any], tmp_path: Path
) -> None:
    conversation = client.http.post("/v1/conversations", json={}).json()["id"]
    memo = tmp_path / "memo.txt"
    memo.write_text("The safe in the archive opens with the word pomegranate.")
    document = client.upload(memo, conversation_id=conversation)
    question = "Which word opens the safe in the archive?"

    here = client.ask(question, model="extractive", conversation_id=conversation)
    elsewhere = client.ask(question, model="extractive")

    assert "pomegranate" in here["choices"][0]["message"]["content"]
    assert client.http.get(f"/v1/conversations/{conversation}").json()["title"] == question
    assert "pomegranate" not in json.dumps(elsewhere)
    client.http.delete(f"/v1/conversations/{conversation}")
    assert client.http.get(f"/v1/documents/{document['id']}").status_code == 404


def test_the_same_bytes_are_one_document_and_new_bytes_replace_the_old(client: Client, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("The gate code is heliotrope.")
    first = client.upload(note)
    again = client.http.post("/v1/documents", files={"file": ("note.txt", note.read_bytes())})
    assert (again.status_code, again.json()["id"]) == (200, first["id"])

    note.write_text("The gate code is marigold.")
    second = client.upload(note)

    assert (second["id"], second["version"]) == (first["id"], 2)
    texts = [p["text"] for p in client.http.post("/v1/search", json={"query": "gate code", "k": 20}).json()["passages"]]
    assert any("marigold" in text for text in texts)
    assert not any("heliotrope" in text for text in texts)


def test_a_deleted_document_leaves_nothing_to_find(client: Client, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("The password of the vault is xylophone.")
    document = client.upload(secret)

    assert client.http.delete(f"/v1/documents/{document['id']}").status_code == 204

    found = client.http.post("/v1/search", json={"query": "password of the vault xylophone", "k": 50}).json()
    assert "xylophone" not in json.dumps(found)
    assert client.http.get(f"/v1/documents/{document['id']}").status_code == 404


def test_asking_for_a_person_about_an_answer_twice_opens_one_escalation(
    client: Client, library: dict[str, Any]
) -> None:
    answer = client.ask("How long is the loan period?", model="extractive")["candor"]["answer_id"]

    first = client.http.post("/v1/escalations", json={"answer_id": answer, "comment": "please"})
    second = client.http.post("/v1/escalations", json={"answer_id": answer})

    assert first.status_code == 201
    assert first.json()["kind"] == "requested"
    assert first.json()["id"] == second.json()["id"]


def test_a_page_is_drawn_with_the_cited_words_marked(client: Client, library: dict[str, Any]) -> None:
    passage = client.http.post("/v1/search", json={"query": "late book costs a day", "k": 1}).json()["passages"][0]
    page = f"/v1/documents/{passage['document_id']}/pages/{passage['page']}.png"

    plain = client.http.get(page)
    marked = client.http.get(page, params={"highlight": f"{passage['start']}-{passage['end']}"})

    assert plain.headers["content-type"] == "image/png"
    assert plain.content != marked.content
    assert client.http.get(page.replace("/2.png", "/9.png")).status_code == 404


def test_everything_that_happened_is_in_the_metrics(client: Client, library: dict[str, Any]) -> None:
    answer = client.ask("How long is the loan period?", model="extractive")["candor"]["answer_id"]
    client.http.post(f"/v1/answers/{answer}/feedback", json={"rating": "down"})
    client.http.post(f"/v1/answers/{answer}/feedback", json={"rating": "up"})
    assert client.http.get(f"/v1/answers/{answer}").json()["feedback"] == "up"

    metrics = client.http.get("/metrics").text

    for series in (
        'candor_answers_total{collection="default",model="extractive",outcome="answered"}',
        'candor_claims_total{support="supported"}',
        'candor_feedback_total{rating="up"}',
        'candor_documents{status="ready"}',
        'candor_stage_seconds_count{stage="retrieve"}',
        'candor_http_requests_total{method="POST",route="/v1/answers/{answer_id}/feedback",status="204"}',
    ):
        assert series in metrics


def test_quality_counts_answers_and_claims_no_audit_that_nobody_made(client: Client, library: dict[str, Any]) -> None:
    client.ask("How long is the loan period?", model="extractive")
    client.http.post("/v1/collections", json={"name": "never-audited"}).raise_for_status()

    quality = client.http.get("/v1/quality").json()
    unaudited = client.http.get("/v1/quality", params={"collection": "never-audited"}).json()

    assert quality["answers"] >= 1
    assert quality["flagged_rate"]["method"] == "wilson"
    assert unaudited["hallucination_rate"] == {"point": None, "low": None, "high": None, "method": "none", "labels": 0}
    series = client.http.get("/v1/quality/series", params={"window": "2h", "step": "1h"}).json()["series"]
    assert sum(point["answers"] for point in series) >= 1


@pytest.mark.parametrize(
    "route", ["/livez", "/readyz", "/v1/models", "/v1/openapi.json", "/v1/me", "/v1/conversations"]
)
def test_every_plain_read_answers(client: Client, route: str) -> None:
    assert client.http.get(route).status_code == 200
