"""The figures as tables for the terminal and docs/benchmarks.md, and as JSON. What is undefined is a dash."""

import json
import os
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TypeAlias

from rich import box
from rich.console import Console
from rich.table import Table as RichTable

from benchmarks.detection_answers import Measured
from benchmarks.detection_figures import COVERAGES, Figures, Table
from benchmarks.detection_selfcheck import SelfChecked
from benchmarks.detection_speed import Speed
from evaluation.answer_sets import TEST_WRONG_RATIO
from evaluation.baselines import Unjudged
from evaluation.measures import Times

Result: TypeAlias = Measured | SelfChecked | Speed
Cells: TypeAlias = Callable[[Figures, Table], Sequence[str]]

UNDEFINED = "–"
BEST_F1 = "best F1 on these rows"
WIDTH = 200
_KEPT = tuple(f"{coverage:.0%}" for coverage in COVERAGES)
_ANSWERS = (
    "method", "rows", "wrong", "AUROC", "AUPRC", "AUROC within gen.", "F1 [95 %]", "precision", "recall",
    BEST_F1, "span F1", "ECE",
)  # fmt: skip
_SENTENCES = ("method", "rows", "wrong", "AUROC", "AUPRC", "F1 [95 %]", "precision", "recall", BEST_F1)
_SELFCHECK = (
    "method", "AUC-PR non-factual", "non-factual*", "factual", "Pearson", "Spearman", "AUROC", "F1", BEST_F1,
)  # fmt: skip


class Report:
    """Prints each result as it comes, and keeps all for `as_json`."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._results: list[Result] = []

    def add(self, result: Result) -> None:
        """Prints it."""
        self._results.append(result)
        if isinstance(result, Measured):
            self._print_answers(result)
        elif isinstance(result, SelfChecked):
            self._print_selfcheck(result)
        else:
            self.say(f"{result.what}: {_times(result.times)}; {machine()}")

    def say(self, line: str) -> None:
        """Prints a line, never wrapped."""
        self._console.print(line, soft_wrap=True)

    def as_json(self, command: Mapping[str, object]) -> str:
        """Everything that was added; undefined figures are null."""
        results = [{"kind": type(result).__name__, **asdict(result)} for result in self._results]
        whole = {"command": dict(command), "machine": machine(), "coverages": COVERAGES, "results": results}
        return json.dumps(whole, ensure_ascii=False, indent=1, default=str)

    def _print_answers(self, measured: Measured) -> None:
        answers = measured.answers
        self._title(
            f"{measured.name}, {measured.split}: {answers.rows} answers to {answers.sources} sources, "
            f"{answers.wrong_ratio:.1%} wrong"
        )
        for note in (*measured.notes, _fitting(measured)):
            self.say(note)
        self._table(_ANSWERS, _rows(answers, _answer_cells))
        self.say("Wrong ones left among the answers kept, lowest risks first:")
        self._table(("method", *_KEPT), _rows(answers, _kept_cells))
        if any(isinstance(one, Figures) and one.reweighted for one in answers.methods):
            self.say(f"Re-weighted to {TEST_WRONG_RATIO:.0%} wrong:")
            self._table(("method", "AUPRC", "F1", "precision", *_KEPT), _rows(answers, _reweighted_cells))
        if measured.sentences:
            self.say(f"{measured.sentences.rows} sentences:")
            self._table(_SENTENCES, _rows(measured.sentences, _sentence_cells))
        if measured.sentence_spans:
            self.say(f"span F1 were flagged sentences marked whole: {_ratio(measured.sentence_spans.f1)}")
        lengths = measured.tokens
        self.say(
            f"{measured.unchecked} sentences unchecked; per answer to passages not seen before {_times(measured.times)}"
            f"; mean tokens of the passages {_number(lengths.passages)}, of the answer {_number(lengths.answer)}; "
            f"{machine()}"
        )

    def _print_selfcheck(self, checked: SelfChecked) -> None:
        self._title(f"wikibio: {checked.sentences} sentences of {checked.passages} passages")
        self.say("non-factual*: major errors only, without the passages that are wrong throughout")
        rows = (
            (
                one.method,
                *_ratios((one.non_factual, one.non_factual_star, one.factual, one.pearson, one.spearman, one.auroc)),
                _ratio(one.at_threshold.f1 if one.at_threshold else None),
                _ratio(one.best_f1),
            )
            for one in checked.methods
        )
        self._table(_SELFCHECK, rows)
        self.say(f"6 sentences × 5 samples {_times(checked.times)}; {machine()}")

    def _title(self, text: str) -> None:
        self._console.print()
        self.say(f"### {text}")

    def _table(self, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        table = RichTable(box=box.MARKDOWN)
        for number, header in enumerate(headers):
            table.add_column(header, justify="right" if number else "left")
        for row in rows:
            table.add_row(*row, *[UNDEFINED] * (len(headers) - len(row)))
        self._console.print(table)


def machine() -> str:
    """Where times were measured."""
    return f"{os.cpu_count()} cores, {platform.machine()}, load {os.getloadavg()[0]:.1f}"


def _rows(table: Table, cells: Cells) -> Iterator[Sequence[str]]:
    """A method that could not be measured has its reason beside its name, and dashes."""
    for one in table.methods:
        if isinstance(one, Unjudged):
            yield (f"{one.method} ({one.reason})",)
        else:
            yield (one.method, *cells(one, table))


def _answer_cells(one: Figures, table: Table) -> Sequence[str]:
    before, after = _sentence_cells(one, table)[:4], _sentence_cells(one, table)[4:]
    spans = one.spans.f1 if one.spans else None
    return (*before, _ratio(one.within_generator_auroc), *after, _ratio(spans), _ratio(one.ece))


def _sentence_cells(one: Figures, table: Table) -> Sequence[str]:
    found = one.plain.at_threshold
    return (
        str(table.rows),
        f"{table.wrong_ratio:.1%}",
        *_ratios((one.auroc, one.plain.auprc)),
        f"{_ratio(found.f1)} {_interval(one.f1_interval)}",
        *_ratios((found.precision, found.recall, one.best_f1)),
    )


def _kept_cells(one: Figures, _: Table) -> Sequence[str]:
    return _ratios(one.plain.kept_rates)


def _reweighted_cells(one: Figures, _: Table) -> Sequence[str]:
    if one.reweighted is None:
        return ()
    found = one.reweighted.at_threshold
    return _ratios((one.reweighted.auprc, found.f1, found.precision, *one.reweighted.kept_rates))


def _fitting(measured: Measured) -> str:
    if measured.fitted_on:
        return f"baselines fitted on {measured.fitted_on} other answers"
    return "baselines crossfitted by source: there is no training part beside these rows"


def _times(times: Times) -> str:
    return f"p50 {_number(times.p50)} ms, p95 {_number(times.p95)} ms ({times.calls} calls)"


def _ratios(values: Iterable[float | None]) -> tuple[str, ...]:
    return tuple(map(_ratio, values))


def _ratio(value: float | None) -> str:
    return UNDEFINED if value is None else f"{value:.3f}"


def _interval(bounds: tuple[float, float] | None) -> str:
    return f"[{UNDEFINED}]" if bounds is None else f"[{bounds[0]:.3f}, {bounds[1]:.3f}]"


def _number(value: float | None) -> str:
    return UNDEFINED if value is None else f"{value:.0f}"
