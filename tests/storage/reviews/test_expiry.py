"""An audit that nobody judges is given up."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.audits import Draw, is_blind
from domain.errors import Conflict
from domain.reviews import EscalationKind, EscalationStatus, Filters, Resolution, ResolutionKind
from storage.database.transactions import Database
from storage.stores import SqlAnswers, SqlConversations, SqlEscalations, SqlQuality
from tests.storage import samples

EXPIRES = timedelta(days=28)
SECOND = timedelta(seconds=1)
REFUSED = Resolution(ResolutionKind.REJECT, "", (), reuse=False, reviewer="ann")


@pytest.fixture
def store(database: Database) -> SqlEscalations:
    return SqlEscalations(database)


@pytest.fixture
def audit(database: Database, store: SqlEscalations, clock: samples.Clock) -> str:
    talk = SqlConversations(database).create(title="", collection="default", owner=None, metadata={})
    drawn = replace(samples.escalation(kind=EscalationKind.AUDIT), expires_at=clock() + EXPIRES)
    SqlAnswers(database).save(samples.answer(talk.id), None, Draw(1.0, drawn))
    [found] = listed(store)
    return found


def listed(store: SqlEscalations, *, status: EscalationStatus | None = None, undecided: bool = False) -> list[str]:
    filters = Filters(undecided=undecided)
    return [one.id for one in store.list(status=status, collections=None, cursor=None, limit=9, filters=filters).items]


def test_it_waits_until_then_and_is_gone_from_the_queue_after_that(
    store: SqlEscalations, audit: str, clock: samples.Clock
) -> None:
    clock.advance(EXPIRES - SECOND)
    assert (store.get(audit).status, is_blind(store.get(audit))) == (EscalationStatus.OPEN, True)
    clock.advance(SECOND)
    assert (store.get(audit).status, is_blind(store.get(audit))) == (EscalationStatus.EXPIRED, False)
    assert listed(store, status=EscalationStatus.OPEN) == listed(store, undecided=True) == []
    assert listed(store, status=EscalationStatus.EXPIRED) == [audit]
    counts = store.counts()
    assert (counts[EscalationStatus.OPEN], counts[EscalationStatus.EXPIRED]) == (0, 1)
    [place] = store.of_conversation(store.get(audit).conversation_id)
    assert place.position is None


def test_nobody_takes_or_decides_it_then(store: SqlEscalations, audit: str, clock: samples.Clock) -> None:
    clock.advance(EXPIRES)
    assert store.claim_next(reviewer="ann", lease=samples.LEASE, collections=None) is None
    for act in (
        lambda: store.claim(audit, reviewer="ann", lease=samples.LEASE),
        lambda: store.assign(audit, to="ann", by="bob"),
        lambda: store.resolve(audit, REFUSED),
    ):
        with pytest.raises(Conflict, match="expired"):
            act()


def test_whoever_holds_it_may_still_decide(store: SqlEscalations, audit: str, clock: samples.Clock) -> None:
    clock.advance(EXPIRES - SECOND)
    store.claim(audit, reviewer="ann", lease=samples.LEASE)
    clock.advance(2 * SECOND)
    held = store.get(audit)
    assert (held.status, is_blind(held), listed(store, undecided=True)) == (EscalationStatus.CLAIMED, True, [audit])
    assert store.resolve(audit, REFUSED).escalation.status is EscalationStatus.RESOLVED


def test_it_is_no_open_case_any_more_in_the_series(
    store: SqlEscalations, audit: str, database: Database, clock: samples.Clock
) -> None:
    start = clock() - SECOND
    clock.advance(EXPIRES + timedelta(days=2))
    series = SqlQuality(database).series(collection=None, model=None, since=start, step=timedelta(days=1))
    assert [step.escalations_open for step in series[26:31]] == [1, 1, 0, 0, 0]
    later = SqlQuality(database).series(collection=None, model=None, since=clock(), step=timedelta(days=1))
    assert [step.escalations_open for step in later] == []
