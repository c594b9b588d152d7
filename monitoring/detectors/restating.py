"""A claim with its values in the notation of its evidence, so that the judge compares words and not notations."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitoring.detectors.values.value import CheckedValue, State


@dataclass(frozen=True, slots=True)
class Restated:
    """`text` is what is read; its character `i` stands for `claim[starts[i]:ends[i]]`."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """What `text[start:end]`, which is not empty, stands for in the claim."""
        return self.starts[start], self.ends[end - 1]


def restated(claim: str, values: Sequence[CheckedValue]) -> Restated:
    """Each value that the evidence holds in other notation is written as it is there."""
    text, starts, ends, position = "", list[int](), list[int](), 0
    for checked in values:
        value = checked.value
        if checked.state is not State.SAME or value.start < position:
            continue
        kept = range(position, value.start)
        notation = checked.evidence[0].quote
        text += claim[position : value.start] + notation
        starts += [*kept, *([value.start] * len(notation))]
        ends += [*(place + 1 for place in kept), *([value.end] * len(notation))]
        position = value.end
    rest = range(position, len(claim))
    return Restated(text + claim[position:], [*starts, *rest], [*ends, *(place + 1 for place in rest)])
