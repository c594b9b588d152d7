"""What the demo documents say to each question, and what of the answers was made up."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from domain.documents import Passage
from monitoring.claims.splitting import split_sentences
from text.marks import strip_marks

_MOST_CHARACTERS = 400


@dataclass(frozen=True, slots=True)
class Question:
    """`words` are what its answer holds, none where no document has one; `document` is the file that does."""

    text: str
    language: str
    document: str | None
    words: tuple[str, ...]


def read_questions(file: Path) -> list[Question]:
    """Those of the demo corpus."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [Question(row["question"], row["language"], row["document"], tuple(row["words"])) for row in rows]


@dataclass(slots=True)
class Facts:
    """What the models know and what reviewers find out about them."""

    questions: Sequence[Question]
    made_up: set[str] = field(default_factory=set)
    right: dict[str, str] = field(default_factory=dict)
    """The sentence that answers, by question, once it was found in passages."""

    def of(self, text: str) -> Question | None:
        """Whoever asks may greet before it and thank behind it."""
        return next((one for one in self.questions if one.text[1:].rstrip("?") in text), None)

    def sentence(self, question: Question, passages: Sequence[Passage]) -> tuple[int, str] | None:
        """The shortest sentence of the passages that answers, and its passage's number from 1."""
        found = [
            (len(sentence), number, sentence)
            for number, passage in enumerate(passages, start=1)
            for sentence in _sentences(passage.stored.chunk.text)
            if question.words and answers(question, sentence)
        ]
        if not found:
            return None
        _, number, sentence = min(found)
        self.right[question.text] = sentence
        return number, sentence

    def make_up(self, sentence: str) -> str:
        """The sentence, which is remembered as false."""
        self.made_up.add(squeezed(sentence))
        return sentence

    def is_made_up(self, claim: str) -> bool:
        """Whether a model invented it."""
        return squeezed(claim) in self.made_up


def answers(question: Question, text: str) -> bool:
    """Whether everything that an answer holds is in it."""
    return bool(question.words) and all(squeezed(word) in squeezed(text) for word in question.words)


def squeezed(text: str) -> str:
    """Without marks, white space and final stop, which change on the way."""
    return "".join(strip_marks(text).text.lower().split()).rstrip(".")


def _sentences(text: str) -> Iterator[str]:
    for part in (" ".join(text.split()), *text.splitlines()):
        for sentence in split_sentences(part):
            if len(sentence.text) <= _MOST_CHARACTERS:
                yield " ".join(sentence.text.split())
