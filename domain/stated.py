"""What a document says of itself: from when it holds, of when it is, which version, and what it replaces.

Dates are in ISO 8601, cut where they are vague: `2024`, `2024-03`, `2024-03-01`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Fact:
    """A thing said, in the words of `quote`; `start` is where they begin in the text, null in the document's name."""

    value: str
    quote: str
    start: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a document says of itself, null where it says nothing; `replaces` is in its own words.

    `dated` is of when it is: the day of a meeting, the year of a report, the state of its contents.
    """

    title: Fact | None = None
    valid_from: Fact | None = None
    valid_until: Fact | None = None
    dated: Fact | None = None
    version: Fact | None = None
    replaces: Fact | None = None

    @property
    def since(self) -> str | None:
        """The date by which it is older or newer than another document, null for none."""
        return next((fact.value for fact in (self.valid_from, self.dated, self.valid_until) if fact is not None), None)

    def facts(self) -> Iterator[tuple[str, Fact]]:
        """What it says, by name."""
        for field in fields(self):
            fact = getattr(self, field.name)
            if fact is not None:
                yield field.name, fact


NOTHING_STATED = Stated()
