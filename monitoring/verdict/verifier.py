"""Claims and passages → one verdict per claim, from quotes, detectors, a deadline and a threshold."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from domain.answers import CheckedClaim, Claim, Support, Verdict, worst_support
from domain.ports import Samples
from monitoring.claims.statements import bare_statement
from monitoring.detectors.deadline import Deadline
from monitoring.detectors.detection import Assessment, Detector, FailureReason, Inspection
from monitoring.detectors.evidence import SentenceIndex, sentence_index
from monitoring.detectors.quotation import Quotations
from monitoring.verdict.risk import GreyBand, RiskModel
from monitoring.verdict.second_judge import Heard, SecondJudge
from monitoring.verdict.verdicts import verdict_at, with_findings
from monitoring.verdict.watch import OnFailure, Watch
from text.marks import cited_passages, states_something

QUOTE_DETECTOR = "quote"
QUOTE_RISK = 0.01
_MOST_WAITING = 32
_JUDGING_SECONDS = 1.0
_UNCHECKED = Verdict(Support.UNCHECKED, None, (), {})
_NOTHING_STATED = Verdict(Support.SUPPORTED, 0.0, (), {})

Assessments = Sequence[Assessment | None]
Assess = Callable[[Inspection], Assessments]


class ClaimVerifier:
    """The `Verifier` of this package; `close` it when done.

    A claim that quotes its passages needs no detector for its support, only for whether it answers the question. Any
    other is held against the passages by `grounding`, beside which `second_judge` is heard, where there is one; where
    there are samples, `consistency` judges those in the grey band, and all where there are no passages. A claim is
    `unchecked` if a detector that had to judge it failed, or none had anything to say. Each failure goes to
    `on_failure` with the detector's name. `threshold` is the risk from which a claim is not supported.

    All steps of one call share `deadline_seconds`, the search for quotes and for evidence included; there is a second
    at least to find where supported claims stand. What is not known by then is `unchecked`, and the threads at work on
    it end at their next look at the clock.
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
        second_judge: SecondJudge | None = None,
        max_workers: int = 8,
    ) -> None:
        self._grounding = grounding
        self._consistency = consistency
        self._risk = risk
        self._threshold = threshold
        self._grey_band = grey_band
        self._deadline_seconds = deadline_seconds
        self._on_failure = on_failure
        self._second_judge = second_judge
        self._watch = Watch(on_failure)
        self._executor = ThreadPoolExecutor(max_workers, thread_name_prefix="detector")
        # Samples are waited for on threads of their own, so that a slow language model holds up no grounding.
        self._waiting = ThreadPoolExecutor(_MOST_WAITING, thread_name_prefix="second-opinion")
        # Detectors that hang, which no clock ends, must not keep quotes from being found either.
        self._reading = ThreadPoolExecutor(max_workers, thread_name_prefix="quotation")

    def close(self) -> None:
        """Waits for no detector that hangs."""
        for executor in (self._executor, self._waiting, self._reading):
            executor.shutdown(wait=False, cancel_futures=True)
        if self._second_judge is not None:
            self._second_judge.close()

    def verify(
        self,
        claims: Sequence[Claim],
        passages: Sequence[str],
        *,
        question: str | None = None,
        samples: Samples | None = None,
        threshold: float | None = None,
        headings: Sequence[str] = (),
        written_by: str | None = None,
    ) -> Sequence[Verdict]:
        """See `Verifier.verify`."""
        limit = self._threshold if threshold is None else threshold
        deadline = Deadline(self._deadline_seconds)
        if any(passage.strip() for passage in passages):
            verdicts = self._without_model(claims, passages, limit, deadline)
        else:
            verdicts = [None] * len(claims)
        open_claims = [claim for claim, verdict in zip(claims, verdicts, strict=True) if verdict is None]
        held_against = Inspection(
            (), (), tuple(passages), question or "", (), deadline.check, tuple(headings), written_by
        )
        inspection = _of(open_claims, held_against)
        checked = iter(self._check(open_claims, inspection, samples, limit, deadline))
        found = [next(checked) if verdict is None else verdict for verdict in verdicts]
        quoted = [place for place, verdict in enumerate(verdicts) if verdict is not None and verdict.detectors]
        if quoted and question and self._grounding.reads_question:
            about = [claims[place] for place in quoted]
            said = self._run(self._grounding, replace(_of(about, held_against), quoted=True), deadline)
            for place, assessment in zip(quoted, said or [None] * len(quoted), strict=True):
                found[place] = with_findings(found[place], claims[place], assessment)
        return found

    def overall(self, claims: Sequence[CheckedClaim]) -> float | None:
        """See `Verifier.overall`."""
        if worst_support(claims) in {None, Support.UNCHECKED}:
            return None
        risks = [claim.verdict.risk for claim in claims if claim.verdict.risk is not None]
        return self._risk.answer(risks, _best_answer(claims))

    def off_point(self, claims: Sequence[CheckedClaim]) -> bool:
        """See `Verifier.off_point`."""
        best = _best_answer(claims)
        return best is not None and best < self._risk.off_point

    def _without_model(
        self, claims: Sequence[Claim], passages: Sequence[str], limit: float, deadline: Deadline
    ) -> list[Verdict | None]:
        """The verdicts that need no detector; null where one is needed. Once it is late the rest is unchecked."""
        found: list[Verdict | None] = [_UNCHECKED] * len(claims)

        def look() -> None:
            quotations = Quotations(passages, check=deadline.check)
            for place, claim in enumerate(claims):
                deadline.check()
                found[place] = _quoted(claim, quotations, limit)

        self._watch.run(self._reading, QUOTE_DETECTOR, look, deadline)
        return list(found)

    def _check(
        self,
        claims: Sequence[Claim],
        inspection: Inspection,
        samples: Samples | None,
        limit: float,
        deadline: Deadline,
    ) -> list[Verdict]:
        if not claims:
            return []
        if not any(passage.strip() for passage in inspection.passages):
            return self._check_by_samples(inspection, samples, limit, deadline)
        found = self._run(self._grounding, inspection, deadline)
        if found is None:
            return [_UNCHECKED] * len(claims)
        heard = self._second_judge.hear(inspection, found, limit, deadline) if self._second_judge else {}
        risks = {at: heard[at].risk if at in heard else a.risk for at, a in enumerate(found) if a is not None}
        grey = [place for place, risk in risks.items() if self._grey_band.holds(risk, limit)]
        second = self._second_opinions(inspection, samples, grey, deadline)
        verdicts = [_UNCHECKED] * len(claims)
        # A second opinion that used the time up must not cost the claims that needed none.
        still = Deadline(max(deadline.remaining_seconds, _JUDGING_SECONDS))

        def judge() -> None:
            index = sentence_index(inspection.passages, check=still.check)
            for place, claim in enumerate(claims):
                still.check()
                verdicts[place] = self._judge(
                    claim, found[place], heard.get(place), second.get(place, ()), index, limit
                )

        self._watch.run(self._reading, self._grounding.name, judge, still)
        return list(verdicts)

    def _check_by_samples(
        self, inspection: Inspection, samples: Samples | None, limit: float, deadline: Deadline
    ) -> list[Verdict]:
        everything = self._second_opinions(inspection, samples, range(len(inspection.claims)), deadline)
        if not everything:
            self._on_failure(self._grounding.name, FailureReason.MISSING_EVIDENCE)
        verdicts = []
        for place in range(len(inspection.claims)):
            known = [risk for risk in everything.get(place, ()) if risk is not None]
            verdicts += [verdict_at({self._consistency.name: risk}, (), None, risk, limit) for risk in known] or [
                _UNCHECKED
            ]
        return verdicts

    def _second_opinions(
        self, inspection: Inspection, samples: Samples | None, places: Sequence[int], deadline: Deadline
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
        found = self._run(self._consistency, part, deadline, assess)
        if found is None:
            return {place: [None] for place in places}
        return {place: [a.risk] for place, a in zip(places, found, strict=True) if a is not None}

    def _judge(
        self,
        claim: Claim,
        found: Assessment | None,
        heard: Heard | None,
        second: Sequence[float | None],
        index: SentenceIndex,
        limit: float,
    ) -> Verdict:
        if found is None:
            self._on_failure(self._grounding.name, FailureReason.MISSING_EVIDENCE)
            return _UNCHECKED
        detectors, risk = {self._grounding.name: found.risk}, found.risk
        if heard is not None:
            detectors, risk = {**detectors, **heard.detectors}, heard.risk
        for opinion in second:
            if opinion is None:
                return Verdict(Support.UNCHECKED, None, (), detectors)
            detectors[self._consistency.name] = opinion
            risk = self._risk.blended(risk, opinion)
        evidence = index.locate(claim.text) if risk < limit else ()
        return with_findings(verdict_at(detectors, evidence, found.contradiction, risk, limit), claim, found)

    def _run(
        self, detector: Detector, inspection: Inspection, deadline: Deadline, assess: Assess | None = None
    ) -> Assessments | None:
        """What the detector says of each claim, null where it failed."""
        executor = self._executor if assess is None else self._waiting
        found = self._watch.run(executor, detector.name, partial(assess or detector.assess, inspection), deadline)
        if found is None or _are_valid(found, len(inspection.claims)):
            return found
        self._on_failure(detector.name, FailureReason.INVALID_RISK)
        return None


def _of(claims: Sequence[Claim], held_against: Inspection) -> Inspection:
    """Of these claims, held against the same."""
    return replace(
        held_against,
        claims=tuple(bare_statement(claim.text) for claim in claims),
        cited=tuple(cited_passages(claim.text) for claim in claims),
    )


def _best_answer(claims: Sequence[CheckedClaim]) -> float | None:
    """How likely the one that likeliest answers the question does, null where nobody looked."""
    return max((c.verdict.answers for c in claims if c.verdict.answers is not None), default=None)


def _quoted(claim: Claim, quotations: Quotations, limit: float) -> Verdict | None:
    """The verdict that needs no detector, null where one is needed."""
    if not states_something(claim.text):
        return _NOTHING_STATED
    quote = quotations.find(bare_statement(claim.text))
    if quote is None:
        return None
    return verdict_at({QUOTE_DETECTOR: QUOTE_RISK}, (quote,), None, QUOTE_RISK, limit)


def _are_valid(found: Assessments, count: int) -> bool:
    return len(found) == count and all(a is None or 0 <= a.risk <= 1 for a in found)
