"""Retrieval on everyday questions: whether a passage that holds the right answer is among the first five.

`python -m benchmarks.everyday --data FOLDER`. Questions with one document and one place, asked of the composed server
in process, as it searches: both indexes, fused, reranked. No answer is written and nothing is judged.
"""

import argparse
import json
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import BaseModel, ConfigDict

from domain.documents import DocumentStatus, Passage
from domain.errors import CandorError
from domain.places import heading_of
from domain.principals import LOCAL
from evaluation.files import MissingData
from server.http.application import Application
from server.wiring.bootstrap import compose
from server.wiring.logs import configure_logs
from server.wiring.settings import Settings

KINDS = ("fact", "yes_no", "paraphrased", "table", "csv_lookup", "list", "version", "hungarian", "german")
PASSAGES = 5
LONGEST_STRETCH_LINES = 12
_PLAIN = str.maketrans(dict.fromkeys("‘’", "'") | dict.fromkeys("“”", '"') | dict.fromkeys("–—−‑", "-"))
_UNSEEN = str.maketrans("", "", "*`")
_SENTENCE_OR_LINE = re.compile(r"\n+|(?<=[.!?])\s+(?=[A-ZÁÉÍÓÖŐÚÜŰÄ0-9])")


class Question(BaseModel):
    """A line of questions.jsonl; `document` may go on behind its name with those that are wrong."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    kind: str
    question: str
    document: str | None
    note: str
    all: tuple[str, ...] = ()
    none: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A question and the rank, from 1, of the first passage that holds its answer; null for none among the first."""

    question: Question
    rank: int | None
    passages: Sequence[Passage]


def holds_answer(question: Question, passage: Passage) -> bool:
    """Whether a stretch of the right document's passage matches all that is wanted and nothing that is wrong.

    The patterns are those of an answer, so what stands elsewhere in the passage does not count against it. The
    passage's heading stands before each stretch.
    """
    if question.document is None or passage.stored.document != question.document.split()[0]:
        return False
    return any(_matches(question, stretch) for stretch in _stretches(passage))


def _stretches(passage: Passage) -> Iterator[str]:
    chunk = passage.stored.chunk
    heading = heading_of(chunk.place)
    lines = [line for line in _SENTENCE_OR_LINE.split(chunk.text) if line.strip()]
    for length in range(1, min(len(lines), LONGEST_STRETCH_LINES) + 1):
        for first in range(len(lines) - length + 1):
            stretch = " ".join(lines[first : first + length])
            yield stretch
            if heading:
                yield f"{heading}: {stretch}"


def _matches(question: Question, text: str) -> bool:
    plain = " ".join(text.translate(_PLAIN).translate(_UNSEEN).split())
    flags = re.IGNORECASE | re.DOTALL
    wanted = all(re.search(pattern, plain, flags) for pattern in question.all)
    return wanted and not any(re.search(pattern, plain, flags) for pattern in question.none or ())


def load_questions(folder: Path) -> list[Question]:
    """Those of the kinds that have one place. Raises `MissingData`."""
    path = folder / "questions.jsonl"
    if not path.exists():
        raise MissingData.at(path)
    every = [Question.model_validate(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
    return [question for question in every if question.kind in KINDS]


def ask(application: Application, questions: Iterable[Question]) -> Iterator[Found]:
    """What is found for each."""
    for question in questions:
        passages = application.retriever.retrieve(question.question, collections=["default"], k=PASSAGES)
        ranks = (rank for rank, passage in enumerate(passages, 1) if holds_answer(question, passage))
        yield Found(question, next(ranks, None), passages)


def load_documents(application: Application, folder: Path) -> None:
    """Returns when all are searchable. Raises `MissingData` where one cannot be read."""
    paths = sorted(folder.iterdir())
    for path in paths:
        with path.open("rb") as stream:
            application.intake.receive(stream, name=path.name, collection="default", principal=LOCAL)
    while application.documents.counts()[DocumentStatus.READY] < len(paths):
        if application.documents.counts()[DocumentStatus.FAILED]:
            raise MissingData(f"A document of {folder} could not be read; the log above says why.")
        time.sleep(0.05)
    while application.registry.get_sample_value("candor_index_lag_changes"):
        time.sleep(0.05)


def report(found: Sequence[Found]) -> str:
    """A table for docs/benchmarks.md, a line a kind, then the questions whose answer is not among the first."""
    lines = [f"| kind | questions | first | among the first {PASSAGES} |", "|---|---|---|---|"]
    lines += (_row(kind, [one for one in found if one.question.kind == kind]) for kind in KINDS)
    lines.append(_row("all", found))
    for one in found:
        if one.rank is None:
            lines.append(f"\n{one.question.id} {one.question.kind} | {one.question.question}")
            lines.append(f"    right: {one.question.note} ({one.question.document})")
            lines += (f"    {rank}. {_shown(passage)}" for rank, passage in enumerate(one.passages, 1))
    return "\n".join(lines)


def _row(name: str, found: Sequence[Found]) -> str:
    first, among = (sum(one.rank is not None and one.rank <= limit for one in found) for limit in (1, PASSAGES))
    of = max(1, len(found))
    return f"| {name} | {len(found)} | {first} ({first / of:.1%}) | {among} ({among / of:.1%}) |"


def _shown(passage: Passage) -> str:
    stored = passage.stored
    heading = heading_of(stored.chunk.place)
    return f"{stored.document} [{heading or ''}] {' '.join(stored.chunk.text.split())[:140]}"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(os.environ.get("CANDOR_BENCHMARK_DATA", "../shared/data"))
    parser.add_argument("--data", type=Path, default=default, help="holds everyday/ (%(default)s)")
    folder = parser.parse_args().data / "everyday"
    configure_logs("error", "console")
    try:
        print(report(_measured(folder)))
    except (MissingData, CandorError) as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from error


def _measured(folder: Path) -> list[Found]:
    questions = load_questions(folder)
    with TemporaryDirectory() as data, compose(Settings(data=Path(data))) as application:
        load_documents(application, folder / "documents")
        return list(ask(application, questions))


if __name__ == "__main__":
    main()
