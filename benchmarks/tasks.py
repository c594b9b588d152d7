"""Diagrams and rewritten texts of a running server's language model: what is drawn, and what of a meaning is kept.

`python -m benchmarks.tasks diagram --data FOLDER --url URL` asks for diagrams of drawn scenarios of `plantuml_dataset`:
how many PlantUML draws at once, and once the model has seen its error. `rewrite` has drawn texts of `ai_human_rewrite`
written anew: how many sentences of the result the text supports, how many of the text are found again, and how many
texts are delivered with both. Both measures of a rewriting are the product's own check, which is no person's eye.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeVar

import httpx
import numpy as np
from pydantic import BaseModel, Field, ValidationError

from domain.answers import Outcome, Support

SEED = 19
_MOST_CHARACTERS = 2000
_FEWEST_CHARACTERS = 120
_PATIENCE_SECONDS = 600.0
_Wire = TypeVar("_Wire", bound=BaseModel)
_DELIVERED = {Outcome.ANSWERED, Outcome.FLAGGED}


class TasksError(Exception):
    """The data or the server cannot be had."""


class Claim(BaseModel):
    """A sentence as the check found it; `end` is where it ends in what was written."""

    support: Support
    end: int


class _Diagram(BaseModel):
    svg: str | None
    error: str | None


class _Block(BaseModel):
    outcome: Outcome
    claims: tuple[Claim, ...]
    timings_ms: dict[str, float]
    diagram: _Diagram | None = None


class _Verified(BaseModel):
    claims: tuple[Claim, ...]


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message


class Reply(BaseModel):
    """What of a chat reply is needed here."""

    choices: tuple[_Choice, ...] = Field(min_length=1)
    candor: _Block

    @property
    def written(self) -> str:
        """The text without the notice below it."""
        ends = [claim.end for claim in self.candor.claims]
        return self.choices[0].message.content[: max(ends, default=0)]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Of one scenario; `error` is PlantUML's, null where it drew it or no diagram was written."""

    at_once: bool
    in_the_end: bool
    error: str | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Rewritten:
    """Of one text: its sentences, those found again, those of the result, and those of them that the text supports."""

    sentences: int
    kept: int
    written: int
    supported: int
    outcome: Outcome
    seconds: float

    @property
    def is_whole(self) -> bool:
        """Whether it was delivered with nothing added and nothing lost, as far as the check can tell."""
        nothing_added = 0 < self.written == self.supported
        return self.outcome in _DELIVERED and nothing_added and self.kept == self.sentences


def scenarios(data: Path, count: int) -> list[str]:
    """Drawn by chance, each once, of those that are no longer than a page."""
    rows = json.loads(_read(data / "plantuml_dataset" / "data_combined.json"))
    return _drawn([row["input"] for row in rows], count)


def texts(data: Path, count: int) -> list[str]:
    """English texts by people, drawn likewise."""
    rows = [json.loads(line) for line in _read(data / "ai_human_rewrite" / "pairs.jsonl").splitlines()]
    return _drawn([row["human_text"] for row in rows if row["language"] == "en"], count)


def diagram_of(reply: Reply, seconds: float) -> Drawn:
    """The server asks the model again where PlantUML refused its code, and times that as a repair."""
    found = reply.candor.diagram
    drawn = found is not None and found.svg is not None
    again = "repair" in reply.candor.timings_ms
    return Drawn(drawn and not again, drawn, found.error if found else None, seconds)


def rewriting_of(source: Sequence[Claim], reply: Reply, seconds: float) -> Rewritten:
    """`source`: the text's own sentences, checked against what was written."""
    written = reply.candor.claims
    return Rewritten(len(source), _supported(source), len(written), _supported(written), reply.candor.outcome, seconds)


