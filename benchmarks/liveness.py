"""Whether the server stays alive under load, and how many quoted answers it gives a second.

`python -m benchmarks.liveness` starts two servers of its own over the demo documents. The first is asked a hundred
questions at once whose language model takes 15 s to its first token, beside 20 searches and 20 uploads, while
`/livez` is asked all the time over one kept connection from a process of its own. The second, without a language
model, is asked a hundred questions at once, streamed.
"""

import argparse
import asyncio
import http.client
import os
import platform
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path
from threading import Event

import httpx
import numpy as np

from benchmarks.answers import load_questions
from benchmarks.serving import NotServing, Served, serving
from benchmarks.slow_model import slow_model

QUESTIONS = Path(__file__).parent.parent / "corpora" / "questions.jsonl"
_SENTENCE = "The longest tunnel on the line is 318 m long."
_PROBE_PAUSE_SECONDS = 0.02
_PATIENCE_SECONDS = 180
_STAND_IN = "The language model could not be reached"


@dataclass(frozen=True, slots=True)
class Stream:
    """One streamed answer: seconds to its first byte and to its end, and what went wrong, empty for nothing."""

    first_byte_seconds: float
    seconds: float
    fault: str


def probe(host: str, port: int, stop: Event) -> list[float]:
    """Milliseconds of `/livez` over one kept connection, again and again until `stop` is set."""
    connection = http.client.HTTPConnection(host, port, timeout=_PATIENCE_SECONDS)
    taken = []
    while not stop.is_set():
        begun = time.perf_counter()
        connection.request("GET", "/livez")
        reply = connection.getresponse()
        reply.read()
        taken.append(1000 * (time.perf_counter() - begun) if reply.status == http.HTTPStatus.OK else float("inf"))
        time.sleep(_PROBE_PAUSE_SECONDS)
    return taken


def probed(served: Served, load: Callable[[], Awaitable[list[str]]]) -> tuple[list[str], list[float]]:
    """What `load` returns, and the probes while it ran; the process that asks has begun before."""
    url = httpx.URL(served.url)
    context = get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(1, mp_context=context) as pool:
        stop = manager.Event()
        asked = pool.submit(probe, url.host, url.port or 80, stop)
        time.sleep(1.5)
        try:
            found = asyncio.run(_awaited(load))
        finally:
            stop.set()
        return found, asked.result()


async def _awaited(load: Callable[[], Awaitable[list[str]]]) -> list[str]:
    return await load()


def idle_probes(served: Served, seconds: float) -> list[float]:
    """Milliseconds of `/livez` over one kept connection while nothing else is asked."""

    async def nothing() -> list[str]:
        await asyncio.sleep(seconds)
        return []

    return probed(served, nothing)[1]


async def stream(client: httpx.AsyncClient, question: str) -> Stream:
    """Asks `question` and reads its answer as it comes."""
    begun = time.perf_counter()
    body = {"model": "default", "stream": True, "messages": [{"role": "user", "content": question}]}
    first, parts = float("nan"), list[str]()
    async with client.stream("POST", "/v1/chat/completions", json=body) as reply:
        async for part in reply.aiter_text():
            if not parts:
                first = time.perf_counter() - begun
            parts.append(part)
    return Stream(first, time.perf_counter() - begun, _fault(reply.status_code, "".join(parts)))


def _fault(status: int, text: str) -> str:
    if status != http.HTTPStatus.OK:
        return f"status {status}"
    if not text.rstrip().endswith("[DONE]") or '"error"' in text:
        return "broke off"
    return "quoted instead" if _STAND_IN in text else ""


