"""What the judge learns from: a question, a claim and its evidence, with what people said of them."""

from dataclasses import dataclass
from enum import IntEnum

from evaluation.labels import Relation

Span = tuple[int, int]

NO_ANSWER: Span = (-1, -1)


class WrongPart(ValueError):
    """A file that measures was named to learn from, or one that is learnt from to measure."""


class Label(IntEnum):
    """What the evidence says of a claim. The first three are the classes of the network's head, in its order.

    `NOT_SUPPORTED` is one of the two before it, nobody said which; `UNKNOWN` teaches nothing of the claim as a whole.
    """

    UNKNOWN = -1
    SUPPORTED = 0
    CONTRADICTED = 1
    UNSUPPORTED = 2
    NOT_SUPPORTED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeRow:
    """One row, as texts; each label is null where nobody gave it.

    `answers` says whether the claim is an answer to the question, right or wrong; `unsupported` are the characters of
    the claim that the evidence does not carry; `answer` is where in the evidence the question is answered, `NO_ANSWER`
    where it is not. `kind` is for figures: no network is shown it.
    """

    evidence: str
    question: str = ""
    claim: str = ""
    label: Label = Label.UNKNOWN
    answers: bool | None = None
    unsupported: tuple[Span, ...] | None = None
    answer: Span | None = None
    kind: str = ""

    @property
    def teaches(self) -> bool:
        """Whether anything is known of it."""
        marks = (self.answers, self.unsupported, self.answer)
        return self.label is not Label.UNKNOWN or any(mark is not None for mark in marks)


def label_named(name: str) -> Label:
    """From the words that data sets use. Raises `KeyError` for another."""
    return _NAMES[name]


def label_of(relation: Relation) -> Label:
    """From the relation of a sentence that people marked word by word."""
    return _RELATIONS[relation]


_NAMES = {
    "supported": Label.SUPPORTED,
    "contradicted": Label.CONTRADICTED,
    "unsupported": Label.UNSUPPORTED,
    "entailment": Label.SUPPORTED,
    "contradiction": Label.CONTRADICTED,
    "neutral": Label.UNSUPPORTED,
    "not_entailment": Label.NOT_SUPPORTED,
}
_RELATIONS = {
    Relation.ENTAILED: Label.SUPPORTED,
    Relation.CONTRADICTED: Label.CONTRADICTED,
    Relation.NEUTRAL: Label.UNSUPPORTED,
    Relation.NOT_ENTAILED: Label.NOT_SUPPORTED,
    Relation.UNKNOWN: Label.UNKNOWN,
}
