"""Tells event streams and metrics what happened to documents, answers and escalations."""

from dataclasses import dataclass
from typing import Protocol

from domain.answers import Answer
from domain.documents import Document
from domain.errors import NotFound
from domain.reviews import Escalation, EscalationKind, Resolved, Sla
from domain.stores import EscalationStore
from server.usecases.broker import (
    QUEUE_TOPIC,
    Broker,
    QueueChanged,
    conversation_topic,
    document_topic,
    open_conversations,
)


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
        self.broker.publish(document_topic(document.id), document)

    def escalation(self, escalation: Escalation) -> None:
        """An escalation came or moved. The user hears nothing of an audit."""
        if escalation.kind is not EscalationKind.AUDIT:
            self.broker.publish(conversation_topic(escalation.conversation_id), escalation)
        self.queue_changed(escalation.collection)
        self._moved_up(escalation)

    def resolved(self, resolved: Resolved) -> None:
        """A person decided; the reply is in the conversation already. For an audit nobody waited."""
        if resolved.escalation.kind is not EscalationKind.AUDIT:
            self.telemetry.escalation_closed(resolved.escalation.sla)
        self.escalation(resolved.escalation)
        if resolved.reply is not None:
            self.broker.publish(conversation_topic(resolved.escalation.conversation_id), resolved.reply)

    def _moved_up(self, escalation: Escalation) -> None:
        """Who looks at a conversation that waits is told its place, which follows from all the others."""
        for conversation_id in open_conversations(self.broker):
            for other in self.escalations.of_conversation(conversation_id):
                is_told = other.kind is not EscalationKind.AUDIT and other.position is not None
                if is_told and other.collection == escalation.collection:
                    self.broker.publish(conversation_topic(conversation_id), other)

    def queue_changed(self, collection: str) -> None:
        """Something moved, came or went in the queue of a collection.

        Who listens adds up the collections that it may see.
        """
        self.broker.publish(QUEUE_TOPIC, QueueChanged(collection, self.escalations.counts_by_collection()))

    def new_escalation(self, escalation_id: str) -> None:
        """One was stored together with its answer."""
        try:
            self.escalation(self.escalations.get(escalation_id))
        except NotFound:
            return  # its conversation was deleted in the same moment, and with it everyone who could be told

    def revised(self, answer: Answer, escalation_id: str | None) -> None:
        """A second opinion changed the verdicts of a kept answer; null where it asked for nobody."""
        self.broker.publish(conversation_topic(answer.conversation_id), answer)
        if escalation_id is not None:
            self.new_escalation(escalation_id)
