"""How an answer was found: what was looked for, what could have been quoted, and why it was not."""

from dataclasses import dataclass
from enum import StrEnum

from domain.documents import Passage


class AnsweredBy(StrEnum):
    """How an answer came about: sentences of the documents, a language model, or a query over one of their tables."""

    QUOTING = "quoting"
    MODEL = "model"
    COMPUTATION = "computation"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence, row or item that may be quoted; `passage` counts from 0.

    `probability` in (0, 1) is how likely it answers the question. `left` names why it is not quoted, null where it is.
    """

    text: str
    passage: int
    probability: float
    left: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was searched for as `query`, and found; `candidates` are the likeliest, likeliest first.

    `model` is what wrote the answer. Where that is a language model, the candidates are what would be quoted without
    it; what was computed, or cannot be, was not chosen from any.
    """

    query: str
    answered_by: AnsweredBy
    model: str
    passages: tuple[Passage, ...]
    candidates: tuple[Candidate, ...]
