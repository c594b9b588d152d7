"""What is asked in vain, by topic: vectors that lie close together."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from monitoring.quality.measures import Floats


def topics(vectors: Floats | NDArray[np.float32], *, alike_from: float) -> Sequence[Sequence[int]]:
    """The places of unit vectors, grouped, largest group first; in each, whoever lies nearest to its middle is first.

    Groups are joined, the likest first, as long as the mean cosine between their members is at least `alike_from`
    (average linkage; Sokal and Michener 1958). Ties go by place, so that the same questions give the same topics.
    """
    groups = [[place] for place in range(len(vectors))]
    likeness = (vectors @ vectors.T).astype(np.float64) if groups else np.zeros((0, 0))
    np.fill_diagonal(likeness, -np.inf)
    sizes = np.ones(len(groups))
    while groups:
        first, second = sorted(np.unravel_index(int(likeness.argmax()), likeness.shape))
        if likeness[first, second] < alike_from:
            break
        merged = sizes[first] * likeness[first] + sizes[second] * likeness[second]
        sizes[first] += sizes[second]
        likeness[first] = likeness[:, first] = merged / sizes[first]
        likeness[second] = likeness[:, second] = -np.inf
        likeness[first, first] = -np.inf
        groups[first] += groups[second]
        groups[second] = []
    found = [_from_the_middle(group, vectors) for group in groups if group]
    return sorted(found, key=lambda group: (-len(group), min(group)))


def _from_the_middle(group: Sequence[int], vectors: Floats | NDArray[np.float32]) -> Sequence[int]:
    near = vectors[list(group)] @ vectors[list(group)].sum(axis=0)
    return [group[at] for at in np.argsort(-near, kind="stable")]
