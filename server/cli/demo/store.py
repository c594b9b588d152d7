"""Puts the month into an instance whose server is stopped, and takes it out again."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from time import sleep

from domain.documents import DocumentStatus
from domain.errors import CandorError, NotFound
from domain.principals import LOCAL
from server.cli.demo.clock import PlayedClock
from server.cli.demo.facts import Facts, read_questions
from server.cli.demo.invented import InventedModels
from server.cli.demo.month import COLLECTIONS, DAY, DESK, LANGUAGES, POLICIES, visits
from server.cli.demo.playing import ASKER, Play, Progress
from server.http.application import Application
from server.wiring.adapters import Adapters
from server.wiring.bootstrap import compose
from server.wiring.opening import open_stores
from server.wiring.settings import Settings

_SEED = 20_260_301
_A_PAGE = 100
_MARKER = "demo.json"
_LOOK_SECONDS = 0.2
_QUIET = {
    "webhook_urls": (),
    "otel_endpoint": "off",
    "suggestions": 0,
    "repair": "off",
    "judge_llm": "off",
    "selfcheck_samples": 0,
    "audits_a_week": 20.0,
}


@dataclass(frozen=True, slots=True)
class Filled:
    """What was put in; `was_there`: by an earlier call."""

    conversations: int
    was_there: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """How long the month is."""

    days: int = 28
    a_day: int = 14


class DocumentsFailed(CandorError):
    """A demo document could not be read."""


def fill(settings: Settings, corpora: Path, length: Length, *, reading: Callable[[], None], played: Progress) -> Filled:
    """Nothing where it is there already; what an interrupted call left is replaced. Raises `Misconfigured`.

    The month ends now. `reading` is told that the documents are being read, `played` how far it is.
    """
    marker, until = settings.data / _MARKER, datetime.now(UTC)
    if marker.exists():
        return Filled(json.loads(marker.read_text())["conversations"], was_there=True)
    begins = until.replace(hour=0, minute=0, second=0, microsecond=0) - (length.days - 1) * DAY
    clock, chance = PlayedClock(begins), Random(_SEED)  # noqa: S311 - the same month each time
    facts = Facts(read_questions(corpora / "questions.jsonl"))
    with _opened(settings, clock, InventedModels(facts, chance), chance) as application:
        _take_out(application)
        reading()
        _read(application, corpora / "demo")
        play = Play(application, until, clock, facts, chance, played)
        play.run(visits(facts.questions, begins=begins, days=length.days, a_day=length.a_day, chance=chance))
        application.webhooks.note((), lambda _: "")  # else the next server would tell others of the last day
    marker.write_text(json.dumps({"conversations": play.asked}))
    return Filled(play.asked, was_there=False)


def remove(settings: Settings) -> int:
    """How many conversations went, with everything that hung on them. Raises `Misconfigured`."""
    clock, chance = PlayedClock(datetime.now(UTC)), Random(_SEED)  # noqa: S311 - nothing is drawn
    with _opened(settings, clock, InventedModels(Facts([]), chance), chance) as application:
        gone = _take_out(application)
    (settings.data / _MARKER).unlink(missing_ok=True)
    return gone


@contextmanager
def _opened(settings: Settings, clock: PlayedClock, models: InventedModels, chance: Random) -> Iterator[Application]:
    """The application as it would be served, at another time and with other models; it tells nobody outside."""
    adapters = Adapters(
        stores=partial(open_stores, clock=clock),
        language_models=lambda _: nullcontext(models),
        now=clock,
        chance=chance.random,
    )
    with compose(settings.model_copy(update=_QUIET), adapters) as application:
        yield application


def _read(application: Application, folder: Path) -> None:
    for name, policy in POLICIES.items():
        application.collections.create(name, policy=policy, language=LANGUAGES[name])
    waiting = []
    for path in sorted(folder.iterdir()):
        with path.open("rb") as stream:
            collection = COLLECTIONS.get(path.name, DESK)
            document, _ = application.intake.receive(stream, name=path.name, collection=collection, principal=LOCAL)
        waiting.append(document.id)
    for document_id in waiting:
        while (document := application.documents.get(document_id)).status is not DocumentStatus.READY:
            if document.status is DocumentStatus.FAILED:
                raise DocumentsFailed(f"{document.name} could not be read: {document.error}")
            sleep(_LOOK_SECONDS)


def _take_out(application: Application) -> int:
    gone = 0
    while page := application.conversations.list(owner=ASKER.key_id, cursor=None, limit=_A_PAGE).items:
        for conversation in page:
            application.erasing.conversation(conversation.id)
            gone += 1
    for name in POLICIES:
        with suppress(NotFound):
            application.erasing.collection(name)
    return gone
