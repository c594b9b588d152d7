"""Other systems are told of what happened once, signed, again where they did not take it, and not for ever."""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from domain.reviews import EscalationKind, NewEscalation, Resolution, ResolutionKind
from domain.webhooks import Sent, Undelivered
from server.usecases.telling import NotTaken, Telling
from storage.database.transactions import Database
from storage.stores import SqlAnswers, SqlConversations, SqlEscalations, SqlWebhooks
from tests.storage import samples

DONE = Resolution(ResolutionKind.EDIT, "So.", (), reuse=False, reviewer="ann")


@dataclass
class Post:
    """An address that takes messages, unless it is `closed`."""

    closed: bool = False
    told: list[tuple[bytes, Mapping[str, str]]] = field(default_factory=list)

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        if self.closed:
            raise NotTaken("closed")
        self.told.append((body, headers))

    def events(self) -> list[str]:
        return [json.loads(body)["event"].removeprefix("escalation.") for body, _ in self.told]


@dataclass
class Desk:
    database: Database
    clock: samples.Clock
    post: Post = field(default_factory=Post)
    sent: list[Sent] = field(default_factory=list)

    def tell(self) -> None:
        Telling(
            webhooks=SqlWebhooks(self.database), urls=["https://chat.example"], secret="s3", post=self.post,
            counted=self.sent.append, now=self.clock,
        ).tell()  # fmt: skip

    def open(self, kind: EscalationKind = EscalationKind.FLAGGED) -> str:
        talk = SqlConversations(self.database).create(title="", collection="default", owner=None, metadata={}).id
        wanted = NewEscalation(kind, "", 1, self.clock() + timedelta(hours=4))
        return SqlAnswers(self.database).save(samples.answer(talk), wanted) or ""


def test_each_thing_that_happens_is_told_once_and_signed(database: Database, clock: samples.Clock) -> None:
    desk = Desk(database, clock)
    case = desk.open()
    desk.open(EscalationKind.AUDIT)
    desk.tell()
    desk.tell()
    assert desk.post.events() == ["opened"]
    body, headers = desk.post.told[0]
    signed = hmac.new(b"s3", headers["X-Candor-Timestamp"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-Candor-Signature"] == f"sha256={signed}"
    assert json.loads(body)["escalation"]["id"] == case
    assert b"How many" not in body
    clock.advance(timedelta(hours=4))
    desk.tell()
    SqlEscalations(database).resolve(case, DONE)
    desk.tell()
    assert desk.post.events() == ["opened", "due", "resolved"]


def test_what_is_not_taken_is_tried_again_and_set_aside_in_the_end(database: Database, clock: samples.Clock) -> None:
    desk, store = Desk(database, clock, Post(closed=True)), SqlWebhooks(database)
    desk.open()
    for _ in range(9):
        desk.tell()
        clock.advance(timedelta(hours=13))
    [dead] = [one for one in store.dead() if one.event == "escalation.opened"]
    assert (dead.attempts, dead.last_error) == (8, "closed")
    assert Counter(desk.sent) == {Sent.FAILED: 14, Sent.DEAD: 2}  # that it is overdue is told, too
    desk.post.closed = False
    store.revive(dead.id)
    desk.tell()
    assert "opened" in desk.post.events()
    assert [one for one in store.dead() if one.event == "escalation.opened"] == []


def test_a_failed_try_waits_before_the_next(database: Database, clock: samples.Clock) -> None:
    desk = Desk(database, clock, Post(closed=True))
    desk.open()
    desk.tell()
    desk.post.closed = False
    desk.tell()
    assert desk.post.told == []
    clock.advance(timedelta(seconds=10))
    desk.tell()
    assert desk.post.events() == ["opened"]


def test_what_was_not_taken_is_counted_with_its_age_as_long_as_it_is_tried(
    database: Database, clock: samples.Clock
) -> None:
    desk, store = Desk(database, clock, Post(closed=True)), SqlWebhooks(database)
    assert store.undelivered() == Undelivered()
    desk.open()
    began = clock()
    for _ in range(9):
        desk.tell()
        if len(desk.sent) == 1:
            assert store.undelivered() == Undelivered(waiting=1, dead=0, oldest=began)
        clock.advance(timedelta(hours=13))
    assert store.undelivered() == Undelivered(waiting=0, dead=2, oldest=None)
