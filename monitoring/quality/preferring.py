"""Which model people prefer, from votes between two: Bradley and Terry (1952) with the intervals of a bootstrap.

The bootstrap is Rubin's (1981): each question gets a weight by chance, with all its votes, and so do the votes that
stand before the first. So an interval has a width where everybody agrees, too.

A model's strength is its mean chance to be preferred to each of the others, so that 0.5 is the middle whoever takes
part. A tie counts half a vote for either. Half a vote each way between any two stands before the votes, without which
a model that was never preferred would have no finite strength.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monitoring.quality.measures import Floats

_PRIOR_VOTES = 0.5
_LEAST_PRIOR = 1e-6
_ITERATIONS = 200
_CLOSE = 1e-9
_RESAMPLES = 400
_SEED = 20_261_128


@dataclass(frozen=True, slots=True)
class Vote:
    """Between two models; `share` is what of it goes to the first: 1, 0, or a half for a tie.

    Votes on one `question` hang together; null is one of its own.
    """

    first: str
    second: str
    share: float
    question: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A model's chance to be preferred, with its 95 % interval, and the votes it was part of."""

    model: str
    strength: float
    low: float
    high: float
    votes: int


def standings(votes: Sequence[Vote], models: Sequence[str], *, seed: int = _SEED) -> list[Standing]:
    """The strongest first; votes on others than `models` are left out. Without votes nobody is ahead of anybody."""
    names = list(dict.fromkeys(models))
    counted = [vote for vote in votes if vote.first in names and vote.second in names and vote.first != vote.second]
    places = np.array([(names.index(vote.first), names.index(vote.second)) for vote in counted]).reshape(-1, 2)
    shares = np.array([vote.share for vote in counted])
    found = _strengths(_wins(places, shares, np.ones(len(counted)), _prior(len(names))))
    low, high = _bounds(places, shares, _questions(counted), len(names), seed=seed)
    taking_part = np.bincount(places.ravel().astype(np.int64), minlength=len(names))
    listed = [
        Standing(
            name,
            float(found[at]),
            min(float(low[at]), float(found[at])),
            max(float(high[at]), float(found[at])),
            int(taking_part[at]),
        )
        for at, name in enumerate(names)
    ]
    return sorted(listed, key=lambda standing: -standing.strength)


def _questions(votes: Sequence[Vote]) -> list[int]:
    """The number of each vote's question among them."""
    keys = [("alone", at) if vote.question is None else ("question", vote.question) for at, vote in enumerate(votes)]
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    return [numbers[key] for key in keys]


def _bounds(
    places: Floats, shares: Floats, questions: Sequence[int], models: int, *, seed: int
) -> tuple[Floats, Floats]:
    """The middle 95 % over weights by chance; everything where there are no votes."""
    if not len(places):
        return np.zeros(models), np.ones(models)
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(_RESAMPLES):
        weights = rng.exponential(size=max(questions) + 1)[questions]
        prior = np.maximum(rng.gamma(_PRIOR_VOTES, size=(models, models)), _LEAST_PRIOR)
        found.append(_strengths(_wins(places, shares, weights, prior)))
    low, high = np.percentile(np.array(found), (2.5, 97.5), axis=0)
    return low, high


def _prior(models: int) -> Floats:
    return np.full((models, models), _PRIOR_VOTES)


def _wins(places: Floats, shares: Floats, weights: Floats, prior: Floats) -> Floats:
    """How often the model of each row was preferred to that of each column."""
    wins = prior.copy()
    np.fill_diagonal(wins, 0)
    if len(places):
        rows = places.astype(np.int64)
        np.add.at(wins, (rows[:, 0], rows[:, 1]), weights * shares)
        np.add.at(wins, (rows[:, 1], rows[:, 0]), weights * (1 - shares))
    return wins


def _strengths(wins: Floats) -> Floats:
    """By Hunter's minorisation (2004), as mean chances against the others."""
    models = len(wins)
    if models < 2:
        return np.full(models, 0.5)
    won, met = wins.sum(axis=1), wins + wins.T
    worth = np.ones(models)
    for _ in range(_ITERATIONS):
        renewed = won / (met / (worth[:, None] + worth[None, :])).sum(axis=1)
        renewed /= np.exp(np.log(renewed).mean())
        is_close = np.abs(renewed - worth).max() < _CLOSE
        worth = renewed
        if is_close:
            break
    chances = worth[:, None] / (worth[:, None] + worth[None, :])
    found: Floats = (chances.sum(axis=1) - 0.5) / (models - 1)
    return found