def load_of(url: str, questions: Sequence[str], *, searches: int, uploads: int) -> Callable[[], Awaitable[list[str]]]:
    """All at once; gives the faults."""

    async def search(client: httpx.AsyncClient, query: str) -> str:
        reply = await client.post("/v1/search", json={"query": query})
        return "" if reply.is_success else f"search: status {reply.status_code}"

    async def upload(client: httpx.AsyncClient, number: int) -> str:
        content = f"Note {number} is about the timetable of line {number}. ".encode() * 40
        reply = await client.post("/v1/documents", files={"file": (f"note-{number}.txt", content)})
        return "" if reply.is_success else f"upload: status {reply.status_code}"

    async def ask(client: httpx.AsyncClient, question: str) -> str:
        return (await stream(client, question)).fault

    async def all_of_it() -> list[str]:
        async with _client(url) as client:
            waiting = [ask(client, question) for question in questions]
            waiting += [search(client, query) for query in islice(cycle(questions), searches)]
            waiting += [upload(client, number) for number in range(uploads)]
            return [fault for fault in await asyncio.gather(*waiting) if fault]

    return all_of_it


def at_once(url: str, questions: Sequence[str]) -> tuple[list[Stream], float]:
    """The answers to all `questions`, asked at once, and the seconds until the last was there."""

    async def ask_all() -> list[Stream]:
        async with _client(url) as client:
            return await asyncio.gather(*(stream(client, question) for question in questions))

    begun = time.perf_counter()
    return asyncio.run(ask_all()), time.perf_counter() - begun


def _client(url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, timeout=_PATIENCE_SECONDS, limits=httpx.Limits(max_connections=None))


def questions_of(count: int) -> list[str]:
    """The demo's questions; beyond their number again, worded anew, so that no reading of them is known already."""
    asked = [question.question for question in load_questions(QUESTIONS)]
    return [
        f"Please tell me: {text}" if place >= len(asked) else text
        for place, text in enumerate(islice(cycle(asked), count))
    ]


def alive(*, streams: int, first_token_seconds: float, searches: int, uploads: int) -> list[str]:
    """Rows of the table for the slow language model."""
    with (
        slow_model(text=_SENTENCE, first_token_seconds=first_token_seconds) as model,
        serving(settings={"CANDOR_LLM_URL": model}) as served,
    ):
        idle = idle_probes(served, 3)
        load = load_of(served.url, questions_of(streams), searches=searches, uploads=uploads)
        begun = time.perf_counter()
        faults, taken = probed(served, load)
        took = time.perf_counter() - begun
    what = (
        f"{streams} streams with a first token after {first_token_seconds:g} s, {searches} searches, {uploads} uploads"
    )
    return [
        f"| `/livez`, kept alive, idle, {len(idle)} times | {_spread(idle)} |",
        f"| `/livez` beside {what}, {len(taken)} times | {_spread(taken)} |",
        f"| of these failed | {len(faults)} {sorted(set(faults)) or ''}; all done after {took:.1f} s |",
    ]


def _spread(milliseconds: Sequence[float]) -> str:
    p50, p99 = np.percentile(milliseconds, (50, 99))
    return f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, worst {max(milliseconds):.0f} ms"


def quoted(*, questions: int) -> list[str]:
    """Rows of the table for quoted answers."""
    with serving() as served:
        at_once(served.url, ["How long is the longest tunnel on the line?"])
        answers, took = at_once(served.url, questions_of(questions))
    first = np.percentile([one.first_byte_seconds for one in answers if not one.fault] or [float("nan")], (50, 95))
    faults = [one.fault for one in answers if one.fault]
    return [
        f"| {questions} questions at once, quoted | {(len(answers) - len(faults)) / took:.1f} answers a second |",
        f"| first byte | p50 {first[0]:.1f} s, p95 {first[1]:.1f} s |",
        f"| of these failed | {len(faults)} {sorted(set(faults)) or ''} |",
    ]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--streams", type=int, default=100, help="answers at once (%(default)s)")
    parser.add_argument("--first-token-seconds", type=float, default=15, help="how long the model thinks (%(default)s)")
    parser.add_argument("--only", choices=("alive", "quoted"), help="one of the two servers alone")
    options = parser.parse_args()
    before = os.getloadavg()[0]
    try:
        rows = (
            []
            if options.only == "quoted"
            else alive(
                streams=options.streams, first_token_seconds=options.first_token_seconds, searches=20, uploads=20
            )
        )
        rows += [] if options.only == "alive" else quoted(questions=options.streams)
    except NotServing as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from error
    print(f"{os.cpu_count()} cores, {platform.machine()}, load before {before:.1f}\n\n| | |\n|---|---|")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
