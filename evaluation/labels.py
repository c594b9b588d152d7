"""Answers that people marked word by word, as the sentences that detectors are given, each with its label."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from evaluation.sources import Labelled
from monitoring.claims.splitting import split_claims
from monitoring.claims.statements import stated
from text.marks import states_something

Spans = tuple[tuple[int, int], ...]


class Relation(IntEnum):
    """What the passages say of a claim. The first three are the classes of the model's head, in its order.

    `NOT_ENTAILED` is one of the next two, nobody said which; with `UNKNOWN` only the claim's words are labelled.
    """

    ENTAILED = 0
    NEUTRAL = 1
    CONTRADICTED = 2
    NOT_ENTAILED = 3
    UNKNOWN = 4


@dataclass(frozen=True, slots=True)
class LabelledClaim:
    """A claim; `spans` are its unsupported words, null where only the claim as a whole is labelled."""

    text: str
    relation: Relation
    spans: Spans | None


def labelled_sentences(row: Labelled) -> tuple[LabelledClaim, ...]:
    """The sentences of an answer as detectors are given them."""
    claims = []
    for claim in split_claims(row.answer):
        text, places = stated(claim.text)
        moved = [claim.start + place for place in places]
        spans = tuple(spans_in(text, moved, row.spans))
        conflict = any(spans_in(text, moved, row.conflicts))
        if states_something(text):
            claims.append(LabelledClaim(text, _relation(spans, conflict=conflict), spans))
    return tuple(claims)


def spans_in(text: str, places: Sequence[int], spans: Sequence[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """The parts of `text` that lie in `spans` of the text it was taken from, mere punctuation left out."""
    for start, end in spans:
        low, high = bisect_left(places, start), bisect_left(places, end)
        if states_something(text[low:high]):
            yield low, high


def _relation(spans: Spans, *, conflict: bool) -> Relation:
    if not spans:
        return Relation.ENTAILED
    return Relation.CONTRADICTED if conflict else Relation.NEUTRAL
