"""One claim's verdict, put together of its risk and of what was found out beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.answers import Claim, ClaimValue, Evidence, Support, Verdict
from monitoring.claims.statements import stated
from monitoring.detectors.detection import Assessment


def verdict_at(
    detectors: Mapping[str, float],
    evidence: tuple[Evidence, ...],
    contradiction: Evidence | None,
    risk: float,
    limit: float,
) -> Verdict:
    """Of a claim with this `risk`; from `limit` on it is not supported."""
    if risk < limit:
        return Verdict(Support.SUPPORTED, risk, evidence, detectors)
    if contradiction is not None:
        return Verdict(Support.CONTRADICTED, risk, (contradiction,), detectors)
    return Verdict(Support.UNSUPPORTED, risk, (), detectors)


def with_findings(verdict: Verdict, claim: Claim, found: Assessment | None) -> Verdict:
    """The verdict with what was found out beside its support, where anything was."""
    if found is None:
        return verdict
    return replace(verdict, answers=found.answers, values=_in_claim(claim, found.values))


def _in_claim(claim: Claim, values: Sequence[ClaimValue]) -> tuple[ClaimValue, ...]:
    """Values of a claim's bare statement, as they stand in the claim, marks and emphasis included."""
    if not values:
        return ()
    _, places = stated(claim.text)
    spans = [(places[value.start], places[value.end - 1] + 1) for value in values]
    return tuple(
        replace(value, text=claim.text[start:end], start=start, end=end)
        for value, (start, end) in zip(values, spans, strict=True)
    )
