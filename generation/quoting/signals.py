"""What is known of a sentence beside a question, and how likely it answers it."""

from dataclasses import dataclass, fields

from domain.odds import sigmoid


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """`near` is the cosine of the sentence, below its headings, with the question, `read` the reader's logit that it is
    relevant by itself, `answers` the judge's that it answers; each is 0 where it was not asked. `shared` in [0, 1] is
    the share of the question's wording in it and in what it stands below in its passage, `found` in [0, 1] how likely
    the reader's answer in its passage lies in it.

    The others are 1 or 0: nothing of the kind that is asked for (`wrong_kind`), a date or number of the question that
    stands nowhere near (`lacks_mark`, 2 for a code) or a name of it (`lacks_name`), a `fragment`, a table's `row`.
    """

    near: float
    read: float
    answers: float
    shared: float
    found: float
    wrong_kind: float
    lacks_mark: float
    lacks_name: float
    fragment: float
    row: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Of a logistic regression over `Signals`, with their names, and its `bias`."""

    bias: float
    near: float
    read: float
    answers: float
    shared: float
    found: float
    wrong_kind: float
    lacks_mark: float
    lacks_name: float
    fragment: float
    row: float

    def probability(self, signals: Signals, prior: float = 0.0) -> float:
        """That a sentence of these signals answers its question, in (0, 1); `prior` speaks for it, in log odds."""
        total = self.bias + prior + sum(getattr(self, one.name) * getattr(signals, one.name) for one in fields(signals))
        return sigmoid(total)
