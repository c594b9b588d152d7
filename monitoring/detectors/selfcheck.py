"""A detector without evidence: does the answer agree with other answers to the same question?

SelfCheckGPT's NLI variant (Manakul et al. 2023, https://arxiv.org/abs/2303.08896): what a model knows it says again,
what it made up it says differently the next time, or not at all. The paper leaves the class "neutral" aside; to count
what a sample does not say against the claim, too, tells more where the model was trained to say it (docs/decisions.md).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.generation import EvidencePair, Relation
from domain.odds import logit, sigmoid
from domain.ports import EntailmentModel
from monitoring.detectors.deadline import no_deadline
from monitoring.detectors.detection import Assessment, Inspection
from text.marks import states_something

_PAIRS_AT_ONCE = 512

# How much a sample speaks against a claim, in [0, 1].
Score = Callable[[Relation], float]


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
    """Judges claims by `samples` alone; says nothing where there are none. `calibration` was fitted for `score`."""

    name = "selfcheck"
    reads_question = False

    def __init__(self, model: EntailmentModel, calibration: Scale, *, score: Score) -> None:
        self._model = model
        self._calibration = calibration
        self._score = score

    def assess(self, inspection: Inspection) -> list[Assessment | None]:
        """See `Detector.assess`."""
        samples = [sample for sample in inspection.samples if states_something(sample)]
        if not samples:
            return [None] * len(inspection.claims)
        found = inconsistency(self._model, inspection.claims, samples, score=self._score, check=inspection.check)
        return [Assessment(self._calibration.risk(score)) for score in found]


def inconsistency(
    model: EntailmentModel,
    sentences: Sequence[str],
    samples: Sequence[str],
    *,
    score: Score,
    check: Callable[[], None] = no_deadline,
) -> list[float]:
    """Per sentence the mean `score` over `samples`: in [0, 1], higher is worse. Not calibrated.

    With `contradicted` it is the paper's.
    """
    return [sum(map(score, found)) / len(samples) for found in compared(model, sentences, samples, check=check)]


def compared(
    model: EntailmentModel,
    sentences: Sequence[str],
    samples: Sequence[str],
    *,
    check: Callable[[], None] = no_deadline,
) -> list[list[Relation]]:
    """Per sentence what each sample says of it. The model takes as many pairs at once as any usual answer has."""
    pairs = [EvidencePair(sample, sentence) for sample in samples for sentence in sentences]
    relations: list[Relation] = []
    for start in range(0, len(pairs), _PAIRS_AT_ONCE):
        check()
        relations += model.compare(pairs[start : start + _PAIRS_AT_ONCE])
    return [list(relations[place :: len(sentences)]) for place in range(len(sentences))]


def contradicted(relation: Relation) -> float:
    """P(contradiction) of a softmax over entailment and contradiction alone; .5 where all is neutral."""
    both = relation.entailed + relation.contradicted
    return relation.contradicted / both if both else 0.5


def not_entailed(relation: Relation) -> float:
    """1 - P(entailment): what a sample does not say counts against the claim, as what it denies."""
    return 1 - relation.entailed
