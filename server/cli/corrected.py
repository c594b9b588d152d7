"""What people said in place of a model's answers, as rows that `candor train llm` learns from."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from domain.answers import Outcome, Support
from domain.audits import is_wrong
from domain.reviews import ClaimLabel, EscalationKind, ResolutionKind
from generation.templates import NO_ANSWER
from server.cli.audited import written


class Purpose(StrEnum):
    """`SFT`: answers to be given. `DPO`: those with what a model said instead."""

    SFT = "sft"
    DPO = "dpo"


def tuning_row(escalation: Mapping[str, Any], purpose: Purpose) -> dict[str, Any] | None:
    """The row of a case that was decided, as the API tells it; null for one that teaches nothing.

    An approval teaches the model's own answer, an edit the reviewer's, `not_in_documents` to say so. A rejection says
    that the answer was wrong and not what is right, so it teaches nothing; nor does an approval whose labels say that
    something in it is wrong, and none that is about a person's reply from before (a suspended one). What a person said
    is never rejected, nor is an abstention, whatever its words.
    """
    answer, decided = escalation["answer"], escalation["resolution"]
    if answer is None or decided is None or escalation["kind"] == EscalationKind.SUSPENDED:
        return None
    abstained = answer["outcome"] == Outcome.ABSTAINED
    said = NO_ANSWER if abstained else written(answer)
    wanted = _wanted(decided, said)
    if not wanted:
        return None
    row = {
        "question": answer["query"],
        "passages": [{"source": one["document"], "text": one["text"]} for one in answer["passages"]],
        "answer": wanted,
        "document": _document(answer),
    }
    if purpose is Purpose.SFT:
        return row
    return None if abstained or said in {"", wanted} or answer["by_person"] else {**row, "rejected": said}


def _wanted(decided: Mapping[str, Any], said: str) -> str:
    kind = ResolutionKind(decided["resolution"])
    labels = [ClaimLabel(one["claim"], Support(one["support"]), one["answers"]) for one in decided["labels"]]
    match kind:
        case ResolutionKind.APPROVE:
            return "" if is_wrong(kind, labels) else said
        case ResolutionKind.EDIT:
            return str(decided["text"]).strip()
        case ResolutionKind.NOT_IN_DOCUMENTS:
            return NO_ANSWER
        case _:
            return ""


def _document(answer: Mapping[str, Any]) -> str:
    """Where most of what was said stands, else the first passage's."""
    withheld = answer["withheld"]["claims"] if answer["withheld"] else []
    places = [found["passage"] for claim in (*answer["claims"], *withheld) for found in claim["evidence"][:1]]
    passages = answer["passages"]
    if not passages:
        return ""
    place = max(places, key=places.count) if places else 0
    return str(passages[place]["document"])
