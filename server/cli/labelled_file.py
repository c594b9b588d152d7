"""Labelled rows as a file holds them, a JSON object a line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from domain.errors import Misconfigured
from monitoring.verdict.labelled import Labelled

_SHAPE = '{"question": "…", "passages": ["…"], "claim": "…", "label": "right"}'
_Text = Annotated[str, StringConstraints(min_length=1)]


class _Line(BaseModel):
    model_config = ConfigDict(strict=True)

    question: str = ""
    passages: list[str] = Field(min_length=1)
    claim: _Text | None = None
    answer: _Text | None = None
    label: Literal["right", "wrong"]

    @model_validator(mode="after")
    def _one_text(self) -> "_Line":
        if (self.claim is None) == (self.answer is None):
            raise ValueError('give either "claim", one sentence, or "answer", a whole one')
        if not any(passage.strip() for passage in self.passages):
            raise ValueError('"passages" hold no text')
        return self


def read_labelled(path: Path) -> Iterator[Labelled]:
    """The rows of `path`; blank lines are none. Raises `Misconfigured` that names the line and says what to do."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield _row(line, f"{path}, line {number}")


def _row(line: str, place: str) -> Labelled:
    try:
        row = _Line.model_validate(json.loads(line))
    except ValidationError as error:
        wrong = "; ".join(_said(".".join(map(str, item["loc"])), item["msg"]) for item in error.errors())
        raise Misconfigured(f"{place}: {wrong}. A line looks like {_SHAPE}, or has the label wrong.") from error
    except (ValueError, RecursionError) as error:
        raise Misconfigured(f"{place} is no JSON object ({error}). A line looks like {_SHAPE}.") from error
    return Labelled(
        text=row.claim or row.answer or "",
        answer=row.answer is not None,
        question=row.question.strip(),
        passages=tuple(row.passages),
        wrong=row.label == "wrong",
    )


def _said(place: str, message: str) -> str:
    return f"{place}: {message}" if place else message.removeprefix("Value error, ")
