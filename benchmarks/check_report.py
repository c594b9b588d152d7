"""The figures of checks as tables for the terminal and docs/benchmarks.md, and as JSON. What is undefined is a dash."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.check_figures import Measured, Method
from benchmarks.detection_report import UNDEFINED, WIDTH, machine

_WHOLE = (
    "set", "check", "rows", "wrong", "AUROC", "caught at 15 %", "right delivered", "wrong delivered", "accuracy of 3",
    "ECE", "off point AUROC: risk, answers", "off, on said to answer", "ms p50 / p95",
)  # fmt: skip

_CROSSFITTED = (
    "set", "check", "wrong caught", "right held back", "ECE", "refitted: wrong caught", "right held back", "ECE",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Keeps results; `file`, where there is one, holds all of them after each `add`, should the run be cut short."""

    console: Console
    command: Mapping[str, object]
    file: Path | None
    results: list[Measured] = field(default_factory=list)

    def add(self, measured: Measured) -> None:
        """Keeps it and prints its kinds, where the set has several."""
        self.results.append(measured)
        if self.file:
            self.file.write_text(self.as_json() + "\n", encoding="utf-8")

    def as_json(self) -> str:
        """Everything that was added; undefined figures are null."""
        whole = {"command": self.command, "machine": machine(), "results": [asdict(one) for one in self.results]}
        return json.dumps(whole, ensure_ascii=False, indent=1, default=str)

    def print_whole(self) -> None:
        """One table: all sets, all checks."""
        self._print(_WHOLE, (row for measured in self.results for row in _rows(measured)))
        for measured in self.results:
            for note in (*measured.notes, *(f"{one.method}: {one.reason}" for one in measured.unmeasured)):
                self.console.print(f"{measured.name}: {note}", soft_wrap=True)
        self.console.print(machine(), soft_wrap=True)

    def print_crossfitted(self) -> None:
        """One table: what the product decides, and what refitting its risk and threshold on such answers would give."""
        self._print(_CROSSFITTED, (row for measured in self.results for row in _crossfitted_rows(measured)))

    def print_kinds(self) -> None:
        """One table a set: AUROC and what is caught at 15 %, by kind, all checks side by side."""
        for measured in self.results:
            self.console.print(f"\n{measured.name}, AUROC · caught at 15 % · wrong delivered, by kind:", soft_wrap=True)
            self._print(("kind", "rows", *(one.name for one in measured.methods)), _kind_rows(measured.methods))

    def _print(self, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        table = Table(box=box.MARKDOWN)
        for number, header in enumerate(headers):
            table.add_column(header, justify="right" if number > 1 else "left", no_wrap=number < 2)
        for row in rows:
            table.add_row(*row)
        self.console.print(table)


def report_console() -> Console:
    """Of the terminal's width, or wide enough for a file."""
    console = Console(markup=False, highlight=False, emoji=False)
    return console if console.is_terminal else Console(markup=False, highlight=False, emoji=False, width=WIDTH)


def _rows(measured: Measured) -> Iterable[Sequence[str]]:
    for one in measured.methods:
        found = one.whole
        yield (
            measured.name,
            one.name,
            str(measured.rows),
            f"{measured.wrong_ratio:.0%}",
            *map(_ratio, (found.auroc, found.caught, found.right_delivered, found.wrong_delivered)),
            *map(_ratio, (found.accuracy, found.calibration_error)),
            _two(found.off_point_auroc, found.off_point_auroc_by_answers),
            _two(found.off_point_said_to_answer, found.to_the_point_said_to_answer),
            f"{_number(one.times.p50)} / {_number(one.times.p95)}",
        )


def _crossfitted_rows(measured: Measured) -> Iterable[Sequence[str]]:
    for one in measured.methods:
        delivered = (one.whole.wrong_delivered, one.whole.right_delivered)
        held = (None if share is None else 1 - share for share in delivered)
        fitted = one.crossfitted
        refitted = (fitted.wrong_caught, fitted.right_held_back, fitted.calibration_error) if fitted else (None,) * 3
        yield (measured.name, one.name, *map(_ratio, (*held, one.whole.calibration_error, *refitted)))


def _kind_rows(methods: Sequence[Method]) -> Iterable[Sequence[str]]:
    """The most frequent kinds first."""
    kinds = methods[0].kinds
    for kind in sorted(kinds, key=lambda name: (-kinds[name].rows, name)):
        cells = (
            " · ".join(map(_ratio, (found.auroc, found.caught, found.wrong_delivered)))
            for found in (one.kinds[kind] for one in methods)
        )
        yield (kind, str(kinds[kind].rows), *cells)


def _two(first: float | None, second: float | None) -> str:
    return UNDEFINED if first is None and second is None else f"{_ratio(first)}, {_ratio(second)}"


def _ratio(value: float | None) -> str:
    return UNDEFINED if value is None else f"{value:.3f}"


def _number(value: float | None) -> str:
    return UNDEFINED if value is None else f"{value:.0f}"
