"""What survives when the server is killed (−9) in the middle of uploads, answers, resolutions and deletions.

`python -m benchmarks.kills` starts a server over an empty folder, uses it from several threads, kills it at a random
moment, starts it again, and does so `--kills` times. Whatever was acknowledged must be there, and reading must go on.
"""

import argparse
import os
import random
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from benchmarks.serving import NotServing, Running, started

_CALL_SECONDS = 60
_RESUMED_SECONDS = 15.0
_READ_SECONDS = 300
_LONG_RATIO = 0.15
_SETTLED = {"ready", "failed"}
_WORDS = "The keeper of the lighthouse reads every evening and writes down what the ships have told about the weather. "
_QUESTIONS = ("Who reads every evening?", "What do the ships tell?", "What is written down?")


@dataclass(frozen=True, slots=True)
class Answered:
    """Where an answer stands, and its text."""

    conversation: str
    content: str


@dataclass
class Ledger:
    """What the server acknowledged; names are ids."""

    documents: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    answers: dict[str, Answered] = field(default_factory=dict)
    resolved: dict[str, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def counts(self) -> dict[str, int]:
        """Acknowledged, by kind."""
        return {
            "uploads": len(self.documents) + len(self.deleted),
            "answers": len(self.answers),
            "resolutions": len(self.resolved),
            "deletions": len(self.deleted),
        }


@dataclass(frozen=True, slots=True)
class Round:
    """One start and its kill; seconds from the start of the process until it was ready, and until it read again.

    `waiting` is how many files the server before it left unread.
    """

    waiting: int
    ready_seconds: float
    resumed_seconds: float


class Caller:
    """Uses the server until it is gone, and writes down what it acknowledged. Only a whole reply counts."""

    def __init__(self, url: str, ledger: Ledger, seed: int) -> None:
        self._http = httpx.Client(base_url=url, timeout=_CALL_SECONDS, trust_env=False)
        self._ledger, self._random = ledger, random.Random(seed)  # noqa: S311 - a seeded draw makes a run repeatable

    def run(self) -> None:
        """Until the server does not answer."""
        steps: list[Callable[[], None]] = [self.upload, self.upload, self.ask, self.resolve, self.delete]
        with self._http:
            while True:
                try:
                    self._random.choice(steps)()
                except httpx.TransportError:
                    return

    def upload(self) -> None:
        """A short file; some are long enough to be in the middle of reading when the server goes."""
        text = f"{self._random.random()} " + _WORDS * (600 if self._random.random() < _LONG_RATIO else 3)
        reply = self._http.post("/v1/documents", files={"file": (f"{self._random.random()}.txt", text.encode())})
        if reply.is_success:
            with self._ledger.lock:
                self._ledger.documents.add(reply.json()["id"])

    def ask(self) -> None:
        """A question in a new conversation, which opens an escalation where it is asked for."""
        body = {"model": "default", "messages": [{"role": "user", "content": self._random.choice(_QUESTIONS)}]}
        reply = self._http.post("/v1/chat/completions", json=body)
        if not reply.is_success:
            return
        completion = reply.json()
        answer = Answered(completion["candor"]["conversation_id"], completion["choices"][0]["message"]["content"])
        with self._ledger.lock:
            self._ledger.answers[completion["candor"]["answer_id"]] = answer

    def resolve(self) -> None:
        """Asks for a person on an own answer, and answers as one."""
        with self._ledger.lock:
            known = sorted(self._ledger.answers)
        if not known:
            return
        made = self._http.post("/v1/escalations", json={"answer_id": self._random.choice(known)})
        if not made.is_success:
            return
        number = made.json()["id"]
        text = f"As a person I say {self._random.random()}."
        self._http.post(f"/v1/escalations/{number}/claim")
        body = {"resolution": "edit", "text": text, "reuse": False}
        if self._http.post(f"/v1/escalations/{number}/resolve", json=body).is_success:
            with self._ledger.lock:
                self._ledger.resolved[number] = text

    def delete(self) -> None:
        """A document, whatever state it is in."""
        with self._ledger.lock:
            known = sorted(self._ledger.documents)
            if not known:
                return
            chosen = self._random.choice(known)
            self._ledger.documents.discard(chosen)  # unknown until it is acknowledged
        if self._http.delete(f"/v1/documents/{chosen}").is_success:
            with self._ledger.lock:
                self._ledger.deleted.add(chosen)


def lost(http: httpx.Client, ledger: Ledger) -> Iterator[str]:
    """What was acknowledged and is not there."""
    yield from _lost_documents(http, ledger)
    yield from _lost_answers(http, ledger)
    for number, text in ledger.resolved.items():
        escalation = http.get(f"/v1/escalations/{number}").json()
        if escalation["status"] != "resolved" or text not in str(escalation):
            yield f"resolution of {number}"


def _lost_documents(http: httpx.Client, ledger: Ledger) -> Iterator[str]:
    for number in sorted(ledger.documents):
        reply = http.get(f"/v1/documents/{number}")
        if not reply.is_success or reply.json()["status"] != "ready":
            yield f"document {number}: {reply.text}"
    for number in sorted(ledger.deleted):
        if http.get(f"/v1/documents/{number}").status_code != httpx.codes.NOT_FOUND:
            yield f"deleted document {number} is there"


def _lost_answers(http: httpx.Client, ledger: Ledger) -> Iterator[str]:
    for number, answer in ledger.answers.items():
        messages = _messages(http, answer.conversation)
        if ("assistant", answer.content) not in messages:
            yield f"answer {number} is not in its conversation"
        if not any(role == "user" for role, _ in messages):
            yield f"the question of answer {number}"


def _messages(http: httpx.Client, conversation: str) -> list[tuple[str, str]]:
    reply = http.get(f"/v1/conversations/{conversation}").json()
    return [(message["role"], message["content"]) for message in reply["messages"]]


def _await_reading(http: httpx.Client) -> None:
    """Returns when a file is being read or none waits."""
    ends = time.monotonic() + _READ_SECONDS
    while (waiting := _waiting(http)) and all(status == "queued" for status in waiting) and time.monotonic() < ends:
        time.sleep(0.02)


def _left_unread(folder: Path) -> int:
    """From the file itself, without the server."""
    file = folder / "data" / "candor.db"
    if not file.exists():
        return 0
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        [(count,)] = database.execute("SELECT COUNT(*) FROM jobs")
        return int(count)


def _waiting(http: httpx.Client) -> list[str]:
    """The statuses of what is not read yet; the newest documents come first, so old ones are asked for by status."""
    found: list[str] = []
    for status in ("queued", "parsing", "embedding"):
        reply = http.get("/v1/documents", params={"limit": 500, "status": status}).raise_for_status()
        found += [document["status"] for document in reply.json()["documents"]]
    return found


@contextmanager
def _server(folder: Path) -> Iterator[tuple[Running, httpx.Client]]:
    with (
        started(folder, PAGE="false") as server,
        httpx.Client(base_url=server.url, timeout=_CALL_SECONDS, trust_env=False) as http,
    ):
        yield server, http


def kill_once(folder: Path, ledger: Ledger, draw: random.Random, *, callers: int) -> Round:
    """Starts a server, uses it, and kills it between one and three seconds later."""
    waiting = _left_unread(folder)
    with _server(folder) as (server, http):
        begun = time.perf_counter() - server.start_seconds
        _await_reading(http)
        resumed_seconds = time.perf_counter() - begun
        threads = [
            threading.Thread(target=Caller(server.url, ledger, draw.randrange(2**32)).run) for _ in range(callers)
        ]
        for thread in threads:
            thread.start()
        time.sleep(draw.uniform(1, 3))
        server.process.kill()
        for thread in threads:
            thread.join()
        return Round(waiting, server.start_seconds, resumed_seconds)


def settle(folder: Path, ledger: Ledger) -> list[str]:
    """What is lost, once a last server has read what waited."""
    with _server(folder) as (_, http):
        ends = time.monotonic() + _READ_SECONDS
        while _waiting(http) and time.monotonic() < ends:
            time.sleep(0.1)
        return list(lost(http, ledger))


def report(rounds: Sequence[Round], ledger: Ledger, missing: Sequence[str]) -> str:
    """A table for docs/benchmarks.md."""
    waited = [one.resumed_seconds for one in rounds if one.waiting]
    late = max((one.resumed_seconds - one.ready_seconds for one in rounds if one.waiting), default=0)
    kinds = ", ".join(f"{number} {kind}" for kind, number in ledger.counts().items())
    return "\n".join(
        [
            f"{len(rounds)} kills, {os.cpu_count()} cores, load after {os.getloadavg()[0]:.1f}",
            "",
            "| | |",
            "|---|---|",
            f"| acknowledged | {kinds} |",
            f"| lost | {len(missing)} |",
            f"| ready after the start | worst {max(one.ready_seconds for one in rounds):.1f} s |",
            f"| reading again after the start, {len(waited)} times with files left unread | "
            f"worst {max(waited, default=0):.1f} s, {late:.2f} s after it was ready |",
        ]
    )


def main() -> None:
    """Command line. Exit status 1 where something was lost or reading did not go on in time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--callers", type=int, default=4)
    parser.add_argument("--seed", type=int, default=8)
    arguments = parser.parse_args()
    draw, ledger = random.Random(arguments.seed), Ledger()  # noqa: S311 - a seeded draw makes a run repeatable
    try:
        with TemporaryDirectory() as name:
            folder = Path(name)
            rounds = []
            for _ in range(arguments.kills):
                rounds.append(kill_once(folder, ledger, draw, callers=arguments.callers))
                print(f"kill {len(rounds)}: {rounds[-1]}", file=sys.stderr, flush=True)
            missing = settle(folder, ledger)
    except NotServing as error:
        raise SystemExit(str(error)) from error
    print(report(rounds, ledger, missing))
    print("\n".join(missing), file=sys.stderr)
    if missing or any(one.waiting and one.resumed_seconds > _RESUMED_SECONDS for one in rounds):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
