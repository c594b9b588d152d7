"""The command line that the benchmarks of checks share: which data, which checks, how many rows."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import track

from benchmarks.check_figures import measure
from benchmarks.check_report import CheckReport
from benchmarks.checks import NETWORK, Check, judges, open_checks, open_served
from benchmarks.detection import NothingMeasured
from domain.errors import Misconfigured
from evaluation.files import MissingData
from evaluation.served import ServerFailed
from evaluation.trials import Trial, Trials

MODELS = Path(__file__).parent.parent / "models"


def parser(description: str, *, limit: int) -> argparse.ArgumentParser:
    """With the options that all have; `limit` is the default of `--limit`."""
    made = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    data_option(made)
    made.add_argument(
        "--judge",
        action="append",
        help="default, small, a value of CANDOR_JUDGE or, for a model's bare classes, network; several times for "
        f"several side by side (by default {' and '.join([*judges(), NETWORK])})",
    )
    made.add_argument("--url", help="a running server in place of the models in this process")
    made.add_argument("--key", help="its API key with the role chat; loopback needs none")
    made.add_argument(
        "--limit", type=row_limit, default=limit, help="rows of each set at most, 0 for all (%(default)s)"
    )
    made.add_argument("--seed", type=int, default=0, help="of samples and folds (%(default)s)")
    made.add_argument("--models", type=Path, default=MODELS, help="holds encoder/, reader/ and the judges' folders")
    made.add_argument("--json", type=Path, help="write all figures to this file, too")
    return made


def data_option(parser: argparse.ArgumentParser) -> None:
    """Adds `--data`."""
    data = os.environ.get("CANDOR_BENCHMARK_DATA", "../shared/data")
    text = "holds a folder for each set, or is the set's own"
    parser.add_argument("--data", type=Path, default=Path(data), help=text)


@contextmanager
def checks_of(options: argparse.Namespace) -> Iterator[list[Check]]:
    """Those that the options name. Raises `Misconfigured`."""
    if options.url:
        with open_served(options.url, options.key) as served:
            yield served
    else:
        with open_checks(options.judge or [*judges(), NETWORK], options.models) as opened:
            yield opened


def measure_all(
    loaders: Iterable[tuple[str, Callable[[], Trials]]], options: argparse.Namespace, report: CheckReport
) -> bool:
    """Every set by every check; whether all could be. What could not is said on stderr, the others are measured."""
    try:
        with checks_of(options) as checks:
            done = [_measured(name, load, checks, options, report) for name, load in loaders]
            return all(done)
    except Misconfigured as error:
        print(error, file=sys.stderr)
        return False


def _measured(
    name: str, load: Callable[[], Trials], checks: Sequence[Check], options: argparse.Namespace, report: CheckReport
) -> bool:
    try:
        trials = load().limited(options.limit or None, seed=options.seed)
        report.add(measure(trials, checks, seed=options.seed, track=tracked))
    except (MissingData, NothingMeasured, ServerFailed) as error:
        print(f"{name}: {error}", file=sys.stderr)
        return False
    return True


def shown(options: argparse.Namespace) -> dict[str, object]:
    """The options as the JSON file keeps them."""
    return {name: value for name, value in vars(options).items() if name not in {"key", "json"}}


def tracked(trials: Sequence[Trial], what: str) -> Iterable[Trial]:
    """With a bar on a terminal, a line elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        print(f"{what}: {len(trials)} rows", file=sys.stderr, flush=True)
    return track(trials, description=what, console=console, transient=True, disable=not console.is_terminal)


def row_limit(text: str) -> int:
    """The type of `--limit`: how many at most, 0 for all."""
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("has to be at least 0")
    return number
