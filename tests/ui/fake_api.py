"""A small API that works, in memory: what the page's tests talk to when they need answers that they choose."""

import asyncio
import json
import re
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from fastapi import APIRouter, FastAPI, HTTPException, Request, Response, UploadFile
from fastapi.responses import JSONResponse, StreamingResponse
from PIL import Image

from tests.ui.contract import Witness
from tests.ui.fake_insights import insights
from tests.ui.fake_models import model_routes

Json = dict[str, Any]

HANDBOOK = "The library opens at nine. 😀 Members may borrow six books for three weeks. Late books cost 20 cents a day."
PRICES = "item: tent; price: 120; stock: 4\nitem: stove; price: 45; stock: 9"
HOSTILE = '<img src="http://example.invalid/x.png"><script>alert(1)</script> ![p](http://example.invalid/y.png)'


def _now() -> str:
    return datetime.now(UTC).isoformat()


def stated(text: str = "") -> Json:
    """What a document says of itself, as the API gives it."""
    facts = ("valid_from", "valid_until", "dated", "version", "replaces")
    return {"text": text, **dict.fromkeys(facts)}


def passage(document: str, text: str, *, page: int | None = None, rows: list[int] | None = None) -> Json:
    """A passage as the API gives it."""
    return {
        "chunk_id": "1", "document_id": f"doc-{document}", "document": document, "collection": "default", "text": text,
        "page": page, "rows": rows, "sheet": None, "slide": None, "heading": None, "stated": stated(),
        "start": 100, "end": 100 + len(text), "relevance": 0.87,
        "scores": {"dense": 0.7, "lexical": 9.1},
    }  # fmt: skip


PASSAGES = [passage("handbook.pdf", HANDBOOK, page=3), passage("prices.csv", PRICES, rows=[4, 5])]


def found(quote: str, source: int) -> Json:
    """Evidence."""
    start = PASSAGES[source]["text"].index(quote)
    return {"passage": source, "start": start, "end": start + len(quote), "quote": quote}


def value(text: str, state: str, *quotes: str, source: int = 0) -> Json:
    """A value of a claim; `laid_out` says where it stands."""
    return {"text": text, "start": 0, "end": 0, "state": state, "evidence": [found(quote, source) for quote in quotes]}


def claim(
    text: str, support: str, *values: Json, quote: str = "", source: int = 0, answers: bool | None = True
) -> Json:
    """A claim whose evidence is `quote` in a passage."""
    risk = {"supported": 0.03, "unsupported": 0.71, "contradicted": 0.93}.get(support)
    return {
        "text": text, "start": 0, "end": 0, "support": support, "risk": risk,
        "evidence": [found(quote, source)] if quote else [], "detectors": {} if risk is None else {"grounding": risk},
        "answers_question": answers, "values": list(values),
    }  # fmt: skip


MIXED = [
    claim(
        "😀 Members may borrow six books for three weeks [1].",
        "supported",
        value("six", "same", "six"),
        value("three weeks", "same", "three weeks"),
        quote=HANDBOOK[29:73],
    ),
    claim("A stove costs 45 [2].", "supported", value("45", "same", "45", source=1), quote="price: 45", source=1),
    claim("The library was founded by 80 pirates [1].", "unsupported", value("80", "absent"), answers=False),
    claim(
        "Late books cost 30 cents a day [1].",
        "contradicted",
        value("30 cents", "other", "20 cents"),
        quote="Late books cost 20 cents a day",
    ),
    claim("There is a cat.", "unchecked", answers=None),
]
BESIDE = [
    claim("The library opens at nine [1].", "supported", quote="The library opens at nine", answers=False),
    claim(
        "A tent and a stove cost 165 [2].",
        "supported",
        value("165", "computed", "120", "45", source=1),
        quote="price: 120",
        source=1,
        answers=False,
    ),
]
COMPUTED = [
    claim("13 items are in stock [2].", "supported", value("13", "computed"), quote="item: tent; price: 120", source=1)
]
COMPUTATION: Json = {
    "told": "sum of stock", "query": "SELECT sum(c3) FROM t_1", "document_id": "doc-prices.csv",
    "document": "prices.csv", "table": "prices", "columns": ["row", "item", "price", "stock"],
    "rows": [[1, "tent", "120", "4"], [2, "stove", "45", "9"]], "source_rows": 2,
}  # fmt: skip
EXPLANATION: Json = {
    "query": "What may members borrow?", "answered_by": "quoting", "model": "extractive", "passages": PASSAGES,
    "candidates": [
        {"text": HANDBOOK[29:73] + ".", "passage": 0, "probability": 0.87, "left": None},
        {"text": "item: tent; price: 120; stock: 4", "passage": 1, "probability": 0.12, "left": "less_likely"},
        {"text": "Late books cost 20 cents a day.", "passage": 0, "probability": 0.06, "left": "less_likely"},
        {"text": "The library opens at nine.", "passage": 0, "probability": 0.04, "left": "superseded"},
        {"text": HOSTILE, "passage": 0, "probability": 0.02, "left": "repeats_the_question"},
    ],
}  # fmt: skip
BRIEF = [claim("Late books cost 20 cents a day [1].", "supported", quote="Late books cost 20 cents a day")]
BESIDE_NOTICE = "This does not seem to answer the question, so it was passed to a person."
HOSTILE_CLAIMS = [claim(f"{HOSTILE} [1]", "unsupported")]
WITHHELD = [claim("Every member receives a golden key.", "unsupported")]
NOTICE = "The rest of this answer could not be confirmed, so a person will look at it."


