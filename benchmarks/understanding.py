"""Whether the check understands: claims and answers written so that shared words say nothing, by kind.

`python -m benchmarks.understanding --data FOLDER`: all judges of this version side by side, beside the share of new
words and the lexical floor, which is fitted on written training blocks. `--url` asks a running server the same. Off the
point counts as wrong; columns of their own tell it apart.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from benchmarks.check_command import measure_all, parser, shown
from benchmarks.check_report import CheckReport, report_console
from evaluation.answer_sets import Row
from evaluation.trials import Trials, rows_of
from evaluation.written import FITTING, VALIDATION, written


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 all measured, 1 something was not, 2 wrong use."""
    made = parser(__doc__ or "", limit=0)
    made.add_argument("files", nargs="*", default=VALIDATION, help="names of files in written (%(default)s)")
    options = made.parse_args(arguments)
    report = CheckReport(report_console(), shown(options), options.json)
    names: Sequence[str] = options.files
    whole = measure_all([(name, partial(_trials, options.data, name)) for name in names], options, report)
    report.print_whole()
    report.print_kinds()
    return 0 if whole else 1


def _trials(data: Path, name: str) -> Trials:
    """Training blocks fit the floor for validation parts; a training part is crossfitted."""
    found = written(data, name)
    return replace(found, fit=_fit(data)) if name.endswith("_validation") else found


@cache
def _fit(data: Path) -> tuple[Row, ...]:
    return rows_of([written(data, name) for name in FITTING if (data / "written" / f"{name}.jsonl").exists()])


if __name__ == "__main__":
    sys.exit(main())
