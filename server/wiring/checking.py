"""Opens what checks answers: the judge, or the small model in its place, and what compares other answers."""

from collections.abc import Iterator, Sequence, Set
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from domain.errors import Misconfigured
from domain.ports import PairReader
from inference.artefacts import DETAILS_FILE, Artefact, ModelKind, open_artefact
from inference.hub_entailment import load_hub_entailment
from inference.models import load_judge, load_support
from inference.options import RuntimeOptions
from monitoring.detectors import judge_signals, signals
from monitoring.detectors.by_language import ByLanguage, SpanDetector
from monitoring.detectors.detection import Detector
from monitoring.detectors.grounding import GroundingDetector
from monitoring.detectors.judge import JudgeDetector
from monitoring.detectors.selfcheck import Scale, SelfCheck, contradicted, not_entailed
from monitoring.verdict.risk import MAY_LOWER, GreyBand, RiskModel
from server.wiring.settings import SMALL_JUDGE, Settings

_JUDGE_READS = "en"


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
    """What checks answers, and what it goes by."""

    grounding: SpanDetector
    consistency: Detector
    fitted: Fitted
    judge_identity: str
    consistency_identity: str


@contextmanager
def open_check(settings: Settings, options: RuntimeOptions, reader: PairReader) -> Iterator[Check]:
    """The judge that the settings name; `reader` finds answers in passages. Raises `Misconfigured`."""
    with ExitStack() as stack:
        folder = settings.models / "grounding"
        small = stack.enter_context(load_support(folder, options))
        artefact = open_artefact(folder, ModelKind.GROUNDING)
        fitted = Fitted.of(artefact, signals.SIGNALS)
        grounding: SpanDetector = GroundingDetector(small, small, fitted.risk.claim)
        identity = small.identity
        consistency, consistency_identity = SelfCheck(small, _scale(artefact), score=not_entailed), small.identity
        if settings.judge != SMALL_JUDGE:
            judge = stack.enter_context(load_judge(settings.models / "judge", options))
            own = open_artefact(settings.models / "judge", ModelKind.JUDGE)
            fitted = Fitted.of(own, judge_signals.SIGNALS, may_lower=judge_signals.MAY_LOWER)
            reading = JudgeDetector(judge, small, reader, fitted.risk.claim, fitted.risk.answers)
            grounding, identity = ByLanguage(reading, grounding, language=_JUDGE_READS), judge.identity
        if settings.wrong_answer_cost is not None:
            fitted = replace(fitted, claim_threshold=threshold_at(settings.wrong_answer_cost))
        if settings.entailment:
            # The scale in `model.json` was fitted for our model; another's mean stands as it is.
            other = stack.enter_context(load_hub_entailment(settings.entailment))
            consistency, consistency_identity = SelfCheck(other, Scale(1.0, 0.0), score=contradicted), other.identity
        yield Check(grounding, consistency, fitted, identity, consistency_identity)


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
