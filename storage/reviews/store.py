"""Escalations in SQL: who holds one, until when, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.answers import Answer
from domain.errors import Conflict, Missing, no_such
from domain.reviews import (
    ANY,
    Escalation,
    EscalationKind,
    EscalationStatus,
    Filters,
    NewEscalation,
    Resolution,
    Resolved,
)
from domain.stores import Slice
from storage.answers.store import load_answers
from storage.conversations.store import conversation_row
from storage.database import cursors
from storage.database.column_types import microseconds
from storage.database.transactions import Database
from storage.reviews import waiting
from storage.reviews.deciding import decide, open_again, write_down_lapsed
from storage.reviews.opening import add_escalation
from storage.reviews.reading import load_escalations
from storage.reviews.rows import EscalationRow, HistoryRow, ResolutionRow
from storage.reviews.values import holder, status_of


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
            collection, answer = conversation_row(session, conversation_id, lock=True).collection, None
            if answer_id is not None:
                answer = _answer(session, answer_id, conversation_id)
                collection = answer.collection
            row = _open_one(session, conversation_id, answer_id)
            if row is None:
                row = add_escalation(
                    session,
                    escalation,
                    conversation_id=conversation_id,
                    answer_id=answer_id,
                    collection=collection,
                    now=now,
                    answer=answer,
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
        filters: Filters = ANY,
    ) -> Slice[Escalation]:
        """Highest priority, then earliest due, first; only of `collections` where given. `Invalid` for the cursor."""
        now = self._database.now()
        wanted = waiting.in_order(status=status, collections=collections, now=now, filters=filters).limit(limit + 1)
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
        """All of a conversation, oldest first, each that waits with its position."""
        now = self._database.now()
        wanted = (
            select(EscalationRow)
            .where(EscalationRow.conversation_id == conversation_id)
            .order_by(EscalationRow.created_at, EscalationRow.id)
        )
        with self._database.read() as session:
            found = load_escalations(session, session.scalars(wanted).all(), now)
            places = waiting.positions(session, [one.id for one in found], now)
        return [replace(one, position=places.get(one.id)) for one in found]

    def claim(self, escalation_id: str, *, reviewer: str, lease: timedelta) -> Escalation:
        """Also renews the reviewer's own. Raises `Conflict` where another holds it or it is resolved, `NotFound`."""
        now = self._database.now()
        with self._database.write() as session:
            row = _unresolved(session, escalation_id, reviewer, now)
            _take(session, row, reviewer, lease, now)
            return _one(session, row, now)

    def claim_next(
        self,
        *,
        reviewer: str,
        lease: timedelta,
        collections: frozenset[str] | None,
        filters: Filters = ANY,
        skipped: frozenset[str] = frozenset(),
    ) -> Escalation | None:
        """Takes the first that waits and is assigned to the reviewer or nobody; null where none does.

        Left out are `skipped`, and those whose question another reviewer is at.
        """
        now = self._database.now()
        wanted = waiting.next_for(reviewer, collections=collections, now=now, filters=filters, skipped=skipped)
        with self._database.write() as session:
            row = session.scalars(wanted.with_for_update(skip_locked=True, of=EscalationRow)).one_or_none()
            if row is None:
                return None
            _take(session, row, reviewer, lease, now)
            return _one(session, row, now)

    def assign(self, escalation_id: str, *, to: str | None, by: str) -> Escalation:
        """Null is to anybody. Raises `Conflict` where it is resolved, `NotFound`."""
        now = self._database.now()
        with self._database.write() as session:
            row = _row(session, escalation_id)
            _require_undecided(row, now)
            row.assigned_to = to
            session.add(HistoryRow(escalation_id=row.id, at=now, action="assigned", actor=by, comment=to))
            return _one(session, row, now)

    def reopen(self, escalation_id: str, *, reviewer: str, comment: str | None, anew: NewEscalation) -> Escalation:
        """It waits again, due as `anew` says; what was kept of the decision is not given again.

        Raises `Conflict` unless it is resolved, `NotFound`.
        """
        now = self._database.now()
        with self._database.write() as session:
            row = _row(session, escalation_id)
            if row.resolved_at is None:
                raise Conflict("This escalation is not resolved, so there is nothing to open again.")
            open_again(session, row, anew, reviewer=reviewer, comment=comment, now=now)
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

        Others that wait with the same question are decided with it, unless another reviewer holds them. Raises
        `Conflict` where another holds it or it is resolved, `Invalid` for a label of no claim, `NotFound`.
        """
        now = self._database.now()
        with self._database.write() as session:
            row = _unresolved(session, escalation_id, resolution.reviewer, now)
            return decide(session, row, resolution, now=now)

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
        """When the oldest one that is not resolved came in. For an audit nobody waits."""
        waiting_for_a_person = EscalationRow.resolved_at.is_(None), EscalationRow.kind != EscalationKind.AUDIT
        with self._database.read() as session:
            return session.scalar(select(func.min(EscalationRow.created_at)).where(*waiting_for_a_person))


def _row(session: Session, escalation_id: str) -> EscalationRow:
    row = session.get(EscalationRow, escalation_id, with_for_update=True)
    if row is None:
        raise no_such(Missing.ESCALATION)
    return row


def _require_undecided(row: EscalationRow, now: datetime) -> None:
    if row.resolved_at is not None:
        raise Conflict("This escalation is resolved already.")
    if status_of(row, now) is EscalationStatus.EXPIRED:
        raise Conflict("This audit has expired: nobody judged it in time, and its answer counts as not reviewed.")


def _unresolved(session: Session, escalation_id: str, reviewer: str, now: datetime) -> EscalationRow:
    """The escalation, if `reviewer` may act on it. Raises `NotFound`, `Conflict`."""
    row = _row(session, escalation_id)
    _require_undecided(row, now)
    if holder(row, now) not in {None, reviewer}:
        raise Conflict(f"{row.claimed_by} holds this escalation. Wait for the claim to be released or to run out.")
    return row


def _take(session: Session, row: EscalationRow, reviewer: str, lease: timedelta, now: datetime) -> None:
    renews = holder(row, now) == reviewer
    write_down_lapsed(session, row, now)
    row.claimed_by, row.claim_expires_at = reviewer, now + lease
    row.first_claimed_at = row.first_claimed_at or now
    last = session.scalars(
        select(HistoryRow).where(HistoryRow.escalation_id == row.id).order_by(HistoryRow.id.desc()).limit(1)
    ).one_or_none()
    if renews and last is not None and last.action == "renewed":
        last.at = now
        return
    action = "renewed" if renews else "claimed"
    session.add(HistoryRow(escalation_id=row.id, at=now, action=action, actor=reviewer))


def _answer(session: Session, answer_id: str, conversation_id: str) -> Answer:
    answer = load_answers(session, [answer_id]).get(answer_id)
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
