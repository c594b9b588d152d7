"""Whether a conversation goes as people expect: follow-ups, new topics, small talk, typos, bare keywords, abstentions.

`python -m benchmarks.conversations`: the documents and turns of `tests/benchmarks/conversations`, asked of a server of
its own, without a language model. Small talk and abstentions have to be `abstained`, everything else `answered`; of
both the text has to hold `all` and none of `none`. `--set two_parts` asks two things at once, compares, and asks one;
`hall`, `brewery`, `nursery`, `festival` and `carclub` are 84 everyday questions each on seven or eight documents,
written without a look at code or other sets.
"""

import argparse
import json
import re
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from benchmarks.serving import serving

SETS = Path(__file__).parent.parent / "tests" / "benchmarks"
NAMES = ("conversations", "two_parts", "hall", "brewery", "nursery", "festival", "carclub")
_UNANSWERED = {"small_talk", "abstain"}


@dataclass(frozen=True, slots=True)
class Turn:
    """What is said, and the regexes that all, or none, have to be found in the reply."""

    kind: str
    say: str
    all: tuple[str, ...]
    none: tuple[str, ...]

    def is_met(self, content: str, outcome: str) -> bool:
        """Whether the reply is as it should be."""
        expected = "abstained" if self.kind in _UNANSWERED else "answered"
        fits = all(re.search(wanted, content) for wanted in self.all)
        return outcome == expected and fits and not any(re.search(unwanted, content) for unwanted in self.none)


@dataclass(frozen=True, slots=True)
class Heard:
    """A turn, what came back, and how long it took."""

    language: str
    turn: Turn
    content: str
    outcome: str
    seconds: float

    @property
    def is_good(self) -> bool:
        """See `Turn.is_met`."""
        return self.turn.is_met(self.content, self.outcome)


def conversations(folder: Path) -> Iterator[tuple[str, Sequence[Turn]]]:
    """Each with its language."""
    for line in (folder / "conversations.jsonl").read_text().splitlines():
        told = json.loads(line)
        turns = [Turn(one["kind"], one["say"], tuple(one["all"]), tuple(one["none"])) for one in told["turns"]]
        yield told["language"], turns


def heard(url: str, folder: Path) -> Iterator[Heard]:
    """All conversations, one turn after the other."""
    with httpx.Client(base_url=url, timeout=120) as http:
        for language, turns in conversations(folder):
            conversation: str | None = None
            for turn in turns:
                begun = time.perf_counter()
                reply = _said(http, turn.say, conversation)
                took = time.perf_counter() - begun
                conversation = reply["candor"]["conversation_id"]
                content = reply["choices"][0]["message"]["content"]
                yield Heard(language, turn, content, reply["candor"]["outcome"], took)


def _said(http: httpx.Client, text: str, conversation: str | None) -> dict[str, Any]:
    candor = {} if conversation is None else {"conversation_id": conversation}
    body = {"messages": [{"role": "user", "content": text}], "candor": candor}
    reply: dict[str, Any] = http.post("/v1/chat/completions", json=body).raise_for_status().json()
    return reply


def _print_table(found: Sequence[Heard]) -> None:
    kinds: dict[str, list[Heard]] = defaultdict(list)
    for one in found:
        kinds[f"{one.language} {one.turn.kind}"].append(one)
    kinds["all"] = list(found)
    print("| turns | as they should be | answered otherwise | of | p50 ms |\n|---|---|---|---|---|")
    for name, of_kind in kinds.items():
        p50 = 1000 * statistics.median(one.seconds for one in of_kind)
        wrong = sum(one.outcome == "answered" and not one.is_good for one in of_kind)
        print(f"| {name} | {sum(one.is_good for one in of_kind)} | {wrong} | {len(of_kind)} | {p50:.0f} |")


def main() -> int:
    """Command line; the exit status says nothing of how the answers were."""
    made = argparse.ArgumentParser(description=__doc__)
    made.add_argument("--url", help="a server that has read the documents; without it one is started")
    made.add_argument("--set", choices=NAMES, default="conversations", help="%(default)s")
    options = made.parse_args()
    folder = SETS / options.set
    if options.url:
        found = list(heard(options.url, folder))
    else:
        with serving(load=folder / "documents") as served:
            found = list(heard(served.url, folder))
    _print_table(found)
    for one in found:
        if not one.is_good:
            print(f"\n[{one.turn.kind}] {one.turn.say}\n  {one.outcome}: {one.content}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
