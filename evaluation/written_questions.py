"""Questions as people ask them about documents written for this project, with the sentences and rows that answer."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from evaluation.files import MissingData

QUESTIONS_FILE = "questions.jsonl"
_OPEN = frozenset({"near_miss", "unanswerable"})
_LEAST_PART_CHARACTERS = 16
_CELLS_OF_A_ROW = 3


class WrittenQuestion(BaseModel):
    """A line of `questions.jsonl`.

    `right` are alternatives, each of sentences, items or rows that answer together, as they stand in the document;
    none where nothing does. `near` only look as if they did. `answer` is the shortest one, or Yes or No.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: str
    question: str
    document: str | None
    right: tuple[tuple[str, ...], ...]
    near: tuple[str, ...]
    answer: str
    note: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the documents do not answer it."""
        return self.kind in _OPEN


@dataclass(frozen=True, slots=True)
class WrittenSet:
    """Documents, by name, and the questions that are asked about all of them together."""

    name: str
    documents: tuple[Path, ...]
    questions: tuple[WrittenQuestion, ...]


def written_set(folder: Path) -> WrittenSet:
    """What `folder` holds. Raises `MissingData`."""
    path = folder / QUESTIONS_FILE
    if not path.exists():
        raise MissingData.at(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    documents = sorted(one for one in folder.iterdir() if one.name != QUESTIONS_FILE)
    return WrittenSet(folder.name, tuple(documents), tuple(map(WrittenQuestion.model_validate_json, lines)))


def answered_share(question: WrittenQuestion, quoted: str) -> float:
    """How much of an alternative `quoted` holds, in [0, 1], of the one that it holds most of.

    A row counts whatever way it is laid out, and a part of a sentence that was cut in two as the sentence.
    """
    text = _folded(quoted)
    shares = (sum(_holds(text, part) for part in group) / len(group) for group in question.right)
    return max(shares, default=0.0)


def _holds(text: str, part: str) -> bool:
    wanted = _folded(part)
    if wanted in text or (len(text) >= _LEAST_PART_CHARACTERS and text in wanted):
        return True
    cells = _cells(wanted)
    return len(cells) >= _CELLS_OF_A_ROW and all(_is_told(cell, text) for cell in cells)


def _cells(row: str) -> set[str]:
    """Of a row of Markdown or CSV."""
    parts = row.strip("| ").split("|") if "|" in row else next(csv.reader([row]))
    return {cell for part in parts if (cell := part.strip())}


def _is_told(cell: str, row: str) -> bool:
    """Whether a row as it is read, `name: value; name: value`, has the value `cell`; it may have semicolons itself."""
    return f"; {cell};" in f"; {row};" or f": {cell};" in f"{row};"


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()
