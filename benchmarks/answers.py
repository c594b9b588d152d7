"""Asks a running server the questions of `corpora/` and scores what it finds, says and leaves unsaid."""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn, TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from benchmarks.expected_words import holds_words
from domain.answers import Outcome

QUESTIONS_FILE = Path(__file__).parent.parent / "corpora" / "questions.jsonl"
PASSAGES_PER_SEARCH = 5


class AnswersError(Exception):
    """The server could not be asked, or replied something that is not in the contract."""


class Question(BaseModel):
    """A line of questions.jsonl; `rows` are first and last, from 1, the header not counted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    question: str
    language: str
    document: str | None
    page: int | None
    rows: tuple[int, int] | None
    words: tuple[str, ...]
    answerable: bool
    kind: str


class FoundPassage(BaseModel):
    document: str
    page: int | None = None
    rows: tuple[int, int] | None = None


class SearchReply(BaseModel):
    passages: list[FoundPassage]


class Message(BaseModel):
    content: str


class Choice(BaseModel):
    message: Message


class CandorBlock(BaseModel):
    outcome: Outcome


class ChatReply(BaseModel):
    choices: list[Choice] = Field(min_length=1)
    candor: CandorBlock


@dataclass(frozen=True, slots=True)
class Score:
    """What became of one question; None where it does not apply (no answer expected, or no page or rows to hit)."""

    question: Question
    document_found: bool | None
    place_found: bool | None
    words_said: bool | None
    outcome: Outcome
    content: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Summary:
    """Ratios over the questions to which they apply, None where there are none; seconds are those of the chat call."""

    questions: int
    document_at_5_ratio: float | None
    place_at_5_ratio: float | None
    words_ratio: float | None
    abstained_ratio: float | None
    p50_seconds: float
    p95_seconds: float


Reply = TypeVar("Reply", bound=BaseModel)


class CandorClient:
    """The two calls of the HTTP contract that the benchmark needs, on one collection."""

    def __init__(self, http: httpx.Client, *, collection: str) -> None:
        self._http = http
        self._collection = collection

    def search(self, query: str) -> list[FoundPassage]:
        request = {"query": query, "collection": self._collection, "k": PASSAGES_PER_SEARCH}
        return self._post("/v1/search", request, SearchReply).passages[:PASSAGES_PER_SEARCH]

    def ask(self, question: str) -> ChatReply:
        messages = [{"role": "user", "content": question}]
        request = {"model": "default", "messages": messages, "candor": {"collection": self._collection}}
        return self._post("/v1/chat/completions", request, ChatReply)

    def _post(self, path: str, request: Mapping[str, object], reply_type: type[Reply]) -> Reply:
        try:
            response = self._http.post(path, json=request)
        except httpx.TransportError as error:
            raise AnswersError(
                f"No reply from {self._http.base_url.join(path)} ({error}). Is `make run` up?"
            ) from error
        if response.is_error:
            raise AnswersError(f"{path} answered {response.status_code}: {response.text[:300]}")
        try:
            return reply_type.model_validate_json(response.content)
        except ValidationError as error:
            raise AnswersError(f"{path} answered something outside the contract: {error}") from error


def load_questions(path: Path) -> list[Question]:
    questions = [Question.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines()]
    if not questions:
        raise AnswersError(f"{path} holds no question.")
    return questions


def score_question(client: CandorClient, question: Question) -> Score:
    passages = client.search(question.question)
    started = time.perf_counter()
    reply = client.ask(question.question)
    seconds = time.perf_counter() - started
    content = reply.choices[0].message.content
    has_place = question.page is not None or question.rows is not None
    return Score(
        question=question,
        document_found=any(p.document == question.document for p in passages) if question.answerable else None,
        place_found=any(_is_place(p, question) for p in passages) if has_place else None,
        words_said=holds_words(content, question.words) if question.answerable else None,
        outcome=reply.candor.outcome,
        content=content,
        seconds=seconds,
    )


def _is_place(passage: FoundPassage, question: Question) -> bool:
    """Whether a passage lies on the expected page, or shares a row with the expected ones."""
    if passage.document != question.document:
        return False
    if question.rows is None or passage.rows is None:
        return question.page is not None and passage.page == question.page
    return passage.rows[0] <= question.rows[1] and question.rows[0] <= passage.rows[1]


def summarise(scores: Sequence[Score]) -> Summary:
    seconds = sorted(score.seconds for score in scores)
    return Summary(
        questions=len(scores),
        document_at_5_ratio=_ratio([score.document_found for score in scores]),
        place_at_5_ratio=_ratio([score.place_found for score in scores]),
        words_ratio=_ratio([score.words_said for score in scores]),
        abstained_ratio=_ratio([score.outcome is Outcome.ABSTAINED for score in scores]),
        p50_seconds=statistics.median(seconds),
        p95_seconds=seconds[min(len(seconds) - 1, int(0.95 * len(seconds)))],
    )


def _ratio(values: Sequence[bool | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def summaries(scores: Sequence[Score]) -> dict[str, Summary]:
    """One for the answerable, one for the unanswerable, then one a kind; groups without a question are left out."""
    groups = {
        "answerable": [score for score in scores if score.question.answerable],
        "unanswerable": [score for score in scores if not score.question.answerable],
    }
    for score in scores:
        groups.setdefault(f"  {score.question.kind}", []).append(score)
    return {name: summarise(group) for name, group in groups.items() if group}


def table(rows: dict[str, Summary]) -> str:
    lines = [
        f"{'':16}{'questions':>10}{'document@5':>12}{'place@5':>9}{'words':>8}{'abstained':>11}{'p50 s':>8}{'p95 s':>8}"
    ]
    lines += [
        f"{name:16}{row.questions:>10}{_percent(row.document_at_5_ratio):>12}{_percent(row.place_at_5_ratio):>9}"
        f"{_percent(row.words_ratio):>8}{_percent(row.abstained_ratio):>11}{row.p50_seconds:>8.3f}{row.p95_seconds:>8.3f}"
        for name, row in rows.items()
    ]
    return "\n".join(lines)


def _percent(ratio: float | None) -> str:
    return "–" if ratio is None else f"{100 * ratio:.1f} %"


def failures(score: Score) -> list[str]:
    """What went wrong with a question, in words; empty where nothing did."""
    abstained = score.outcome is Outcome.ABSTAINED
    checks = {
        "document not in the top 5": score.document_found is False,
        "page or rows not in the top 5": score.document_found is True and score.place_found is False,
        "abstained": score.question.answerable and abstained,
        "expected words missing": score.words_said is False and not abstained,
        "answered the unanswerable": not score.question.answerable and not abstained,
    }
    return [name for name, failed in checks.items() if failed]


def as_json(scores: Sequence[Score]) -> str:
    questions = [{**asdict(score), "question": score.question.id, "failures": failures(score)} for score in scores]
    rows = {name.strip(): asdict(summary) for name, summary in summaries(scores).items()}
    return json.dumps({"summary": rows, "questions": questions}, ensure_ascii=False, indent=1)


def print_report(scores: Sequence[Score], *, verbose: bool) -> None:
    print(table(summaries(scores)))
    if verbose:
        for score in scores:
            if wrong := failures(score):
                print(f"\n{score.question.id} {score.question.question}\n  {'; '.join(wrong)} ({score.outcome})")
                print(f"  expected: {', '.join(score.question.words) or 'an abstention'}\n  content: {score.content}")


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8080")
    parser.add_argument("--key", help="an API key with the role chat; loopback needs none")
    parser.add_argument("--collection", default="default")
    parser.add_argument("--questions", type=Path, default=QUESTIONS_FILE)
    parser.add_argument("--timeout-seconds", type=float, default=120.0)
    parser.add_argument("--json", action="store_true", help="print every score instead of the table")
    parser.add_argument("--verbose", action="store_true", help="list the questions that went wrong below the table")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    options = _parse(arguments)
    headers = {"Authorization": f"Bearer {options.key}"} if options.key else {}
    with httpx.Client(base_url=options.url, headers=headers, timeout=options.timeout_seconds) as http:
        client = CandorClient(http, collection=options.collection)
        try:
            scores = [score_question(client, question) for question in load_questions(options.questions)]
        except (AnswersError, OSError, ValidationError) as error:
            _fail(str(error))
    if options.json:
        print(as_json(scores))
    else:
        print_report(scores, verbose=options.verbose)


def _fail(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    main()
