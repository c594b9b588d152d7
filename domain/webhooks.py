"""What other systems are told of escalations."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from domain.reviews import EscalationKind


class Event(StrEnum):
    """What happened to an escalation: it came, it is late, it was decided."""

    OPENED = "escalation.opened"
    DUE = "escalation.due"
    RESOLVED = "escalation.resolved"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event of an escalation; of the question and the answer nothing is told."""

    event: Event
    escalation_id: str
    kind: EscalationKind
    collection: str
    due_at: datetime
    at: datetime


class Sent(StrEnum):
    """How an attempt to send a message ended: it was taken, is tried again later, or is tried no more."""

    TAKEN = "taken"
    FAILED = "failed"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Messages that no address took yet. `oldest` is when the first of those was made that are still tried."""

    waiting: int = 0
    dead: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message to one address. `next_try_at` is null where it is tried no more: it is a dead letter."""

    id: str
    event: str
    url: str
    body: str
    created_at: datetime
    attempts: int
    next_try_at: datetime | None
    last_error: str | None


Written: TypeAlias = Callable[[Occurrence], str]
"""The body of a message."""


class WebhookStore(Protocol):
    """Messages that wait to be taken."""

    def note(self, urls: Sequence[str], written: Written) -> None:
        """Queues a message to each address for whatever happened since the last time, a day back at most."""

    def waiting(self, *, limit: int) -> Sequence[Delivery]:
        """Those that are due now, the oldest first."""

    def taken(self, delivery_id: str) -> None:
        """It arrived."""

    def failed(self, delivery_id: str, error: str, *, next_try_at: datetime | None) -> None:
        """It did not."""

    def dead(self) -> Sequence[Delivery]:
        """Those that are tried no more, the newest first."""

    def undelivered(self) -> Undelivered:
        """How many wait, and since when."""

    def revive(self, delivery_id: str) -> None:
        """It is tried again from the start. Raises `NotFound`."""
