"""What front-ends ask in the background: replied to without search or check, and neither stored nor counted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import structlog

from domain.answers import Answer, Outcome, Reason
from domain.conversations import Author
from domain.errors import ModelInterrupted, ModelUnavailable
from domain.generation import Turn, Usage
from domain.ports import Scribe
from server.usecases.answering import Ask, Event, Finished, NewConversation, Released, Started, Telemetry
from server.usecases.clock import utc_now
from text.background_prompts import Background, plain_reply, shaped_reply

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Errands:
    """Runs them. `scribe_for` gives a model's own name and who writes for it, null where quotes would be given."""

    scribe_for: Callable[[str], tuple[str, Scribe | None]]
    telemetry: Telemetry
    now: Callable[[], datetime] = utc_now

    def run(self, ask: Ask, background: Background) -> Iterator[Event]:
        """As `Assistant.answer`, but nothing is kept: its ids name nothing. Raises `NotFound` for an unknown model."""
        model, scribe = self.scribe_for(ask.model)
        answer_id, conversation_id = uuid4().hex, _conversation_id(ask)
        yield Started(answer_id, conversation_id, model, ())
        text, usage = self._written(ask, background, model, scribe)
        yield Released(text, None)
        yield Finished(self._answer(ask, answer_id, conversation_id, model, text), None, usage)

    def _written(self, ask: Ask, background: Background, model: str, scribe: Scribe | None) -> tuple[str, Usage | None]:
        """By the language model where it keeps to the form, which is too small for an answer; else by rule."""
        if scribe is None:
            return plain_reply(background), None
        try:
            turns = (*ask.history, Turn(Author.USER, ask.question))
            written = scribe.write(turns, ask.instructions, presence=ask.presence)
        except (ModelUnavailable, ModelInterrupted) as error:
            _log.warning("an errand was run by rule", errand=background.errand.value, detail=str(error))
            return plain_reply(background), None
        counted = written.usage
        self.telemetry.tokens_used(
            model, prompt_tokens=counted.prompt_tokens, completion_tokens=counted.completion_tokens
        )
        return shaped_reply(background, written.text) or plain_reply(background), counted

    def _answer(self, ask: Ask, answer_id: str, conversation_id: str, model: str, text: str) -> Answer:
        return Answer(
            id=answer_id,
            conversation_id=conversation_id,
            question=ask.question,
            query=ask.question,
            collection=ask.collection.name,
            model=model,
            policy=ask.policy,
            content=text,
            notice=None,
            claims=(),
            passages=(),
            outcome=Outcome.ABSTAINED,
            support=None,
            risk=None,
            reason=Reason.NO_QUESTION,
            withheld=None,
            timings_ms={},
            made_by=None,
            created_at=self.now(),
        )


def _conversation_id(ask: Ask) -> str:
    return uuid4().hex if isinstance(ask.conversation, NewConversation) else ask.conversation.id
