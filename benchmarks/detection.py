"""How well wrong answers are told from right ones, on public data, beside baselines that any detector has to beat.

`python -m benchmarks.detection --data FOLDER --set NAME`. A row is an answer; it is checked as the service does it,
by the shipped models or, with `--url`, by a running server. Flagged is what the service would not stand behind: an
answer with a sentence that is not supported, or with a risk from the shipped threshold on. What was not checked has the
highest risk. Baselines are fitted on the training part of the same set, or crossfitted by source.
"""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np
from rich.console import Console
from rich.progress import track

from benchmarks.detection_answers import measure
from benchmarks.detection_report import WIDTH, Report
from benchmarks.detection_selfcheck import (
    Consistency,
    ServedConsistency,
    local_consistency,
    measure_selfcheck,
    wikibio,
)
from benchmarks.detection_speed import measure_speed
from domain.errors import Misconfigured
from evaluation.answer_sets import ANSWER_SETS, TASKS, Split, limited
from evaluation.files import MissingData
from evaluation.served import Server, ServerFailed
from evaluation.subjects import Subject, local

MODELS = Path(__file__).parent.parent / "models"
WIKIBIO, SPEED, ALL = "wikibio", "speed", "all"
SETS = (*ANSWER_SETS, WIKIBIO, SPEED)
_REPLY_SECONDS = 120


class NothingMeasured(Exception):
    """There is no row of this kind in the folder."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 all measured, 1 something was not, 2 wrong use."""
    options = _parsed(arguments)
    console = Console(markup=False, highlight=False, emoji=False)
    report = Report(
        console if console.is_terminal else Console(markup=False, highlight=False, emoji=False, width=WIDTH)
    )
    failed = False
    for name in _names(options):
        try:
            _run(name, options, report)
        except (MissingData, Misconfigured, ServerFailed, NothingMeasured) as error:
            print(f"{name}: {error}", file=sys.stderr)
            failed = True
    if options.json:
        options.json.write_text(report.as_json(_shown(options)) + "\n", encoding="utf-8")
    return int(failed)


def _shown(options: argparse.Namespace) -> dict[str, object]:
    return {name: value for name, value in vars(options).items() if name not in {"key", "json"}}


def _names(options: argparse.Namespace) -> Sequence[str]:
    if options.set != ALL:
        return (options.set,)
    return [name for name in SETS if not (options.url and name == SPEED)]


def _run(name: str, options: argparse.Namespace, report: Report) -> None:
    if name == SPEED:
        with local(options.models) as subject, local_consistency(options.models) as consistency:
            for speed in measure_speed(subject, consistency, seed=options.seed, track=_tracked):
                report.add(speed)
    elif name == WIKIBIO:
        _run_wikibio(options, report)
    else:
        _run_answers(name, options, report)


def _run_answers(name: str, options: argparse.Namespace, report: Report) -> None:
    parts = [
        limited(part, options.limit, seed=options.seed)
        for part in ANSWER_SETS[name](options.data, Split(options.split))
        if options.task is None or part.name.endswith(f" {options.task}")
    ]
    if not any(part.rows for part in parts):
        raise NothingMeasured(f"{options.data} holds no rows of the split {options.split}")
    with _subject(options) as subject:
        for part in parts:
            if part.rows:
                report.add(measure(part, subject, seed=options.seed, track=_tracked))
            else:
                report.say(f"\n### {part.name}, {part.split}: no rows")


def _run_wikibio(options: argparse.Namespace, report: Report) -> None:
    passages = wikibio(options.data)
    order = np.random.default_rng(options.seed).permutation(len(passages))
    chosen = [passages[place] for place in order[: options.limit]]
    if not chosen:
        raise NothingMeasured(f"{options.data} holds no passage")
    with _consistency(options) as consistency:
        report.add(measure_selfcheck(chosen, consistency, track=_tracked))


@contextmanager
def _subject(options: argparse.Namespace) -> Iterator[Subject]:
    with _server(options) if options.url else local(options.models) as subject:
        yield subject


@contextmanager
def _consistency(options: argparse.Namespace) -> Iterator[Consistency]:
    if options.url:
        with _server(options) as server:
            yield ServedConsistency(server)
    else:
        with local_consistency(options.models) as consistency:
            yield consistency


@contextmanager
def _server(options: argparse.Namespace) -> Iterator[Server]:
    headers = {"Authorization": f"Bearer {options.key}"} if options.key else {}
    with httpx.Client(base_url=options.url, headers=headers, timeout=_REPLY_SECONDS) as http:
        yield Server(http)


def _tracked(places: Sequence[int]) -> Iterable[int]:
    console = Console(stderr=True)
    return track(places, description="checking", console=console, transient=True, disable=not console.is_terminal)


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    data = os.environ.get("CANDOR_BENCHMARK_DATA", "../shared/data")
    parser.add_argument(
        "--data", type=Path, default=Path(data), help="holds a folder for each set, or is the set's own"
    )
    parser.add_argument("--set", choices=(*SETS, ALL), default=ALL)
    parser.add_argument("--split", choices=list(Split), default=Split.VALIDATION, help="(%(default)s)")
    parser.add_argument("--task", choices=TASKS, help="of ragtruth, one instead of all")
    parser.add_argument("--url", help="a running server in place of the models in this process")
    parser.add_argument("--key", help="its API key with the role chat; loopback needs none")
    parser.add_argument("--limit", type=_positive, help="at most as many answers of each task (of wikibio: passages)")
    parser.add_argument("--json", type=Path, help="write all figures to this file, too")
    parser.add_argument("--models", type=Path, default=MODELS, help="holds encoder/, reader/, grounding/")
    parser.add_argument("--seed", type=int, default=0, help="of samples, folds and intervals (%(default)s)")
    options = parser.parse_args(arguments)
    if options.task and options.set != "ragtruth":
        parser.error("--task goes with --set ragtruth")
    if options.url and options.set == SPEED:
        parser.error("--set speed measures the models in this process: leave --url out")
    return options


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("has to be at least 1")
    return number


if __name__ == "__main__":
    sys.exit(main())
