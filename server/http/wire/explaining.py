"""How an answer was found, as it travels."""

from pydantic import BaseModel

from domain import explaining
from domain.explaining import AnsweredBy
from server.http.wire.documents import Passage


class Candidate(BaseModel):
    """What may be quoted of `passages[passage]`, how likely it answers, and why it was left; null where it was not."""

    text: str
    passage: int
    probability: float
    left: str | None

    @classmethod
    def of(cls, candidate: explaining.Candidate) -> "Candidate":
        """From the domain."""
        return cls(
            text=candidate.text, passage=candidate.passage, probability=candidate.probability, left=candidate.left
        )


class Explanation(BaseModel):
    """The question as it was searched for, what was found, and what was chosen from, likeliest first, at most 40.

    `model` is what wrote the answer. Where that is a language model, the candidates are what would be quoted without
    it; where the answer was computed, there are none.
    """

    query: str
    answered_by: AnsweredBy
    model: str
    passages: list[Passage]
    candidates: list[Candidate]

    @classmethod
    def of(cls, explanation: explaining.Explanation) -> "Explanation":
        """From the domain."""
        return cls(
            query=explanation.query,
            answered_by=explanation.answered_by,
            model=explanation.model,
            passages=[Passage.of(passage) for passage in explanation.passages],
            candidates=[Candidate.of(candidate) for candidate in explanation.candidates],
        )
