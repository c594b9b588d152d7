"""Answers as anybody gets them, that leave nothing behind: for suggestions, and for models that are tried out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.answers import Answer, CheckedClaim, Outcome, Reason
from domain.audits import Draw
from domain.conversations import Conversation, Message, new_conversation_id
from domain.reviews import NewEscalation
from server.usecases.answering import EXTRACTIVE
from server.usecases.assistant import Assistant
from server.usecases.auditing import NO_AUDITS
from server.usecases.canary import NO_CANARY
from server.usecases.clock import utc_now
from server.usecases.precedents import no_precedents
from server.usecases.recalling import recall_nothing
from server.usecases.tracing import trace_nothing


class _Nowhere:
    """In place of conversations, answers and metrics: nothing is kept, counted or told."""

    def create(
        self,
        *,
        title: str,
        collection: str,
        owner: str | None,
        metadata: Mapping[str, str],
        conversation_id: str | None = None,
    ) -> Conversation:
        return Conversation(
            conversation_id or new_conversation_id(), title, collection, owner, metadata, utc_now(), utc_now()
        )

    def rename(self, conversation_id: str, title: str) -> None:
        """The conversation is only borrowed."""

    def append(self, conversation_id: str, message: Message) -> None:
        """Nobody said it."""

    def save(self, answer: Answer, escalation: NewEscalation | None, draw: Draw | None = None) -> None:  # noqa: ARG002 - nobody is asked
        return None

    def stage_took(self, name: str, seconds: float) -> None:
        """Nobody waited."""

    def answered(
        self,
        outcome: Outcome,
        claims: Sequence[CheckedClaim],
        *,
        risk: float | None,
        reason: Reason | None,
        collection: str,
        model: str,
    ) -> None:
        """Nobody asked."""

    def abstention_contested(self, model: str, *, quoted: bool) -> None:
        """The same."""

    def tokens_used(self, model: str, *, prompt_tokens: int, completion_tokens: int) -> None:
        """The same."""

    def searched(self, *, found: bool) -> None:
        """The same."""

    def citations_mended(self, change: str, count: int) -> None:
        """The same."""


def rehearsal(assistant: Assistant) -> Assistant:
    """One that answers likewise, and leaves nothing behind: no conversation, figure, audit or call for a person.

    What a person said before is neither given again nor shown to the model, nothing is quoted before it is asked, and
    what it overlooks counts: whoever rehearses asks what it says itself.
    """
    nowhere = _Nowhere()
    return replace(
        assistant,
        conversations=nowhere,
        answers=nowhere,
        telemetry=nowhere,
        repairing=replace(assistant.repairing, counted=lambda _, __: None),
        look_again=lambda _: None,
        audits=NO_AUDITS,
        canary=NO_CANARY,
        recall=recall_nothing,
        handling=lambda model, task: replace(assistant.handling(model, task), overlooks=False, quotes_first=False),
        showing=replace(assistant.showing, precedents=no_precedents),
        trace=trace_nothing,
    )


def quoting_rehearsal(assistant: Assistant) -> Assistant:
    """The same by quoting alone, whatever model is asked for."""
    return replace(
        rehearsal(assistant),
        generator_for=lambda _: (EXTRACTIVE, assistant.extractive),
        samples_for=lambda _, __: None,
    )