def laid_out(claims: list[Json]) -> tuple[str, list[Json]]:
    """The claims joined into a text, with their offsets in it."""
    text, placed = "", []
    for each in claims:
        text += " " if text else ""
        values = [_placed(value, each["text"], len(text)) for value in each.get("values", ())]
        placed.append({**each, "start": len(text), "end": len(text) + len(each["text"]), "values": values})
        text += each["text"]
    return text, placed


def mended(claims: list[Json]) -> list[Json]:
    """The first claim was written anew, and behind the last one something was left out."""
    first, end = claims[0], claims[-1]["end"]
    return [
        {"original": "Late books cost <b>30</b> cents.", "reason": "contradicted", "text": first["text"],
         "start": first["start"], "end": first["end"]},
        {"original": None, "reason": "unsupported", "text": None, "start": end, "end": end},
    ]  # fmt: skip


def _placed(value: Json, claim_text: str, claim_start: int) -> Json:
    start = claim_start + claim_text.index(value["text"])
    return {**value, "start": start, "end": start + len(value["text"])}


@dataclass
class FakeApi:
    """State of the fake. `gate` holds a streamed answer after its first sentence until it is set.

    `complaints` is whatever of its requests and replies is against the real server's OpenAPI document.
    """

    conversations: dict[str, Json] = field(default_factory=dict)
    answers: dict[str, Json] = field(default_factory=dict)
    documents: dict[str, Json] = field(default_factory=dict)
    suggestions: dict[str, list[str]] = field(default_factory=dict)  # by collection or conversation
    warnings: list[str] = field(default_factory=list)  # of documents that are added from now on
    stated: str = ""  # the same
    escalations: dict[str, Json] = field(default_factory=dict)
    verified: dict[str, Json] = field(default_factory=dict)
    asked: list[Json] = field(default_factory=list)  # of the queue
    ratings: list[Json] = field(default_factory=list)
    listeners: list[tuple[str, asyncio.Queue[Json]]] = field(default_factory=list)
    cookies: set[str] = field(default_factory=set)
    gate: threading.Event = field(default_factory=threading.Event)
    complaints: list[str] = field(default_factory=list)
    stopped: int = 0
    requires_key: bool = False
    audited: bool = False  # people reviewed what was drawn
    behind: bool = False  # there are gaps, reasons, documents, times and a log
    thresholds: dict[str, float] = field(default_factory=dict)
    compared: list[Json] = field(default_factory=list)
    votes: dict[str, str] = field(default_factory=dict)
    canary: Json | None = None
    arriving: dict[str, Json] = field(default_factory=dict)  # models

    def publish(self, topic: str, event: str, data: Json) -> None:
        """Tells a topic's listeners; on the server's own loop only."""
        for name, queue in self.listeners:
            if name == topic:
                queue.put_nowait({"event": event, "data": data})

    async def listen(self, topic: str, first: list[Json]) -> AsyncIterator[str]:
        """Server-sent events of a topic."""
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self.listeners.append((topic, queue))
        try:
            for told in first:
                yield f"event: {told['event']}\ndata: {json.dumps(told['data'])}\n\n"
            while True:
                told = await queue.get()
                yield f"event: {told['event']}\ndata: {json.dumps(told['data'])}\n\n"
        finally:
            self.listeners.remove((topic, queue))

    def converse(self, conversation_id: str | None, *, title: str, collection: str) -> Json:
        """The conversation, made where it is not there yet."""
        if conversation_id is None:
            made: Json = {
                "id": f"c{len(self.conversations) + 1}", "title": title, "collection": collection, "created_at": _now(),
                "updated_at": _now(), "messages": [], "escalations": [],
            }  # fmt: skip
            self.conversations[made["id"]] = made
            return made
        if conversation_id not in self.conversations:
            raise HTTPException(404, f"There is no conversation {conversation_id}.")
        return self.conversations[conversation_id]

    def say(self, conversation: Json, role: str, content: str, answer_id: str | None = None) -> None:
        """Adds a message and tells the conversation's listeners."""
        message = {
            "id": f"m{sum(len(c['messages']) for c in self.conversations.values())}", "role": role, "content": content,
            "answer_id": answer_id, "created_at": _now(),
        }  # fmt: skip
        conversation["messages"].append(message)
        self.publish(conversation["id"], "message", message)

    def escalate(self, answer: Json, kind: str) -> Json:
        """Opens an escalation for an answer."""
        made: Json = {
            "id": f"e{len(self.escalations) + 1}", "status": "open", "kind": kind, "priority": 5, "due_at": _now(),
            "reason": _OFF_POINT if answer["reason"] else _UNSUPPORTED, "sla": "active", "created_at": _now(),
            "conversation_id": answer["conversation_id"], "collection": "default", "claimed_by": None,
            "claim_expires_at": None, "resolution": None, "answer": answer, "blind": kind == "audit", "changes": [],
            "former_reply": None, "first_due_at": None, "first_sla": "active", "assigned_to": None, "duplicates": [],
            "expires_at": None,
            "history": [{"at": _now(), "action": "created", "actor": "system", "comment": None}],
        }  # fmt: skip
        self.escalations[made["id"]] = made
        self.changed(made)
        return made

    def verify(self, escalation: Json) -> None:
        """Keeps what was decided for the next who asks."""
        made = {
            "id": f"v{len(self.verified) + 1}", "collection": "default", "question": escalation["answer"]["question"],
            "text": escalation["resolution"]["text"], "role": "reviewer", "reviewer": "local", "answered_at": _now(),
            "hits": 3, "last_used": _now(), "suspended": False, "suspended_at": None,
            "escalation_id": escalation["id"], "passages": PASSAGES[:1],
        }  # fmt: skip
        self.verified[made["id"]] = made

    def escalation(self, escalation_id: str) -> Json:
        """The escalation, if it is there."""
        if escalation_id not in self.escalations:
            raise HTTPException(404, f"There is no escalation {escalation_id}.")
        return self.escalations[escalation_id]

    def listed(self, cursor: int, limit: int) -> Json:
        """A page of the conversations, the newest first."""
        found = [_without_messages(one) for one in self.conversations.values()][::-1]
        following = str(cursor + limit) if len(found) > cursor + limit else None
        return {"conversations": found[cursor : cursor + limit], "next_cursor": following}

    def forget(self, conversation_id: str) -> None:
        """Deletes a conversation with what of it waits for a person, and tells everyone."""
        del self.conversations[conversation_id]
        for known in [e for e in self.escalations.values() if e["conversation_id"] == conversation_id]:
            del self.escalations[known["id"]]
        self.publish(conversation_id, "deleted", {"id": conversation_id})
        self.publish("queue", "queue", {"open": len(self.escalations), "claimed": 0})

    def changed(self, escalation: Json) -> None:
        """Stores the user's view of an escalation and tells everyone."""
        conversation = self.conversations[escalation["conversation_id"]]
        view = state_of(escalation)
        others = [e for e in conversation["escalations"] if e["id"] != escalation["id"]]
        conversation["escalations"] = [*others, view]
        self.publish(conversation["id"], "escalation", view)
        self.publish("queue", "queue", {"open": len(self.escalations), "claimed": 0})


