"""Claims and passages → one verdict per claim, from quotes, detectors, a deadline and a threshold."""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait

from domain.answers import Claim, Evidence, Support, Verdict
from domain.errors import Overloaded
from monitoring.claims import states_something
from monitoring.detection import Detector, FailureReason
from monitoring.evidence import locate
from monitoring.marks import bare_statement
from monitoring.quotation import find_quote

QUOTE_DETECTOR = "quote"
QUOTE_RISK = 0.01
_UNCHECKED = Verdict(Support.UNCHECKED, None, (), {})
_NOTHING_STATED = Verdict(Support.SUPPORTED, 0.0, (), {})
_log = logging.getLogger(__name__)

Risks = Sequence[float | None]
OnFailure = Callable[[str, FailureReason], None]


class ClaimVerifier:
    """The `Verifier` of this package; `close` it when done.

    A claim that quotes its passages needs no detector. Any other has the highest risk that a detector
    gives it, and is `unchecked` if one of them failed or none had anything to say. Each failure goes to
    `on_failure` with the detector's name. `threshold` is the risk from which a claim is unsupported.
    """

    def __init__(
        self,
        detectors: Sequence[Detector],
        *,
        threshold: float,
        deadline_seconds: float,
        on_failure: OnFailure,
        max_workers: int = 8,
    ) -> None:
        self._detectors = tuple(detectors)
        self._threshold = threshold
        self._deadline_seconds = deadline_seconds
        self._on_failure = on_failure
        self._executor = ThreadPoolExecutor(max_workers, thread_name_prefix="detector")

    def close(self) -> None:
        """Waits for no detector that hangs."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def verify(
        self,
        claims: Sequence[Claim],
        passages: Sequence[str],
        *,
        question: str | None = None,
        samples: Sequence[str] = (),  # noqa: ARG002  # the port's; no detector compares samples yet
        threshold: float | None = None,
    ) -> Sequence[Verdict]:
        """See `Verifier.verify`."""
        limit = self._threshold if threshold is None else threshold
        if not any(passage.strip() for passage in passages):
            self._report_missing_evidence(claims)
            return [_UNCHECKED] * len(claims)
        verdicts = [_without_model(claim, passages, limit) for claim in claims]
        open_claims = [claim for claim, verdict in zip(claims, verdicts, strict=True) if verdict is None]
        checked = iter(self._check(open_claims, passages, question=question, limit=limit))
        return [next(checked) if verdict is None else verdict for verdict in verdicts]

    def _report_missing_evidence(self, claims: Sequence[Claim]) -> None:
        for detector in self._detectors if claims else ():
            self._on_failure(detector.name, FailureReason.MISSING_EVIDENCE)

    def _check(
        self, claims: Sequence[Claim], passages: Sequence[str], *, question: str | None, limit: float
    ) -> Sequence[Verdict]:
        if not claims:
            return []
        statements = [bare_statement(claim.text) for claim in claims]
        outputs = self._run_detectors(statements, passages, question)
        complete = all(risks is not None for risks in outputs.values())
        verdicts = []
        for index, claim in enumerate(claims):
            found = {name: risks[index] for name, risks in outputs.items() if risks is not None}
            known = {name: risk for name, risk in found.items() if risk is not None}
            verdicts.append(_judge(claim, known, passages, complete=complete, limit=limit))
        return verdicts

    def _run_detectors(
        self, statements: Sequence[str], passages: Sequence[str], question: str | None
    ) -> dict[str, Risks | None]:
        """Risks by detector, null for one that failed."""
        futures = {
            detector.name: self._executor.submit(detector.assess, statements, passages, question=question)
            for detector in self._detectors
        }
        wait(futures.values(), timeout=self._deadline_seconds)
        return {name: self._risks(name, future, len(statements)) for name, future in futures.items()}

    def _risks(self, name: str, future: "Future[Risks]", count: int) -> Risks | None:
        reason = _failure(future, count)
        if reason is None:
            return future.result()
        future.cancel()
        self._on_failure(name, reason)
        return None


def _without_model(claim: Claim, passages: Sequence[str], limit: float) -> Verdict | None:
    """The verdict that needs no detector, null where one is needed."""
    if not states_something(claim.text):
        return _NOTHING_STATED
    quote = find_quote(bare_statement(claim.text), passages)
    if quote is None:
        return None
    return _verdict({QUOTE_DETECTOR: QUOTE_RISK}, (quote,), limit)


def _judge(
    claim: Claim, risks: Mapping[str, float], passages: Sequence[str], *, complete: bool, limit: float
) -> Verdict:
    if not complete or not risks:
        return Verdict(Support.UNCHECKED, None, (), risks)
    return _verdict(risks, locate(claim.text, passages) if max(risks.values()) < limit else (), limit)


def _verdict(risks: Mapping[str, float], evidence: tuple[Evidence, ...], limit: float) -> Verdict:
    risk = max(risks.values())
    if risk < limit:
        return Verdict(Support.SUPPORTED, risk, evidence, risks)
    return Verdict(Support.UNSUPPORTED, risk, (), risks)


def _failure(future: "Future[Risks]", count: int) -> FailureReason | None:
    """Why the detector gave no usable risks; null where it did."""
    if not future.done():
        return FailureReason.TIMEOUT
    exception = future.exception()
    if isinstance(exception, Overloaded):
        return FailureReason.OVERLOADED
    if exception is not None:
        _log.error("A detector failed", exc_info=exception)
        return FailureReason.ERROR
    risks = future.result()
    valid = len(risks) == count and all(risk is None or 0 <= risk <= 1 for risk in risks)
    return None if valid else FailureReason.INVALID_RISK
