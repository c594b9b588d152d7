"""A detector without evidence: does the answer agree with other answers to the same question?

SelfCheckGPT's NLI variant (Manakul et al. 2023, https://arxiv.org/abs/2303.08896): what a model knows it says again,
what it made up it says differently the next time.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.generation import EvidencePair, Relation
from domain.ports import EntailmentModel
from monitoring.claims import states_something
from monitoring.detection import Assessment, Inspection
from monitoring.risk import sigmoid
from monitoring.signals import logit


@dataclass(frozen=True, slots=True)
class Scale:
    """Platt scaling of an inconsistency's logit; `scale` is above 0, so that the direction stays."""

    scale: float
    shift: float

    def __post_init__(self) -> None:
        if not self.scale > 0:
            raise ValueError("a scale of SelfCheck that is not above 0")

    def risk(self, score: float) -> float:
        """The risk in (0, 1) of an `inconsistency`."""
        return sigmoid(self.scale * logit(score) + self.shift)


class SelfCheck:
    """Judges claims by `samples` alone; says nothing where there are none."""

    name = "selfcheck"

    def __init__(self, model: EntailmentModel, calibration: Scale) -> None:
        self._model = model
        self._calibration = calibration

    def assess(self, inspection: Inspection) -> list[Assessment | None]:
        """See `Detector.assess`."""
        samples = [sample for sample in inspection.samples if states_something(sample)]
        if not samples:
            return [None] * len(inspection.claims)
        found = inconsistency(self._model, inspection.claims, samples)
        return [Assessment(self._calibration.risk(score)) for score in found]


def inconsistency(model: EntailmentModel, sentences: Sequence[str], samples: Sequence[str]) -> list[float]:
    """Per sentence the mean over `samples` of P(contradiction), neutral left aside: in [0, 1], higher is worse.

    All pairs go to the model in one call. Not calibrated.
    """
    pairs = [EvidencePair(sample, sentence) for sample in samples for sentence in sentences]
    contradicted = [_contradiction(relation) for relation in model.compare(pairs)]
    return [sum(contradicted[place :: len(sentences)]) / len(samples) for place in range(len(sentences))]


def _contradiction(relation: Relation) -> float:
    """P(contradiction) of a softmax over entailment and contradiction alone."""
    both = relation.entailed + relation.contradicted
    return relation.contradicted / both if both else 0.5
