"""What models are asked: questions of a file, of the demo corpora, and those that people have reviewed."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from domain.errors import Misconfigured
from server.cli.client import checked

CORPORA = Path(__file__).resolve().parents[3] / "corpora" / "questions.jsonl"
_SHAPE = '{"question": "…", "answers": ["…"], "answerable": true, "history": ["…"]}'
_PAGE = "200"


@dataclass(frozen=True, slots=True)
class Question:
    """`golds` are answers of which any is right, `words` what a right one holds all of; `is_answerable` is null where
    nobody said. `history` is what was said before, the user first, in turn.
    """

    text: str
    golds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    is_answerable: bool | None = None
    history: tuple[str, ...] = ()
    collection: str | None = None

    @property
    def is_judged(self) -> bool:
        """Whether it is known what a right answer is."""
        return bool(self.golds or self.words) or self.is_answerable is False


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore")

    question: str = Field(min_length=1)
    answers: list[str] = []
    words: list[str] = []
    answerable: bool | None = None
    history: list[str] = []

    @field_validator("answers", "words", "history", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """A cell of a CSV holds several, parted by a bar."""
        if isinstance(value, str):
            return [part.strip() for part in value.split("|") if part.strip()]
        return value or []

    @field_validator("answerable", mode="before")
    @classmethod
    def _said(cls, value: object) -> object:
        return None if value == "" else value

    def question_of(self) -> Question:
        known = True if self.answerable is None and (self.answers or self.words) else self.answerable
        return Question(self.question.strip(), tuple(self.answers), tuple(self.words), known, tuple(self.history))


def read_questions(path: Path) -> list[Question]:
    """Of a JSONL or CSV file. Raises `Misconfigured` that names the line and says what one looks like."""
    rows = _csv_rows(path) if path.suffix.lower() == ".csv" else _json_rows(path)
    found = [_question(row, f"{path}, line {number}") for number, row in rows]
    if not found:
        raise Misconfigured(f"{path} holds no question. A line looks like {_SHAPE}")
    return found


def _json_rows(path: Path) -> Iterator[tuple[int, Any]]:
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                try:
                    yield number, json.loads(line)
                except ValueError as error:
                    raise Misconfigured(f"{path}, line {number} is no JSON. A line looks like {_SHAPE}") from error


def _csv_rows(path: Path) -> Iterator[tuple[int, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in (reader := csv.DictReader(file)):
            yield reader.line_num, {name: value for name, value in row.items() if name and value is not None}


def _question(row: object, place: str) -> Question:
    try:
        return _Line.model_validate(row).question_of()
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise Misconfigured(f"{place}: {wrong}. A line looks like {_SHAPE}") from error


def reviewed_questions(client: httpx.Client, collection: str) -> list[Question]:
    """What people have decided in a collection: each question once, with the answer that they let stand or wrote.

    What they said is not in the documents has no answer. A rejected answer says nothing of a right one and is left out.
    """
    found: dict[str, Question] = {}
    for escalation in _resolved(client, collection):
        answer, decided = escalation["answer"], escalation["resolution"]
        if answer is None or decided is None:
            continue
        question = _decided(str(answer["query"] or answer["question"]), answer, decided)
        if question is not None:
            found[question.text] = question
    kept = checked(client.get("/v1/verified-answers", params={"collection": collection})).json()["verified_answers"]
    for one in kept:
        if not one["suspended"]:
            found[one["question"]] = Question(one["question"], golds=(one["text"],), is_answerable=True)
    return list(found.values())


def _decided(text: str, answer: dict[str, Any], decided: dict[str, Any]) -> Question | None:
    match decided["resolution"]:
        case "not_in_documents":
            return Question(text, is_answerable=False)
        case "edit":
            return Question(text, golds=(decided["text"],), is_answerable=True)
        case "approve" if not _is_doubted(decided):
            withheld = answer["withheld"]["text"] if answer["withheld"] else ""
            stood = str(answer["text"]).removesuffix(answer["notice"] or "").strip()
            return Question(text, golds=(f"{stood} {withheld}".strip(),), is_answerable=True)
        case _:
            return None


def _is_doubted(decided: dict[str, Any]) -> bool:
    return any(label["support"] not in {None, "supported"} for label in decided["labels"])


def _resolved(client: httpx.Client, collection: str) -> Iterator[dict[str, Any]]:
    """Oldest first, so that what was decided last stands."""
    params = {"status": "resolved", "collection": collection, "limit": _PAGE}
    found: list[dict[str, Any]] = []
    while True:
        page = checked(client.get("/v1/escalations", params=params)).json()
        found += page["escalations"]
        if page["next_cursor"] is None:
            return iter(sorted(found, key=lambda one: str(one["created_at"])))
        params["cursor"] = page["next_cursor"]
