"""Fitted risk models for tests: worst token and relation, everything else a little."""

from collections.abc import Mapping
from typing import Any

from monitoring.detectors import judge_signals
from monitoring.detectors.signals import SIGNALS
from monitoring.verdict.risk import ANSWER_MEASURES, RiskModel


def risk_details() -> dict[str, Any]:
    """As `model.json` holds it."""
    claim: Mapping[str, float] = {"worst_token": 0.6, "not_entailed": 0.4, "length": -0.1}
    return {
        "claim": {
            "weights": dict.fromkeys(SIGNALS, 0.05) | dict(claim),
            "bias": 0.0,
            "scores": [-6.0, -2.0, 0.0, 2.0, 6.0],
            "risks": [0.002, 0.1, 0.5, 0.9, 0.998],
        },
        "answer": {"weights": dict.fromkeys(ANSWER_MEASURES, 0.3), "bias": 0.0},
        "blend": {"weights": [0.7, 0.5], "bias": 0.0},
    }


def risk_model() -> RiskModel:
    """The same, ready."""
    return RiskModel.from_details(risk_details(), SIGNALS)


def judge_risk_model() -> RiskModel:
    """Of the judge: the relation and values that conflict count, and no answer under .3 is to the point."""
    weights = dict.fromkeys(judge_signals.SIGNALS, 0.0) | {"not_supported": 1.0, "other_values": 1.0}
    details = risk_details()
    details["claim"] |= {"weights": weights}
    details |= {"answers": [1.0, 0.0], "off_point": 0.3}
    return RiskModel.from_details(details, judge_signals.SIGNALS, may_lower=judge_signals.MAY_LOWER)
