"""Examples for grounding from labelled answers, cut into claims and packed with evidence as the service does it."""

import random
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from monitoring.claims import split_claims, states_something
from monitoring.marks import bare_statement, decoration_end
from monitoring.packing import EvidencePacker
from training import sources

VALIDATION_RATIO = 0.15


@dataclass(frozen=True, slots=True)
class GroundingExample:
    """One sentence of an answer. `spans` is null where only the sentence as a whole is labelled.

    `answer` names the answer that the sentence is part of, and `generator` who wrote it.
    """

    passages: tuple[str, ...]
    claim: str
    hint: str
    supported: bool
    spans: tuple[tuple[int, int], ...] | None
    origin: str
    answer: str = ""
    generator: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """What the model sees of an example."""

    evidence: str
    claim: str
    supported: bool
    spans: tuple[tuple[int, int], ...] | None


@dataclass(frozen=True, slots=True)
class RagtruthSplit:
    """RAGTruth answers, no source on both sides; validation holds questions only, no summaries."""

    train: list[sources.Labelled]
    validation: list[sources.Labelled]


def ragtruth_split(data: Path) -> RagtruthSplit:
    """The split that every figure refers to: by source, 15 % of the questions for validation."""
    rows = sources.ragtruth(data)
    groups = sorted({row.group for row in rows if row.task == "QA"})
    held = set(random.Random(11).sample(groups, round(len(groups) * VALIDATION_RATIO)))
    return RagtruthSplit([row for row in rows if row.group not in held], [row for row in rows if row.group in held])


def sentence_examples(rows: Iterable[sources.Labelled], origin: str) -> list[GroundingExample]:
    """The sentences of labelled answers, each with the sentence before it as a hint."""
    return [example for number, row in enumerate(rows) for example in _sentences(row, origin, f"{origin}-{number}")]


def entailed_example(row: sources.Entailed, origin: str) -> GroundingExample:
    """A claim that is labelled as a whole; a supported one has no unsupported span."""
    spans = () if row.supported else row.spans
    return GroundingExample(row.passages, row.claim, "", row.supported, spans, origin)


def edited_examples(row: sources.Entailed, before: str) -> list[GroundingExample]:
    """The sentences of a summary; where an edit made it wrong, the words that the edit brought in are unsupported."""
    spans = [] if row.supported else _inserted(before, row.claim)
    labelled = sources.Labelled("", row.passages, row.claim, tuple(spans), row.group, "", "Summary")
    sentences = _sentences(labelled, "summedits", row.group)
    return sentences if row.supported or spans else []


def windows(examples: Iterable[GroundingExample], count_tokens: Callable[[str], int]) -> list[Window]:
    """Examples with their evidence packed; passages shared by neighbouring examples are cut once."""
    made: list[Window] = []
    packed_for: tuple[str, ...] = ()
    packer = EvidencePacker(packed_for, count_tokens)
    for example in examples:
        if example.passages != packed_for:
            packer, packed_for = EvidencePacker(example.passages, count_tokens), example.passages
        packed = packer.pack(example.claim, hint=example.hint)
        made.append(Window(packed.text, example.claim, example.supported, example.spans))
    return made


def _sentences(row: sources.Labelled, origin: str, answer: str) -> list[GroundingExample]:
    examples, before = [], ""
    for claim in split_claims(row.answer):
        text, places = stated(claim.text)
        spans = tuple(_spans_in(text, [claim.start + place for place in places], row.spans))
        if states_something(text):
            examples.append(
                GroundingExample(
                    row.passages, text, f"{row.question} {before}", not spans, spans, origin, answer, row.generator
                )
            )
        before = text
    return examples


def stated(claim: str) -> tuple[str, list[int]]:
    """What detectors are given of a claim (see `bare_statement`), and where each character of it stood in the claim."""
    text = bare_statement(claim)
    places, position = [], decoration_end(claim)
    for character in text:
        position = claim.index(character, position)
        places.append(position)
        position += 1
    return text, places


def _spans_in(text: str, places: Sequence[int], spans: Sequence[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """The parts of `text` that lie in `spans` of the text it was taken from, mere punctuation left out."""
    for start, end in spans:
        low, high = bisect_left(places, start), bisect_left(places, end)
        if states_something(text[low:high]):
            yield low, high


def _inserted(before: str, after: str) -> list[tuple[int, int]]:
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
    return spans
