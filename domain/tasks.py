"""What can be asked for beside an answer to a question, and what becomes of a diagram."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class TaskKind(StrEnum):
    """What is made of a message. `qa` answers it; the others are written from a text or from whole documents."""

    QA = "qa"
    REWRITE = "rewrite"
    SUMMARY = "summary"
    DIAGRAM = "diagram"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture of a diagram."""

    svg: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why code is no diagram, in the words of what draws it, or in ours where it may not be drawn."""

    error: str


class DiagramRenderer(Protocol):
    """Draws diagrams from their code, which a language model wrote."""

    def render(self, code: str) -> Drawn | Refused | None:
        """Null where nothing on this machine can draw."""


@dataclass(frozen=True, slots=True)
class Diagram:
    """The code of a diagram; `svg` is null where it was not drawn, `error` where that is not the code's fault."""

    code: str
    svg: str | None = None
    error: str | None = None
