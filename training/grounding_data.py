"""Labelled answers, summaries and pairs as passages with the claims that are read against them."""

import random
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import IntEnum
from pathlib import Path

from evaluation import sources
from text.marks import bare_statement, decoration_end
from text.sentences import split_claims, states_something

VALIDATION_RATIO = 0.15
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


@dataclass(frozen=True, slots=True)
class GroundingExample:
    """Claims that are read against the same passages, each for itself."""

    passages: tuple[str, ...]
    claims: tuple[LabelledClaim, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class RagtruthSplit:
    """RAGTruth answers, no source on both sides; validation holds questions only, no summaries."""

    train: list[sources.Labelled]
    validation: list[sources.Labelled]


def ragtruth_split(data: Path) -> RagtruthSplit:
    """The split that every figure refers to: by source, 15 % of the questions for validation."""
    rows = sources.ragtruth(data)
    held = held_sources(row.group for row in rows if row.task == "QA")
    return RagtruthSplit([row for row in rows if row.group not in held], [row for row in rows if row.group in held])


def held_sources(sources_of_questions: Iterable[str]) -> set[str]:
    """Those of RAGTruth's sources of questions that are for validation; always the same draw from the same sources."""
    groups = sorted(set(sources_of_questions))
    return set(random.Random(11).sample(groups, round(len(groups) * VALIDATION_RATIO)))


def answer_examples(rows: Iterable[sources.Labelled], origin: str) -> list[GroundingExample]:
    """Labelled answers, each with its sentences; those without a sentence that states something are left out."""
    made = (GroundingExample(row.passages, labelled_sentences(row), origin) for row in rows)
    return [example for example in made if example.claims]


def labelled_sentences(row: sources.Labelled) -> tuple[LabelledClaim, ...]:
    """The sentences of an answer as detectors are given them."""
    claims = []
    for claim in split_claims(row.answer):
        text, places = stated(claim.text)
        moved = [claim.start + place for place in places]
        spans = tuple(_spans_in(text, moved, row.spans))
        conflict = any(_spans_in(text, moved, row.conflicts))
        if states_something(text):
            claims.append(LabelledClaim(text, _relation(spans, conflict=conflict), spans))
    return tuple(claims)


def entailed_example(rows: Sequence[sources.Entailed], origin: str) -> GroundingExample:
    """Claims about the same passages; a supported one has no unsupported span."""
    return GroundingExample(rows[0].passages, tuple(_entailed(row) for row in rows), origin)


def edited_example(rows: Sequence[tuple[sources.Entailed, str]]) -> GroundingExample:
    """The sentences of edited summaries of one document.

    What an edit brought into a wrong one is unsupported, words of other, right ones aside: many edits also reword.
    """
    right = {word for row, _ in rows if row.supported for word in row.claim.split()}
    claims: dict[str, LabelledClaim] = {}
    for row, before in rows:
        edits = () if row.supported else inserted(before, row.claim)
        spans = tuple(span for span in edits if not right.issuperset(row.claim[slice(*span)].split()))
        labelled = sources.Labelled("", row.passages, row.claim, spans, (), row.group, "", "Summary")
        if row.supported or spans:
            claims |= {claim.text: _of_unknown_kind(claim) for claim in labelled_sentences(labelled)}
    return GroundingExample(rows[0][0].passages, tuple(claims.values()), "summedits")


def stated(claim: str) -> tuple[str, list[int]]:
    """What detectors are given of a claim (see `bare_statement`), and where each character of it stood in the claim."""
    text = bare_statement(claim)
    places, position = [], decoration_end(claim)
    for character in text:
        position = claim.index(character, position)
        places.append(position)
        position += 1
    return text, places


def inserted(before: str, after: str) -> Spans:
    """Character spans of the words of `after` that `before` has not; a deletion marks the words beside it."""
    old, new = before.split(), after.split()
    places, position = [], 0
    for word in new:
        start = after.index(word, position)
        position = start + len(word)
        places.append((start, position))
    spans = []
    for tag, _, _, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag in {"replace", "insert"}:
            spans.append((places[first][0], places[last - 1][1]))
        elif tag == "delete" and places:
            beside = places[max(0, first - 1) : first + 1]
            spans.append((beside[0][0], beside[-1][1]))
    return tuple(spans)


def _relation(spans: Spans, *, conflict: bool) -> Relation:
    if not spans:
        return Relation.ENTAILED
    return Relation.CONTRADICTED if conflict else Relation.NEUTRAL


def _of_unknown_kind(claim: LabelledClaim) -> LabelledClaim:
    return claim if claim.relation is Relation.ENTAILED else replace(claim, relation=Relation.NOT_ENTAILED)


def _entailed(row: sources.Entailed) -> LabelledClaim:
    if row.supported:
        return LabelledClaim(row.claim, Relation.ENTAILED, ())
    relation = Relation.NOT_ENTAILED
    if row.contradicted is not None:
        relation = Relation.CONTRADICTED if row.contradicted else Relation.NEUTRAL
    return LabelledClaim(row.claim, relation, row.spans)


def _spans_in(text: str, places: Sequence[int], spans: Sequence[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """The parts of `text` that lie in `spans` of the text it was taken from, mere punctuation left out."""
    for start, end in spans:
        low, high = bisect_left(places, start), bisect_left(places, end)
        if states_something(text[low:high]):
            yield low, high
