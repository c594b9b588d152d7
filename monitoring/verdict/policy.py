"""What may be released, and how an answer ended: the home of whether an answer is withheld."""

from collections.abc import Sequence

from domain.answers import CheckedClaim, Outcome, Support, Verdict, worst_support
from domain.documents import Policy

_STRICTNESS = list(Policy)


def tighter(collection: Policy, requested: Policy | None) -> Policy:
    """The stricter of the two: a request may tighten its collection's policy, never loosen it."""
    return collection if requested is None else min(collection, requested, key=_STRICTNESS.index)


def releases(policy: Policy, verdict: Verdict) -> bool:
    """Whether a claim with this verdict may be shown."""
    return policy is not Policy.HOLD or verdict.support is Support.SUPPORTED


def outcome_of(
    policy: Policy,
    claims: Sequence[CheckedClaim],
    *,
    risk: float | None,
    limit: float | None,
    off_point: bool = False,
    wrong_abstention: bool = False,
    repaired: bool = False,
) -> Outcome:
    """How an answer with these claims, the withheld ones included, ends. No claims are an abstention.

    `risk` is the whole answer's. From `limit` on, null meaning never, it flags what no claim alone would have. What is
    `off_point`, or a `wrong_abstention` or stands in place of one, is not stood behind either. `repaired`: something
    in it was rewritten or left out, and what remains is what was checked.
    """
    support = worst_support(claims)
    if support is None and not wrong_abstention:
        return Outcome.ABSTAINED
    if support is not Support.SUPPORTED or off_point or wrong_abstention:
        return Outcome.ESCALATED if policy is Policy.HOLD else Outcome.FLAGGED
    if risk is not None and limit is not None and risk >= limit:
        return Outcome.FLAGGED
    return Outcome.REPAIRED if repaired else Outcome.ANSWERED
