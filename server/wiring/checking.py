"""Opens what checks answers: the judge, or the small model in its place, and what compares other answers."""

from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import structlog

from domain.errors import Misconfigured
from domain.ports import ClaimJudge, PairReader
from inference.artefacts import DETAILS_FILE, Artefact, ModelKind, open_artefact
from inference.hub_entailment import load_hub_entailment
from inference.hub_judge import HubJudge, load_hub_judge
from inference.judge import LocalJudge
from inference.models import load_judge, load_support
from inference.options import RuntimeOptions
from inference.support import LocalSupport
from monitoring.detectors import grounding, hub_judge, judge, judge_signals, signals
from monitoring.detectors.by_language import ByLanguage, SpanDetector
from monitoring.detectors.detection import Detector, Inspection
from monitoring.detectors.grounding import GroundingDetector
from monitoring.detectors.hub_judge import HubJudgeDetector
from monitoring.detectors.judge import JudgeDetector
from monitoring.detectors.selfcheck import Scale, SelfCheck, contradicted, not_entailed
from monitoring.verdict.calibration import Calibration
from monitoring.verdict.fitting import platt_curve
from monitoring.verdict.risk import MAY_LOWER, GreyBand, Measured, RiskModel
from server.wiring.calibrating import Calibrated, read_calibration
from server.wiring.settings import HUB_JUDGE, SMALL_JUDGE, Settings

WRONG_ANSWER_COST = 5.0
_JUDGE_READS = "en"
# A public model's own boundary; its answers as our judge's.
_HUB_CLAIM_THRESHOLD = 0.5
_HUB_ANSWER_THRESHOLD = 0.75
_HUB_GREY_BAND = (0.08, 0.6)
_log = structlog.get_logger()

