"""Tells event streams and metrics what happened to documents, answers and escalations."""

from dataclasses import dataclass
from typing import Protocol

from domain.answers import Answer
from domain.documents import Document
from domain.errors import NotFound
from domain.reviews import Escalation, EscalationStatus, Resolved, Sla
from domain.stores import EscalationStore
from server.http.wire.answers import AnswerState
from server.http.wire.documents import Document as DocumentBody
from server.http.wire.reviews import EscalationState, Message
from server.usecases.broker import QUEUE_TOPIC, Broker, conversation_topic, document_topic


class SlaTelemetry(Protocol):
    """What is measured of escalations."""

    def escalation_closed(self, sla: Sla) -> None:
        """Counts whether the answer came in time."""


@dataclass(frozen=True, slots=True)
class Announcer:
    """Publishes on `broker` what the stores hold by now."""

    broker: Broker
    escalations: EscalationStore
    telemetry: SlaTelemetry

    def document(self, document: Document) -> None:
        """A document moved on."""
        body = DocumentBody.of(document).model_dump(mode="json")
        self.broker.publish(document_topic(document.id), "document", body)

    def escalation(self, escalation: Escalation) -> None:
        """An escalation came or moved."""
        topic = conversation_topic(escalation.conversation_id)
        state = EscalationState.of(escalation).model_dump(mode="json")
        self.broker.publish(topic, "escalation", state)
        self.queue_changed(escalation.collection)

    def resolved(self, resolved: Resolved) -> None:
        """A person decided; the reply is in the conversation already."""
        self.telemetry.escalation_closed(resolved.escalation.sla)
        self.escalation(resolved.escalation)
        if resolved.reply is not None:
            body = Message.of(resolved.reply).model_dump(mode="json")
            self.broker.publish(conversation_topic(resolved.escalation.conversation_id), "message", body)

    def queue_changed(self, collection: str) -> None:
        """Something moved, came or went in the queue of a collection.

        Who listens adds up the collections that it may see.
        """
        waiting = {
            name: {
                "open": counts[EscalationStatus.OPEN] + counts[EscalationStatus.REOPENED],
                "claimed": counts[EscalationStatus.CLAIMED],
            }
            for name, counts in self.escalations.counts_by_collection().items()
        }
        self.broker.publish(QUEUE_TOPIC, "queue", {"collection": collection, "waiting": waiting})

    def new_escalation(self, escalation_id: str) -> None:
        """One was stored together with its answer."""
        try:
            self.escalation(self.escalations.get(escalation_id))
        except NotFound:
            return  # its conversation was deleted in the same moment, and with it everyone who could be told

    def revised(self, answer: Answer, escalation_id: str | None) -> None:
        """A second opinion changed the verdicts of a kept answer; null where it asked for nobody."""
        body = AnswerState.of(answer).model_dump(mode="json")
        self.broker.publish(conversation_topic(answer.conversation_id), "answer", body)
        if escalation_id is not None:
            self.new_escalation(escalation_id)
