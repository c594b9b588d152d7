"""How far a sentence can answer a question at all, whatever its wording and the reader say."""

import re
from dataclasses import dataclass

from generation.quoting.anchors import Anchors, anchors, another_of_its_kind, missing_marks, missing_names
from generation.quoting.answer_evidence import holds_answer
from generation.quoting.answer_types import AnswerType, expected_type
from generation.quoting.asked_part import asked_part
from text.words import QUESTION_STEMMER

# What is told before a question names no day that the answer has to stand beside: "We leave on Sunday, what …?"
_DAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b", re.IGNORECASE)
# "The next meeting" is another one than the meeting.
_IN_ORDER = re.compile(r"\b(next|previous|last|first|final)((?: [\w'’-]+){1,3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Demands:
    """What a question demands of the sentence that answers it; `asked` is what it asks without what is told beside."""

    question: str
    asked: str
    kind: AnswerType | None
    anchors: Anchors

    @classmethod
    def of(cls, question: str) -> "Demands":
        """Read off the question's wording."""
        asked = asked_part(question)
        before = question[: question.rfind(asked)]
        told = anchors(_DAY.sub(" ", before) + asked)
        return cls(question, asked, expected_type(asked), told)

    def holds_kind(self, sentence: str) -> bool:
        """Whether there is anything of the kind that is asked for."""
        return holds_answer(self.kind, sentence, question=self.question)

    def lacks_mark(self, surroundings: str) -> int:
        """0 where all dates, codes and long numbers of the question stand near, 2 where a code does not, else 1."""
        missing = missing_marks(self.anchors, surroundings)
        return max((2 if any(map(str.isalpha, mark)) else 1 for mark in missing), default=0)

    def lacks_name(self, surroundings: str) -> bool:
        """Whether a name of the question stands nowhere near."""
        return bool(missing_names(self.anchors, surroundings))

    def names_in_order(self, text: str) -> bool:
        """Whether `text` names what the question asks for by its place in an order: the next meeting, the last bus."""
        return not _in_order(self.asked).isdisjoint(_in_order(text))

    def is_met_by_another(self, text: str) -> bool:
        """Whether `text` speaks of another thing of the kind that the question names by its code."""
        return another_of_its_kind(self.anchors, text)


def _in_order(text: str) -> set[tuple[str, str]]:
    """Each such word with the stems of what follows it."""
    found = _IN_ORDER.finditer(text)
    return {(one[1].casefold(), stem) for one in found for stem in QUESTION_STEMMER.stems(one[2])}
