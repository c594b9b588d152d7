"""The composition root: from the settings to the running application. Only this package names concrete classes.

Everything opened is closed in reverse order when the context ends.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from functools import partial
from typing import TypeAlias

from domain.errors import NotFound
from domain.ports import PageRenderer
from domain.stores import CollectionStore
from server.http.answer_pool import AnswerPool
from server.http.application import Application, HttpOptions
from server.usecases.briefing import Briefer
from server.usecases.conversing import Conversing
from server.usecases.errands import Errands
from server.usecases.health import Component
from server.usecases.model_shelf import ModelShelf
from server.usecases.reviewing import Reviewing
from server.usecases.revocation import KeyWatch
from server.usecases.streams import Streams
from server.wiring.adapters import Adapters
from server.wiring.asking import Asking, open_asking, open_suggester
from server.wiring.canned import read_canned
from server.wiring.looking import watch_of
from server.wiring.model_folder import open_shelf
from server.wiring.parts import Parts, open_parts
from server.wiring.reading import Reading, open_reading
from server.wiring.settings import Settings
from server.wiring.tasks import open_tasks
from server.wiring.upkeep import gaps_of, open_upkeep
from server.wiring.webhooks import start_telling
from storage.database.database_lock import hold_database
from storage.database.folder_lock import hold_folder

_LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
_REAL = Adapters()
Look: TypeAlias = Callable[[], list[Component]]


@contextmanager
def compose(settings: Settings, adapters: Adapters = _REAL) -> Iterator[Application]:
    """The running application: its worker reads queued documents until the context ends.

    Raises `Misconfigured` where the data folder, that of a SQLite database or a PostgreSQL database is held by another
    server, a model is missing or damaged, or the database belongs to a newer version.
    """
    with ExitStack() as stack:
        for folder in settings.held_folders:
            stack.enter_context(hold_folder(folder, port=settings.port))
        hold = stack.enter_context(hold_database(settings.sqlalchemy_url, port=settings.port))
        parts = open_parts(settings, adapters, stack)
        asking = open_asking(parts, adapters, stack)
        suggester = open_suggester(parts, asking)
        reading = open_reading(parts, adapters, stack, ready=suggester.wake)
        watch = watch_of(parts, reading, lambda: asking.desk.language_models, asking.canary, hold)
        renderer = stack.enter_context(closing(adapters.renderer(settings)))
        streams = _streams(parts, stack)
        shelf = stack.enter_context(closing(open_shelf(settings, asking.desk)))
        application = _application(
            parts, asking, reading, renderer=renderer, streams=streams, shelf=shelf, health=watch.components
        )
        _make_default_collection(parts.stores.collections, settings)
        parts.recalling.look_for_changes()
        start_telling(parts, stack)
        stack.callback(watch.stop)
        stack.callback(reading.worker.stop)
        reading.worker.start()
        reading.reembedder.start()
        stack.callback(reading.reembedder.stop)
        reading.catch_up.start()
        stack.callback(reading.catch_up.stop)
        if settings.suggestions:
            suggester.start()
        stack.callback(suggester.stop)
        upkeep = open_upkeep(parts, asking)
        upkeep.start()
        stack.callback(upkeep.stop)
        watch.start()  # its first look finds the worker at work
        stack.callback(application.retire)
        yield application


def _application(
    parts: Parts,
    asking: Asking,
    reading: Reading,
    *,
    renderer: PageRenderer,
    streams: Streams,
    shelf: ModelShelf,
    health: Look,
) -> Application:
    settings, stores, reviewing = parts.settings, parts.stores, _reviewing(parts)
    return Application(
        options=_options(settings, claim_threshold=parts.models.claim_threshold),
        collections=stores.collections,
        documents=stores.documents,
        conversations=stores.conversations,
        answers=stores.answers,
        escalations=stores.escalations,
        verified=stores.verified,
        recalling=parts.recalling,
        webhooks=stores.webhooks,
        quality=stores.quality,
        audits=stores.audits,
        diagnoses=stores.diagnoses,
        asked=stores.asked,
        citing=stores.citing,
        anchors=stores.anchors,
        gaps=gaps_of(parts),
        comparisons=stores.comparisons,
        keys=stores.keys,
        suggestions=stores.suggestions,
        originals=parts.originals,
        intake=reading.intake,
        erasing=reading.erasing,
        retriever=parts.retriever,
        conversing=_conversing(parts, asking.desk.names),
        assistant=asking.assistant,
        rehearsing=asking.rehearsing,
        canary=asking.canary,
        tasks=open_tasks(parts, asking),
        errands=Errands(scribe_for=asking.desk.scribe_for, telemetry=parts.metrics, now=parts.now),
        answer_pool=AnswerPool(most=settings.answers_at_once),
        reviewing=reviewing,
        briefer=_briefer(parts, reviewing),
        judge=asking.judge,
        renderer=renderer,
        catalogue=asking.desk,
        adapting=asking.adapting,
        shelf=shelf,
        telemetry=parts.metrics,
        registry=parts.registry,
        broker=parts.broker,
        streams=streams,
        started_at=parts.now(),
        health=health,
        retire=partial(_retire, parts, reading),
        interrupt=asking.desk.interrupt,
    )


def _retire(parts: Parts, reading: Reading) -> None:
    parts.broker.close()
    reading.worker.retire()


def _options(settings: Settings, *, claim_threshold: float) -> HttpOptions:
    token = settings.metrics_token
    return HttpOptions(
        hosts=_hosts(settings),
        open_locally=settings.open_locally,
        metrics_token=token.get_secret_value() if token else None,
        upload_limit_bytes=settings.upload_limit_bytes,
        model_upload_limit_bytes=settings.model_upload_limit_bytes,
        body_limit_bytes=settings.body_limit_bytes,
        policy=settings.policy,
        language=settings.language,
        claim_threshold=claim_threshold,
    )


def _hosts(settings: Settings) -> frozenset[str] | None:
    """The names by which browsers may reach the server; null is any, where keys protect it."""
    if settings.loopback or settings.allowed_hosts:
        return _LOCAL_NAMES | {settings.host, *settings.allowed_hosts}
    return None


def _conversing(parts: Parts, served: Callable[[], Sequence[str]]) -> Conversing:
    return Conversing(
        collections=parts.stores.collections,
        conversations=parts.stores.conversations,
        question_limit_characters=parts.settings.question_limit_characters,
        passages=parts.settings.passages,
        served=served,
    )


def _reviewing(parts: Parts) -> Reviewing:
    return Reviewing(
        escalations=parts.stores.escalations,
        lease=timedelta(minutes=parts.settings.claim_lease_minutes),
        escalator=parts.escalator,
        changed=parts.announcer.escalation,
        resolved=parts.announcer.resolved,
        language_of=parts.language_of,
        now=parts.now,
    )


def _briefer(parts: Parts, reviewing: Reviewing) -> Briefer:
    return Briefer(
        conversations=parts.stores.conversations,
        answers=parts.stores.answers,
        verified=parts.stores.verified,
        diagnoses=parts.stores.diagnoses,
        retriever=parts.retriever,
        canned=read_canned(parts.settings.canned_replies),
        alike=parts.recalling.alike,
        reply_language=reviewing.reply_language,
    )


def _streams(parts: Parts, stack: ExitStack) -> Streams:
    keys = stack.enter_context(closing(KeyWatch(parts.stores.keys.revoked)))
    return Streams(parts.broker, keys, parts.stores.documents, parts.announcer.queue_changed)


def _make_default_collection(collections: CollectionStore, settings: Settings) -> None:
    try:
        collections.get("default")
    except NotFound:
        collections.create("default", policy=settings.policy, language=settings.language)
