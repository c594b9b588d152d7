"""Which escalations a reviewer looks for."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import InstrumentedAttribute

from domain.reviews import Filters
from storage.answers.rows import AnswerRow
from storage.reviews.rows import EscalationRow

_ESCAPE = "\\"


def expired(now: datetime) -> ColumnElement[bool]:
    """Whether nobody takes it any more."""
    return and_(EscalationRow.expires_at.is_not(None), EscalationRow.expires_at <= now)


def filtering(filters: Filters, now: datetime) -> Iterator[ColumnElement[bool]]:
    """The conditions that `filters` stand for."""
    if filters.kind is not None:
        yield EscalationRow.kind == filters.kind
    if filters.reason is not None:
        yield holds(EscalationRow.reason, filters.reason)
    if filters.created_before is not None:
        yield EscalationRow.created_at < filters.created_before
    if filters.assigned_to is not None:
        yield EscalationRow.assigned_to == filters.assigned_to if filters.assigned_to else _UNASSIGNED
    if filters.undecided:
        yield EscalationRow.resolved_at.is_(None)
        yield or_(
            ~expired(now), and_(EscalationRow.claim_expires_at.is_not(None), EscalationRow.claim_expires_at > now)
        )
    if filters.text:
        yield _stands_somewhere(filters.text)


_UNASSIGNED = EscalationRow.assigned_to.is_(None)


def _stands_somewhere(text: str) -> ColumnElement[bool]:
    said = or_(*(holds(column, text) for column in (AnswerRow.question, AnswerRow.content, AnswerRow.withheld)))
    return or_(holds(EscalationRow.reason, text), exists().where(AnswerRow.id == EscalationRow.answer_id, said))


def holds(column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None], text: str) -> ColumnElement[bool]:
    """Whatever the case of its letters, as the database knows it."""
    literal = text.replace(_ESCAPE, _ESCAPE * 2).replace("%", f"{_ESCAPE}%").replace("_", f"{_ESCAPE}_")
    return column.ilike(f"%{literal}%", escape=_ESCAPE)
