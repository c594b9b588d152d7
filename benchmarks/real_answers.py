"""Answers of a real, small language model to questions kept out of training, right and wrong by gold, and the check.

`python -m benchmarks.real_answers --data FOLDER --answers FILE --write 300 --model FILE.gguf` lets the model behind
`benchmarks.small_model` answer through the product's prompt, and keeps what it said; without `--write` what the file
holds is checked again. The passages are the question's own and distracting ones of the same article; where there is no
answer in them anything but an abstention is wrong. What abstains is counted and not checked. Figures marked "refitted"
are crossfitted by passage: the risk by Platt's scaling, the threshold at a cost of 5 right answers for a wrong one.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.check_command import checks_of, parser, shown, tracked
from benchmarks.check_figures import Measured, measure
from benchmarks.check_report import CheckReport, report_console
from benchmarks.openai_server import Writer, endpoint
from domain.errors import Misconfigured, ModelInterrupted, ModelUnavailable
from domain.generation import Generated, Task
from domain.ports import Generator
from evaluation.answer_sets import Row
from evaluation.files import MissingData
from evaluation.kept_out import kept_questions
from evaluation.recorded_answers import Recorded, Respondent, record, recorded
from evaluation.served import ServerFailed
from evaluation.trials import Trial, Trials
from generation.excerpts import LikeliestSentences
from generation.quoting import fitted
from generation.quoting.picking import Limits
from monitoring.quality.gold import Label
from server.usecases.showing import Excerpts
from server.wiring.asking import quoting_of
from server.wiring.language_models import open_language_models
from server.wiring.opening import open_models
from server.wiring.settings import read_settings

NAME = "real answers"
_PATIENCE_SECONDS = 600.0


class NoEndpoint(Exception):
    """The language model's endpoint serves no model."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 measured, 1 not, 2 wrong use."""
    made = parser(__doc__ or "", limit=0)
    made.add_argument("--answers", type=Path, required=True, help="the file of answers, JSON lines; grows by --write")
    made.add_argument("--write", type=int, default=0, help="let the model answer so many questions first")
    made.add_argument("--model", type=Path, help="a GGUF file that OpenVINO GenAI runs")
    options = made.parse_args(arguments)
    if options.write and not options.model:
        made.error("--write needs --model")
    try:
        if options.write:
            write(options)
        rows = recorded(options.answers)
        report = CheckReport(report_console(), shown(options), options.json)
        _measured(rows, options, report)
    except (MissingData, Misconfigured, ServerFailed, ModelUnavailable, ModelInterrupted, NoEndpoint) as error:
        print(f"{NAME}: {error}", file=sys.stderr)
        return 1
    return 0


def write(options: argparse.Namespace) -> None:
    """Has the model answer, what it answered before left out. Raises `MissingData` before the model is loaded."""
    from benchmarks.small_model import GenAiWriter

    questions = kept_questions(options.data, options.write, seed=options.seed)
    writer: Writer = GenAiWriter(options.model)
    begun = time.perf_counter()
    with ExitStack() as stack:
        respondent = open_respondent(stack, stack.enter_context(endpoint(writer)), sha256=writer.sha256)
        rows = record(questions, respondent, options.answers)
        for number, row in enumerate(rows, start=1):
            minutes = (time.perf_counter() - begun) / 60
            print(f"{number} in {minutes:.1f} min: {row.seconds:.0f} s, {row.label}", file=sys.stderr, flush=True)


def open_respondent(stack: ExitStack, url: str, *, sha256: str) -> Respondent:
    """The product's way to the model at `url`, with patience for two busy cores. Raises `NoEndpoint`."""
    limits = dict.fromkeys(("llm_first_token_seconds", "llm_silence_seconds", "llm_total_seconds"), _PATIENCE_SECONDS)
    settings = read_settings().model_copy(update={"llm_url": url, **limits})
    models = stack.enter_context(open_language_models(settings))
    names = models.names()
    if not names:
        raise NoEndpoint(f"{url} serves no model")
    name = names[0]
    generator = models.generator(name)
    if models.template(name).most_sentences is not None:
        local = stack.enter_context(open_models(settings))
        limits_of_quotes = Limits(least=settings.quote_from, second_ratio=fitted.SECOND_RATIO)
        choosing = LikeliestSentences(quoting_of(local, limits_of_quotes))
        generator = _ByExcerpts(generator, Excerpts(choosing, models.handling), name)
    return Respondent(generator, name, sha256, models.prompt_identity(name))


@dataclass(frozen=True, slots=True)
class _ByExcerpts:
    """A model that is shown what of the passages bears on the question, as the assistant shows it."""

    generator: Generator
    excerpts: Excerpts
    model: str

    def generate(self, task: Task) -> Iterator[Generated]:
        """See `Generator.generate`."""
        return self.generator.generate(self.excerpts.shown(task, self.model))


def trials_of(rows: Sequence[Recorded]) -> Trials:
    """The answers that claim something. Of right ones and of those off the point it is known which they are."""
    labelled = [(row, row.label) for row in rows]
    trials = tuple(_trial(row, found) for row, found in labelled if found is not Label.ABSTAINED)
    return Trials(NAME, trials, notes=tuple(_notes(labelled)))


def _trial(row: Recorded, found: Label) -> Trial:
    asked = row.asked
    kind = asked.set if asked.golds else f"{asked.set}, no answer there"
    to_the_point = None if found is Label.WRONG else found is Label.RIGHT
    wrong = found is not Label.RIGHT
    checked = Row(asked.question, asked.passages, row.answer, wrong, asked.gold_passage, row.model)
    return Trial(checked, kind, to_the_point=to_the_point)


def _notes(labelled: Sequence[tuple[Recorded, Label]]) -> list[str]:
    there = Counter(found for row, found in labelled if row.asked.golds)
    absent = Counter(found for row, found in labelled if not row.asked.golds)
    models = sorted({f"{row.model} ({row.model_sha256[:12]})" for row, _ in labelled})
    seconds = sum(row.seconds for row, _ in labelled) / max(1, len(labelled))
    return [
        f"{', '.join(models)}: {len(labelled)} answers, {seconds:.1f} s each",
        f"the answer is there: {_counts(there)}",
        f"it is not: {_counts(absent)}",
    ]


def _counts(found: Counter[Label]) -> str:
    return ", ".join(f"{found[one]} {one}" for one in Label)


def _measured(rows: Sequence[Recorded], options: argparse.Namespace, report: CheckReport) -> Measured:
    """Raises `MissingData` where no answer claims anything."""
    trials = trials_of(rows).limited(options.limit or None, seed=options.seed)
    if not trials.trials:
        raise MissingData(f"{options.answers} holds no answer that claims something")
    with checks_of(options) as checks:
        measured = measure(trials, checks, seed=options.seed, track=tracked)
    report.add(measured)
    report.print_whole()
    report.print_crossfitted()
    report.print_kinds()
    return measured


if __name__ == "__main__":
    sys.exit(main())
