"""Public sets of entailment and of summaries, all judges side by side, beside the share of new words and the floor.

`python -m benchmarks.entailment --data FOLDER` takes `nli` (its dev parts that no judge may have learnt from),
`frank`, `summedits`, `wice` and `ragtruth` (questions, and the summaries given). A hypothesis or a summary is an answer
without a question. Accuracy of three compares verdicts with entailment, neutral, contradiction; `network` is the bare
model.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from benchmarks.check_command import measure_all, parser, shown
from benchmarks.check_report import CheckReport, report_console
from benchmarks.detection import NothingMeasured
from evaluation.answer_sets import ANSWER_SETS, Split
from evaluation.entailment_sets import entailment, entailment_names
from evaluation.files import MissingData
from evaluation.trials import Trials, of_part

# Set, part of it and split. Of RAGTruth's summaries there are so few that none is left out: a note says so.
SUMMARIES = (
    ("ragtruth", "ragtruth QA", Split.VALIDATION),
    ("ragtruth", "ragtruth Summary", Split.ALL),
    ("frank", "frank", Split.VALIDATION),
    ("summedits", "summedits", Split.VALIDATION),
    ("wice", "wice", Split.VALIDATION),
)
NLI = "nli"
_LIMIT = 300

Loader = tuple[str, Callable[[], Trials]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 all measured, 1 something was not, 2 wrong use."""
    made = parser(__doc__ or "", limit=_LIMIT)
    made.add_argument(
        "--set", action="append", help="nli, a part of it such as med_dev, frank, summedits, wice, ragtruth"
    )
    options = made.parse_args(arguments)
    report = CheckReport(report_console(), shown(options), options.json)
    try:
        loaders = list(_loaders(options))
    except MissingData as error:
        print(error, file=sys.stderr)
        return 1
    if not loaders:
        made.error(f"--set {' '.join(options.set)}: no such set")
    whole = measure_all(loaders, options, report)
    report.print_whole()
    return 0 if whole else 1


def _loaders(options: argparse.Namespace) -> Iterator[Loader]:
    wanted = set(options.set or [NLI, *ANSWER_SETS])
    if others := wanted - set(ANSWER_SETS):
        for name in entailment_names(options.data):
            if NLI in wanted or name in others:
                yield name, partial(entailment, options.data, name)
    for folder, name, split in SUMMARIES:
        if folder in wanted:
            yield name, partial(_summaries, options.data, folder, name, split)


def _summaries(data: Path, folder: str, name: str, split: Split) -> Trials:
    """Raises `MissingData`, and `NothingMeasured` where the set has no row of the split."""
    (part,) = [part for part in ANSWER_SETS[folder](data, split) if part.name == name]
    if not part.rows:
        raise NothingMeasured(f"no rows of the split {split}")
    return of_part(part, name=name)


if __name__ == "__main__":
    sys.exit(main())
