"""What the fake says behind its figures: nothing, or of a library whose sauna is asked for."""

from typing import Any

from fastapi import APIRouter

Json = Any

_AT = "2026-01-02T10:00:00Z"


def insights(state: Any) -> APIRouter:
    """`state.behind` says whether there is anything."""
    router = APIRouter(prefix="/v1/quality")

    @router.get("/gaps")
    def gaps() -> Json:
        if not state.behind:
            return {"topics": [], "causes": {}}
        asked = [_question("Is there a sauna?"), _question("Where is the sauna, please?")]
        topic = {
            "topic": "Is there a sauna?", "collection": "default", "count": 7, "abstained": 6, "escalated": 1,
            "last_at": _AT, "examples": asked,
        }  # fmt: skip
        return {"topics": [topic], "causes": {"retrieval_miss": 3, "outside_documents": 9}}

    @router.get("/questions")
    def questions(rating: str = "") -> Json:
        if not state.behind:
            return {"questions": [], "next_cursor": None}
        disliked = _question("May I bring a dog?", outcome="flagged", rating="down", comment="That is an old price.")
        hidden = _question("What may members borrow?", outcome=None, cause=None)
        return {"questions": [disliked] if rating == "down" else [hidden, disliked], "next_cursor": None}

    @router.get("/documents")
    def documents() -> Json:
        cited = {"document_id": "d1", "document": "prices.pdf", "collection": "default"}
        never = {"document_id": "d2", "document": "poems.txt", "collection": "default", "created_at": _AT}
        harmful = [{**cited, "answers": 8, "wrong": 2, "thumbs_down": 1}]
        known = (80, harmful, [never], 1) if state.behind else (0, [], [], 0)
        return dict(zip(("answers", "documents", "never_cited", "uncited"), known, strict=True))

    @router.get("/latency")
    def latency() -> Json:
        stages = [("total", 1800.0, 4200.0), ("verify", 900.0, 2000.0), ("retrieve", 120.0, 300.0)]
        told = [{"stage": s, "answers": 80, "mean": p50, "p50": p50, "p95": p95} for s, p50, p95 in stages]
        return {"stages": told if state.behind else []}

    @router.get("/anchors")
    def anchors() -> Json:
        known = (_AT, "judge@1", 28, 13, 0, 0.39, 0.012, _AT) if state.behind else (None,) * 8
        names = ("judged_at", "judge", "missed", "refused", "unjudged", "wrong_ratio", "change", "since")
        return {"claims": 104, **dict(zip(names, known, strict=True))}

    return router


def _question(question: str, **changes: Json) -> Json:
    return {
        "answer_id": "a1", "created_at": _AT, "collection": "default", "model": "extractive", "question": question,
        "outcome": "abstained", "reason": None, "latency_ms": 1800.0, "rating": None, "comment": None,
        "cause": "outside_documents", **changes,
    }  # fmt: skip
