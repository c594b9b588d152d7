"""What all tables share: the types of their columns and the names of their constraints."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import MetaData, Text
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass

from domain.answers import Outcome, Rating, Reason, Support
from domain.canaries import Arm, Worse
from domain.comparisons import Choice
from domain.conversations import Author
from domain.documents import DocumentStatus, MediaType, Policy
from domain.principals import Role
from domain.reviews import Cause, EscalationKind, ResolutionKind
from storage.database.column_types import Closed, UtcTime


class PartitionKind(StrEnum):
    """Whether a set of documents is a collection that people see, or belongs to one conversation."""

    SHARED = "shared"
    CONVERSATION = "conversation"


_CLOSED_SETS: tuple[type[StrEnum], ...] = (
    Arm,
    Author,
    Cause,
    Choice,
    DocumentStatus,
    EscalationKind,
    MediaType,
    Outcome,
    PartitionKind,
    Policy,
    Rating,
    Reason,
    ResolutionKind,
    Role,
    Support,
    Worse,
)


class Row(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """A row of some table."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        datetime: UtcTime(),
        **{closed: Closed(closed) for closed in _CLOSED_SETS},
    }
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
