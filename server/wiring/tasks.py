"""Puts together what does tasks beside answering."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from domain.answers import Provenance
from domain.ports import Generator
from domain.tasks import TaskKind
from generation.central import CentralSentences
from generation.plantuml import PlantUml
from generation.prompt import prompt_identity
from generation.templates import shipped
from monitoring.claims.splitting import ClaimSplitter, split_sentences
from server.usecases.answering import EXTRACTIVE, Ask, Event
from server.usecases.drawing import Drawing
from server.usecases.naming import NamedDocuments
from server.usecases.tasks import Losses, NeedsModel, OwnText, tasked
from server.wiring.asking import Asking
from server.wiring.parts import Parts

Doing = Callable[[Ask], Iterator[Event]]


def open_tasks(parts: Parts, asking: Asking) -> Mapping[TaskKind, Doing]:
    """How each but answering is done."""
    documents = NamedDocuments(parts.stores.documents, parts.stores.whole)
    return {
        TaskKind.SUMMARY: _summary(parts, asking, documents),
        TaskKind.REWRITE: _rewrite(parts, asking),
        TaskKind.DIAGRAM: _drawing(parts, asking, documents).answer,
    }


def _summary(parts: Parts, asking: Asking, documents: NamedDocuments) -> Doing:
    central = CentralSentences(parts.models.multilingual or parts.models.encoder, split_sentences)
    return tasked(
        asking.assistant,
        sources=documents,
        generator_for=partial(asking.desk.task_generator_for, kind=TaskKind.SUMMARY, without=central),
        extractive=central,
        made_by=_made_by(parts, TaskKind.SUMMARY),
        pointed_out=documents.part_read,
    )


def _rewrite(parts: Parts, asking: Asking) -> Doing:
    needs = NeedsModel(TaskKind.REWRITE)
    return tasked(
        asking.assistant,
        sources=OwnText(),
        generator_for=partial(asking.desk.task_generator_for, kind=TaskKind.REWRITE, without=needs),
        extractive=needs,
        made_by=_made_by(parts, TaskKind.REWRITE),
        pointed_out=Losses(asking.judge, ClaimSplitter).of,
    )


def _drawing(parts: Parts, asking: Asking, documents: NamedDocuments) -> Drawing:
    needs: Generator = NeedsModel(TaskKind.DIAGRAM)
    return Drawing(
        documents=documents,
        generator_for=partial(asking.desk.task_generator_for, kind=TaskKind.DIAGRAM, without=needs),
        renderer=PlantUml(parts.settings.plantuml, parts.settings.plantuml_limit_seconds),
        conversations=parts.stores.conversations,
        answers=parts.stores.answers,
        telemetry=parts.metrics,
        made_by=_made_by(parts, TaskKind.DIAGRAM),
        now=parts.now,
    )


def _made_by(parts: Parts, kind: TaskKind) -> Callable[[str, float | None], Provenance]:
    def made_by(model: str, threshold: float | None) -> Provenance:
        prompt = None if model == EXTRACTIVE else prompt_identity(shipped(kind.value))
        return parts.models.provenance(model, threshold, prompt=prompt)

    return made_by
