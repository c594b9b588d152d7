"""A yes or a no stands before a quote where one was asked for and the judge is sure."""

from collections.abc import Sequence

import pytest

from domain.generation import ClaimCase, JudgedClaim, Relation
from generation.quoting.yes_no import NO, YES, YesOrNo, asks_yes_or_no


class OpenOnSundays:
    """A judge to whom "open" speaks for a yes and "closed" for a no."""

    def judge(self, cases: Sequence[ClaimCase]) -> Sequence[JudgedClaim]:
        return [JudgedClaim(self._relation(case), 1.0, ()) for case in cases]

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def _relation(self, case: ClaimCase) -> Relation:
        said = " ".join(case.evidence)
        told = {YES: "open" in said, NO: "closed" in said}[case.claim]
        return Relation(0.6, 0.3, 0.1) if told else Relation(0.2, 0.3, 0.5)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Are dogs allowed?", True),
        ("hi, can i still pay by cheque? thanks", True),
        ("I'm 12. Am I allowed in?", True),
        ("My daughter is six, is she insured as well", True),
        ("Will you change the amount when the fee goes up?", True),
        ("When are dogs allowed?", False),
        ("Could you tell me when it opens?", False),
        ("Is it open on Sundays or on Mondays?", False),
        ("was zahl ich für den hund pro nacht", False),
        ("dogs", False),
        ("", False),
    ],
)
def test_whether_a_yes_or_a_no_is_asked_for(question: str, *, asks: bool) -> None:
    assert asks_yes_or_no(question) is asks


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("The pool is open on Sundays.", YES),
        ("The pool is closed on Sundays.", NO),
        ("The pool has a slide.", ""),
        ("Yes, it is open on Sundays.", ""),
    ],
)
def test_only_what_the_quote_surely_says_is_said(quote: str, said: str) -> None:
    decider = YesOrNo(OpenOnSundays(), margin=0.2)
    assert decider.before(("Pool.", quote), "Is the pool open on Sundays?") == said
    assert decider.before(("Pool.", quote), "When is the pool open?") == ""
