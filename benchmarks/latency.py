"""From a question to its checked answer over HTTP, by stage, and the server's memory after the first one.

`python -m benchmarks.latency` starts a server of its own over the demo documents and asks the questions of
`corpora/questions.jsonl`, one after another, each in a new conversation. Quoted answers: no language model.
"""

import argparse
import os
import platform
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import numpy as np

from benchmarks.answers import load_questions
from benchmarks.serving import NotServing, Served, serving

QUESTIONS = Path(__file__).parent.parent / "corpora" / "questions.jsonl"
_REPLY_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Timed:
    """One question: milliseconds as the caller saw them, and by stage as the server did."""

    milliseconds: float
    stages: Mapping[str, float]
    outcome: str


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory in MiB: the server's process, and all its child processes together."""

    server: float
    children: float


def ask(client: httpx.Client, question: str) -> Timed:
    """Asks without streaming, so that the reply is the whole checked answer."""
    begun = time.perf_counter()
    body = {"model": "default", "messages": [{"role": "user", "content": question}]}
    reply = client.post("/v1/chat/completions", json=body).raise_for_status().json()
    took = 1000 * (time.perf_counter() - begun)
    return Timed(took, reply["candor"]["timings_ms"], reply["candor"]["outcome"])


def resident(pid: int) -> Memory:
    """What Linux counts for the process and for its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for task in Path(f"/proc/{pid}/task").iterdir():
        children += [child for child in (task / "children").read_text().split() if child not in children]
    return Memory(_mebibytes(pid), sum(_mebibytes(int(child)) for child in children))


def _mebibytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    [kibibytes] = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")]
    return int(kibibytes) / 1024


def report(served: Served, first: Timed, memory: Memory, timed: Sequence[Timed]) -> str:
    """A table for docs/benchmarks.md."""
    rows = [_row("question to checked answer, over HTTP", [one.milliseconds for one in timed])]
    rows += [_row(f"of it: {stage}", [one.stages.get(stage, 0.0) for one in timed]) for stage in _stages(timed)]
    answered = sum(one.outcome == "answered" for one in timed)
    return "\n".join(
        [
            f"{len(timed)} questions over the demo documents, {answered} answered; {os.cpu_count()} cores, "
            f"{platform.machine()}, load before {os.getloadavg()[0]:.1f}; ready {served.start_seconds:.1f} s after "
            f"the start of an empty server, first answer in {first.milliseconds:.0f} ms",
            "",
            "| | p50 ms | p95 ms |",
            "|---|---|---|",
            *rows,
            "",
            f"Resident after the first answer: {memory.server:.0f} MiB, in child processes {memory.children:.0f} MiB",
        ]
    )


def _stages(timed: Sequence[Timed]) -> list[str]:
    return sorted({stage for one in timed for stage in one.stages} - {"total"})


def _row(name: str, milliseconds: Sequence[float]) -> str:
    p50, p95 = np.percentile(milliseconds, (50, 95))
    return f"| {name} | {p50:.0f} | {p95:.0f} |"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=2, help="how often each question is asked (%(default)s)")
    rounds = parser.parse_args().rounds
    questions = [question.question for question in load_questions(QUESTIONS)]
    try:
        with serving() as served, httpx.Client(base_url=served.url, timeout=_REPLY_SECONDS) as client:
            first = ask(client, questions[0])
            memory = resident(served.pid)
            timed = [ask(client, question) for _ in range(rounds) for question in questions]
            print(report(served, first, memory, timed))
    except NotServing as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from error


if __name__ == "__main__":
    main()
