"""Who has to look at an answer, and why."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.answers import CheckedClaim, Claim, Outcome, Support, Verdict
from domain.documents import Policy
from domain.reviews import EscalationKind, NewEscalation
from monitoring.verdict.escalating import Escalator, ServiceLevel
from monitoring.verdict.judging import Judgement
from monitoring.verdict.policy import outcome_of

NOW = datetime(2026, 5, 1, tzinfo=UTC)
ESCALATOR = Escalator(timedelta(hours=4))
policies = st.sampled_from(Policy)
supports = st.lists(st.sampled_from(Support), min_size=1, max_size=5)


@dataclass(frozen=True)
class Decided:
    outcome: Outcome
    escalation: NewEscalation | None


def claim(support: Support, risk: float | None = None) -> CheckedClaim:
    return CheckedClaim(Claim("Secret words.", 0, 13), Verdict(support, risk, (), {}))


def decided(
    policy: Policy,
    claims: list[CheckedClaim],
    *,
    risk: float | None = None,
    limit: float | None = None,
    off_point: bool = False,
) -> Decided:
    outcome = outcome_of(policy, claims, risk=risk, limit=limit, off_point=off_point)
    judgement = Judgement(policy, tuple(claims), risk, outcome, off_point)
    return Decided(outcome, ESCALATOR.escalation(judgement, now=NOW))


def test_nobody_is_called_for_an_answer_without_claims() -> None:
    assert decided(Policy.HOLD, [], limit=0.0) == Decided(Outcome.ABSTAINED, None)


@given(policies, supports)
def test_the_outcome_follows_from_the_worst_claim(policy: Policy, given_supports: list[Support]) -> None:
    decision = decided(policy, [claim(support) for support in given_supports])
    clean = set(given_supports) == {Support.SUPPORTED}
    expected = Outcome.ANSWERED if clean else Outcome.ESCALATED if policy is Policy.HOLD else Outcome.FLAGGED
    assert decision.outcome is expected
    assert (decision.escalation is not None) == (not clean and policy is not Policy.MONITOR)


def test_an_escalation_says_why_without_the_text() -> None:
    claims = [claim(Support.SUPPORTED, 0.1), claim(Support.UNCHECKED), claim(Support.UNSUPPORTED, 0.91)]
    escalation = decided(Policy.HOLD, claims, risk=0.99, limit=0.5).escalation
    assert escalation is not None
    assert escalation.kind is EscalationKind.FLAGGED
    assert escalation.due_at == NOW + timedelta(hours=4)
    assert "Sentence 3 of 3 is not supported by the documents (risk 0.91); 1 more" in escalation.reason
    assert "Secret" not in escalation.reason


def test_a_failed_check_alone_is_told_apart() -> None:
    escalation = decided(Policy.ANNOTATE, [claim(Support.UNCHECKED)]).escalation
    assert escalation is not None
    assert escalation.kind is EscalationKind.UNCHECKED


@pytest.mark.parametrize("policy", Policy)
def test_an_answer_that_is_risky_as_a_whole_is_delivered_and_escalated(policy: Policy) -> None:
    claims = [claim(Support.SUPPORTED, 0.3), claim(Support.SUPPORTED, 0.35)]
    assert decided(policy, claims, risk=0.59, limit=0.6) == decided(policy, claims, risk=0.99, limit=None)
    assert decided(policy, claims, risk=0.59, limit=0.6) == Decided(Outcome.ANSWERED, None)

    decision = decided(policy, claims, risk=0.72, limit=0.6)

    assert decision.outcome is Outcome.FLAGGED
    if policy is Policy.MONITOR:
        assert decision.escalation is None
        return
    assert decision.escalation is not None
    assert decision.escalation.kind is EscalationKind.FLAGGED
    assert (
        decision.escalation.reason
        == "No single sentence is unsupported, but the answer as a whole is risky (risk 0.72)."
    )


@pytest.mark.parametrize("policy", Policy)
def test_an_answer_beside_the_point_goes_to_a_person_with_a_reason_of_its_own(policy: Policy) -> None:
    beside = decided(policy, [claim(Support.SUPPORTED, 0.1)], risk=0.1, off_point=True).escalation
    wrong = decided(policy, [claim(Support.UNSUPPORTED, 0.9)], risk=0.9, off_point=True).escalation
    if policy is Policy.MONITOR:
        assert (beside, wrong) == (None, None)
        return
    assert beside is not None
    assert wrong is not None
    assert (beside.kind, beside.reason.split(":")[0]) == (EscalationKind.FLAGGED, "off_point")
    assert "off_point" not in wrong.reason
    assert beside.priority < wrong.priority


def test_worse_and_withheld_answers_come_first() -> None:
    def priority(policy: Policy, checked: CheckedClaim) -> int:
        escalation = decided(policy, [checked]).escalation
        assert escalation is not None
        return escalation.priority

    ordered = [
        claim(Support.UNCHECKED),
        claim(Support.UNSUPPORTED, 0.6),
        claim(Support.UNSUPPORTED, 0.9),
        claim(Support.CONTRADICTED, 0.7),
    ]
    for policy in (Policy.ANNOTATE, Policy.HOLD):
        priorities = [priority(policy, checked) for checked in ordered]
        assert priorities == sorted(set(priorities))
    assert priority(Policy.HOLD, ordered[1]) > priority(Policy.ANNOTATE, ordered[1])
    assert ESCALATOR.requested(None, now=NOW).priority > priority(Policy.HOLD, ordered[2])
    assert "why not" in ESCALATOR.requested("why not", now=NOW).reason


def test_an_audit_is_due_in_a_week_unless_its_kind_has_times_of_its_own_and_nobody_waits_for_a_first_word() -> None:
    escalator = Escalator(timedelta(hours=4), first=timedelta(hours=1))
    drawn = escalator.audit(collection="default", now=NOW)
    assert (drawn.due_at, drawn.first_due_at) == (NOW + timedelta(days=7), None)
    quick = replace(escalator, levels={"*/audit": ServiceLevel(timedelta(hours=1), timedelta(hours=2))})
    assert quick.audit(collection="default", now=NOW).due_at == NOW + timedelta(hours=2)
