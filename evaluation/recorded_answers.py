"""Answers that a language model gave to questions kept out of training, by the product's own prompt, kept in a file.

Checks can so be measured again without the model. A row says what it was made with.
"""

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter

from domain.documents import Chunk, Passage, Scores, StoredChunk
from domain.generation import Abstention, Piece, Sampling, Task, Usage
from domain.places import Whole
from domain.ports import Generator
from evaluation.files import json_lines
from evaluation.kept_out import KeptQuestion
from monitoring.quality.gold import Label, label

MOST_TOKENS = 200


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer. `abstained`: the model said so by the prompt's own sign; `model_sha256` is of its file."""

    asked: KeptQuestion
    answer: str
    abstained: bool
    model: str
    model_sha256: str
    prompt: str
    seconds: float
    prompt_tokens: int
    answer_tokens: int

    @property
    def label(self) -> Label:
        """By the gold answers."""
        if self.abstained:
            return Label.ABSTAINED
        asked = self.asked
        return label(self.answer, question=asked.question, passages=asked.passages, golds=asked.golds)


@dataclass(frozen=True, slots=True)
class Respondent:
    """A model as it is asked. `sha256` is of its file; `prompt` identifies what it is told."""

    generator: Generator
    model: str
    sha256: str
    prompt: str


_RECORDED = TypeAdapter(Recorded)


def recorded(file: Path) -> list[Recorded]:
    """All rows. Raises `MissingData`."""
    return [_RECORDED.validate_python(row) for row in json_lines(file)]


def record(questions: Iterable[KeptQuestion], respondent: Respondent, file: Path) -> Iterator[Recorded]:
    """Asks what the file does not hold of this model and prompt yet, and adds each answer as it comes.

    Raises what `Generator.generate` raises.
    """
    known = recorded(file) if file.exists() else []
    like_this = respondent.sha256, respondent.prompt
    done = {row.asked.id for row in known if (row.model_sha256, row.prompt) == like_this}
    with file.open("a", encoding="utf-8") as opened:
        for asked in questions:
            if asked.id not in done:
                row = answered(asked, respondent)
                opened.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
                opened.flush()
                yield row


def answered(asked: KeptQuestion, respondent: Respondent) -> Recorded:
    """One answer."""
    begun = time.perf_counter()
    text, abstained, usage = "", False, Usage(0, 0)
    for item in respondent.generator.generate(_task(asked)):
        match item:
            case Piece(piece):
                text += piece
            case Abstention(said):
                text, abstained = said, True
            case Usage():
                usage = item
    seconds = round(time.perf_counter() - begun, 3)
    told = respondent.model, respondent.sha256, respondent.prompt
    return Recorded(asked, text, abstained, *told, seconds, usage.prompt_tokens, usage.completion_tokens)


def _task(asked: KeptQuestion) -> Task:
    """Greedy, so that it can be repeated."""
    passages = (
        _passage(number, text, name)
        for number, (text, name) in enumerate(zip(asked.passages, asked.documents, strict=True), start=1)
    )
    sampling = Sampling(temperature=0.0, max_tokens=MOST_TOKENS)
    return Task(asked.question, asked.question, tuple(passages), (), sampling)


def _passage(number: int, text: str, document: str) -> Passage:
    chunk = Chunk(text, 0, len(text), Whole())
    return Passage(StoredChunk(number, str(number), document, "kept", chunk), 1.0, Scores(None, None))
