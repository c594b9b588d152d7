"""The composition root: with `server.opening`, the only module that names concrete classes.

Everything opened is closed in reverse order when the context ends.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

from prometheus_client import CollectorRegistry

from domain.documents import CONVERSATION_PREFIX
from domain.errors import NotFound
from generation.extractive import ExtractiveGenerator, ExtractiveOptions
from ingest.chunker import TokenChunker
from ingest.formats import media_type_of, safe_name
from ingest.limits import Limits
from ingest.parser import ChildParser, ChildRenderer
from monitoring.claims import SentenceStream, split_claims
from monitoring.gauges import export_stores
from monitoring.metrics import Metrics
from monitoring.policy import Escalator
from monitoring.verifier import ClaimVerifier
from retrieval.hybrid import HybridRetriever, Tuning
from server.announcing import Announcer
from server.answer_pool import AnswerPool
from server.application import Application
from server.assistant import Assistant
from server.events import Broker
from server.health import Health, HealthWatch
from server.indexing import Intake, Reader, Worker
from server.models import LanguageModels, ModelDesk, open_language_models
from server.opening import Models, Stores, open_models, open_stores
from server.reviewing import Reviewing
from server.second_opinion import Resampling, SecondLook
from server.settings import Settings
from server.turns import Turns
from storage.folder_lock import hold_folder
from storage.originals import Originals

_COMPUTING_AT_ONCE = 3  # one or two keep the models busy, while another looks up, cuts and stores


@contextmanager
def compose(settings: Settings) -> Iterator[Application]:
    """The running application: its worker reads queued documents until the context ends.

    Raises `Misconfigured` where the data folder is held by another server, a model is missing or damaged, or the
    database belongs to a newer version.
    """
    with ExitStack() as stack:
        stack.enter_context(hold_folder(settings.data, port=settings.port))
        stores = stack.enter_context(open_stores(settings))
        models = stack.enter_context(open_models(settings))
        application, worker, watch = _assemble(settings, stores, models, stack)
        _make_default_collection(stores, settings)
        worker.start()
        watch.start()
        stack.callback(watch.stop)
        stack.callback(worker.stop)
        stack.callback(application.broker.close)
        yield application


def _assemble(
    settings: Settings, stores: Stores, models: Models, stack: ExitStack
) -> tuple[Application, Worker, HealthWatch]:
    registry = CollectorRegistry()
    metrics, broker = Metrics(registry), Broker()
    turns = Turns(at_once=_COMPUTING_AT_ONCE)
    announcer = Announcer(broker, stores.conversations, stores.escalations, metrics)
    retriever = stack.enter_context(closing(_retriever(settings, stores, models, metrics, turns)))
    verifier = stack.enter_context(closing(_verifier(settings, models, metrics)))
    language_models = stack.enter_context(open_language_models(settings))
    desk = ModelDesk(_extractive(models), language_models)
    escalator = Escalator(timedelta(minutes=settings.review_due_minutes))
    second_look = _second_look(stores, models, verifier, escalator, metrics, announcer)
    stack.enter_context(closing(second_look))
    originals = Originals(settings.data / "originals")
    worker = _worker(settings, stores, models, originals, retriever, announcer, stack)
    health = _health(settings, stores, models, retriever, language_models, worker)
    watch = HealthWatch(health.components, health.snapshot)
    export_stores(registry, watch.snapshot)
    application = Application(
        settings=settings,
        collections=stores.collections,
        documents=stores.documents,
        conversations=stores.conversations,
        answers=stores.answers,
        escalations=stores.escalations,
        quality=stores.quality,
        keys=stores.keys,
        originals=originals,
        index=retriever,
        intake=_intake(settings, stores, originals, retriever, worker),
        retriever=retriever,
        assistant=_assistant(
            settings, stores, models, retriever, verifier, desk, escalator, second_look, metrics, announcer, turns
        ),
        answer_pool=AnswerPool(most=settings.answers_at_once),
        reviewing=_reviewing(settings, stores, escalator, announcer),
        verifier=verifier,
        answer_threshold=models.answer_threshold,
        split=split_claims,
        renderer=stack.enter_context(closing(ChildRenderer(_limits(settings)))),
        catalogue=desk,
        telemetry=metrics,
        registry=registry,
        broker=broker,
        started_at=datetime.now(UTC),
        health=watch.components,
    )
    return application, worker, watch


def _health(
    settings: Settings,
    stores: Stores,
    models: Models,
    retriever: HybridRetriever,
    language_models: LanguageModels | None,
    worker: Worker,
) -> Health:
    return Health(
        documents=stores.documents,
        escalations=stores.escalations,
        quality=stores.quality,
        index=retriever,
        language_model=language_models,
        reading=worker.alive,
        try_models=models.try_each,
        data=settings.data,
    )


def _intake(
    settings: Settings, stores: Stores, originals: Originals, retriever: HybridRetriever, worker: Worker
) -> Intake:
    return Intake(
        documents=stores.documents,
        originals=originals,
        index=retriever,
        media_type_of=media_type_of,
        safe_name=safe_name,
        limit_bytes=settings.upload_limit_bytes,
        wake=worker.wake,
    )


def _assistant(
    settings: Settings,
    stores: Stores,
    models: Models,
    retriever: HybridRetriever,
    verifier: ClaimVerifier,
    desk: ModelDesk,
    escalator: Escalator,
    second_look: SecondLook,
    metrics: Metrics,
    announcer: Announcer,
    turns: Turns,
) -> Assistant:
    return Assistant(
        conversations=stores.conversations,
        answers=stores.answers,
        retriever=retriever,
        rewriter=desk,
        generator_for=desk.generator_for,
        extractive=desk.extractive,
        samples_for=Resampling(desk.sampler_for, settings.selfcheck_samples),
        verifier=verifier,
        claim_stream=SentenceStream,
        escalator=escalator,
        answer_threshold=models.answer_threshold,
        telemetry=metrics,
        escalated=announcer.new_escalation,
        look_again=second_look.take,
        turns=turns,
    )


def _second_look(
    stores: Stores,
    models: Models,
    verifier: ClaimVerifier,
    escalator: Escalator,
    metrics: Metrics,
    announcer: Announcer,
) -> SecondLook:
    def in_doubt(risk: float, threshold: float | None) -> bool:
        return models.grey_band.holds(risk, models.claim_threshold if threshold is None else threshold)

    return SecondLook(
        answers=stores.answers,
        verifier=verifier,
        escalator=escalator,
        answer_threshold=models.answer_threshold,
        in_doubt=in_doubt,
        revised=announcer.revised,
        on_failure=partial(metrics.detector_failed, models.consistency.name),
    )


def _reviewing(settings: Settings, stores: Stores, escalator: Escalator, announcer: Announcer) -> Reviewing:
    return Reviewing(
        escalations=stores.escalations,
        lease=timedelta(minutes=settings.claim_lease_minutes),
        escalator=escalator,
        changed=announcer.escalation,
    )


def _retriever(settings: Settings, stores: Stores, models: Models, metrics: Metrics, turns: Turns) -> HybridRetriever:
    def language_of(partition: str) -> str:
        """A conversation's own documents are read in the language of its collection."""
        try:
            if partition.startswith(CONVERSATION_PREFIX):
                partition = stores.conversations.get(partition.removeprefix(CONVERSATION_PREFIX)).collection
            return stores.collections.get(partition).language
        except NotFound:
            return settings.language

    return HybridRetriever(
        feed=stores.chunks,
        chunks=stores.chunks,
        encoder=models.encoder,
        reader=models.reader,
        folder=settings.data / "indexes",
        language_of=language_of,
        tuning=Tuning(candidates=settings.candidates, candidates_when_crowded=settings.candidates_when_crowded),
        observe=metrics.stage_took,
        on_reader_failure=lambda error: metrics.detector_failed("reader", type(error).__name__),
        crowded=turns.crowded,
    )