_UNSUPPORTED = "A sentence has no support in the documents."
_OFF_POINT = "off_point: each sentence is supported by the documents, but none answers the question."


def state_of(escalation: Json) -> Json:
    """What a user may know of an escalation."""
    known = {k: escalation[k] for k in ("id", "status", "kind", "reason", "sla", "created_at")}
    waits = escalation["status"] in ("open", "reopened")
    place = int(escalation["id"].removeprefix("e")) if waits else None
    claimed = escalation["status"] == "claimed"
    return {**known, "answer_id": escalation["answer"]["id"], "claimed": claimed, "position": place}


def _without_messages(conversation: Json) -> Json:
    return {k: v for k, v in conversation.items() if k not in ("messages", "escalations")}


def _scripted(question: str) -> tuple[str, list[Json], list[Json]]:
    """Outcome, released and withheld claims for a question."""
    if "late" in question:
        return "answered", BRIEF, []
    if "mended" in question:
        return "repaired", [*BRIEF, *COMPUTED], []
    if "in stock" in question:
        return "answered", COMPUTED, []
    if "moon" in question or "Hello" in question:
        return "abstained", [], []
    if "hostile" in question:
        return "flagged", HOSTILE_CLAIMS, []
    if "beside" in question:
        return "escalated", BESIDE, []
    if "golden" in question:
        return "escalated", MIXED[:1], WITHHELD
    return "flagged", MIXED, []


