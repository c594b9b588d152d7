"""`candor calibrate --detector llm`: what a language model's word weighs beside the judge."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from pathlib import Path

from domain.errors import Misconfigured
from domain.ports import LanguageJudge
from generation.judging import judging_identity
from monitoring.detectors.asked_model import doubts
from monitoring.verdict.calibration import NothingTold, TooFewRows
from monitoring.verdict.labelled import paired
from monitoring.verdict.weighing import Pair, Weighing, WeighingFigures, fit_weighing
from server.cli.commands.calibration_figures import print_left, print_qualities, shown
from server.cli.commands.output import console, print_json
from server.cli.labelled_file import read_labelled
from server.usecases.model_desk import first_writer
from server.wiring.calibrating import Beside, write_weighing
from server.wiring.language_models import open_language_models
from server.wiring.opening import open_check_alone
from server.wiring.settings import Settings, read_settings

_ADDS_NOTHING = "On these rows it adds nothing to the judge: leave CANDOR_JUDGE_LLM off."


def calibrate_model(file: Path, wrong_ratio: float | None, *, as_json: bool) -> None:
    """Raises `Misconfigured` where nothing can be fitted, and `ModelUnavailable`."""
    settings = read_settings()
    rows = list(read_labelled(file))
    with ExitStack() as stack:
        name, judge = _judge(settings, stack)
        check = stack.enter_context(open_check_alone(settings))
        said = partial(doubts, judge, within_seconds=settings.verify_limit_seconds)
        pairs, left = paired(shown(rows, quiet=as_json), check.risks, said)
    beside = Beside(check.calibrated.named(check.judge_identity), judging_identity())
    if not as_json:
        console.print(f"{len(rows)} rows for {name} beside {beside.judge}", highlight=False, soft_wrap=True)
        print_left(left)
    weighing, figures = _fitted(pairs, name, check.fitted.claim_threshold, wrong_ratio)
    path = write_weighing(settings.data, name, beside, weighing, figures)
    if as_json:
        left_out = {reason.name.lower(): count for reason, count in left.items()}
        report = {
            "language_model": name,
            "beside": asdict(beside),
            "rows": len(rows),
            "left_out": left_out,
            "file": str(path),
        }
        print_json({**report, "weights": list(weighing.weights), **asdict(figures), "helps": figures.helps})
        return
    _print(figures)
    console.print(f"Written to {path}. Start the server anew: it goes by it then.", highlight=False, soft_wrap=True)


def _judge(settings: Settings, stack: ExitStack) -> tuple[str, LanguageJudge]:
    """The model's name, and how it is asked. Raises `Misconfigured` where there is none."""
    models = stack.enter_context(open_language_models(settings))
    if not (models.expected or models.names()):
        raise Misconfigured("There is no language model to calibrate: see docs/models.md for the ways to have one.")
    name = settings.judge_llm_model or first_writer(models.names())
    if name is None:
        raise Misconfigured(f"No language model can be asked now: {models.state()}.")
    return name, models.judge(name)


def _fitted(
    pairs: Sequence[Pair], name: str, limit: float, wrong_ratio: float | None
) -> tuple[Weighing, WeighingFigures]:
    try:
        return fit_weighing(pairs, threshold=limit, wrong_ratio=wrong_ratio)
    except TooFewRows as error:
        raise Misconfigured(f"{error} Nothing was written.") from error
    except NothingTold as error:
        raise Misconfigured(
            f"Nothing was written: on these rows {name} tells right from wrong no better than chance. See that the "
            "labels are the right way round, or take another CANDOR_JUDGE_LLM_MODEL."
        ) from error


def _print(figures: WeighingFigures) -> None:
    qualities = {"judge, refitted": figures.judge, "model": figures.model, "both": figures.both}
    print_qualities(figures.right, figures.wrong, qualities)
    console.print(f"  judge and model say the same of {figures.agreement:.0%}", highlight=False)
    if not figures.helps:
        console.print(_ADDS_NOTHING, highlight=False, soft_wrap=True)
