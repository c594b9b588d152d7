"""The composition root: with `server.opening`, the only module that names concrete classes.

Everything opened is closed in reverse order when the context ends.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

from prometheus_client import CollectorRegistry

from domain.documents import CONVERSATION_PREFIX
from domain.errors import NotFound
from domain.ports import Encoder
from generation.extractive import ExtractiveGenerator, ExtractiveOptions
from ingest.chunker import TokenChunker
from ingest.formats import media_type_of, safe_name
from ingest.limits import Limits
from ingest.parser import ChildParser, ChildRenderer
from monitoring.claims.splitting import ClaimSplitter, split_claims
from monitoring.metrics.counters import Metrics
from monitoring.metrics.gauges import export_stores, export_worker
from monitoring.verdict.escalating import Escalator
from monitoring.verdict.judging import Judge
from monitoring.verdict.verifier import ClaimVerifier
from retrieval.hybrid import PURGE_DELAY_SECONDS, HybridRetriever, Tuning
from server.announcing import Announcer
from server.answer_pool import AnswerPool
from server.application import Application
from server.assistant import Assistant
from server.erasing import Erasing
from server.events import Broker
from server.health import Health, HealthWatch
from server.indexing import Intake
from server.models import LanguageModels, ModelDesk, open_language_models
from server.opening import Models, Stores, open_former_encoders, open_models, open_stores
from server.reading import Reader
from server.reembedding import Reembedder, uploads_wait
from server.reviewing import Reviewing
from server.revocation import KeyWatch
from server.second_opinion import Resampling, SecondLook
from server.settings import Settings
from server.storage_checks import check_database, check_disk
from server.streams import Streams
from server.worker import LANES, Worker
from storage.database.folder_lock import folder_identity, hold_folder
from storage.documents.originals import Originals

_STALL_SECONDS = 120.0  # beside parsing: to start a child, to cut the longest text and to publish it


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
        former = stack.enter_context(open_former_encoders(settings, stores.embeddings, models.encoder))
        application, worker, reembedder, watch = _assemble(settings, stores, models, former, stack)
        _make_default_collection(stores, settings)
        watch.start()
        stack.callback(watch.stop)
        stack.callback(worker.stop)
        worker.start()
        reembedder.start()
        stack.callback(reembedder.stop)
        stack.callback(application.retire)
        yield application


def _assemble(
    settings: Settings, stores: Stores, models: Models, former: Sequence[Encoder], stack: ExitStack
) -> tuple[Application, Worker, Reembedder, HealthWatch]:
    registry = CollectorRegistry()
    metrics, broker = Metrics(registry), Broker()
    announcer = Announcer(broker, stores.escalations, metrics)
    retriever = stack.enter_context(closing(_retriever(settings, stores, models, former, metrics)))
    verifier = stack.enter_context(closing(_verifier(settings, models, metrics)))
    judge = Judge(verifier, models.answer_threshold)
    language_models = stack.enter_context(open_language_models(settings))
    desk = ModelDesk(_extractive(models), language_models)
    escalator = Escalator(timedelta(minutes=settings.review_due_minutes))
    second_look = _second_look(stores, models, judge, escalator, metrics, announcer)
    stack.enter_context(closing(second_look))
    originals = Originals(
        settings.data / "originals",
        needed=stores.documents.needs,
        least_free_bytes=settings.least_free_bytes,
    )
    erasing = Erasing(
        documents=stores.documents,
        collections=stores.collections,
        conversations=stores.conversations,
        originals=originals,
        indexes=retriever,
    )
    worker = _worker(settings, stores, models, originals, retriever, announcer, stack)
    reembedder = Reembedder(
        stores.embeddings,
        models.encoder,
        retriever,
        former=former,
        uploads_wait=partial(uploads_wait, stores.documents),
    )
    health = _health(settings, stores, models, retriever, language_models, worker, reembedder)
    watch = HealthWatch(health.components, health.snapshot)
    export_stores(registry, watch.snapshot)
    export_worker(registry, worker.alive)
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
        intake=_intake(settings, stores, originals, erasing, worker),
        erasing=erasing,
        retriever=retriever,
        assistant=_assistant(
            settings, stores, models, retriever, judge, desk, escalator, second_look, metrics, announcer
        ),
        answer_pool=AnswerPool(most=settings.answers_at_once),
        reviewing=_reviewing(settings, stores, escalator, announcer),
        judge=judge,
        renderer=stack.enter_context(closing(ChildRenderer(_limits(settings)))),
        catalogue=desk,
        telemetry=metrics,
        registry=registry,
        broker=broker,
        streams=_streams(stores, broker, announcer, stack),
        started_at=datetime.now(UTC),
        health=watch.components,
        retire=partial(_retire, broker, worker),
        interrupt=desk.interrupt,
    )
    return application, worker, reembedder, watch


def _retire(broker: Broker, worker: Worker) -> None:
    broker.close()
    worker.retire()


def _streams(stores: Stores, broker: Broker, announcer: Announcer, stack: ExitStack) -> Streams:
    keys = stack.enter_context(closing(KeyWatch(stores.keys.revoked)))
    return Streams(broker, keys, stores.documents, announcer.queue_changed)


def _health(
    settings: Settings,
    stores: Stores,
    models: Models,
    retriever: HybridRetriever,
    language_models: LanguageModels | None,
    worker: Worker,
    reembedder: Reembedder,
) -> Health:
    return Health(
        documents=stores.documents,
        escalations=stores.escalations,
        quality=stores.quality,
        index=retriever,
        language_model=language_models,
        reading=worker.alive,
        embeddings=reembedder,
        storage=lambda: [
            check_disk(settings.data, least_free_bytes=settings.least_free_bytes),
            check_database(stores.probe),
        ],
        try_models=models.try_each,
    )


def _intake(settings: Settings, stores: Stores, originals: Originals, erasing: Erasing, worker: Worker) -> Intake:
    return Intake(
        documents=stores.documents,
        originals=originals,
        erase=erasing.document,
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
    judge: Judge,
    desk: ModelDesk,
    escalator: Escalator,
    second_look: SecondLook,
    metrics: Metrics,
    announcer: Announcer,
) -> Assistant:
    return Assistant(
        conversations=stores.conversations,
        answers=stores.answers,
        retriever=retriever,
        rewriter=desk,
        generator_for=desk.generator_for,
        extractive=desk.extractive,
        samples_for=Resampling(desk.sampler_for, settings.selfcheck_samples),
        judge=judge,
        made_by=models.provenance,
        claim_stream=ClaimSplitter,
        escalator=escalator,
        telemetry=metrics,
        escalated=announcer.new_escalation,
        look_again=second_look.take,
        interrupted=desk.interrupted,
    )


def _second_look(
    stores: Stores,
    models: Models,
    judge: Judge,
    escalator: Escalator,
    metrics: Metrics,
    announcer: Announcer,
) -> SecondLook:
    def in_doubt(risk: float, threshold: float | None) -> bool:
        return models.grey_band.holds(risk, models.claim_threshold if threshold is None else threshold)

    return SecondLook(
        answers=stores.answers,
        judge=judge,
        escalator=escalator,
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
        resolved=announcer.resolved,
        language_of=partial(_language_of, stores, settings),
    )


def _language_of(stores: Stores, settings: Settings, partition: str) -> str:
    """A conversation's own documents are read in the language of its collection."""
    try:
        if partition.startswith(CONVERSATION_PREFIX):
            partition = stores.conversations.get(partition.removeprefix(CONVERSATION_PREFIX)).collection
        return stores.collections.get(partition).language
    except NotFound:
        return settings.language


