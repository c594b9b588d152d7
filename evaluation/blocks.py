"""Written blocks as choices: a question, its passages and several answers, the right ones of which should be first."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.documents import Chunk, Passage, Scores, StoredChunk
from domain.generation import Sampling, Task
from domain.places import HEADING_PATH, Section, Whole
from evaluation.answer_sets import Row, found
from evaluation.files import json_lines
from evaluation.measures import right_first
from evaluation.written import trials_of
from generation.quoting.considering import Considered
from text.words import words

NAME = "answers_validation"
_SOURCE_PATH = " · "
_LEAST_WORDS = 3  # fewer stand in many a sentence


@dataclass(frozen=True, slots=True)
class Block:
    """`answers` are all but abstentions, each beside the same passages; right is what is supported and to the point.

    `task` asks the same of quoting, the passages below the headings that their source names.
    """

    id: str
    answers: tuple[Row, ...]
    task: Task

    @property
    def has_a_choice(self) -> bool:
        """Whether some of it is right and some is not."""
        return len({row.wrong for row in self.answers}) == 2


def blocks(data: Path, name: str, *, limit: int = 0, seed: int = 0) -> list[Block]:
    """Those with a choice of the file of this name in `written`; at most `limit`, drawn from `seed`, or all for 0.

    Raises `MissingData`.
    """
    path = found(data, "written", f"{name}.jsonl") / f"{name}.jsonl"
    every = [block for line in json_lines(path) if (block := block_of(line)).has_a_choice]
    return random.Random(seed).sample(every, limit) if 0 < limit < len(every) else every


def block_of(line: Mapping[str, Any]) -> Block:
    """A line of such a file."""
    question, passages = line["question"], tuple(_passages(line["passages"]))
    task = Task(question=question, query=question, passages=passages, history=(), sampling=Sampling())
    return Block(line["id"], tuple(trial.row for trial in trials_of(line)), task)


def _passages(parts: Sequence[Mapping[str, str]]) -> Iterator[Passage]:
    """Each is a document of its own: what a source names first may be said of two versions of one."""
    for number, part in enumerate(parts):
        source, text = part.get("source", ""), part["text"]
        heading = source.replace(_SOURCE_PATH, HEADING_PATH)
        chunk = Chunk(text, 0, len(text), Section(heading, Whole()) if heading else Whole())
        yield Passage(StoredChunk(number, str(number), source, "", chunk), 0.0, Scores(None, None))


def right_first_by_risk(block: Block, risks: Sequence[float]) -> float:
    """See `right_first`; the block has a choice, and `risks` are those of its answers."""
    return right_first([-risk for risk in risks], [not row.wrong for row in block.answers])


@dataclass(frozen=True, slots=True)
class QuotesFirst:
    """See `right_first`: of the sentences that hold an answer of the block word for word, and of all sentences.

    Null where those that hold one are no choice, or none holds a right one. What nobody labelled counts as wrong among
    all sentences, though it may say what a right answer says in other words.
    """

    of_answers: float | None
    of_sentences: float | None


def quotes_first(block: Block, considered: Sequence[Considered]) -> QuotesFirst:
    """`considered` is all that could be quoted for the block's task."""
    said = [(_folded(row.answer), row.wrong) for row in block.answers]
    known = [(one.probability, _is_wrong(_folded(one.quotes[-1].text), said)) for one in considered]
    labelled = [(probability, is_wrong) for probability, is_wrong in known if is_wrong is not None]
    kinds = {is_wrong for _, is_wrong in labelled}
    return QuotesFirst(
        _first(labelled) if len(kinds) == 2 else None,
        _first([(probability, is_wrong is not False) for probability, is_wrong in known]) if False in kinds else None,
    )


def _is_wrong(sentence: str, said: Sequence[tuple[str, bool]]) -> bool | None:
    """As the answers that it holds are, right where one of them is; null where it holds none."""
    held = [wrong for text, wrong in said if f" {text} " in f" {sentence} " and len(text.split()) >= _LEAST_WORDS]
    return all(held) if held else None


def _first(weighed: Sequence[tuple[float, bool]]) -> float:
    return right_first([probability for probability, _ in weighed], [not is_wrong for _, is_wrong in weighed])


def _folded(text: str) -> str:
    return " ".join(words(text))
