"""Labelled answers, summaries and pairs as passages with the claims that are read against them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from evaluation import sources
from evaluation.labels import LabelledClaim, Relation, Spans, labelled_sentences


@dataclass(frozen=True, slots=True)
class GroundingExample:
    """Claims that are read against the same passages, each for itself."""

    passages: tuple[str, ...]
    claims: tuple[LabelledClaim, ...]
    origin: str


def answer_examples(rows: Iterable[sources.Labelled], origin: str) -> list[GroundingExample]:
    """Labelled answers, each with its sentences; those without a sentence that states something are left out."""
    made = (GroundingExample(row.passages, labelled_sentences(row), origin) for row in rows)
    return [example for example in made if example.claims]


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


def _of_unknown_kind(claim: LabelledClaim) -> LabelledClaim:
    return claim if claim.relation is Relation.ENTAILED else replace(claim, relation=Relation.NOT_ENTAILED)


def _entailed(row: sources.Entailed) -> LabelledClaim:
    if row.supported:
        return LabelledClaim(row.claim, Relation.ENTAILED, ())
    relation = Relation.NOT_ENTAILED
    if row.contradicted is not None:
        relation = Relation.CONTRADICTED if row.contradicted else Relation.NEUTRAL
    return LabelledClaim(row.claim, relation, row.spans)