Score: TypeAlias = Callable[[Inspection], Sequence[float | None]]


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was fitted for a model that checks, as its `model.json` holds it."""

    risk: RiskModel
    claim_threshold: float
    answer_threshold: float
    grey_band: GreyBand

    @classmethod
    def of(cls, artefact: Artefact, names: Sequence[str], *, may_lower: Set[str] = MAY_LOWER) -> "Fitted":
        """`names` are those of the signals. Raises `Misconfigured`."""
        details = artefact.details
        try:
            return cls(
                RiskModel.from_details(details["risk"], names, may_lower=may_lower),
                float(details["claim_threshold"]),
                float(details["answer_threshold"]),
                GreyBand(*map(float, details["grey_band"])),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise _garbled(artefact, error) from error


@dataclass(frozen=True, slots=True)
class Check:
    """What checks answers, and what it goes by.

    `score` gives the judge's risk of each claim as it is without a calibration, null where the judge does not read it;
    from `uncalibrated_threshold` on it would be not supported then. `judge` is our own, null where another checks.
    """

    grounding: SpanDetector
    consistency: Detector
    fitted: Fitted
    judge_identity: str
    consistency_identity: str
    calibrated: Calibrated
    score: Score
    uncalibrated_threshold: float
    judge: ClaimJudge | None

    def risks(self, inspection: Inspection) -> list[float | None]:
        """The risk of each claim as the server goes by it, null where nobody reads it."""
        return [None if found is None else found.risk for found in self.grounding.assess(inspection)]


@dataclass(frozen=True, slots=True)
class _Judge:
    """`detector` makes it with what turns its signals into risks; its findings are of the class `finds`."""

    identity: str
    fitted: Fitted
    detector: Callable[[Callable[[Measured], float]], SpanDetector]
    finds: type[grounding.Finding | judge.Finding | hub_judge.Finding]

    def score(self, inspection: Inspection) -> list[float | None]:
        """See `Check.score`."""
        risk_of = self.fitted.risk.claim
        found = self.detector(risk_of).check(inspection)
        return [risk_of(one.signals) if isinstance(one, self.finds) else None for one in found]


@contextmanager
def open_check(settings: Settings, options: RuntimeOptions, reader: PairReader) -> Iterator[Check]:
    """The judge that the settings name; `reader` finds answers in passages. Raises `Misconfigured`."""
    with ExitStack() as stack:
        folder = settings.models / "grounding"
        support = stack.enter_context(load_support(folder, options))
        artefact = open_artefact(folder, ModelKind.GROUNDING)
        chosen, own = _small(support, artefact), None
        consistency, consistency_identity = SelfCheck(support, _scale(artefact), score=not_entailed), support.identity
        if settings.judge.startswith(HUB_JUDGE):
            model = load_hub_judge(settings.judge.removeprefix(HUB_JUDGE))
            stack.callback(model.close)
            chosen = _hub(model)
        elif settings.judge != SMALL_JUDGE:
            own = stack.enter_context(load_judge(settings.models / "judge", options))
            chosen = _own(own, settings.models / "judge", support, reader, chosen)
        calibrated = read_calibration(settings.data, chosen.identity)
        if calibrated.ignored:
            _log.warning("a calibration is of another judge", judge=chosen.identity, reason=calibrated.note)
        if settings.entailment:
            # The scale in `model.json` was fitted for our model; another's mean stands as it is.
            other = stack.enter_context(load_hub_entailment(settings.entailment))
            consistency, consistency_identity = SelfCheck(other, Scale(1.0, 0.0), score=contradicted), other.identity
        by_cost = calibrated_threshold(settings)
        threshold = chosen.fitted.claim_threshold if settings.wrong_answer_cost is None else by_cost
        yield Check(
            grounding=chosen.detector(_risk_of(chosen.fitted.risk, calibrated.calibration)),
            consistency=consistency,
            fitted=replace(chosen.fitted, claim_threshold=threshold if calibrated.calibration is None else by_cost),
            judge_identity=chosen.identity,
            consistency_identity=consistency_identity,
            calibrated=calibrated,
            score=chosen.score,
            uncalibrated_threshold=threshold,
            judge=own,
        )


def _small(support: LocalSupport, artefact: Artefact) -> _Judge:
    fitted = Fitted.of(artefact, signals.SIGNALS)
    return _Judge(
        support.identity, fitted, lambda risk_of: GroundingDetector(support, support, risk_of), grounding.Finding
    )


def _own(own: LocalJudge, folder: Path, support: LocalSupport, reader: PairReader, small: _Judge) -> _Judge:
    fitted = Fitted.of(open_artefact(folder, ModelKind.JUDGE), judge_signals.SIGNALS, may_lower=judge_signals.MAY_LOWER)
    other = small.detector(small.fitted.risk.claim)

    def detector(risk_of: Callable[[Measured], float]) -> SpanDetector:
        reading = JudgeDetector(own, support, reader, risk_of, fitted.risk.answers)
        return ByLanguage(reading, other, language=_JUDGE_READS)

    return _Judge(own.identity, fitted, detector, judge.Finding)


def _hub(model: HubJudge) -> _Judge:
    """What it says is its risk; nothing was fitted for it."""
    risk = RiskModel((1.0,), 0.0, platt_curve(), None, 0.0, (1.0, 0.15), 0.0)
    fitted = Fitted(risk, _HUB_CLAIM_THRESHOLD, _HUB_ANSWER_THRESHOLD, GreyBand(*_HUB_GREY_BAND))
    return _Judge(model.identity, fitted, lambda risk_of: HubJudgeDetector(model, risk_of), hub_judge.Finding)


def _risk_of(risk: RiskModel, calibration: Calibration | None) -> Callable[[Measured], float]:
    return risk.claim if calibration is None else lambda found: calibration(risk.claim(found))


def calibrated_threshold(settings: Settings) -> float:
    """The risk from which a calibrated judge's claims are not supported."""
    return threshold_at(WRONG_ANSWER_COST if settings.wrong_answer_cost is None else settings.wrong_answer_cost)


def threshold_at(cost: float) -> float:
    """The risk from which it is dearer to deliver than to hold back, where a wrong one costs `cost` right ones."""
    return 1 / (1 + cost)


def _scale(artefact: Artefact) -> Scale:
    try:
        return Scale(**{name: float(value) for name, value in artefact.details["selfcheck"].items()})
    except (KeyError, TypeError, ValueError) as error:
        raise _garbled(artefact, error) from error


def _garbled(artefact: Artefact, error: Exception) -> Misconfigured:
    folder = artefact.folder
    return Misconfigured(
        f"{folder / DETAILS_FILE} lacks or garbles {error}. Restore the folder with `git checkout -- "
        f"models/{folder.name}`, or run `python -m training calibrate {folder.name}`."
    )