def fake_app(state: FakeApi) -> FastAPI:
    """The fake's routes; the page is mounted by the test."""
    app = FastAPI()
    app.add_middleware(Witness, told=state.complaints.append)
    app.include_router(_session(state))
    app.include_router(_quality(state))
    app.include_router(insights(state))
    app.include_router(_comparisons(state))
    app.include_router(_documents(state))
    app.include_router(_suggestions(state))
    app.include_router(_conversations(state))
    app.include_router(_chat(state))
    app.include_router(_review(state))
    app.include_router(_case(state))
    app.include_router(_verified(state))
    app.include_router(model_routes(state.arriving))

    @app.exception_handler(HTTPException)
    async def problem(_: Request, error: HTTPException) -> JSONResponse:
        told = {"type": "about:blank", "title": "Refused", "status": error.status_code, "detail": error.detail}
        return JSONResponse({**told, "request_id": "r1"}, error.status_code, media_type="application/problem+json")

    return app


def _events(stream: AsyncIterator[str]) -> StreamingResponse:
    return StreamingResponse(stream, media_type="text/event-stream")


def _session(state: FakeApi) -> APIRouter:
    router = APIRouter()

    @router.get("/v1/me")
    def me(request: Request) -> Json:
        state.cookies.add(request.headers.get("cookie", ""))
        if state.requires_key:
            raise HTTPException(401, "Send an API key.")
        return {
            "name": "local", "role": "admin", "collections": None, "how": "local", "policies": ["hold"],
            "upload_limit_bytes": 1_000_000,
        }  # fmt: skip

    @router.get("/v1/collections")
    def collections() -> Json:
        return {"collections": [_collection(name) for name in ("default", "handbooks")]}

    @router.patch("/v1/collections/{name}")
    def change(name: str, body: Json) -> Json:
        state.thresholds[name] = body["threshold"]
        return _collection(name)

    @router.get("/readyz")
    def ready() -> JSONResponse:
        components = {"database": {"ok": True, "detail": "sqlite"}, "model": {"ok": False, "detail": "damaged"}}
        return JSONResponse({"ready": False, "components": components}, 503)

    @router.get("/metrics")
    def metrics() -> Response:
        return Response(f'candor_documents{{status="ready"}} {len(state.documents)}.0\n')

    return router


def _quality(state: FakeApi) -> APIRouter:
    router = APIRouter()

    @router.get("/v1/quality")
    def quality() -> Json:
        return _figures(state)

    @router.get("/v1/quality/series")
    def series() -> Json:
        start = "2026-01-02T10:00:00Z"
        return {"series": [{**_figures(state), "start": start, "escalations_open": len(state.escalations)}]}

    @router.get("/v1/quality/thresholds")
    def thresholds(collection: str = "") -> Json:
        steps = [_replayed(state, step / 10) for step in range(1, 10)]
        current = state.thresholds.get(collection, 0.5) if collection else None
        return {"current": current, "answers": 80, "labels": 40 if state.audited else 0, "thresholds": steps}

    @router.get("/v1/quality/canary")
    def canary() -> Json:
        return {"canary": state.canary}

    @router.post("/v1/quality/canary/restart")
    def restart() -> Json:
        assert state.canary is not None
        state.canary |= {"returned_at": None, "worse": None}
        return state.canary

    return router


