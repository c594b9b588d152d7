"""Asks one model one question, without a trace on the server."""

import time
from dataclasses import dataclass
from typing import Any

import httpx

from server.cli.client import checked
from server.cli.trials.questions import Question
from text.notices import SAYINGS, Saying

_ROLES = ("user", "assistant")
_FAILED = tuple(
    text
    for saying in (Saying.MODEL_DOWN, Saying.MODEL_BUSY, Saying.STOPPED, Saying.INTERRUPTED)
    for text in SAYINGS[saying].values()
)


@dataclass(frozen=True, slots=True)
class Given:
    """What came back: the text, what became of it, its claims as the API tells them, and how long it took."""

    text: str
    outcome: str
    model: str
    claims: tuple[dict[str, Any], ...]
    reason: str | None
    seconds: float

    @property
    def is_delivered(self) -> bool:
        """Whether an answer reached whoever asked."""
        return self.outcome in {"answered", "repaired", "flagged"}

    @property
    def is_stood_in(self) -> bool:
        """Whether the model failed, so that documents were quoted in its place."""
        return any(said in self.text for said in _FAILED)


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks over `client` in a collection; `conversation_id` is one whose own documents are searched, too."""

    client: httpx.Client
    collection: str

    def ask(self, model: str, question: Question, *, conversation_id: str | None = None) -> Given:
        """Raises `ServerRefused` with the server's words."""
        said = [{"role": _ROLES[at % 2], "content": text} for at, text in enumerate(question.history)]
        candor: dict[str, Any] = {"collection": question.collection or self.collection, "rehearse": True}
        if conversation_id is not None:
            candor["conversation_id"] = conversation_id
        body = {"model": model, "messages": [*said, {"role": "user", "content": question.text}], "candor": candor}
        begun = time.perf_counter()
        reply = checked(self.client.post("/v1/chat/completions", json=body)).json()
        seconds = time.perf_counter() - begun
        told = reply["candor"]
        return Given(
            text=reply["choices"][0]["message"]["content"],
            outcome=told["outcome"],
            model=reply["model"],
            claims=tuple(told["claims"]),
            reason=told["reason"],
            seconds=seconds,
        )