def told_of_diagrams(found: Sequence[Drawn]) -> str:
    """A line for docs/benchmarks.md."""
    once, end = (sum(values) for values in zip(*((one.at_once, one.in_the_end) for one in found), strict=True))
    p50 = statistics.median(one.seconds for one in found)
    return f"{len(found)} scenarios: drawn at once {once}, in the end {end}; p50 {p50:.0f} s"


def told_of_rewritings(found: Sequence[Rewritten]) -> str:
    """The same."""
    whole = sum(one.is_whole for one in found)
    delivered = sum(one.outcome in _DELIVERED for one in found)
    written, supported = sum(one.written for one in found), sum(one.supported for one in found)
    sentences, kept = sum(one.sentences for one in found), sum(one.kept for one in found)
    p50 = statistics.median(one.seconds for one in found)
    return (
        f"{len(found)} texts: delivered {delivered}, nothing added or lost {whole}; of {written} written sentences "
        f"{supported} supported, of {sentences} of the texts {kept} found again; p50 {p50:.0f} s"
    )


def _supported(claims: Sequence[Claim]) -> int:
    return sum(claim.support is Support.SUPPORTED for claim in claims)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise TasksError(f"{path} cannot be read: {error.strerror}. --data names the public data.") from error


def _drawn(all_of_them: Sequence[str], count: int) -> list[str]:
    fitting = [one for one in dict.fromkeys(all_of_them) if _FEWEST_CHARACTERS <= len(one) <= _MOST_CHARACTERS]
    return [fitting[place] for place in np.random.default_rng(SEED).permutation(len(fitting))[:count]]


def _asked(client: httpx.Client, model: str, task: str, message: str) -> tuple[Reply, float]:
    body = {"model": model, "messages": [{"role": "user", "content": message}], "candor": {"task": task}}
    begun = time.perf_counter()
    reply = _posted(client, "/v1/chat/completions", body, Reply)
    return reply, time.perf_counter() - begun


def _found_again(client: httpx.Client, text: str, written: str) -> Sequence[Claim]:
    """The sentences of the text as claims over what was written."""
    body = {"answer": text, "passages": [written or "-"]}
    return _posted(client, "/v1/verify", body, _Verified).claims


def _posted(client: httpx.Client, path: str, body: Mapping[str, object], as_model: type[_Wire]) -> _Wire:
    try:
        reply = client.post(path, json=body)
        reply.raise_for_status()
        return as_model.model_validate_json(reply.content)
    except (httpx.HTTPError, ValidationError) as error:
        raise TasksError(f"The server at {client.base_url} gave no answer: {error}") from error


def _diagrams(client: httpx.Client, model: str, data: Path, count: int) -> Iterator[str]:
    found = list[Drawn]()
    for scenario in scenarios(data, count):
        found.append(diagram_of(*_asked(client, model, "diagram", scenario)))
        if not found[-1].in_the_end:
            yield f"not drawn: {scenario[:60]!r}: {found[-1].error}"
    yield told_of_diagrams(found)


def _rewritings(client: httpx.Client, model: str, data: Path, count: int) -> Iterator[str]:
    found = list[Rewritten]()
    for text in texts(data, count):
        reply, seconds = _asked(client, model, "rewrite", text)
        found.append(rewriting_of(_found_again(client, text, reply.written), reply, seconds))
    yield told_of_rewritings(found)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=("diagram", "rewrite"))
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data")
    parser.add_argument("--url", default="http://127.0.0.1:8080")
    parser.add_argument("--model", default="default")
    parser.add_argument("--count", type=int, default=100)
    arguments = parser.parse_args()
    measure = _diagrams if arguments.task == "diagram" else _rewritings
    with httpx.Client(base_url=arguments.url, timeout=_PATIENCE_SECONDS, trust_env=False) as client:
        try:
            for line in measure(client, arguments.model, arguments.data, arguments.count):
                print(line, flush=True)
        except TasksError as error:
            _stop(str(error))


def _stop(reason: str) -> NoReturn:
    print(reason, file=sys.stderr)
    raise SystemExit(1)


if __name__ == "__main__":
    main()
