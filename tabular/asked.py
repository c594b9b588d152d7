"""What a question asks of one table: operation, measure, conditions, groups, order. No word of the question is in it,
but values of the table's own cells, numbers and dates."""

from dataclasses import dataclass
from enum import StrEnum

from domain.tables import Column, Table, TableQuery
from tabular.noted import Adjustment


class Operation(StrEnum):
    """What is computed over the rows."""

    COUNT = "count"
    COUNT_DISTINCT = "count_distinct"
    SUM = "sum"
    AVERAGE = "average"
    MEDIAN = "median"
    EXTREME = "extreme"
    """The rows with the highest or lowest values of the measure."""
    LIST = "list"
    SHARE = "share"
    DIFFERENCE = "difference"


class Comparison(StrEnum):
    """How cells are compared with values."""

    IS = "is"
    OVER = "over"
    UNDER = "under"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    MONTH = "month"
    WEEKDAY = "weekday"
    BLANK = "blank"
    YES = "yes"
    NO = "no"
    """Written so: empty cells are neither."""
    NONE = "none"
    """None of it: one of the values, which say so, or empty."""
    WRITTEN = "written"
    """The cell as it stands, whatever its column's type."""


class Span(StrEnum):
    """By what dates are grouped."""

    VALUE = "value"
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    WEEKDAY = "weekday"


@dataclass(frozen=True, slots=True)
class Condition:
    """`values`: cells (IS), a number or an ISO date, two (BETWEEN, both included), months, weekdays (0 is Sunday).

    `other` stands in place of the value where one column is compared with another.
    """

    column: Column
    comparison: Comparison
    values: tuple[str | float, ...] = ()
    is_negated: bool = False
    other: Column | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A condition and where in the question it stands."""

    at: int
    condition: Condition


@dataclass(frozen=True, slots=True)
class Grouping:
    """The column whose values, or spans of time, make the groups."""

    column: Column
    span: Span = Span.VALUE


@dataclass(frozen=True, slots=True)
class Asked:
    """`limit` rows or groups, ties included; `is_descending` null: no order.
    `shown`: columns of a list, or those that name a row; `wanted`, of these, the cells that are looked up, in one row
    alone where `is_one`.
    """

    table: Table
    operation: Operation
    measure: Column | None = None
    conditions: tuple[Condition, ...] = ()
    part: tuple[Condition, ...] = ()
    """Of SHARE, what the part has beyond the whole; of DIFFERENCE, the condition of each of the two numbers."""
    grouping: Grouping | None = None
    is_descending: bool | None = None
    limit: int | None = None
    shown: tuple[Column, ...] = ()
    wanted: tuple[Column, ...] = ()
    is_one: bool = False
    times: Column | None = None
    """Of SUM: by how many of each row the measure, which is of one, is multiplied."""
    adjusted: Adjustment | None = None
    """Of a cell that is looked up."""


@dataclass(frozen=True, slots=True)
class PlannedQuery(TableQuery):
    """A query that was made of a question's words: `asked` says what its result means.

    `noun` is the question's own word for the rows that it counts, where it has one.
    """

    asked: Asked
    language: str
    noun: str | None


@dataclass(frozen=True, slots=True)
class NotComputable:
    """The question asks for something that is computed, and it cannot be: `reason` tells the person who asked why."""

    reason: str
    table: Table | None = None
