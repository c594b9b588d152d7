"""What may be released and who has to look at it."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.answers import CheckedClaim, Claim, Outcome, Support, Verdict
from domain.documents import Policy
from monitoring.verdict.policy import outcome_of, releases, tighter

policies = st.sampled_from(Policy)


def claim(support: Support, risk: float | None = None) -> CheckedClaim:
    return CheckedClaim(Claim("Secret words.", 0, 13), Verdict(support, risk, (), {}))


@given(policies, st.none() | policies)
def test_a_request_may_tighten_the_policy_and_never_loosen_it(collection: Policy, requested: Policy | None) -> None:
    order = list(Policy)
    assert order.index(tighter(collection, requested)) <= order.index(collection)
    assert requested is None or order.index(tighter(collection, requested)) <= order.index(requested)


@given(policies, st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_raising_a_risk_never_releases_an_answer(policy: Policy, threshold: float, risk: float, more: float) -> None:
    def released(risk: float) -> bool:
        support = Support.UNSUPPORTED if risk >= threshold else Support.SUPPORTED
        return releases(policy, Verdict(support, risk, (), {}))

    assert released(min(risk, more)) or not released(max(risk, more))


@pytest.mark.parametrize("support", [s for s in Support if s is not Support.SUPPORTED])
def test_only_hold_keeps_back_what_is_not_supported(support: Support) -> None:
    assert [releases(policy, Verdict(support, None, (), {})) for policy in Policy] == [False, True, True]


def test_an_answer_without_claims_is_an_abstention() -> None:
    assert outcome_of(Policy.HOLD, [], risk=None, limit=0.0) is Outcome.ABSTAINED


@pytest.mark.parametrize("policy", Policy)
def test_what_does_not_answer_the_question_is_not_stood_behind_although_it_is_true(policy: Policy) -> None:
    expected = Outcome.ESCALATED if policy is Policy.HOLD else Outcome.FLAGGED
    assert outcome_of(policy, [claim(Support.SUPPORTED, 0.1)], risk=0.1, limit=None, off_point=True) is expected
    assert outcome_of(policy, [], risk=None, limit=None, off_point=True) is Outcome.ABSTAINED


@given(
    policies,
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=4),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
    st.floats(0, 1),
    st.none() | st.floats(0, 1),
)
def test_raising_any_risk_never_makes_an_answer_look_better(
    policy: Policy,
    claim_risks: list[tuple[float, float]],
    answer_risks: tuple[float, float],
    threshold: float,
    limit: float | None,
) -> None:
    def ended(choose: Callable[[tuple[float, float]], float]) -> tuple[int, int]:
        """How bad the outcome is, and how many claims were released."""
        risks = [choose(pair) for pair in claim_risks]
        claims = [claim(Support.UNSUPPORTED if risk >= threshold else Support.SUPPORTED, risk) for risk in risks]
        outcome = outcome_of(policy, claims, risk=choose(answer_risks), limit=limit)
        order = [Outcome.ANSWERED, Outcome.FLAGGED, Outcome.ESCALATED]
        return order.index(outcome), sum(releases(policy, checked.verdict) for checked in claims)

    (before, released), (after, still_released) = ended(min), ended(max)
    assert after >= before
    assert still_released <= released
