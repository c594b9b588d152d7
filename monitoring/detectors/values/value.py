"""What a value is, and what can be said of a claim's."""

from dataclasses import dataclass
from enum import StrEnum

from domain.answers import Evidence

Reading = tuple[float, ...]


class Kind(StrEnum):
    """What a value counts.

    `multiple`: twice, three times. `share`: percentages and fractions. `label`: what only names a thing, as BX-4410
    or section 4.2.
    """

    NUMBER = "number"
    ORDINAL = "ordinal"
    MULTIPLE = "multiple"
    SHARE = "share"
    MONEY = "money"
    MEASURE = "measure"
    DURATION = "duration"
    DATE = "date"
    TIME = "time"
    LABEL = "label"


class Bound(StrEnum):
    """How the amount limits what is meant."""

    EXACTLY = "exactly"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a text: `text_of_it[start:end] == text`.

    `readings`, the likeliest first: an amount in `unit`, two for a range; of a date year, month and day, 0 where not
    said; of a time minutes after midnight. "1.234" and "half past seven" have two readings each. `unit` is the base
    unit of a dimension ("m", "g", "s"), a currency, "%" of shares, or empty; `per` what a rate is for ("hour",
    "kilom"), else empty. `number` is the amount as written, before its unit was changed.
    """

    text: str
    start: int
    end: int
    kind: Kind
    unit: str
    readings: tuple[Reading, ...]
    bound: Bound = Bound.EXACTLY
    per: str = ""
    number: float = 0.0

    @property
    def low(self) -> float:
        """The amount, the lower one of a range, in its likeliest reading."""
        return self.readings[0][0]

    @property
    def high(self) -> float:
        """The amount, the upper one of a range, in its likeliest reading."""
        return self.readings[0][-1]


class State(StrEnum):
    """How a claim's value stands to the evidence.

    `same`: it stands there, in whatever notation. `computed`: it comes out of what stands there. `other`: where the
    evidence speaks of it, it has another value. `absent`: none of these.
    """

    SAME = "same"
    COMPUTED = "computed"
    OTHER = "other"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class CheckedValue:
    """A value of a claim and what the evidence says of it.

    `evidence`: the same value, the operands or the one that conflicts; empty where absent. `fit`, in [0, 1]: which
    share of the claim's words around the value stands around the first of these too. `occurs`: an equal value stands
    somewhere, be it beside other words. `asked`: an equal value stands in the question, which is no evidence.
    """

    value: Value
    state: State
    evidence: tuple[Evidence, ...]
    fit: float
    occurs: bool
    asked: bool
