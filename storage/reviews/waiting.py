"""The order in which escalations wait, and how many wait where."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, tuple_
from sqlalchemy.orm import Session

from domain.reviews import EscalationStatus
from storage.database import cursors
from storage.database.column_types import moment_of
from storage.reviews.rows import EscalationRow


def in_order(
    *, status: EscalationStatus | None, collections: frozenset[str] | None, now: datetime
) -> Select[EscalationRow]:
    """Highest priority, then earliest due, first."""
    wanted = select(EscalationRow).order_by(EscalationRow.priority.desc(), EscalationRow.due_at, EscalationRow.id)
    if status is not None:
        wanted = wanted.where(*_with_status(status, now))
    if collections is not None:
        wanted = wanted.where(EscalationRow.collection.in_(collections))
    return wanted


def after(cursor: str) -> ColumnElement[bool]:
    """What comes behind the cursor. Raises `Invalid`."""
    [priority, due], last = cursors.numbers_and_id(cursor, numbers=2)
    later = tuple_(EscalationRow.due_at, EscalationRow.id) > (moment_of(due), last)
    return or_(EscalationRow.priority < priority, and_(EscalationRow.priority == priority, later))


def counts_by_collection(session: Session, now: datetime) -> Mapping[str, Mapping[EscalationStatus, int]]:
    """For each collection that has escalations, how many by status, every status present."""
    state = case(
        (EscalationRow.resolved_at.is_not(None), EscalationStatus.RESOLVED.value),
        (_held(now), EscalationStatus.CLAIMED.value),
        else_=EscalationStatus.OPEN.value,
    )
    collection = EscalationRow.collection
    found: dict[str, dict[EscalationStatus, int]] = {}
    for name, status, escalations in session.execute(
        select(collection, state, func.count()).group_by(collection, state)
    ):
        found.setdefault(name, dict.fromkeys(EscalationStatus, 0))[EscalationStatus(status)] = escalations
    return found


def _held(now: datetime) -> ColumnElement[bool]:
    return and_(EscalationRow.claim_expires_at.is_not(None), EscalationRow.claim_expires_at > now)


def _with_status(status: EscalationStatus, now: datetime) -> tuple[ColumnElement[bool], ...]:
    match status:
        case EscalationStatus.RESOLVED:
            return (EscalationRow.resolved_at.is_not(None),)
        case EscalationStatus.CLAIMED:
            return (EscalationRow.resolved_at.is_(None), _held(now))
        case EscalationStatus.OPEN:
            return (EscalationRow.resolved_at.is_(None), ~_held(now))
        case EscalationStatus.EXPIRED | EscalationStatus.REOPENED:
            return (false(),)
