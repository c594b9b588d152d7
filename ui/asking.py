"""A question as it is sent, and its answer as it arrives."""

from dataclasses import dataclass, field
from typing import TypeAlias

from ui import finding
from ui.api import Body

Findings: TypeAlias = dict[str, str]
"""How each answer of this visit was found and what was drawn, as HTML by its id: the server does not keep it."""

TASKS = [("Answer", "qa"), ("Summarise", "summary"), ("Rewrite", "rewrite"), ("Draw a diagram", "diagram")]
"""What can be made of a message, as it is shown and as it is sent."""

_FINDINGS_KEPT = 20


@dataclass
class Draft:
    """An answer as it arrives; what came so far has been checked. `explanation` and `diagram` come at its end."""

    conversation_id: str
    explanation: Body | None = None
    diagram: Body | None = None
    answer: Body = field(default_factory=lambda: {"id": "", "text": "", "claims": [], "passages": []})

    def take(self, chunk: Body) -> None:
        """Adds one chunk of the stream."""
        told = chunk.get("candor") or {}
        for choice in chunk.get("choices", []):
            self.answer["text"] += choice["delta"].get("content") or ""
        if "claim" in told:
            self.answer["claims"].append(told["claim"])
        for name in ("claims", "passages"):
            if name in told:
                self.answer[name] = list(told[name])
        self.explanation = told.get("explanation") or self.explanation
        self.diagram = told.get("diagram") or self.diagram
        self.answer["id"] = told.get("answer_id") or self.answer["id"]
        self.conversation_id = told.get("conversation_id") or self.conversation_id

    def with_finding(self, findings: Findings) -> Findings:
        """The last of them, with how this answer was found, or what was drawn, behind them."""
        made = {self.answer["id"]: finding.fold(self.explanation, self.answer["id"]) + finding.picture(self.diagram)}
        return dict([*findings.items(), *made.items()][-_FINDINGS_KEPT:])


def request_of(text: str, collection: str, conversation_id: str, task: str) -> Body:
    """A request for an answer, and for how it was found, or for what else is made of the message."""
    known = {"conversation_id": conversation_id} if conversation_id else {}
    candor = {"collection": collection, "explain": True, "task": task, **known}
    return {"model": "default", "messages": [{"role": "user", "content": text}], "candor": candor}
