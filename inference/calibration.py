"""From a model's logits to probabilities (Platt scaling)."""

import math
from dataclasses import dataclass

from domain.errors import Misconfigured
from inference.artefacts import DETAILS_FILE, Artefact


@dataclass(frozen=True, slots=True)
class Sigmoid:
    """`1 / (1 + exp(-(scale * logit + shift)))`; `scale` is above 0, so that the direction stays."""

    scale: float
    shift: float

    def __call__(self, logit: float) -> float:
        """A probability in [0, 1]."""
        return (1 + math.tanh((self.scale * logit + self.shift) / 2)) / 2


def read_sigmoid(artefact: Artefact, output: str) -> Sigmoid:
    """The calibration of `output`, the plain logistic function where `model.json` has none. Raises `Misconfigured`."""
    try:
        entry = artefact.details.get("calibration", {}).get(output, {})
        sigmoid = Sigmoid(float(entry.get("scale", 1.0)), float(entry.get("shift", 0.0)))
    except (AttributeError, TypeError, ValueError) as error:
        raise _unusable(artefact, output) from error
    if not (math.isfinite(sigmoid.shift) and 0 < sigmoid.scale < math.inf):
        raise _unusable(artefact, output)
    return sigmoid


def _unusable(artefact: Artefact, output: str) -> Misconfigured:
    return Misconfigured(
        f"{artefact.folder / DETAILS_FILE}: calibration.{output} needs a finite shift and a scale above 0."
    )
