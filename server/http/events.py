"""What happened, as event streams tell it."""

from collections.abc import Mapping

from fastapi.sse import ServerSentEvent

from domain.answers import Answer
from domain.conversations import Message
from domain.documents import Document
from domain.principals import Principal
from domain.reviews import Escalation, EscalationStatus
from server.http.wire import reviews
from server.http.wire.answers import AnswerState
from server.http.wire.documents import Document as DocumentBody
from server.usecases.broker import Deleted, Happening, QueueChanged

_OPEN = (EscalationStatus.OPEN, EscalationStatus.REOPENED)


def event_of(happening: Happening) -> ServerSentEvent:
    """For whoever may listen to its topic."""
    match happening:
        case Document():
            return ServerSentEvent(event="document", data=DocumentBody.of(happening))
        case Answer():
            return ServerSentEvent(event="answer", data=AnswerState.of(happening))
        case Escalation():
            return ServerSentEvent(event="escalation", data=reviews.EscalationState.of(happening))
        case Message():
            return ServerSentEvent(event="message", data=reviews.Message.of(happening))
        case Deleted(subject):
            return ServerSentEvent(event="deleted", data={"id": subject})
        case QueueChanged(_, counts):
            return ServerSentEvent(event="queue", data=_waiting(counts))


def queue_as_seen(changed: Happening, principal: Principal) -> QueueChanged | None:
    """The part of the queue that the caller sees; null where nothing changed in it."""
    if not isinstance(changed, QueueChanged) or not principal.sees(changed.collection):
        return None
    return QueueChanged(changed.collection, {name: n for name, n in changed.counts.items() if principal.sees(name)})


def _waiting(counts: Mapping[str, Mapping[EscalationStatus, int]]) -> dict[str, int]:
    """The sums over all collections."""
    return {
        "open": sum(by_status[status] for by_status in counts.values() for status in _OPEN),
        "claimed": sum(by_status[EscalationStatus.CLAIMED] for by_status in counts.values()),
    }
