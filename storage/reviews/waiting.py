"""The order in which escalations wait, and how many wait where."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from domain.reviews import ANY, EscalationStatus, Filters
from storage.database import cursors
from storage.database.column_types import moment_of
from storage.reviews.filtering import expired, filtering
from storage.reviews.rows import EscalationRow


def in_order(
    *,
    status: EscalationStatus | None,
    collections: frozenset[str] | None,
    now: datetime,
    filters: Filters = ANY,
) -> Select[EscalationRow]:
    """Highest priority, then earliest due, first."""
    wanted = select(EscalationRow).order_by(EscalationRow.priority.desc(), EscalationRow.due_at, EscalationRow.id)
    if status is not None:
        wanted = wanted.where(*_with_status(status, now))
    if collections is not None:
        wanted = wanted.where(EscalationRow.collection.in_(collections))
    return wanted.where(*filtering(filters, now))


def next_for(
    reviewer: str, *, collections: frozenset[str] | None, now: datetime, filters: Filters, skipped: frozenset[str]
) -> Select[EscalationRow]:
    """The first that waits for `reviewer` or for anybody, and whose question nobody else is at."""
    other = aliased(EscalationRow)
    same = exists().where(
        other.collection == EscalationRow.collection,
        other.question_key == EscalationRow.question_key,
        other.resolved_at.is_(None),
        other.claim_expires_at > now,
        other.claimed_by != reviewer,
    )
    wanted = in_order(status=EscalationStatus.OPEN, collections=collections, now=now, filters=filters)
    for_them = or_(EscalationRow.assigned_to.is_(None), EscalationRow.assigned_to == reviewer)
    return wanted.where(for_them, EscalationRow.id.not_in(skipped), ~same).limit(1)


def positions(session: Session, ids: Sequence[str], now: datetime) -> Mapping[str, int]:
    """Of each of `ids` that waits, how many come before it in its collection, and itself."""
    other = aliased(EscalationRow)
    before = or_(
        other.priority > EscalationRow.priority,
        and_(
            other.priority == EscalationRow.priority,
            tuple_(other.due_at, other.id) <= tuple_(EscalationRow.due_at, EscalationRow.id),
        ),
    )
    unheld = or_(other.claim_expires_at.is_(None), other.claim_expires_at <= now)
    still = or_(other.expires_at.is_(None), other.expires_at > now)
    ahead = (
        select(func.count())
        .select_from(other)
        .where(other.collection == EscalationRow.collection, other.resolved_at.is_(None), unheld, still, before)
        .scalar_subquery()
    )
    wanted = select(EscalationRow.id, ahead).where(
        EscalationRow.id.in_(ids), EscalationRow.resolved_at.is_(None), ~_held(now), ~expired(now)
    )
    return dict(session.execute(wanted).all())


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
        (expired(now), EscalationStatus.EXPIRED.value),
        (EscalationRow.reopened_at.is_not(None), EscalationStatus.REOPENED.value),
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
            return (EscalationRow.resolved_at.is_(None), ~_held(now), ~expired(now))
        case EscalationStatus.REOPENED:
            return (EscalationRow.resolved_at.is_(None), ~_held(now), EscalationRow.reopened_at.is_not(None))
        case EscalationStatus.EXPIRED:
            return (EscalationRow.resolved_at.is_(None), ~_held(now), expired(now))
