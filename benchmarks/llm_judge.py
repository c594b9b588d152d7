"""A language model as a judge: alone, beside ours, and both weighed, on claims and answers that nobody learnt from.

`python -m benchmarks.llm_judge --url URL --model NAME --data FOLDER` asks it of the written validation claims, of
RAGTruth's validation questions and, with `--answers`, of answers recorded by `benchmarks.real_answers`. "Both" is
crossfitted by passage; "in doubt" has both where our risk lies in the grey band and ours alone elsewhere, as
CANDOR_JUDGE_LLM=doubt has. Agreement is of our verdict and its word; "yes to its own" is its agreement with itself.
"""

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.check_command import MODELS, tracked
from benchmarks.real_answers import trials_of
from domain.errors import Misconfigured, ModelUnavailable
from domain.generation import ClaimCase, ModelOpinion
from domain.odds import logit
from domain.ports import LanguageJudge
from evaluation.answer_sets import Row, Split, ragtruth
from evaluation.files import MissingData
from evaluation.measures import Bools, Floats, Times, auroc, both_classes, times
from evaluation.recorded_answers import recorded
from evaluation.trials import Trials, of_part
from evaluation.written import written
from monitoring.detectors.asked_model import doubts
from monitoring.verdict.calibration import SEED
from monitoring.verdict.fitting import FOLDS, folds_of
from monitoring.verdict.labelled import Labelled, Left, paired
from monitoring.verdict.weighing import Pair, agreement, crossfitted
from server.wiring.checking import Check, Fitted
from server.wiring.language_models import open_language_models
from server.wiring.opening import open_check_alone
from server.wiring.settings import Settings, read_settings

CLAIMS = ("claims_validation", "claims_pairs_validation")
_PATIENCE_SECONDS = 600.0
_HALF = 0.5
_COLUMNS = (
    "set", "rows", "wrong", "AUROC: judge", "model", "both", "in doubt", "asked in doubt", "agreement",
    "yes to its own", "ms a claim, p50 / p95",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one set; null where undefined. `left_out` says how many rows told nothing, and why."""

    name: str
    rows: int
    wrong: int
    judge: float | None
    model: float | None
    both: float | None
    in_doubt: float | None
    asked_in_doubt: float | None
    agreement: float | None
    yes_to_own: float | None
    times: Times
    left_out: dict[str, int]


@dataclass(frozen=True, slots=True)
class Timed:
    """A `LanguageJudge` that keeps how many milliseconds each claim takes."""

    judge: LanguageJudge
    taken: list[float] = field(default_factory=list)

    def opinion(self, case: ClaimCase, *, within_seconds: float) -> ModelOpinion | None:
        """See `LanguageJudge.opinion`."""
        begun = time.perf_counter()
        found = self.judge.opinion(case, within_seconds=within_seconds)
        self.taken.append(1000 * (time.perf_counter() - begun))
        return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 measured, 1 not, 2 wrong use."""
    options = _parser().parse_args(arguments)
    try:
        with ExitStack() as stack:
            settings = _settings(options)
            judge = _judge(settings, options.model, stack)
            check = stack.enter_context(open_check_alone(settings))
            figures = [measure(trials, check, judge, model=options.model) for trials in _sets(options)]
    except (MissingData, Misconfigured, ModelUnavailable) as error:
        print(f"llm_judge: {error}", file=sys.stderr)
        return 1
    _print(figures)
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in figures], indent=1) + "\n", encoding="utf-8")
    return 0


def measure(trials: Trials, check: Check, judge: LanguageJudge, *, model: str) -> Figures:
    """Every row by both. Raises `ModelUnavailable`."""
    timed, pairs, own, left = Timed(judge), list[Pair](), list[Pair](), Counter[Left]()
    said = partial(doubts, timed, within_seconds=_PATIENCE_SECONDS)
    for trial in tracked(trials.trials, trials.name):
        found, without = paired([_labelled(trial.row)], check.risks, said)
        pairs += found
        own += found if trial.row.generator == model else []
        left += without
    return _figures(trials.name, pairs, own, check.fitted, times=times(timed.taken), left=left)