def _extractive(models: Models) -> ExtractiveGenerator:
    return ExtractiveGenerator(models.reader, split=split_claims, options=ExtractiveOptions())


def _verifier(settings: Settings, models: Models, metrics: Metrics) -> ClaimVerifier:
    return ClaimVerifier(
        models.grounding,
        models.consistency,
        models.risk,
        threshold=models.claim_threshold,
        grey_band=models.grey_band,
        deadline_seconds=settings.verify_limit_seconds,
        on_failure=metrics.detector_failed,
    )


def _limits(settings: Settings) -> Limits:
    return Limits(
        wall_seconds=settings.parse_limit_seconds,
        cpu_seconds=round(settings.parse_limit_seconds),
        memory_bytes=settings.parse_limit_bytes,
        text_characters=settings.text_limit_characters,
        pages=settings.page_limit,
    )


def _worker(
    settings: Settings,
    stores: Stores,
    models: Models,
    originals: Originals,
    retriever: HybridRetriever,
    announcer: Announcer,
    stack: ExitStack,
) -> Worker:
    reader = Reader(
        documents=stores.documents,
        jobs=stores.jobs,
        originals=originals,
        parser=stack.enter_context(closing(ChildParser(_limits(settings)))),
        chunker=TokenChunker(
            models.tokenizer, max_tokens=settings.chunk_tokens, overlap_tokens=settings.chunk_overlap_tokens
        ),
        encoder=models.encoder,
        index=retriever,
        changed=announcer.document,
    )
    return Worker(
        stores.jobs, reader, name="reader", tidy=lambda: originals.sweep(stores.documents.referenced_hashes())
    )


def _make_default_collection(stores: Stores, settings: Settings) -> None:
    try:
        stores.collections.get("default")
    except NotFound:
        stores.collections.create("default", policy=settings.policy, language=settings.language)
