"""A language model as a second judge beside the first, never in its place: what its word makes of a claim's risk."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from domain.answers import ValueState
from domain.errors import ModelUnavailable
from domain.generation import ModelOpinion
from domain.ports import LanguageJudge
from monitoring.detectors.asked_model import MODEL_DETECTOR, OWN_DETECTOR, opinions
from monitoring.detectors.deadline import Deadline
from monitoring.detectors.detection import Assessment, FailureReason, Inspection
from monitoring.verdict.risk import GreyBand
from monitoring.verdict.watch import OnFailure, Watch
from monitoring.verdict.weighing import NOT_FITTED, Weighing

_SHARE = 0.6
"""Of the time of a check: in the rest other answers are read and evidence is found."""
_MOST_WAITING = 32

OnOpinion = Callable[[ModelOpinion, str | None], None]


@dataclass(frozen=True, slots=True)
class Heard:
    """A claim's risk once the model was heard, and what stands for that in `Verdict.detectors`."""

    risk: float
    detectors: Mapping[str, float]


class SecondJudge:
    """Asks about claims whose risk lies in `in_doubt`, or about `all`, and weighs what is said; `close` it when done.

    `weighing_of` gives what was fitted for a model, null for nothing. Then, of what it wrote itself, and where a value
    conflicts with the passages, a model's word may raise a risk and never lower it. What it wrote itself is told apart
    in `detectors`, too, by its doubt as it is. Each opinion goes to `on_opinion` with who wrote the claim. A failure
    leaves the risk as it was, and goes to `on_failure`.
    """

    def __init__(
        self,
        judge: LanguageJudge,
        *,
        in_doubt: GreyBand,
        all_claims: bool,
        weighing_of: Callable[[str], Weighing | None],
        on_failure: OnFailure,
        on_opinion: OnOpinion,
    ) -> None:
        self._judge = judge
        self._in_doubt = in_doubt
        self._all_claims = all_claims
        self._weighing_of = weighing_of
        self._on_failure = on_failure
        self._on_opinion = on_opinion
        self._watch = Watch(on_failure)
        self._executor = ThreadPoolExecutor(_MOST_WAITING, thread_name_prefix="second-judge")

    def close(self) -> None:
        """Waits for no model that hangs."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def hear(
        self, inspection: Inspection, found: Sequence[Assessment | None], limit: float, deadline: Deadline
    ) -> Mapping[int, Heard]:
        """By place, of the claims that were asked about and of which the model said something in its share of the time.

        `found` is what the first judge says; where that is nothing the model is not asked. `limit` is the risk from
        which a claim is not supported.
        """
        asked = {place: one for place, one in enumerate(found) if one is not None and self._asks(one.risk, limit)}
        if not asked:
            return {}
        share, heard = Deadline(_SHARE * deadline.remaining_seconds), dict[int, Heard]()

        def ask() -> None:
            part = replace(inspection, check=share.check)
            try:
                for place, opinion in opinions(
                    self._judge, part, list(asked), left_seconds=lambda: share.remaining_seconds
                ):
                    if opinion is None or not 0 <= opinion.yes <= 1:
                        self._on_failure(MODEL_DETECTOR, FailureReason.INVALID_RISK)
                        continue
                    self._on_opinion(opinion, inspection.written_by)
                    heard[place] = self._weighed(asked[place], opinion, inspection.written_by)
            except ModelUnavailable:
                share.check()  # late is another failure than gone
                raise

        self._watch.run(self._executor, MODEL_DETECTOR, ask, share)
        return dict(heard)

    def _asks(self, risk: float, limit: float) -> bool:
        return self._all_claims or self._in_doubt.holds(risk, limit)

    def _weighed(self, found: Assessment, opinion: ModelOpinion, written_by: str | None) -> Heard:
        doubt, own = 1 - opinion.yes, opinion.model == written_by
        fitted = self._weighing_of(opinion.model)
        weighing = fitted or NOT_FITTED
        risk = weighing.together(found.risk, doubt)
        conflicts = any(value.state is ValueState.OTHER for value in found.values)
        if fitted is None or own or conflicts:
            risk = max(risk, found.risk)
        detectors = {MODEL_DETECTOR: weighing.calibration(doubt)}
        return Heard(risk, detectors | {OWN_DETECTOR: doubt} if own else detectors)