def _figures(
    name: str, pairs: Sequence[Pair], own: Sequence[Pair], fitted: Fitted, *, times: Times, left: Counter[Left]
) -> Figures:
    wrong = np.array([pair.wrong for pair in pairs], dtype=bool)
    risks, said = (np.array([getattr(pair, of) for pair in pairs]) for of in ("risk", "doubt"))
    both, limit = _both(pairs, wrong), fitted.claim_threshold
    grey = np.array([fitted.grey_band.holds(pair.risk, limit) for pair in pairs], dtype=bool)
    return Figures(
        name,
        len(pairs),
        int(wrong.sum()),
        judge=auroc(risks, wrong),
        model=auroc(said, wrong),
        both=None if both is None else auroc(both, wrong),
        in_doubt=None if both is None else auroc(np.where(grey, both, risks), wrong),
        asked_in_doubt=float(grey.mean()) if pairs else None,
        agreement=agreement(pairs, threshold=limit) if pairs else None,
        yes_to_own=sum(pair.doubt < _HALF for pair in own) / len(own) if own else None,
        times=times,
        left_out={str(reason): count for reason, count in left.items()},
    )


def _both(pairs: Sequence[Pair], wrong: Bools) -> Floats | None:
    """The risk of each by both, crossfitted; null where the rows are too few for that."""
    groups = [pair.group for pair in pairs]
    folds = folds_of(groups, seed=SEED)
    if not pairs or not all(both_classes(wrong[folds != fold]) for fold in range(FOLDS)):
        return None
    return crossfitted(np.array([[logit(pair.risk), logit(pair.doubt)] for pair in pairs]), wrong, groups)


def _labelled(row: Row) -> Labelled:
    return Labelled(row.answer, answer=True, question=row.question, passages=row.passages, wrong=row.wrong)


def _sets(options: argparse.Namespace) -> Iterator[Trials]:
    """Raises `MissingData`."""
    found = [written(options.data, name) for name in CLAIMS]
    found += [of_part(part, name=part.name) for part in ragtruth(options.data, Split.VALIDATION) if part.rows]
    if options.answers:
        found.append(trials_of(recorded(options.answers)))
    for trials in found:
        yield trials.limited(options.limit or None, seed=options.seed)


def _judge(settings: Settings, model: str, stack: ExitStack) -> LanguageJudge:
    models = stack.enter_context(open_language_models(settings))
    if not models.expected:
        raise Misconfigured("--url names no endpoint")
    return models.judge(model)


def _settings(options: argparse.Namespace) -> Settings:
    """Those of the environment, with patience for two busy cores."""
    limits = dict.fromkeys(
        ("llm_first_token_seconds", "llm_silence_seconds", "llm_total_seconds", "verify_limit_seconds"),
        _PATIENCE_SECONDS,
    )
    return read_settings().model_copy(update={"llm_url": options.url, "models": options.models, **limits})


def _parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    data = os.environ.get("CANDOR_BENCHMARK_DATA", "../shared/data")
    made.add_argument("--url", required=True, help="base URL of an OpenAI-compatible endpoint")
    made.add_argument("--model", required=True, help="the model's name there")
    made.add_argument("--data", type=Path, default=Path(data), help="holds written/ and ragtruth/")
    made.add_argument("--answers", type=Path, help="answers recorded by benchmarks.real_answers")
    made.add_argument("--limit", type=int, default=0, help="rows of each set at most, 0 for all (%(default)s)")
    made.add_argument("--seed", type=int, default=0, help="of samples (%(default)s)")
    made.add_argument("--models", type=Path, default=MODELS, help="holds reader/ and the judges' folders")
    made.add_argument("--json", type=Path, help="write all figures to this file, too")
    return made


def _print(figures: Sequence[Figures]) -> None:
    print(f"| {' | '.join(_COLUMNS)} |\n|{'---|' * len(_COLUMNS)}")
    for one in figures:
        told = (one.judge, one.model, one.both, one.in_doubt, one.asked_in_doubt, one.agreement, one.yes_to_own)
        taken = " / ".join("–" if value is None else f"{value:.0f}" for value in (one.times.p50, one.times.p95))
        cells = [one.name, str(one.rows), str(one.wrong), *("–" if v is None else f"{v:.3f}" for v in told), taken]
        print(f"| {' | '.join(cells)} |")
    for one in figures:
        for reason, count in one.left_out.items():
            print(f"{one.name}: {count} left out, {reason}")


if __name__ == "__main__":
    sys.exit(main())
