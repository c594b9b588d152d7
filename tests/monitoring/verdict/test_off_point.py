"""An answer that is true and answers something else is beside the point; its risk says so too."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.answers import CheckedClaim, Claim, Outcome, Support, Verdict
from domain.documents import Policy
from monitoring.detectors import judge_signals
from monitoring.verdict.judging import Case, Judge
from monitoring.verdict.risk import GreyBand, RiskModel, answer_measures
from monitoring.verdict.verifier import ClaimVerifier
from tests.monitoring.detectors.word_judge import WordJudge, judge_detector
from tests.monitoring.risk_models import judge_risk_model, risk_details, risk_model
from tests.monitoring.verdict.test_streaming import Silent

MODEL = judge_risk_model()
SHARES = st.floats(0, 1)
RISKS = st.lists(SHARES, min_size=1, max_size=6)
PASSAGES = ("The museum opened in 1921. It is closed on Mondays.", "The garden is open.")
QUESTION = "When did the museum open?"


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    verifier = ClaimVerifier(
        judge_detector(WordJudge()),
        Silent(),
        MODEL,
        threshold=0.5,
        grey_band=GreyBand(0.1, 0.6),
        deadline_seconds=60,
        on_failure=lambda *failure: pytest.fail(f"{failure}"),
    )
    with closing(verifier):
        yield Judge(verifier, None)


@pytest.mark.parametrize(
    ("answer", "question", "off_point"),
    [
        ("The garden is open.", QUESTION, True),
        ("It is closed on Mondays.", QUESTION, True),
        ("The museum opened in 1921.", QUESTION, False),
        ("The garden is open. The museum opened in 1921.", QUESTION, False),
        ("The garden is open.", None, False),
        ("[1]", QUESTION, False),
    ],
)
def test_an_answer_none_of_whose_claims_answers_is_beside_the_point(
    judge: Judge, answer: str, question: str | None, *, off_point: bool
) -> None:
    found = judge.judge(answer, Case(passages=PASSAGES, policy=Policy.ANNOTATE, question=question))
    assert found.support in {Support.SUPPORTED, None}
    assert found.off_point is off_point


@pytest.mark.parametrize(("policy", "outcome"), [(Policy.ANNOTATE, Outcome.FLAGGED), (Policy.HOLD, Outcome.ESCALATED)])
def test_it_is_not_stood_behind(judge: Judge, policy: Policy, outcome: Outcome) -> None:
    found = judge.judge("The garden is open.", Case(passages=PASSAGES, policy=policy, question=QUESTION))
    assert (found.support, found.outcome) == (Support.SUPPORTED, outcome)


def test_a_quote_skips_the_judge_for_its_support_and_not_for_the_question(judge: Judge) -> None:
    found = judge.judge("It is closed on Mondays.", Case(passages=PASSAGES, policy=Policy.ANNOTATE, question=QUESTION))
    [claim] = found.claims
    assert claim.verdict.detectors.keys() == {"quote"}
    assert claim.verdict.answers_question is False


def checked(*answers: float | None) -> list[CheckedClaim]:
    return [CheckedClaim(Claim("It.", 0, 3), Verdict(Support.SUPPORTED, 0.1, (), {}, one)) for one in answers]


@given(answers=st.lists(st.one_of(st.none(), SHARES), max_size=5))
def test_the_claim_that_likeliest_answers_decides(judge: Judge, answers: list[float | None]) -> None:
    known = [one for one in answers if one is not None]
    assert judge.verifier.off_point(checked(*answers)) is (bool(known) and max(known) < MODEL.off_point)


@given(risks=RISKS, answers=SHARES, less=SHARES)
def test_the_less_an_answer_answers_the_higher_its_risk(risks: list[float], answers: float, less: float) -> None:
    likely, unlikely = max(answers, less), min(answers, less)
    assert 0 <= MODEL.answer(risks, likely) <= MODEL.answer(risks, unlikely) + 1e-12
    assert MODEL.answer(risks, unlikely) <= 1


@given(risks=RISKS, place=st.integers(0, 5), raised=SHARES, answers=SHARES)
def test_raising_a_claims_risk_never_lowers_the_answers_beside_a_question(
    risks: list[float], place: int, raised: float, answers: float
) -> None:
    place %= len(risks)
    higher = [*risks[:place], max(raised, risks[place]), *risks[place + 1 :]]
    assert MODEL.answer(risks, answers) <= MODEL.answer(higher, answers) + 1e-12


@given(risks=RISKS)
def test_without_a_question_nothing_is_beside_the_point(risks: list[float]) -> None:
    assert answer_measures(risks)[2] == 0
    assert MODEL.answer(risks) == MODEL.answer(risks, None)


@given(first=SHARES, second=SHARES)
def test_what_the_judge_says_of_answering_keeps_its_order(first: float, second: float) -> None:
    low, high = min(first, second), max(first, second)
    assert 0 <= MODEL.answers(low) <= MODEL.answers(high) <= 1


def test_a_model_that_reads_no_questions_calls_nothing_beside_the_point() -> None:
    assert risk_model().off_point == 0
    assert risk_model().answers(0.3) == pytest.approx(0.3)


@pytest.mark.parametrize(("name", "garbled"), [("answers", [1.0]), ("answers", [1, 2, 3]), ("off_point", "often")])
def test_a_garbled_scale_of_answering_is_refused(name: str, garbled: object) -> None:
    details = risk_details() | {name: garbled}
    with pytest.raises(ValueError, match=r"."):
        RiskModel.from_details(details, tuple(details["claim"]["weights"]))


def test_signals_that_may_lower_a_risk_are_those_that_are_named() -> None:
    details = risk_details()
    details["claim"] |= {"weights": dict.fromkeys(judge_signals.SIGNALS, 0.1) | {"fragment": -0.4}}
    names, may_lower = judge_signals.SIGNALS, judge_signals.MAY_LOWER
    assert RiskModel.from_details(details, names, may_lower=may_lower).claim_weights[names.index("fragment")] == -0.4
    with pytest.raises(ValueError, match="fall"):
        RiskModel.from_details(details, names)
