"""The task `diagram`: PlantUML from a message or from documents it names, drawn, and repaired once with its error."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

import structlog

from domain.answers import Answer, Outcome, Provenance, Support
from domain.documents import Passage
from domain.errors import ModelInterrupted, ModelUnavailable
from domain.generation import Piece, Task, Usage
from domain.ports import Generator
from domain.tasks import Diagram, DiagramRenderer, Drawn, TaskKind
from server.usecases.answering import (
    EXTRACTIVE,
    Ask,
    Event,
    Finished,
    Keeping,
    Released,
    Remembering,
    Started,
    Telemetry,
)
from server.usecases.clock import utc_now
from server.usecases.naming import NamedDocuments, query_of
from server.usecases.remembering import remembered
from server.usecases.stages import StageClock
from server.usecases.tasks import OwnText
from text.task_notices import said_not_to_be_drawn, said_to_be_drawn, said_to_need_a_model

_log = structlog.get_logger()
_CODE = re.compile(r"@startuml\b.*?@enduml", re.DOTALL)
_FENCE = re.compile(r"```\w*\n(.*?)(?:```|\Z)", re.DOTALL)
_DRAW = "Draw what the passage tells as one PlantUML diagram."
_AGAIN = """{asked}

This diagram was written before:
{code}

PlantUML refuses it: {error}
Write the whole diagram again, corrected."""


@dataclass(slots=True)
class _Sketch:
    """A diagram while it is drawn: who writes it, what it is asked with, and what that used."""

    task: Task
    generator: Generator
    clock: StageClock
    usage: Usage | None = None

    def write(self, question: str) -> str:
        """The code. Raises `ModelUnavailable` and `ModelInterrupted`, also where there is none."""
        text = ""
        asked = replace(self.task, question=question, query=question)
        with closing(self.generator.generate(asked)) as generated:  # type: ignore[type-var]
            for item in generated:
                if isinstance(item, Piece):
                    text += item.text
                elif isinstance(item, Usage):
                    self.usage = _sum(self.usage, item)
        if (code := _code(text)) is None:
            raise ModelUnavailable("The language model wrote no diagram.")
        return code


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Draws. `generator_for` is as in `Assistant`; `made_by` says what made a diagram of a model."""

    documents: NamedDocuments
    generator_for: Callable[[str], tuple[str, Generator]]
    renderer: DiagramRenderer
    conversations: Remembering
    answers: Keeping
    telemetry: Telemetry
    made_by: Callable[[str, float | None], Provenance]
    now: Callable[[], datetime] = utc_now
    own_text: OwnText = field(default_factory=OwnText)

    def answer(self, ask: Ask) -> Iterator[Event]:
        """As `Assistant.answer`. What a diagram says is not checked, so it is flagged; nothing but code is released."""
        clock = StageClock(self.telemetry)
        model, generator = self.generator_for(ask.model)
        task = self._task(ask, clock)
        conversation, answer_id = remembered(ask, self.conversations, now=self.now), uuid4().hex
        yield Started(answer_id, conversation.id, model, task.passages)
        sketch = _Sketch(task, generator, clock)
        diagram = None if model == EXTRACTIVE else self._drawn(sketch)
        text, notice = _told(diagram, ask.collection.language)
        answer = Answer(
            id=answer_id,
            conversation_id=conversation.id,
            question=ask.question,
            query=task.query,
            collection=ask.collection.name,
            model=model,
            policy=ask.policy,
            content=f"{text}{notice}",
            notice=notice,
            claims=(),
            passages=task.passages,
            outcome=Outcome.ABSTAINED if diagram is None else Outcome.FLAGGED,
            support=None if diagram is None else Support.UNCHECKED,
            risk=None,
            reason=None,
            withheld=None,
            timings_ms=clock.close(),
            made_by=self.made_by(model, ask.collection.threshold),
            created_at=self.now(),
        )
        self._keep(answer, sketch.usage)
        yield Released(answer.content, None)
        yield Finished(answer, None, sketch.usage, diagram=diagram)

    def _task(self, ask: Ask, clock: StageClock) -> Task:
        """Of the documents that are named, else of the message itself."""
        with clock.stage("retrieve"):
            named = self.documents.named(ask)
        if named:
            return _task_of(ask, ask.question, query_of(ask, named), self.documents.passages_of(named))
        return _task_of(ask, _DRAW, ask.question, self.own_text.passages(ask))

    def _drawn(self, sketch: _Sketch) -> Diagram | None:
        """Null where no language model wrote one; one that it cannot repair stays as it is."""
        asked = sketch.task.question
        try:
            with sketch.clock.stage("generate"):
                diagram = self._rendered(sketch.write(asked), sketch.clock)
        except (ModelUnavailable, ModelInterrupted) as error:
            _log.warning("no diagram", detail=str(error))
            return None
        if diagram.error is None:
            return diagram
        again = _AGAIN.format(asked=asked, code=diagram.code, error=diagram.error)
        try:
            with sketch.clock.stage("repair"):
                return self._rendered(sketch.write(again), sketch.clock)
        except (ModelUnavailable, ModelInterrupted) as error:
            _log.warning("diagram not repaired", detail=str(error))
            return diagram

    def _rendered(self, code: str, clock: StageClock) -> Diagram:
        with clock.stage("verify"):
            found = self.renderer.render(code)
        if found is None:
            return Diagram(code)
        return Diagram(code, svg=found.svg) if isinstance(found, Drawn) else Diagram(code, error=found.error)

    def _keep(self, answer: Answer, usage: Usage | None) -> None:
        self.answers.save(answer, None)
        self.telemetry.answered(
            answer.outcome, (), risk=None, reason=None, collection=answer.collection, model=answer.model
        )
        if usage is not None:
            tokens = {"prompt_tokens": usage.prompt_tokens, "completion_tokens": usage.completion_tokens}
            self.telemetry.tokens_used(answer.model, **tokens)


def _task_of(ask: Ask, question: str, query: str, passages: tuple[Passage, ...]) -> Task:
    return Task(question, query, passages, (), ask.sampling, ask.instructions, presence=ask.presence)


def _told(diagram: Diagram | None, language: str) -> tuple[str, str]:
    """The code as a block, and the notice below it, or in its place."""
    if diagram is None:
        return "", said_to_need_a_model(TaskKind.DIAGRAM, language)
    drawn = diagram.svg is not None
    notice = said_to_be_drawn(language) if drawn else said_not_to_be_drawn(diagram.error, language)
    return f"```plantuml\n{diagram.code}\n```\n\n", notice


def _code(text: str) -> str | None:
    """From `@startuml` to `@enduml`; of a block without them what stands in it."""
    if found := _CODE.search(text):
        return found.group()
    block = _FENCE.search(text)
    body = (block[1] if block else text.partition("@startuml")[2]).replace("@startuml", "").strip()
    return f"@startuml\n{body}\n@enduml" if body else None


def _sum(before: Usage | None, usage: Usage) -> Usage:
    if before is None:
        return usage
    return Usage(before.prompt_tokens + usage.prompt_tokens, before.completion_tokens + usage.completion_tokens)
