"""Escalations as they are kept, and what follows from their times: status, service level, history."""

from collections.abc import Sequence
from datetime import datetime

from domain.answers import Answer
from domain.reviews import (
    ClaimLabel,
    Escalation,
    EscalationStatus,
    EvidenceChange,
    HistoryEntry,
    Resolution,
    Sla,
)
from storage.reviews.rows import EscalationRow, HistoryRow, LabelRow, ResolutionRow


def holder(row: EscalationRow, now: datetime) -> str | None:
    """The reviewer whose claim still runs."""
    running = row.claim_expires_at is not None and row.claim_expires_at > now
    return row.claimed_by if running else None


def lapsed(row: EscalationRow, now: datetime) -> HistoryEntry | None:
    """The end of a claim that ran out, which nobody was there to write down."""
    if row.claimed_by is None or row.claim_expires_at is None or row.claim_expires_at > now:
        return None
    return HistoryEntry(row.claim_expires_at, "expired", row.claimed_by, None)


def status_of(row: EscalationRow, now: datetime) -> EscalationStatus:
    """A claim that ran out reads as open again."""
    if row.resolved_at is not None:
        return EscalationStatus.RESOLVED
    if holder(row, now) is not None:
        return EscalationStatus.CLAIMED
    if row.expires_at is not None and row.expires_at <= now:
        return EscalationStatus.EXPIRED
    return EscalationStatus.OPEN if row.reopened_at is None else EscalationStatus.REOPENED


def escalation_of(
    row: EscalationRow,
    *,
    resolution: Resolution | None,
    answer: Answer | None,
    history: Sequence[HistoryRow],
    former_reply: str | None,
    duplicates: Sequence[str],
    now: datetime,
) -> Escalation:
    """The escalation as it stands at `now`."""
    entries = [HistoryEntry(entry.at, entry.action, entry.actor, entry.comment) for entry in history]
    expired = lapsed(row, now)
    claimed_by = holder(row, now)
    return Escalation(
        id=row.id,
        status=status_of(row, now),
        kind=row.kind,
        reason=row.reason,
        priority=row.priority,
        due_at=row.due_at,
        sla=_sla(row, now),
        created_at=row.created_at,
        conversation_id=row.conversation_id,
        collection=row.collection,
        claimed_by=claimed_by,
        claim_expires_at=row.claim_expires_at if claimed_by else None,
        resolution=resolution,
        answer=answer,
        history=(*entries, expired) if expired else tuple(entries),
        changes=tuple(EvidenceChange(**change) for change in row.changes),
        former_reply=former_reply,
        first_due_at=row.first_due_at,
        first_sla=_first_sla(row, now),
        assigned_to=row.assigned_to,
        duplicates=tuple(duplicates),
        expires_at=row.expires_at,
    )


def resolution_of(row: ResolutionRow, labels: Sequence[LabelRow]) -> Resolution:
    """The decision; `labels` are its own, by position."""
    marks = tuple(ClaimLabel(label.position, label.support, label.answers) for label in labels)
    return Resolution(row.kind, row.text, marks, row.reuse, row.reviewer, row.cause)


def _first_sla(row: EscalationRow, now: datetime) -> Sla:
    """One that is decided without a claim had its first reply then."""
    replied = row.first_claimed_at or row.resolved_at
    if row.first_due_at is not None and (replied or now) > row.first_due_at:
        return Sla.MISSED
    return Sla.ACTIVE if replied is None else Sla.HIT


def _sla(row: EscalationRow, now: datetime) -> Sla:
    if (row.resolved_at or now) > row.due_at:
        return Sla.MISSED
    return Sla.ACTIVE if row.resolved_at is None else Sla.HIT
