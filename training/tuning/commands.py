"""`python -m training train llm CONFIG.yaml`, which `candor train llm` runs."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from domain.errors import Misconfigured
from evaluation.files import MissingData
from training.tuning.configuration import Tracker, TuningConfig, preset_names, read_config

EXTRA = "fine-tuning needs the extra `train`: pip install '.[train]'"


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 done, 1 failed, 2 wrong use."""
    options = _parser().parse_intermixed_args(arguments)
    try:
        config = read_config(options.config, options.settings)
        if options.report:
            _report(config, as_json=options.json)
        else:
            _tune(config, resume=options.resume, as_json=options.json)
    except Misconfigured as error:
        print(error, file=sys.stderr)
        return 1
    except ImportError as error:
        print(f"{error}; {EXTRA}", file=sys.stderr)
        return 1
    return 0


def prepare(arguments: Sequence[str], *, data: Path) -> int:
    """`python -m training prepare llm`: the public and written sets as rows. `data` is where they are by default."""
    parser = argparse.ArgumentParser(prog="python -m training prepare llm", description=prepare.__doc__)
    parser.add_argument("--data", type=Path, default=data, help="folder of the data sets")
    parser.add_argument("--out", type=Path, required=True, help="the file, .jsonl")
    parser.add_argument("--most", type=int, help="rows of each set; without it all")
    parser.add_argument("--seed", type=int, default=13)
    options = parser.parse_args(arguments)
    from training.tuning.grounded import grounded_rows

    try:
        rows = grounded_rows(options.data, seed=options.seed, most_a_set=options.most)
    except MissingData as error:
        print(error, file=sys.stderr)
        return 1
    lines = (row.model_dump_json(exclude_defaults=True) + "\n" for row in rows)
    options.out.write_text("".join(lines), encoding="utf-8")
    print(f"{options.out}: {len(rows)} rows, {sum(row.abstains for row in rows)} of them without an answer")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="candor train llm",
        description="Fine-tune a language model on corrected answers: LoRA or QLoRA, then DPO.",
        epilog=f"Presets: {', '.join(preset_names())}. docs/finetuning.md shows a run from beginning to end.",
    )
    parser.add_argument("config", type=Path, metavar="CONFIG.yaml")
    parser.add_argument("settings", nargs="*", metavar="KEY=VALUE", help="in place of the file's, such as sft.epochs=2")
    parser.add_argument("--resume", action="store_true", help="go on with the run in out, if one was broken off")
    parser.add_argument("--report", action="store_true", help="say what the data is, and stop")
    parser.add_argument("--json", action="store_true", help="the report, or the table, as JSON on the standard output")
    return parser


def _report(config: TuningConfig, *, as_json: bool) -> None:
    from training.tuning.running import prepare

    _, _, report = prepare(config)
    print(json.dumps(report.as_dict(), indent=2) if as_json else "\n".join(report.lines()))


def _tune(config: TuningConfig, *, resume: bool, as_json: bool) -> None:
    from training.tuning.running import ADAPTER, run
    from training.tuning.scoring import table

    _can_track(config.tracking.to)
    outcome = run(config, resume=resume, say=_say)
    for warning in outcome.warnings:
        _say(f"Warning: {warning}")
    if as_json:
        print(json.dumps([asdict(one) for one in outcome.figures], indent=2))
        return
    print("\n".join(table(outcome.figures)) if outcome.figures else "Nothing was asked.")
    print(f"The adapter, its card and its curves are in {config.out / ADAPTER}.")


def _can_track(tracker: Tracker) -> None:
    from importlib.util import find_spec

    if tracker is not Tracker.NONE and find_spec(tracker.value) is None:
        raise Misconfigured(f"tracking.to={tracker} needs a package: pip install {tracker}")


def _say(line: str) -> None:
    """Beside what is asked for."""
    print(line, file=sys.stderr, flush=True)
