"""From what was measured of claims to calibrated risks, of a claim and of a whole answer.

The weights are fitted on held-back answers (`training.calibrate_grounding`) and come with the grounding model. Those of
everything that speaks against a claim are at or above zero, so a risk never falls when one of them rises, and an
answer's never when a claim's does.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Protocol

from domain.odds import logit, sigmoid

MAY_LOWER = frozenset({"length"})


class Measured(Protocol):
    """What is measured of a claim."""

    def values(self) -> tuple[float, ...]:
        """In the order of the names that the weights were fitted for."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A rising piecewise linear map from a score to a risk in [0, 1] (isotonic regression), level beyond its ends."""

    scores: tuple[float, ...]
    risks: tuple[float, ...]

    @classmethod
    def through(cls, scores: Sequence[float], risks: Sequence[float]) -> "Curve":
        """Raises `ValueError` where the points are none, do not belong together, or fall."""
        points = [(float(score), float(risk)) for score, risk in zip(scores, risks, strict=True)]
        curve = cls(tuple(score for score, _ in points), tuple(risk for _, risk in points))
        if not points or list(curve.risks) != sorted(curve.risks) or list(curve.scores) != sorted(set(curve.scores)):
            raise ValueError("a risk would fall where what speaks against the claim rises")
        return curve

    def __call__(self, score: float) -> float:
        """The calibrated risk."""
        right = bisect_right(self.scores, score)
        if right == 0:
            return self.risks[0]
        if right == len(self.scores):
            return self.risks[-1]
        low, high = self.scores[right - 1], self.scores[right]
        part = (score - low) / (high - low)
        return self.risks[right - 1] + part * (self.risks[right] - self.risks[right - 1])


@dataclass(frozen=True, slots=True)
class RiskModel:
    """`claim`, `answer`: from one claim's signals, and from all claims' risks. `blend`: with a second opinion.

    Null `answer_weights`: what is wrong with one claim is taken to be independent of the others, and of whether they
    answer the question. `off_point` is the probability of an answer to the question under which an answer is beside the
    point, 0 for a judge that reads no questions.
    """

    claim_weights: tuple[float, ...]
    claim_bias: float
    claim_curve: Curve
    answer_weights: tuple[float, ...] | None
    answer_bias: float
    blend_weights: tuple[float, float]
    blend_bias: float
    answers_scale: tuple[float, float] = (1.0, 0.0)
    off_point: float = 0.0

    @classmethod
    def from_details(
        cls, details: Mapping[str, Any], names: Sequence[str], *, may_lower: Set[str] = MAY_LOWER
    ) -> "RiskModel":
        """From the `risk` of the model's `model.json`; `names` are those of the signals, in their order.

        Those that `may_lower` the risk have weights of either sign. Raises `KeyError` or `ValueError` where it is
        garbled.
        """
        claim, answer, blend = details["claim"], details["answer"], details["blend"]
        model = cls(
            tuple(float(claim["weights"][name]) for name in names),
            float(claim["bias"]),
            Curve.through(claim["scores"], claim["risks"]),
            None if answer is None else tuple(float(answer["weights"].get(name, 0.0)) for name in ANSWER_MEASURES),
            0.0 if answer is None else float(answer["bias"]),
            (float(blend["weights"][0]), float(blend["weights"][1])),
            float(blend["bias"]),
            _pair(details.get("answers", (1.0, 0.0))),
            float(details.get("off_point", 0.0)),
        )
        rising = [w for name, w in zip(names, model.claim_weights, strict=True) if name not in may_lower]
        if min(*rising, *(model.answer_weights or ()), *model.blend_weights) < 0:
            raise ValueError("a risk would fall where what speaks against the claim rises")
        return model

    def claim(self, signals: Measured) -> float:
        """A claim's risk in [0, 1]."""
        return self.claim_curve(_dot(self.claim_weights, signals.values()) + self.claim_bias)

    def answer(self, risks: Sequence[float], answers: float | None = None) -> float:
        """The risk in [0, 1] that an answer with claims of these risks is wrong or beside the point.

        `risks` is not empty; `answers` is how likely the best of the claims answers the question, null for none.
        """
        if self.answer_weights is None:
            return 1 - math.prod(1 - risk for risk in risks) * (1.0 if answers is None else answers)
        return sigmoid(_dot(self.answer_weights, answer_measures(risks, answers)) + self.answer_bias)

    def answers(self, probability: float) -> float:
        """How likely a claim answers its question, from what the judge says."""
        scale, shift = self.answers_scale
        return sigmoid(scale * logit(probability) + shift)

    def blended(self, risk: float, second: float) -> float:
        """A claim's risk where a detector of another kind was asked too."""
        return sigmoid(self.blend_weights[0] * logit(risk) + self.blend_weights[1] * logit(second) + self.blend_bias)


@dataclass(frozen=True, slots=True)
class GreyBand:
    """Risks in `[low, high)` are too uncertain to go by alone: there samples, where there are any, are asked too."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high <= 1:
            raise ValueError("a grey band that is no part of 0 … 1")

    def holds(self, risk: float, limit: float) -> bool:
        """Whether `risk` lies in the band, stretched to `limit`, the risk from which a claim is not supported.

        So no claim becomes supported by a risk that rises out of the band or into it.
        """
        return min(self.low, limit) <= risk < max(self.high, limit)


ANSWER_MEASURES = ("worst", "any", "beside")


def answer_measures(risks: Sequence[float], answers: float | None = None) -> tuple[float, ...]:
    """Logits of the highest risk, of one minus the product of all their opposites, and of not answering the question.

    `risks` is not empty. The last is 0 without a question.
    """
    none_wrong = math.exp(sum(math.log(max(1e-6, 1 - risk)) for risk in risks))
    return logit(max(risks)), logit(1 - none_wrong), 0.0 if answers is None else logit(1 - answers)


def _pair(values: Sequence[float]) -> tuple[float, float]:
    scale, shift = values
    return float(scale), float(shift)


def _dot(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(weights, values, strict=True))