def _retriever(
    settings: Settings, stores: Stores, models: Models, former: Sequence[Encoder], metrics: Metrics
) -> HybridRetriever:
    return HybridRetriever(
        feed=stores.chunks,
        chunks=stores.chunks,
        encoder=models.encoder,
        former=former,
        reader=models.reader,
        folder=settings.data / "indexes",
        language_of=partial(_language_of, stores, settings),
        tuning=Tuning(
            candidates=settings.candidates,
            purge_delay_seconds=min(PURGE_DELAY_SECONDS, settings.erase_seconds),
        ),
        observe=metrics.stage_took,
        on_reader_failure=lambda error: metrics.detector_failed("reader", type(error).__name__),
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
    stopping = threading.Event()
    parser = stack.enter_context(closing(ChildParser(_limits(settings), children=LANES)))
    reader = Reader(
        documents=stores.documents,
        jobs=stores.jobs,
        originals=originals,
        parser=parser,
        chunker=TokenChunker(
            models.tokenizer,
            max_tokens=settings.chunk_tokens,
            overlap_tokens=settings.chunk_overlap_tokens,
            chunk_limit=settings.chunk_limit,
        ),
        encoder=models.encoder,
        index=retriever,
        changed=announcer.document,
        stopping=stopping.is_set,
    )
    return Worker(
        stores.jobs,
        reader,
        name=f"reader of {folder_identity(settings.data)}",
        tidy=lambda: originals.sweep(stores.documents.referenced_hashes()),
        interrupt=parser.close,
        stopping=stopping,
        stall_seconds=2 * settings.parse_limit_seconds + _STALL_SECONDS,
    )


def _make_default_collection(stores: Stores, settings: Settings) -> None:
    try:
        stores.collections.get("default")
    except NotFound:
        stores.collections.create("default", policy=settings.policy, language=settings.language)
