"""Answers that a person gave and allowed to be given again, bound to the passages that they rest on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from domain.answers import Answer
from domain.documents import CONVERSATION_PREFIX, Passage
from domain.reviews import NewEscalation, ResolutionKind

VERIFIED = "verified"
"""In place of a model's name where no model wrote the answer."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A person's answer to a question of a collection, and what it rests on.

    `passages` are those alone, in the order that marks in `text` count them; none where it rests on no document.
    `suspended_at` is null while it is given. `escalation_id` is null once the case that it came from was deleted.
    """

    id: str
    collection: str
    question: str
    text: str
    passages: tuple[Passage, ...]
    reviewer: str
    answered_at: datetime
    hits: int
    last_used: datetime | None
    suspended_at: datetime | None
    escalation_id: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """The question of a verified answer that is given."""

    id: str
    question: str


Reopening: TypeAlias = Callable[[str], NewEscalation]
"""How the question of a suspended answer of a collection goes to a person."""


class VerifiedStore(Protocol):
    """Verified answers. Those that `EscalationStore.resolve` makes are here in the same transaction."""

    def asked(self, collection: str) -> Sequence[Asked]:
        """Those of a collection that are given."""

    def give(self, verified_id: str) -> Verified | None:
        """Counts a use. Null where it is gone, suspended, or something that it rests on has changed or gone."""

    def suspend_changed(self, reopening: Reopening, *, collection: str | None = None) -> Sequence[str]:
        """Suspends those that rest on what has changed or gone, in one collection or in all.

        The question of each goes to a person; the ids of these escalations come back.
        """

    def list(self, collections: frozenset[str] | None) -> Sequence[Verified]:
        """The newest first; only of `collections` where given."""

    def get(self, verified_id: str) -> Verified:
        """Raises `NotFound`."""

    def delete(self, verified_id: str) -> None:
        """Raises `NotFound`."""


def is_reusable(kind: ResolutionKind) -> bool:
    """Only what answers can be given again: that the documents lack an answer may be wrong tomorrow."""
    return kind in {ResolutionKind.APPROVE, ResolutionKind.EDIT}


def rests_on(answer: Answer) -> tuple[int, ...]:
    """Which of its passages an answer rests on, from 0: those that the evidence of its claims names, else all."""
    claims = (*answer.claims, *(answer.withheld.claims if answer.withheld else ()))
    named = {evidence.passage for claim in claims for evidence in claim.verdict.evidence}
    there = range(len(answer.passages))
    return tuple(sorted(named & set(there))) or tuple(there)


def is_private(answer: Answer) -> bool:
    """Whether it rests on files of its conversation alone, which nobody else may learn of."""
    return any(answer.passages[index].stored.collection.startswith(CONVERSATION_PREFIX) for index in rests_on(answer))
