"""Escalations in SQL: who holds one, until when, and what came of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.conversations import Author, Message
from domain.errors import Conflict, Invalid, Missing, no_such
from domain.reviews import (
    Escalation,
    EscalationKind,
    EscalationStatus,
    NewEscalation,
    Resolution,
    ResolutionKind,
    Resolved,
)
from domain.stores import Slice
from storage.answers.rows import AnswerRow, ClaimRow
from storage.conversations.store import append_message, conversation_row
from storage.database import cursors
from storage.database.column_types import microseconds
from storage.database.transactions import Database
from storage.reviews import waiting
from storage.reviews.opening import add_escalation
from storage.reviews.reading import load_escalations
from storage.reviews.rows import EscalationRow, HistoryRow, LabelRow, ResolutionRow
from storage.reviews.values import holder, lapsed
from storage.reviews.verifying import keep_verified


class SqlEscalations:
    """`domain.stores.EscalationStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def request(self, *, conversation_id: str, answer_id: str | None, escalation: NewEscalation) -> Escalation:
        """A person was asked for; the open one for the same answer is returned instead of a second. `NotFound`.

        An audit does not count as open: what its reviewer says never reaches the user.
        """
        now = self._database.now()
        with self._database.write() as session:
            collection = conversation_row(session, conversation_id, lock=True).collection
            if answer_id is not None:
                collection = _answer(session, answer_id, conversation_id).collection
            row = _open_one(session, conversation_id, answer_id)
            if row is None:
                row = add_escalation(
                    session,
                    escalation,
                    conversation_id=conversation_id,
                    answer_id=answer_id,
                    collection=collection,
                    now=now,
                )
            return _one(session, row, now)

    def get(self, escalation_id: str) -> Escalation:
        """Raises `NotFound`."""
        with self._database.read() as session:
            row = session.get(EscalationRow, escalation_id)
            if row is None:
                raise no_such(Missing.ESCALATION)
            return _one(session, row, self._database.now())

    def list(
        self,
        *,
        status: EscalationStatus | None,
        collections: frozenset[str] | None,
        cursor: str | None,
        limit: int,
    ) -> Slice[Escalation]:
        """Highest priority, then earliest due, first; only of `collections` where given. `Invalid` for the cursor."""
        now = self._database.now()
        wanted = waiting.in_order(status=status, collections=collections, now=now).limit(limit + 1)
        if cursor is not None:
            wanted = wanted.where(waiting.after(cursor))
        with self._database.read() as session:
            rows = session.scalars(wanted).all()
            items = tuple(load_escalations(session, rows[:limit], now))
        if len(rows) <= limit:
            return Slice(items, None)
        last = rows[limit - 1]
        return Slice(items, cursors.written(last.priority, microseconds(last.due_at), last.id))

    def of_conversation(self, conversation_id: str) -> Sequence[Escalation]:
        """All of a conversation, oldest first."""
        wanted = (
            select(EscalationRow)
            .where(EscalationRow.conversation_id == conversation_id)
            .order_by(EscalationRow.created_at, EscalationRow.id)
        )
        with self._database.read() as session:
            return load_escalations(session, session.scalars(wanted).all(), self._database.now())

    def claim(self, escalation_id: str, *, reviewer: str, lease: timedelta) -> Escalation:
        """Also renews the reviewer's own. Raises `Conflict` where another holds it or it is resolved, `NotFound`."""
        now = self._database.now()
        with self._database.write() as session:
            row = _unresolved(session, escalation_id, reviewer, now)
            action = "renewed" if holder(row, now) == reviewer else "claimed"
            _write_down_lapsed(session, row, now)
            row.claimed_by, row.claim_expires_at = reviewer, now + lease
            session.add(HistoryRow(escalation_id=row.id, at=now, action=action, actor=reviewer))
            return _one(session, row, now)

    def release(self, escalation_id: str, *, reviewer: str) -> Escalation:
        """Raises `Conflict` unless the reviewer holds it, `NotFound`."""
        now = self._database.now()
        with self._database.write() as session:
            row = _unresolved(session, escalation_id, reviewer, now)
            if holder(row, now) != reviewer:
                raise Conflict("You do not hold this escalation, or your claim has run out.")
            row.claimed_by = row.claim_expires_at = None
            session.add(HistoryRow(escalation_id=row.id, at=now, action="released", actor=reviewer))
            return _one(session, row, now)

    def resolve(self, escalation_id: str, resolution: Resolution) -> Resolved:
        """In one transaction with the reviewer's message in the conversation (none for kind audit).

        Raises `Conflict` where another holds it or it is resolved, `Invalid` for a label of no claim, `NotFound`.
        """
        now = self._database.now()
        with self._database.write() as session:
            row = _unresolved(session, escalation_id, resolution.reviewer, now)
            _write_down_lapsed(session, row, now)
            row.claimed_by = row.claim_expires_at = None
            row.resolved_at = now
            _keep(session, row, resolution)
            session.add(
                HistoryRow(
                    escalation_id=row.id,
                    at=now,
                    action="resolved",
                    actor=resolution.reviewer,
                    comment=resolution.kind.value,
                )
            )
            reply = None
            if _speaks(row, resolution):
                reply = Message(f"msg_{uuid4().hex}", Author.REVIEWER, resolution.text, row.answer_id, now)
                append_message(session, row.conversation_id, reply)
            decided = _one(session, row, now)
            keep_verified(session, row, resolution, decided.answer, now=now)
            return Resolved(decided, reply)

    def human_reply(self, answer_id: str) -> str | None:
        """The newest resolution's text, null where no person replied. What an audit says is not for the user."""
        newest = (
            select(ResolutionRow.text)
            .join(EscalationRow, EscalationRow.id == ResolutionRow.escalation_id)
            .where(EscalationRow.answer_id == answer_id, EscalationRow.kind != EscalationKind.AUDIT)
            .order_by(EscalationRow.resolved_at.desc())
            .limit(1)
        )
        with self._database.read() as session:
            return session.scalar(newest)

    def counts(self) -> Mapping[EscalationStatus, int]:
        """By status, every status present."""
        with self._database.read() as session:
            found = waiting.counts_by_collection(session, self._database.now()).values()
        return {status: sum(counts[status] for counts in found) for status in EscalationStatus}

    def counts_by_collection(self) -> Mapping[str, Mapping[EscalationStatus, int]]:
        """The same for each collection that has escalations."""
        with self._database.read() as session:
            return waiting.counts_by_collection(session, self._database.now())

    def oldest_open(self) -> datetime | None:
        """When the oldest one that is not resolved came in."""
        with self._database.read() as session:
            return session.scalar(select(func.min(EscalationRow.created_at)).where(EscalationRow.resolved_at.is_(None)))


def _unresolved(session: Session, escalation_id: str, reviewer: str, now: datetime) -> EscalationRow:
    """The escalation, if `reviewer` may act on it. Raises `NotFound`, `Conflict`."""
    row = session.get(EscalationRow, escalation_id, with_for_update=True)
    if row is None:
        raise no_such(Missing.ESCALATION)
    if row.resolved_at is not None:
        raise Conflict("This escalation is resolved already.")
    if holder(row, now) not in {None, reviewer}:
        raise Conflict(f"{row.claimed_by} holds this escalation. Wait for the claim to be released or to run out.")
    return row


def _speaks(row: EscalationRow, resolution: Resolution) -> bool:
    """Whether the user is told. What they know and what still holds is not said twice."""
    if row.kind is EscalationKind.SUSPENDED:
        return resolution.kind is not ResolutionKind.APPROVE
    return row.kind is not EscalationKind.AUDIT


def _keep(session: Session, row: EscalationRow, resolution: Resolution) -> None:
    labelled = [label.claim for label in resolution.labels]
    claims = 0
    if row.answer_id is not None:
        claims = session.scalar(select(func.count()).where(ClaimRow.answer_id == row.answer_id)) or 0
    if len(set(labelled)) < len(labelled) or not set(labelled) <= set(range(claims)):
        raise Invalid(f"A label names a claim twice, or one that is not there: the answer has {claims} claims, from 0.")
    session.add(
        ResolutionRow(
            escalation_id=row.id,
            kind=resolution.kind,
            text=resolution.text,
            reuse=resolution.reuse,
            reviewer=resolution.reviewer,
        )
    )
    session.flush()
    for label in resolution.labels:
        session.add(
            LabelRow(escalation_id=row.id, position=label.claim, answer_id=row.answer_id or "", support=label.support)
        )


def _write_down_lapsed(session: Session, row: EscalationRow, now: datetime) -> None:
    entry = lapsed(row, now)
    if entry is not None:
        session.add(HistoryRow(escalation_id=row.id, at=entry.at, action=entry.action, actor=entry.actor))
        session.flush()


def _answer(session: Session, answer_id: str, conversation_id: str) -> AnswerRow:
    answer = session.get(AnswerRow, answer_id)
    if answer is None or answer.conversation_id != conversation_id:
        raise no_such(Missing.ANSWER)
    return answer


def _open_one(session: Session, conversation_id: str, answer_id: str | None) -> EscalationRow | None:
    same = (
        select(EscalationRow)
        .where(
            EscalationRow.conversation_id == conversation_id,
            EscalationRow.answer_id == answer_id,
            EscalationRow.kind != EscalationKind.AUDIT,
            EscalationRow.resolved_at.is_(None),
        )
        .order_by(EscalationRow.created_at)
        .limit(1)
    )
    return session.scalars(same).one_or_none()


def _one(session: Session, row: EscalationRow, now: datetime) -> Escalation:
    session.flush()
    [escalation] = load_escalations(session, [row], now)
    return escalation
