"""How far a sentence can answer a question at all, whatever its wording and the reader say."""

from dataclasses import dataclass

from generation.anchors import Anchors, anchors, missing_marks, missing_names
from generation.answer_evidence import holds_answer
from generation.answer_types import AnswerType, expected_type

_WRONG_TYPE = 0.4
_MARK_MISSING = 0.4
_NAME_MISSING = 0.8


@dataclass(frozen=True, slots=True)
class Demands:
    """What a question demands of the sentence that answers it."""

    question: str
    kind: AnswerType | None
    anchors: Anchors

    @classmethod
    def of(cls, question: str) -> "Demands":
        """Read off the question's wording."""
        return cls(question, expected_type(question), anchors(question))

    def fulfilment(self, sentence: str, surroundings: str) -> float:
        """In (0, 1]: lower for every demand unmet. Anchors may stand in the `surroundings`, the answer may not."""
        factor = 1.0 if holds_answer(self.kind, sentence, question=self.question) else _WRONG_TYPE
        factor *= _MARK_MISSING if missing_marks(self.anchors, surroundings) else 1.0
        return factor * (_NAME_MISSING if missing_names(self.anchors, surroundings) else 1.0)