def candidate() -> Json:
    """One that was worse, as the API tells it."""
    rates = {"stopped_rate": _rate(0.2), "wrong_rate": _rate(0.1), "unanswered_rate": _rate(0.05)}
    arm = {"answers": 40, "asked": 42, **rates}
    return {
        "candidate": "atlas-tuned", "share": 0.1, "started_at": _now(), "returned_at": _now(), "worse": "stopped",
        "arms": {"candidate": arm, "baseline": arm}, "untried": ["legal"],
    }  # fmt: skip


def _comparisons(state: FakeApi) -> APIRouter:
    router = APIRouter()

    def told() -> Json:
        return {
            "id": "comparison_1", "name": "Trial", "collection": "default", "created_at": _now(), "models": 2,
            "questions": len(state.compared), "votes": len(state.votes),
        }  # fmt: skip

    @router.get("/v1/comparisons")
    def comparisons() -> Json:
        return {"comparisons": [told()] if state.compared else []}

    @router.get("/v1/comparisons/{comparison_id}/next")
    def following(comparison_id: str) -> Json:
        waiting = [pair for pair in state.compared if pair["ticket"] not in state.votes]
        return {"pair": waiting[0] if waiting else None}

    @router.post("/v1/comparisons/{comparison_id}/votes", status_code=204)
    async def vote(comparison_id: str, request: Request) -> None:
        sent = await request.json()
        state.votes[sent["ticket"]] = sent["choice"]

    @router.get("/v1/comparisons/{comparison_id}/ranking")
    def ranking(comparison_id: str) -> Json:
        models = [
            {"model": "atlas", "strength": 0.7, "low": 0.5, "high": 0.9, "votes": 2},
            {"model": HOSTILE, "strength": 0.3, "low": 0.1, "high": 0.5, "votes": 2},
        ]
        return {"comparison": told(), "models": models}

    return router


def _collection(name: str) -> Json:
    return {
        "name": name, "policy": "hold", "language": "en", "threshold": None, "audit_probability": None,
        "model": None, "prompt": None,
        "created_at": _now(),
    }  # fmt: skip


def _rate(point: float, *, labels: int = 40) -> Json:
    return {"point": point, "low": point / 2, "high": min(1.5 * point, 1), "method": "ppi++", "labels": labels}


def _replayed(state: FakeApi, threshold: float) -> Json:
    unknown = {"point": None, "low": None, "high": None, "method": "none", "labels": 0}
    return {
        "threshold": threshold,
        "reviews_a_day": {**_rate(20 * (1 - threshold)), "method": "wilson"} if state.audited else unknown,
        "precision": _rate(threshold) if state.audited else unknown,
        "recall": _rate(1 - threshold) if state.audited else unknown,
    }


def _figures(state: FakeApi) -> Json:
    outcomes = dict.fromkeys(("answered", "repaired", "flagged", "abstained", "escalated"), 0)
    for answer in state.answers.values():
        outcomes[answer["outcome"]] += 1
    unknown = {"point": None, "low": None, "high": None, "method": "none", "labels": 0}
    flagged = {**unknown, "point": 0.5, "low": 0.2, "high": 0.8} if state.answers else unknown
    return {
        "answers": len(state.answers), "outcomes": outcomes, "off_point": 0, "flagged_rate": flagged,
        "hallucination_rate": _rate(0.12) if state.audited else unknown,
        "detector": {
            "precision": _rate(0.6) if state.audited else unknown, "recall": _rate(0.8) if state.audited else unknown,
        },
    }  # fmt: skip


def _suggestions(state: FakeApi) -> APIRouter:
    router = APIRouter()

    @router.get("/v1/suggestions")
    def suggestions(collection: str = "", conversation_id: str = "", limit: int = 4) -> Json:
        asked = state.suggestions.get(conversation_id or collection, [])[:limit]
        made = [{"question": one, "document_id": "doc-handbook.pdf", "document": "handbook.pdf"} for one in asked]
        return {"suggestions": made}

    return router


