"""The lexical floor: a logistic regression on how much of an answer is new to its passages."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from evaluation.novelty import novelty


def fitted_risks(
    train: Sequence[tuple[str, Sequence[str]]], labels: Sequence[bool], test: Sequence[tuple[str, Sequence[str]]]
) -> NDArray[np.float64]:
    """Risks of the `test` answers from a regression fitted on the `train` answers; each is (answer, passages)."""
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
    model.fit(np.array([[*novelty(*row).values()] for row in train]), np.array(labels))
    risks: NDArray[np.float64] = model.predict_proba(np.array([[*novelty(*row).values()] for row in test]))[:, 1]
    return risks
