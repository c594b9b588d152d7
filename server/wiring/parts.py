"""What everything else is composed of: stores, models, indexes, telemetry."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from prometheus_client import CollectorRegistry

from domain.documents import CONVERSATION_PREFIX
from domain.errors import NotFound
from domain.ports import Encoder
from inference.recent_vectors import RecentVectors
from monitoring.metrics.counters import Metrics
from monitoring.verdict.escalating import Escalator, ServiceLevel
from retrieval.hybrid import PURGE_DELAY_SECONDS, HybridRetriever, Tuning
from server.usecases.announcing import Announcer
from server.usecases.answer_turns import AnswerTurns
from server.usecases.broker import Broker
from server.usecases.encoders import EncoderChoice
from server.usecases.recalling import Recalling
from server.usecases.reembedding import uploads_wait
from server.usecases.stages import if_measured
from server.wiring.adapters import Adapters
from server.wiring.opening import LocalModels, Stores
from server.wiring.settings import Settings
from storage.documents.originals import Originals
from tabular.keeping import KeptTables

_COMPUTING_AT_ONCE = 3  # one or two keep the models busy, while another looks up, cuts and stores
_IDLE_SECONDS = 1.0  # longer than between two steps of an answer by quoting


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Opened, and closed with the context they were opened in. `language_of` gives a partition's language."""

    settings: Settings
    stores: Stores
    models: LocalModels
    former: Sequence[Encoder]
    registry: CollectorRegistry
    metrics: Metrics
    broker: Broker
    announcer: Announcer
    originals: Originals
    tables: KeptTables
    retriever: HybridRetriever
    turns: AnswerTurns
    escalator: Escalator
    encoders: EncoderChoice
    recalling: Recalling
    language_of: Callable[[str], str]
    now: Callable[[], datetime]

    def is_busy(self) -> bool:
        """Whether somebody asks or uploads: what nobody waits for has to."""
        return not self.turns.idle_for(_IDLE_SECONDS) or uploads_wait(self.stores.documents)


def open_parts(settings: Settings, adapters: Adapters, stack: ExitStack) -> Parts:
    """Raises `Misconfigured`."""
    stores = stack.enter_context(adapters.stores(settings))
    models = stack.enter_context(adapters.local_models(settings))
    former = stack.enter_context(adapters.former_encoders(settings, stores.embeddings, models.encoders))
    registry = CollectorRegistry()
    metrics, broker = Metrics(registry), Broker()
    language_of = partial(_language_of, stores, settings)
    turns = AnswerTurns(at_once=_COMPUTING_AT_ONCE)
    retriever = _retriever(settings, stores, models, former, metrics, language_of, crowded=turns.crowded)
    stack.callback(retriever.close)
    announcer = Announcer(broker, stores.escalations, metrics)
    escalator = _escalator(settings)
    encoders = EncoderChoice(models.encoder, models.multilingual, stores.embeddings)
    return Parts(
        settings=settings,
        stores=stores,
        models=models,
        former=former,
        registry=registry,
        metrics=metrics,
        broker=broker,
        announcer=announcer,
        originals=_originals(settings, stores),
        tables=stack.enter_context(closing(KeptTables(settings.data / "tables", needed=stores.documents.needs))),
        retriever=retriever,
        turns=turns,
        escalator=escalator,
        encoders=encoders,
        recalling=_recalling(stores, encoders, announcer, escalator, adapters.now),
        language_of=language_of,
        now=adapters.now,
    )


def _escalator(settings: Settings) -> Escalator:
    levels = {
        name: ServiceLevel(timedelta(minutes=first), timedelta(minutes=due))
        for name, (first, due) in settings.review_times.items()
    }
    due, first = timedelta(minutes=settings.review_due_minutes), timedelta(minutes=settings.review_first_minutes)
    return Escalator(due, min(first, due), levels, timedelta(days=settings.audit_expires_days))


def _recalling(
    stores: Stores, encoders: EncoderChoice, announcer: Announcer, escalator: Escalator, now: Callable[[], datetime]
) -> Recalling:
    known = dict[str, RecentVectors]()

    def remembering(encoder: Encoder) -> Encoder:
        """An answered question is embedded once, not with every new one."""
        return known.setdefault(encoder.identity, RecentVectors(encoder))

    return Recalling(
        verified=stores.verified,
        encoder_for=lambda collection: remembering(encoders.of(stores.embeddings.standing(collection))),
        reopening=lambda collection: escalator.suspended(collection=collection, now=now()),
        reopened=announcer.new_escalation,
    )


def _retriever(
    settings: Settings,
    stores: Stores,
    models: LocalModels,
    former: Sequence[Encoder],
    metrics: Metrics,
    language_of: Callable[[str], str],
    *,
    crowded: Callable[[], bool],
) -> HybridRetriever:
    return HybridRetriever(
        feed=stores.feed,
        chunks=stores.chunks,
        encoder=models.encoder,
        former=former,
        multilingual=models.multilingual,
        reader=models.reader,
        tokenizer=models.tokenizer,
        folder=settings.data / "indexes",
        language_of=language_of,
        tuning=Tuning(
            candidates=settings.candidates,
            candidates_when_crowded=settings.candidates_when_crowded,
            purge_delay_seconds=min(PURGE_DELAY_SECONDS, settings.erase_seconds),
        ),
        observe=if_measured(metrics.stage_took),
        on_reader_failure=lambda error: metrics.detector_failed("reader", type(error).__name__),
        crowded=crowded,
    )


def _originals(settings: Settings, stores: Stores) -> Originals:
    return Originals(
        settings.data / "originals",
        needed=stores.documents.needs,
        least_free_bytes=settings.least_free_bytes,
    )


def _language_of(stores: Stores, settings: Settings, partition: str) -> str:
    """A conversation's own documents are read in the language of its collection."""
    try:
        if partition.startswith(CONVERSATION_PREFIX):
            partition = stores.conversations.get(partition.removeprefix(CONVERSATION_PREFIX)).collection
        return stores.collections.get(partition).language
    except NotFound:
        return settings.language