def _documents(state: FakeApi) -> APIRouter:
    router = APIRouter(prefix="/v1/documents")

    @router.post("", status_code=202)
    async def upload(request: Request) -> Json:
        async with request.form() as form:
            file = form["file"]
            assert isinstance(file, UploadFile) or hasattr(file, "filename")
            size = len(await file.read())
            partition = str(form.get("conversation_id") or form.get("collection"))
            name = str(file.filename)
        found: Json = {
            "id": f"d{len(state.documents) + 1}", "name": name, "collection": partition, "media_type": "text/plain",
            "sha256": "", "bytes": size, "version": 1, "status": "queued", "error": None, "chunks": 0, "pages": None,
            "progress": {"done": 0, "total": 0}, "created_at": _now(), "warnings": state.warnings,
            "stated": stated(state.stated),
        }  # fmt: skip
        state.documents[found["id"]] = found
        return found

    @router.get("")
    def listed(collection: str = "", conversation_id: str = "", status: str = "", limit: int = 100) -> Json:
        wanted = conversation_id or collection
        found = [d for d in state.documents.values() if d["collection"] == wanted and status in ("", d["status"])]
        return {"documents": found[::-1][:limit], "next_cursor": None}

    @router.delete("/{document_id}", status_code=204)
    def delete(document_id: str) -> None:
        del state.documents[document_id]

    @router.get("/{document_id}/events")
    def events(document_id: str) -> StreamingResponse:
        return _events(_reading(state.documents[document_id]))

    @router.get("/{document_id}/pages/{page}.png")
    def picture(document_id: str, page: int) -> Response:
        drawn = BytesIO()
        Image.new("RGB", (300, 400), "white").save(drawn, "PNG")
        return Response(drawn.getvalue(), media_type="image/png")

    return router


async def _reading(document: Json) -> AsyncIterator[str]:
    is_bad = "bad" in document["name"]
    for done in range(4):
        document.update(status="embedding", progress={"done": done, "total": 4})
        yield f"event: document\ndata: {json.dumps(document)}\n\n"
        await asyncio.sleep(0.05)
    document.update(status="failed" if is_bad else "ready", chunks=0 if is_bad else 4)
    document["error"] = "This PDF holds no text; it may be a scan." if is_bad else None
    yield f"event: document\ndata: {json.dumps(document)}\n\n"


def _conversations(state: FakeApi) -> APIRouter:
    router = APIRouter(prefix="/v1")

    @router.post("/conversations", status_code=201)
    def create(body: Json) -> Json:
        return _without_messages(state.converse(None, title="New conversation", collection=body["collection"]))

    @router.get("/conversations")
    def listed(cursor: int = 0, limit: int = 200) -> Json:
        return state.listed(cursor, limit)

    @router.get("/conversations/{conversation_id}")
    def get(conversation_id: str) -> Json:
        return state.converse(conversation_id, title="", collection="")

    @router.delete("/conversations/{conversation_id}", status_code=204)
    async def delete(conversation_id: str) -> None:
        state.forget(conversation_id)

    @router.get("/conversations/{conversation_id}/events")
    async def events(conversation_id: str) -> StreamingResponse:
        known = state.converse(conversation_id, title="", collection="")["escalations"]
        return _events(state.listen(conversation_id, [{"event": "escalation", "data": e} for e in known]))

    @router.get("/answers/{answer_id}")
    def answer(answer_id: str) -> Json:
        return {**state.answers[answer_id], "withheld": None}

    @router.post("/answers/{answer_id}/feedback", status_code=204)
    def rate(answer_id: str, body: Json) -> None:
        state.ratings.append({"answer": answer_id, **body})
        state.answers[answer_id]["feedback"] = body["rating"]

    return router


def _chat(state: FakeApi) -> APIRouter:
    router = APIRouter(prefix="/v1")

    @router.post("/chat/completions")
    async def complete(body: Json) -> Response:
        question = body["messages"][-1]["content"]
        if "refuse" in question:
            error = {"message": "This model is not available.", "type": "not_found", "param": None, "code": None}
            return JSONResponse({"error": error}, 404)
        told = body["candor"]
        conversation = state.converse(told.get("conversation_id"), title=question, collection=told["collection"])
        return _events(
            _answering(state, conversation, question, explain=told.get("explain", False), task=told.get("task"))
        )

    return router


