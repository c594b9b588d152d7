"""What is known of a sentence beside a question, and how likely it answers it."""

import math
from dataclasses import dataclass, fields

_SURE = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """`own`, `passage`: logits that the reader finds an answer in the sentence alone, and in its passage.

    `touched`: its span in the passage lies in the sentence. `coverage` in [0, 1]: the share of the question's wording
    in it, `headed` in it and its headings. The others are 1 where something speaks against it: nothing of the kind that
    is asked for (`wrong_kind`), no date, code or number of the question near it (`lacks_mark`), none of its names
    (`lacks_name`), a `fragment`, a line of `contents`.
    """

    own: float
    passage: float
    touched: float
    coverage: float
    headed: float
    wrong_kind: float
    lacks_mark: float
    lacks_name: float
    fragment: float
    contents: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Of a logistic regression over `Signals`, with their names, and its `bias` (docs/decisions.md)."""

    bias: float
    own: float
    passage: float
    touched: float
    coverage: float
    headed: float
    wrong_kind: float
    lacks_mark: float
    lacks_name: float
    fragment: float
    contents: float

    def probability(self, signals: Signals) -> float:
        """That a sentence of these signals answers its question, in (0, 1)."""
        total = self.bias + sum(getattr(self, one.name) * getattr(signals, one.name) for one in fields(signals))
        return 1 / (1 + math.exp(-total))


def logit(probability: float) -> float:
    """Of a probability cut to [.0001, .9999]."""
    sure = min(max(probability, _SURE), 1 - _SURE)
    return math.log(sure / (1 - sure))
