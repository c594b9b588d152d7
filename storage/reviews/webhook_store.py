"""Messages to other systems in SQL. What happened is read off the escalations, so that a crash loses none of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.errors import Missing, no_such
from domain.reviews import EscalationKind
from domain.webhooks import Delivery, Event, Occurrence, Undelivered, Written
from storage.database.transactions import Database
from storage.reviews.rows import EscalationRow
from storage.reviews.webhook_rows import DeliveryRow

_LOOK_BACK = timedelta(days=1)
_MOST_AT_ONCE = 500


class SqlWebhooks:
    """`domain.webhooks.WebhookStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, urls: Sequence[str], written: Written) -> None:
        """Queues a message to each address for whatever happened since the last time, a day back at most."""
        now = self._database.now()
        with self._database.read() as session:
            if not any(session.scalars(_untold(when, told, now).limit(1)).first() for _, when, told in _EVENTS):
                return
        with self._database.write() as session:
            for occurrence in _noted(session, now):
                session.add_all(_delivery(occurrence, url, written(occurrence), now) for url in urls)

    def waiting(self, *, limit: int) -> Sequence[Delivery]:
        """Those that are due now, the oldest first."""
        due = select(DeliveryRow).where(DeliveryRow.next_try_at <= self._database.now())
        with self._database.read() as session:
            return [_kept(row) for row in session.scalars(due.order_by(DeliveryRow.next_try_at).limit(limit))]

    def taken(self, delivery_id: str) -> None:
        """It arrived."""
        with self._database.write() as session:
            session.execute(delete(DeliveryRow).where(DeliveryRow.id == delivery_id))

    def failed(self, delivery_id: str, error: str, *, next_try_at: datetime | None) -> None:
        """It did not. Its escalation may be gone by now, and it too."""
        with self._database.write() as session:
            row = session.get(DeliveryRow, delivery_id)
            if row is not None:
                row.attempts += 1
                row.last_error, row.next_try_at = error, next_try_at

    def dead(self) -> Sequence[Delivery]:
        """Those that are tried no more, the newest first."""
        wanted = select(DeliveryRow).where(DeliveryRow.next_try_at.is_(None)).order_by(DeliveryRow.created_at.desc())
        with self._database.read() as session:
            return [_kept(row) for row in session.scalars(wanted)]

    def undelivered(self) -> Undelivered:
        """How many wait, and since when."""
        tried, made = DeliveryRow.next_try_at, DeliveryRow.created_at
        wanted = select(func.count(tried), func.count() - func.count(tried), func.min(made).filter(tried.is_not(None)))
        with self._database.read() as session:
            waiting, dead, oldest = session.execute(wanted.select_from(DeliveryRow)).one()
        return Undelivered(waiting, dead, oldest)

    def revive(self, delivery_id: str) -> None:
        """It is tried again from the start. Raises `NotFound`."""
        with self._database.write() as session:
            row = session.get(DeliveryRow, delivery_id)
            if row is None or row.next_try_at is not None:
                raise no_such(Missing.DELIVERY)
            row.attempts, row.next_try_at = 0, self._database.now()


Moment = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
_EVENTS: tuple[tuple[Event, Moment, InstrumentedAttribute[datetime | None]], ...] = (
    (Event.OPENED, EscalationRow.created_at, EscalationRow.opened_told_at),
    (Event.DUE, EscalationRow.due_at, EscalationRow.due_told_at),
    (Event.RESOLVED, EscalationRow.resolved_at, EscalationRow.resolved_told_at),
)


def _noted(session: Session, now: datetime) -> Iterator[Occurrence]:
    for event, when, told in _EVENTS:
        for row in session.scalars(_untold(when, told, now).limit(_MOST_AT_ONCE)):
            setattr(row, told.key, now)
            at: datetime = getattr(row, when.key)
            yield Occurrence(event, row.id, row.kind, row.collection, row.due_at, at)


def _untold(when: Moment, told: InstrumentedAttribute[datetime | None], now: datetime) -> Select[EscalationRow]:
    conditions: list[ColumnElement[bool]] = [
        told.is_(None),
        when <= now,
        when > now - _LOOK_BACK,
        EscalationRow.kind != EscalationKind.AUDIT,
    ]
    if when is EscalationRow.due_at:
        conditions.append(EscalationRow.resolved_at.is_(None))
    return select(EscalationRow).where(*conditions).order_by(when)


def _delivery(occurrence: Occurrence, url: str, body: str, now: datetime) -> DeliveryRow:
    return DeliveryRow(
        id=f"hook_{uuid4().hex}",
        event=occurrence.event,
        url=url,
        escalation_id=occurrence.escalation_id,
        body=body,
        created_at=now,
        next_try_at=now,
    )


def _kept(row: DeliveryRow) -> Delivery:
    return Delivery(row.id, row.event, row.url, row.body, row.created_at, row.attempts, row.next_try_at, row.last_error)