DRAWN = '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><text y="20">asks</text></svg>'


def _chunk(content: str, candor: Json, *, finish_reason: str | None = None) -> str:
    chunk = {
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "fake", "candor": candor,
        "choices": [{"index": 0, "delta": {"content": content}, "finish_reason": finish_reason}],
    }  # fmt: skip
    return f"data: {json.dumps(chunk)}\n\n"


async def _answering(
    state: FakeApi, conversation: Json, question: str, *, explain: bool, task: str | None
) -> AsyncIterator[str]:
    outcome, claims, withheld = _scripted(question)
    text, placed = laid_out(claims)
    answer = _answer(state, conversation, question, outcome)
    known = {"answer_id": answer["id"], "conversation_id": conversation["id"]}
    state.say(conversation, "user", question)
    yield _chunk("", {**known, "passages": PASSAGES})
    reached = 0
    try:
        for each in placed:
            yield _chunk(text[reached : each["end"]], {"claim": each})
            reached = each["end"]
            await asyncio.to_thread(state.gate.wait)
    except asyncio.CancelledError:
        state.stopped += 1
        raise
    is_beside = claims is BESIDE
    notice = BESIDE_NOTICE if is_beside else NOTICE
    ending = {"abstained": "The documents do not answer this.", "escalated": f" {notice}"}.get(outcome, "")
    reason = "no_question" if "Hello" in question else "off_point" if is_beside else None
    answer.update(text=text + ending, claims=placed, outcome=outcome, reason=reason)
    answer["short_answer"] = _short(text) if outcome == "answered" else None
    answer["rewritten_question"] = "When do <b>pupils</b> come?" if "pupils" in question else None
    answer["withheld"] = dict(zip(("text", "claims"), laid_out(withheld), strict=True)) if withheld else None
    answer["repairs"] = mended(placed) if outcome == "repaired" else []
    state.answers[answer["id"]] = answer
    state.say(conversation, "assistant", answer["text"], answer["id"])
    if withheld or is_beside:
        state.escalate(answer, "flagged")
    if "at random" in question:
        state.escalate(_blind(answer), "audit")
    code = "@startuml\nReader -> Desk : asks\n@enduml"
    drawn = {"code": code, "svg": DRAWN, "error": None} if task == "diagram" else None
    block = {
        **known, "claims": placed, "passages": PASSAGES, "outcome": outcome, "risk": answer["risk"],
        "reason": answer["reason"], "rewritten_question": answer["rewritten_question"], "nearby": [],
        "escalation_id": None, "timings_ms": {}, "computation": answer["computation"],
        "short_answer": answer["short_answer"], "repairs": answer["repairs"], "by_person": None,
        "explanation": _explanation(answer) if explain and reason != "no_question" else None,
        "diagram": drawn,
    }  # fmt: skip
    yield _chunk(ending, block, finish_reason="stop")
    yield "data: [DONE]\n\n"


def _short(text: str) -> Json | None:
    """An amount or a number of things, as the API gives it."""
    stands = re.search(r"\d+ (?:cents a day|items)", text)
    return None if stands is None else {"text": stands.group(), "start": stands.start(), "end": stands.end()}


def _explanation(answer: Json) -> Json:
    told = {**EXPLANATION, "query": answer["rewritten_question"] or answer["question"]}
    return {**told, "answered_by": "computation", "candidates": []} if answer["computation"] else told


def _answer(state: FakeApi, conversation: Json, question: str, outcome: str) -> Json:
    return {
        "id": f"a{len(state.answers) + 1}", "conversation_id": conversation["id"], "question": question,
        "query": question, "rewritten_question": None, "collection": "default", "model": "fake", "policy": "hold",
        "text": "", "notice": None,
        "claims": [], "outcome": outcome, "support": None, "risk": None, "reason": None, "passages": PASSAGES,
        "timings_ms": {}, "withheld": None, "made_by": None, "human_reply": None, "feedback": None,
        "computation": COMPUTATION if "in stock" in question else None, "short_answer": None, "by_person": None,
        "repairs": [],
        "created_at": _now(),
    }  # fmt: skip


def _blind(answer: Json) -> Json:
    unsaid = {"support": "unchecked", "risk": None, "evidence": [], "detectors": {}, "answers_question": None}
    claims = [{**claim, **unsaid, "values": []} for claim in answer["claims"]]
    return {**answer, "claims": claims, "outcome": "answered", "short_answer": None}


