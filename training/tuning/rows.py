"""What is learnt from: questions with passages and the answers that are wanted, from JSONL or CSV."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from domain.errors import Misconfigured
from generation.templates import NO_ANSWER

_SHAPE = '{"question": "…", "passages": [{"source": "…", "text": "…"}], "answer": "…", "rejected": "…"}'
_COLUMNS = "question, answer, passage (or passage_1, passage_2, …), and where you have them rejected and document"
_PASSAGE_COLUMN = re.compile(r"passage(?:_\d+)?")
_DIGEST_LETTERS = 12


class TuningPassage(BaseModel):
    """A passage, of which document."""

    model_config = ConfigDict(frozen=True)

    text: str
    source: str = ""


class TuningRow(BaseModel):
    """A question, its passages, and the answer that is wanted: null, empty or `NO_ANSWER` where they hold none.

    `rejected` is what a model said instead, null where nobody knows. `document` is where the answer stands: all of a
    document's rows fall on the same side of the split. `golds` are short forms, any of which makes an answer right when
    it is measured; without them the wanted answer is the only one.
    """

    model_config = ConfigDict(frozen=True)

    question: str
    passages: tuple[TuningPassage, ...] = ()
    answer: str | None
    rejected: str | None = None
    document: str = ""
    golds: tuple[str, ...] = ()

    @field_validator("question")
    @classmethod
    def _asked(cls, question: str) -> str:
        if not question.strip():
            raise ValueError("is empty")
        return question.strip()

    @field_validator("passages", mode="before")
    @classmethod
    def _with_sources(cls, passages: object) -> object:
        if not isinstance(passages, list | tuple):
            return passages
        return [{"text": one} if isinstance(one, str) else one for one in passages]

    @property
    def wanted(self) -> str:
        """The answer; `NO_ANSWER` for none."""
        return (self.answer or "").strip() or NO_ANSWER

    @property
    def abstains(self) -> bool:
        """Whether it teaches to say that there is no answer."""
        return self.wanted == NO_ANSWER

    @property
    def group(self) -> str:
        """The document that the row is split by: its own, else its first passage's, else the passage itself."""
        if self.document or not self.passages:
            return self.document or self.question
        first = self.passages[0]
        return first.source or sha256(first.text.encode()).hexdigest()[:_DIGEST_LETTERS]


def read_rows(paths: Iterable[Path]) -> list[TuningRow]:
    """All rows of `.jsonl` and `.csv` files. Raises `Misconfigured` that names file and line and says what to do."""
    rows = [row for path in paths for row in _file_rows(path)]
    if not rows:
        raise Misconfigured(f"The files of data.files hold no row. A line looks like {_SHAPE}.")
    return rows


def _file_rows(path: Path) -> list[TuningRow]:
    if path.suffix not in {".jsonl", ".csv"}:
        raise Misconfigured(f"{path}: rows are read from .jsonl and .csv files.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(_of_csv(file, path) if path.suffix == ".csv" else _of_lines(file, path))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Misconfigured(f"{path} cannot be read: {error}") from error


def _of_lines(lines: Iterable[str], path: Path) -> Iterator[TuningRow]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                told = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise Misconfigured(
                    f"{path}, line {number} is no JSON ({error}). A line looks like {_SHAPE}."
                ) from error
            yield _row(told, f"{path}, line {number}")


def _of_csv(lines: Iterable[str], path: Path) -> Iterator[TuningRow]:
    reader = csv.DictReader(lines)
    names = reader.fieldnames or []
    if not {"question", "answer"} <= set(names):
        raise Misconfigured(f"{path}: the first line has to name the columns {_COLUMNS}.")
    passages = [name for name in names if _PASSAGE_COLUMN.fullmatch(name)]
    for cells in reader:
        told = {
            "question": cells["question"] or "",
            "answer": cells["answer"],
            "rejected": cells.get("rejected") or None,
            "document": cells.get("document") or "",
            "passages": [cells[name] for name in passages if cells[name]],
        }
        yield _row(told, f"{path}, line {reader.line_num}")


def _row(told: Mapping[str, Any], place: str) -> TuningRow:
    try:
        return TuningRow.model_validate(told)
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, item['loc']))}: {item['msg'].removeprefix('Value error, ')}" for item in error.errors()
        )
        raise Misconfigured(f"{place}: {wrong}. A line looks like {_SHAPE}.") from error
