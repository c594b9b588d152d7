"""Asks one model one question, without a trace on the server."""

import time
from dataclasses import dataclass
from typing import Any

import httpx

from domain.answers import Reason
from server.cli.client import checked
from server.cli.trials.questions import Question
from server.usecases.answering import EXTRACTIVE

_ROLES = ("user", "assistant")
_OF_NO_MODEL = frozenset({Reason.NO_QUESTION, Reason.NOT_COMPUTABLE})


@dataclass(frozen=True, slots=True)
class Given:
    """What came back: the text, what became of it, its claims as the API tells them, and how long it took.

    `asked` is the model that was to answer, `model` the one that did. `by_rule`: no model was needed, whoever is asked.
    """

    text: str
    outcome: str
    asked: str
    model: str
    claims: tuple[dict[str, Any], ...]
    reason: str | None
    seconds: float
    by_rule: bool = False

    @property
    def is_delivered(self) -> bool:
        """Whether an answer of the model's own reached whoever asked."""
        return self.outcome in {"answered", "repaired", "flagged"} and not self.is_stood_in

    @property
    def is_stood_in(self) -> bool:
        """Whether documents were quoted in the model's place: it failed, wrote nothing, or declined what they say."""
        return self.model == EXTRACTIVE != self.asked and not self.by_rule

    @property
    def is_declined(self) -> bool:
        """Whether the model said that there is no answer, and documents were quoted in its place."""
        return self.is_stood_in and self.reason == Reason.WRONG_ABSTENTION


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
            asked=model,
            model=reply["model"],
            claims=tuple(told["claims"]),
            reason=told["reason"],
            seconds=seconds,
            by_rule=told["computation"] is not None or told["reason"] in _OF_NO_MODEL,
        )
