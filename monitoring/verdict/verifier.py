"""Claims and passages → one verdict per claim, from quotes, detectors, a deadline and a threshold."""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace

from domain.answers import CheckedClaim, Claim, Evidence, Support, Verdict, worst_support
from domain.errors import Overloaded
from domain.ports import Samples
from monitoring.claims.statements import bare_statement
from monitoring.detectors.detection import Assessment, Detector, FailureReason, Inspection
from monitoring.detectors.evidence import locate
from monitoring.detectors.quotation import find_quote
from monitoring.verdict.risk import RiskModel
from text.marks import cited_passages, states_something

QUOTE_DETECTOR = "quote"
QUOTE_RISK = 0.01
_MOST_WAITING = 32
_UNCHECKED = Verdict(Support.UNCHECKED, None, (), {})
_NOTHING_STATED = Verdict(Support.SUPPORTED, 0.0, (), {})
_log = logging.getLogger(__name__)

Assessments = Sequence[Assessment | None]
Assess = Callable[[Inspection], Assessments]
OnFailure = Callable[[str, FailureReason], None]


@dataclass(frozen=True, slots=True)
class GreyBand:
    """Risks in `[low, high)` are too uncertain to go by alone: there samples, where there are any, are asked too."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high <= 1:
            raise ValueError("a grey band that is no part of 0 … 1")

    def holds(self, risk: float, limit: float) -> bool:
        """Whether `risk` lies in the band, stretched to `limit`, the risk from which a claim is not supported.

        So no claim becomes supported by a risk that rises out of the band or into it.
        """
        return min(self.low, limit) <= risk < max(self.high, limit)


class ClaimVerifier:
    """The `Verifier` of this package; `close` it when done.

    A claim that quotes its passages needs no detector. Any other is held against the passages by `grounding`; where
    there are samples, `consistency` judges those in the grey band, and all where there are no passages. A claim is
    `unchecked` if a detector that had to judge it failed, or none had anything to say. Each failure goes to
    `on_failure` with the detector's name. `threshold` is the risk from which a claim is not supported.
    """

    def __init__(
        self,
        grounding: Detector,
        consistency: Detector,
        risk: RiskModel,
        *,
        threshold: float,
        grey_band: GreyBand,
        deadline_seconds: float,
        on_failure: OnFailure,
        max_workers: int = 8,
    ) -> None:
        self._grounding = grounding
        self._consistency = consistency
        self._risk = risk
        self._threshold = threshold
        self._grey_band = grey_band
        self._deadline_seconds = deadline_seconds
        self._on_failure = on_failure
        self._executor = ThreadPoolExecutor(max_workers, thread_name_prefix="detector")
        # Samples are waited for on threads of their own, so that a slow language model holds up no grounding.
        self._waiting = ThreadPoolExecutor(_MOST_WAITING, thread_name_prefix="second-opinion")

    def close(self) -> None:
        """Waits for no detector that hangs."""
        for executor in (self._executor, self._waiting):
            executor.shutdown(wait=False, cancel_futures=True)

    def verify(
        self,
        claims: Sequence[Claim],
        passages: Sequence[str],
        *,
        question: str | None = None,
        samples: Samples | None = None,
        threshold: float | None = None,
    ) -> Sequence[Verdict]:
        """See `Verifier.verify`."""
        limit = self._threshold if threshold is None else threshold
        verdicts = [_without_model(claim, passages, limit) for claim in claims]
        open_claims = [claim for claim, verdict in zip(claims, verdicts, strict=True) if verdict is None]
        inspection = Inspection(
            tuple(bare_statement(claim.text) for claim in open_claims),
            tuple(cited_passages(claim.text) for claim in open_claims),
            tuple(passages),
            question or "",
            (),
        )
        checked = iter(self._check(open_claims, inspection, samples, limit))
        return [next(checked) if verdict is None else verdict for verdict in verdicts]

    def overall(self, claims: Sequence[CheckedClaim]) -> float | None:
        """See `Verifier.overall`."""
        if worst_support(claims) in {None, Support.UNCHECKED}:
            return None
        return self._risk.answer([claim.verdict.risk for claim in claims if claim.verdict.risk is not None])

    def _check(
        self, claims: Sequence[Claim], inspection: Inspection, samples: Samples | None, limit: float
    ) -> list[Verdict]:
        if not claims:
            return []
        if not any(passage.strip() for passage in inspection.passages):
            return self._check_by_samples(inspection, samples, limit)
        found = self._run(self._grounding, inspection)
        if found is None:
            return [_UNCHECKED] * len(claims)
        grey = [place for place, a in enumerate(found) if a is not None and self._grey_band.holds(a.risk, limit)]
        second = self._second_opinions(inspection, samples, grey)
        return [
            self._judge(claim, found[place], second.get(place, ()), inspection, limit)
            for place, claim in enumerate(claims)
        ]

    def _check_by_samples(self, inspection: Inspection, samples: Samples | None, limit: float) -> list[Verdict]:
        everything = self._second_opinions(inspection, samples, range(len(inspection.claims)))
        if not everything:
            self._on_failure(self._grounding.name, FailureReason.MISSING_EVIDENCE)
        verdicts = []
        for place in range(len(inspection.claims)):
            known = [risk for risk in everything.get(place, ()) if risk is not None]
            verdicts += [_verdict({self._consistency.name: risk}, (), None, risk, limit) for risk in known] or [
                _UNCHECKED
            ]
        return verdicts

    def _second_opinions(
        self, inspection: Inspection, samples: Samples | None, places: Sequence[int]
    ) -> Mapping[int, Sequence[float | None]]:
        """Per place the risk by samples, null where that failed; nothing where there are no samples to ask."""
        if not places or samples is None:
            return {}

        def assess(part: Inspection) -> Assessments:
            drawn = tuple(sample for sample in samples() if sample.strip())
            return self._consistency.assess(replace(part, samples=drawn))

        part = replace(
            inspection,
            claims=tuple(inspection.claims[place] for place in places),
            cited=tuple(inspection.cited[place] for place in places),
        )
        found = self._run(self._consistency, part, assess)
        if found is None:
            return {place: [None] for place in places}
        return {place: [a.risk] for place, a in zip(places, found, strict=True) if a is not None}

    def _judge(
        self,
        claim: Claim,
        found: Assessment | None,
        second: Sequence[float | None],
        inspection: Inspection,
        limit: float,
    ) -> Verdict:
        if found is None:
            self._on_failure(self._grounding.name, FailureReason.MISSING_EVIDENCE)
            return _UNCHECKED
        detectors, risk = {self._grounding.name: found.risk}, found.risk
        for opinion in second:
            if opinion is None:
                return Verdict(Support.UNCHECKED, None, (), detectors)
            detectors[self._consistency.name] = opinion
            risk = self._risk.blended(found.risk, opinion)
        evidence = locate(claim.text, inspection.passages) if risk < limit else ()
        return _verdict(detectors, evidence, found.contradiction, risk, limit)

    def _run(self, detector: Detector, inspection: Inspection, assess: Assess | None = None) -> Assessments | None:
        """What the detector says of each claim, null where it failed."""
        executor = self._executor if assess is None else self._waiting
        try:
            future = executor.submit(assess or detector.assess, inspection)
        except RuntimeError:  # closed
            self._on_failure(detector.name, FailureReason.ERROR)
            return None
        wait([future], timeout=self._deadline_seconds)
        reason = _failure(future, len(inspection.claims))
        if reason is None:
            return future.result()
        future.cancel()
        self._on_failure(detector.name, reason)
        return None


def _without_model(claim: Claim, passages: Sequence[str], limit: float) -> Verdict | None:
    """The verdict that needs no detector, null where one is needed."""
    if not any(passage.strip() for passage in passages):
        return None
    if not states_something(claim.text):
        return _NOTHING_STATED
    quote = find_quote(bare_statement(claim.text), passages)
    if quote is None:
        return None
    return _verdict({QUOTE_DETECTOR: QUOTE_RISK}, (quote,), None, QUOTE_RISK, limit)


def _verdict(
    detectors: Mapping[str, float],
    evidence: tuple[Evidence, ...],
    contradiction: Evidence | None,
    risk: float,
    limit: float,
) -> Verdict:
    if risk < limit:
        return Verdict(Support.SUPPORTED, risk, evidence, detectors)
    if contradiction is not None:
        return Verdict(Support.CONTRADICTED, risk, (contradiction,), detectors)
    return Verdict(Support.UNSUPPORTED, risk, (), detectors)


def _failure(future: "Future[Assessments]", count: int) -> FailureReason | None:
    """Why the detector gave no usable risks; null where it did."""
    if not future.done():
        return FailureReason.TIMEOUT
    if future.cancelled():
        return FailureReason.ERROR
    exception = future.exception()
    if isinstance(exception, Overloaded):
        return FailureReason.OVERLOADED
    if exception is not None:
        _log.error("A detector failed", exc_info=exception)
        return FailureReason.ERROR
    found = future.result()
    valid = len(found) == count and all(a is None or 0 <= a.risk <= 1 for a in found)
    return None if valid else FailureReason.INVALID_RISK
