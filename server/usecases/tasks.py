"""Tasks beside answering that are checked as answers are: a summary of documents, a text rewritten."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from domain.answers import Provenance, Support
from domain.documents import Chunk, Passage, Policy, Scores, StoredChunk
from domain.generation import Abstention, Generated, Task
from domain.language_models import as_any
from domain.places import Whole
from domain.ports import Generator
from domain.tasks import TaskKind
from monitoring.verdict.judging import Case, Judge
from server.usecases.answer_turns import Turn
from server.usecases.answering import Ask, ClaimStream, Event
from server.usecases.assistant import Assistant
from server.usecases.canary import NO_CANARY
from server.usecases.choosing import Searched
from server.usecases.drafting import Draft
from server.usecases.recalling import recall_nothing
from server.usecases.showing import NOTHING_BUT_PASSAGES
from server.usecases.stages import StageClock
from server.usecases.understanding import Understands
from text.task_notices import said_to_be_lost, said_to_need_a_model
from text.wording import language_of

_YOUR_TEXT = "your message"


class OwnText:
    """The `Understands` of a task that is done with what somebody wrote."""

    def of(self, ask: Ask, clock: StageClock, turn: Turn) -> Searched:  # noqa: ARG002 - nothing is looked for
        """The message is both."""
        return Searched(ask.question, self.passages(ask))

    def passages(self, ask: Ask) -> tuple[Passage, ...]:
        """The message as the only one."""
        chunk = Chunk(ask.question, 0, len(ask.question), Whole())
        stored = StoredChunk(0, "", _YOUR_TEXT, ask.collection.name, chunk)
        return (Passage(stored, 1.0, Scores(None, None)),)


class _Plain:
    """Every message is work, small talk too, and what is said in its place stands alone."""

    def reply(self, ask: Ask) -> None:  # noqa: ARG002 - whatever it is
        return None

    def abstention(self, text: str, ask: Ask, task: Task) -> str:  # noqa: ARG002 - as it is
        return text

    def may_answer(self, task: Task) -> bool:  # noqa: ARG002 - nothing is asked
        return True


@dataclass(frozen=True, slots=True)
class NeedsModel:
    """The `Generator` of a task that only a language model can do, where none is."""

    kind: TaskKind

    def generate(self, task: Task) -> Iterator[Generated]:
        """Says what it needs, in the language of what was asked."""
        yield Abstention(said_to_need_a_model(self.kind, language_of(task.question).value))


@dataclass(frozen=True, slots=True)
class Losses:
    """Which sentences of a text what was made of it does not bear out: the check, the other way round."""

    judge: Judge
    claim_stream: Callable[[], ClaimStream]

    def of(self, draft: Draft) -> str | None:
        """In words; null where there are none, and where not all that was written is shown."""
        if draft.abstained or draft.withheld or not draft.released:
            return None
        lost = self.lost(draft.ask.question, draft.manuscript.text[: draft.released_to])
        return said_to_be_lost(lost, draft.ask.collection.language) if lost else None

    def lost(self, source: str, written: str) -> Sequence[str]:
        """Those that were not checked are among them: nobody knows that they were kept."""
        stream = self.claim_stream()
        claims = [*stream.feed(source), *stream.flush()]
        checked = self.judge.hearing(Case(passages=[written], policy=Policy.MONITOR)).check(claims) if claims else []
        return [one.claim.text for one in checked if one.verdict.support is not Support.SUPPORTED]


def tasked(
    assistant: Assistant,
    *,
    sources: Understands,
    generator_for: Callable[[str], tuple[str, Generator]],
    extractive: Generator,
    made_by: Callable[[str, float | None], Provenance],
    pointed_out: Callable[[Draft], str | None],
) -> Callable[[Ask], Iterator[Event]]:
    """Does a task as the assistant answers: every sentence is checked against `sources` and the policy holds.

    Nothing is searched for, computed, repaired or recalled, and what was said before plays no part.
    """
    doing = replace(
        assistant,
        understanding=sources,
        manners=_Plain(),
        compute=lambda *_: None,
        recall=recall_nothing,
        handling=as_any,
        showing=NOTHING_BUT_PASSAGES,
        generator_for=generator_for,
        extractive=extractive,
        repairing=replace(assistant.repairing, repairer_for=lambda _: None),
        samples_for=lambda _, __: None,
        canary=NO_CANARY,
        made_by=lambda model, threshold, _: made_by(model, threshold),
        pointed_out=pointed_out,
    )
    return lambda ask: doing.answer(replace(ask, history=(), explain=False))
