"""`candor calibrate`."""

from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from domain.errors import Misconfigured
from server.cli.commands.calibration_figures import print_left, print_qualities, shown
from server.cli.commands.output import AsJson, console, print_json
from server.wiring.settings import read_settings

if TYPE_CHECKING:
    from monitoring.verdict.calibration import Calibration, Figures, Scored


class Calibrating(StrEnum):
    """What is to be calibrated."""

    JUDGE = "judge"
    LLM = "llm"


def calibrate(
    file: Annotated[
        Path,
        typer.Argument(exists=True, dir_okay=False, help="Labelled claims or answers (JSONL).", show_default=False),
    ],
    wrong_ratio: Annotated[
        float | None,
        typer.Option(min=0.001, max=0.999, help="The share of wrong claims in answers here, where FILE has another."),
    ] = None,
    detector: Annotated[
        Calibrating, typer.Option(help="The judge, or the language model beside it (CANDOR_JUDGE_LLM).")
    ] = Calibrating.JUDGE,
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Fits the judge's risks to labelled claims; a server goes by them from its next start."""
    if detector is Calibrating.LLM:
        from server.cli.commands.model_calibration import calibrate_model

        calibrate_model(file, wrong_ratio, as_json=as_json)
        return
    _calibrate_judge(file, wrong_ratio, as_json=as_json)


def _calibrate_judge(file: Path, wrong_ratio: float | None, *, as_json: bool) -> None:
    from monitoring.verdict.labelled import scored
    from server.cli.labelled_file import read_labelled
    from server.wiring.calibrating import write_calibration
    from server.wiring.checking import calibrated_threshold
    from server.wiring.opening import open_check_alone

    settings = read_settings()
    rows = list(read_labelled(file))
    with open_check_alone(settings) as check:
        found, left = scored(shown(rows, quiet=as_json), check.score)
    report: dict[str, Any] = {"judge": check.judge_identity, "rows": len(rows)}
    report["left_out"] = {reason.name.lower(): count for reason, count in left.items()}
    if not as_json:
        console.print(f"{len(rows)} rows for {check.judge_identity}", highlight=False, soft_wrap=True)
        print_left(left)
    limits = check.uncalibrated_threshold, calibrated_threshold(settings)
    calibration, figures = _fitted(found, limits, wrong_ratio, quiet=as_json)
    path = write_calibration(settings.data, check.judge_identity, calibration, figures)
    if as_json:
        print_json({**report, "method": calibration.method, **asdict(figures), "file": str(path)})
        return
    _print_figures(figures, calibration.method)
    console.print(f"Written to {path}. Start the server anew: it goes by it then.", highlight=False, soft_wrap=True)


def _fitted(
    found: "Sequence[Scored]", limits: tuple[float, float], wrong_ratio: float | None, *, quiet: bool
) -> "tuple[Calibration, Figures]":
    """`limits` are the thresholds before and after. Raises `Misconfigured` where nothing can be fitted."""
    from monitoring.verdict.calibration import NothingTold, TooFewRows
    from monitoring.verdict.calibration import calibrate as fit

    try:
        return fit(found, before=limits[0], after=limits[1], wrong_ratio=wrong_ratio)
    except TooFewRows as error:
        raise Misconfigured(f"{error} Nothing was written.") from error
    except NothingTold as error:
        if not quiet:
            _print_figures(error.figures, "calibrated")
        raise Misconfigured(str(error)) from error


def _print_figures(figures: "Figures", method: str) -> None:
    qualities = {"as it is": figures.before, f"{method}, crossfitted": figures.after}
    print_qualities(figures.right, figures.wrong, qualities)
