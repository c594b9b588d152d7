"""Risks rise with what speaks against a claim, and an answer's with its claims'."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.detectors.signals import SIGNALS, Signals
from monitoring.verdict.risk import MAY_LOWER, Curve, RiskModel
from tests.monitoring.risk_models import risk_details, risk_model

MODEL = risk_model()
LOGITS = st.floats(-9, 9)
SHARES = st.floats(0, 1)
SIGNAL_VALUES = st.builds(
    Signals,
    LOGITS,
    LOGITS,
    LOGITS,
    LOGITS,
    st.floats(0, 5),
    SHARES,
    SHARES,
    st.sampled_from([0.0, 1.0]),
    st.floats(0, 6),
)
RISKS = st.lists(SHARES, min_size=1, max_size=12)


@given(signals=SIGNAL_VALUES, name=st.sampled_from([name for name in SIGNALS if name not in MAY_LOWER]), more=SHARES)
def test_raising_a_signal_never_lowers_a_claims_risk(signals: Signals, name: str, more: float) -> None:
    raised = replace(signals, **{name: getattr(signals, name) + more})
    assert 0 <= MODEL.claim(signals) <= MODEL.claim(raised) + 1e-12
    assert MODEL.claim(raised) <= 1


@given(risks=RISKS, place=st.integers(0, 11), raised=SHARES)
def test_raising_a_claims_risk_never_lowers_the_answers(risks: list[float], place: int, raised: float) -> None:
    place %= len(risks)
    higher = [*risks[:place], max(raised, risks[place]), *risks[place + 1 :]]
    assert 0 <= MODEL.answer(risks) <= MODEL.answer(higher) + 1e-12
    assert MODEL.answer(higher) <= 1


@given(risks=RISKS, answers=SHARES, less=SHARES)
def test_the_less_an_answer_seems_to_answer_the_higher_its_risk(
    risks: list[float], answers: float, less: float
) -> None:
    assert MODEL.answer(risks, answers) <= MODEL.answer(risks, min(answers, less)) + 1e-12


def test_a_model_that_says_nothing_of_questions_finds_no_answer_beside_the_point() -> None:
    assert (MODEL.off_point, MODEL.answers_scale) == (0.0, (1.0, 0.0))
    details = risk_details() | {"off_point": 0.3, "answers": [2.0, -1.0]}
    fitted = RiskModel.from_details(details, SIGNALS)
    assert fitted.off_point == 0.3
    assert fitted.answers(0.5) == pytest.approx(1 / (1 + math.e))


@given(risk=SHARES, second=SHARES, more=SHARES)
def test_a_second_opinion_moves_the_risk_its_own_way(risk: float, second: float, more: float) -> None:
    assert MODEL.blended(risk, second) <= MODEL.blended(min(1, risk + more), second) + 1e-12
    assert MODEL.blended(risk, second) <= MODEL.blended(risk, min(1, second + more)) + 1e-12


@given(risks=RISKS)
def test_the_order_of_claims_does_not_matter(risks: list[float]) -> None:
    assert MODEL.answer(risks) == pytest.approx(MODEL.answer(risks[::-1]))


def test_a_curve_is_level_beyond_its_ends_and_straight_between_its_points() -> None:
    curve = Curve((0.0, 1.0, 3.0), (0.1, 0.2, 0.8))
    assert [curve(score) for score in (-5, 0, 0.5, 2, 3, 9)] == pytest.approx([0.1, 0.1, 0.15, 0.5, 0.8, 0.8])


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("claim", {"weights": dict.fromkeys(SIGNALS, -0.1)}),
        ("claim", {"risks": [0.9, 0.5, 0.4, 0.3, 0.1]}),
        ("blend", {"weights": [0.5, -0.5]}),
    ],
)
def test_a_model_whose_risk_would_fall_is_refused(part: str, change: dict[str, object]) -> None:
    details = risk_details()
    details[part] |= change
    with pytest.raises(ValueError, match="fall"):
        RiskModel.from_details(details, SIGNALS)


@pytest.mark.parametrize(
    "change", [{"risks": [0.1]}, {"scores": [], "risks": []}, {"scores": [1, 0, 2, 3, 4]}, {"scores": list("01234x")}]
)
def test_a_model_whose_curve_is_garbled_is_refused(change: dict[str, object]) -> None:
    details = risk_details()
    details["claim"] |= change
    with pytest.raises(ValueError, match=r"."):
        RiskModel.from_details(details, SIGNALS)


def test_a_model_without_a_weight_is_refused() -> None:
    details = risk_details()
    del details["claim"]["weights"]["worst_token"]
    with pytest.raises(KeyError):
        RiskModel.from_details(details, SIGNALS)