def _review(state: FakeApi) -> APIRouter:
    router = APIRouter(prefix="/v1/escalations")

    @router.post("", status_code=201)
    async def request(body: Json) -> Json:
        return state_of(state.escalate(state.answers[body["answer_id"]], "requested"))

    @router.get("")
    def listed(request: Request, status: str = "", kind: str = "", text: str = "", undecided: str = "") -> Json:
        state.asked.append(dict(request.query_params))
        found = [
            e
            for e in state.escalations.values()
            if status in ("", e["status"])
            and kind in ("", e["kind"])
            and text in e["answer"]["question"]
            and not (undecided and e["resolution"])
        ]
        return {"escalations": found, "next_cursor": None}

    @router.get("/events")
    async def events() -> StreamingResponse:
        return _events(state.listen("queue", []))

    @router.post("/claim-next")
    async def claim_next(body: Json) -> Response:
        waiting = (e for e in state.escalations.values() if e["status"] == "open" and e["id"] not in body["skip"])
        found = next(waiting, None)
        if found is None:
            return Response(status_code=204)
        found.update(status="claimed", claimed_by="local", claim_expires_at=_now())
        state.changed(found)
        return JSONResponse(found)

    @router.post("/resolve-several")
    async def several(body: Json) -> Json:
        decided = [_decided(state, one, body) for one in body["ids"]]
        return {"resolved": decided, "refused": []}

    return router


def _case(state: FakeApi) -> APIRouter:
    router = APIRouter(prefix="/v1/escalations")

    @router.get("/{escalation_id}")
    def get(escalation_id: str) -> Json:
        return state.escalation(escalation_id)

    @router.get("/{escalation_id}/briefing")
    def briefing(escalation_id: str) -> Json:
        found = state.escalation(escalation_id)
        messages = state.conversations[found["conversation_id"]]["messages"]
        canned = [{"name": "Not known", "text": f"About “{found['answer']['question']}”: nobody knows."}]
        wider = [] if found["answer"]["claims"] else PASSAGES
        return {
            "messages": messages, "passages": wider, "verified_answers": list(state.verified.values()),
            "canned_replies": canned, "language": "de" if "Schlüssel" in found["answer"]["question"] else "en",
            "diagnosis": {"cause": "retrieval_miss", "claim": 0, "document_id": "d1", "document": "keys.pdf"},
        }  # fmt: skip

    @router.post("/{escalation_id}/{action}")
    async def act(escalation_id: str, action: str, body: Json) -> Json:
        found = state.escalations[escalation_id]
        if action == "resolve":
            return _decided(state, escalation_id, body)
        if free := {"release": "open", "reopen": "reopened"}.get(action):
            found.update(status=free, claimed_by=None, claim_expires_at=None, resolution=None)
        elif action == "assign":
            found["assigned_to"] = body["reviewer"]
        else:
            found.update(status="claimed", claimed_by="local", claim_expires_at=_now())
        state.changed(found)
        return found

    return router


def _decided(state: FakeApi, escalation_id: str, body: Json) -> Json:
    found = state.escalations[escalation_id]
    told = {name: value for name, value in body.items() if name != "ids"}
    labels = [{"answers": None, **label} for label in body.get("labels", [])]
    resolution = {"reuse": False, "cause": None, **told, "labels": labels, "reviewer": "local"}
    resolution["text"] = body.get("text") or found["answer"]["text"]
    found.update(status="resolved", claimed_by=None, claim_expires_at=None, resolution=resolution)
    found.update(blind=False, answer=state.answers[found["answer"]["id"]])
    if found["kind"] != "audit":
        state.say(state.conversations[found["conversation_id"]], "reviewer", resolution["text"], found["answer"]["id"])
    if resolution["reuse"]:
        state.verify(found)
    state.changed(found)
    return found


def _verified(state: FakeApi) -> APIRouter:
    router = APIRouter(prefix="/v1/verified-answers")

    @router.get("")
    def listed() -> Json:
        return {"verified_answers": list(state.verified.values())}

    @router.delete("/{verified_id}", status_code=204)
    def delete(verified_id: str) -> None:
        del state.verified[verified_id]

    return router
