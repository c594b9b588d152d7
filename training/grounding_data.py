"""Examples for grounding: sentences of answers against passages, cut and packed as the service does it."""

import random
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from monitoring.claims import split_claims, states_something
from monitoring.marks import bare_statement, decoration_end
from monitoring.packing import EvidencePacker, cut_sentences
from training import sources
from training.perturb import Changed, names_in, perturbed, reworded
from training.tables import table_statements

VALIDATION_RATIO = 0.15
RAGTRUTH_SUPPORTED = 4000
KEPT = {"factcg": 1000, "snli": 1000, "frank": 500, "summedits": 1400}
SYNTHETIC_PASSAGES = 2800
TABLE_STATEMENTS = 1000
SHORTEST_SENTENCE_CHARS = 25


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


def build(data: Path, *, seed: int) -> list[GroundingExample]:
    """All training examples, shuffled; the same seed gives the same ones."""
    rng = random.Random(seed)
    examples = ragtruth_training(ragtruth_split(data).train, rng)
    examples += [entailed_example(row, "wice") for row in sources.wice(data)]
    examples += _some([entailed_example(row, "factcg") for row in sources.factcg(data)], "factcg", rng)
    examples += _some([entailed_example(row, "snli") for row in sources.snli(data)], "snli", rng)
    examples += _some(sentence_examples(sources.frank(data), "frank"), "frank", rng)
    edited = [example for row, before in sources.summedits(data) for example in edited_examples(row, before)]
    examples += _some(edited, "summedits", rng)
    examples += synthetic_examples(passage_pool(data), rng, count=SYNTHETIC_PASSAGES)
    examples += table_examples(rng, count=TABLE_STATEMENTS)
    rng.shuffle(examples)
    return examples


def ragtruth_split(data: Path) -> RagtruthSplit:
    """The split that every figure refers to: by source, 15 % of the questions for validation."""
    rows = sources.ragtruth(data)
    groups = sorted({row.group for row in rows if row.task == "QA"})
    held = set(random.Random(11).sample(groups, round(len(groups) * VALIDATION_RATIO)))
    return RagtruthSplit([row for row in rows if row.group not in held], [row for row in rows if row.group in held])


def ragtruth_training(rows: Sequence[sources.Labelled], rng: random.Random) -> list[GroundingExample]:
    """Every sentence with an unsupported span, and as many supported ones as two cores get through."""
    examples = sentence_examples(rows, "ragtruth")
    supported = [example for example in examples if example.supported]
    rest = [example for example in examples if not example.supported]
    return rest + rng.sample(supported, min(len(supported), RAGTRUTH_SUPPORTED))


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


def passage_pool(data: Path) -> list[sources.Asked]:
    """Paragraphs to make synthetic examples from."""
    rows = [*sources.squad(data), *sources.tydiqa(data, part="train"), *sources.policyqa(data)]
    unique = {row.passage: row for row in rows if 200 < len(row.passage) < 2500}
    rag = {
        passage: sources.Asked("", passage, None, row.group)
        for row in ragtruth_split(data).train
        for passage in row.passages
        if 200 < len(passage) < 2500
    }
    return [*unique.values(), *rag.values()]


def synthetic_examples(pool: Sequence[sources.Asked], rng: random.Random, *, count: int) -> list[GroundingExample]:
    """Two examples from each of `count` sentences: one still supported, one not any more."""
    examples: list[GroundingExample] = []
    for row in rng.choices(pool, k=count):
        others = [other.passage for other in rng.choices(pool, k=rng.randint(0, 3)) if other.passage != row.passage]
        sentences = [row.passage[a:b] for a, b in cut_sentences(row.passage) if b - a >= SHORTEST_SENTENCE_CHARS]
        if not sentences:
            continue
        passages = [row.passage, *others]
        rng.shuffle(passages)
        examples += _pair(rng.choice(sentences), tuple(passages), rng)
        if others and rng.random() < 0.25:
            examples += _invented(rng.choice(others), tuple(p for p in passages if p == row.passage), rng)
    return examples


def table_examples(rng: random.Random, *, count: int) -> list[GroundingExample]:
    """Statements about made-up table rows, true and false ones."""
    return [
        GroundingExample((row.passage,), row.text, "", not row.spans, row.spans, "tables")
        for row in table_statements(rng, count=count)
    ]


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


def _some(examples: list[GroundingExample], origin: str, rng: random.Random) -> list[GroundingExample]:
    return rng.sample(examples, min(KEPT[origin], len(examples)))


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


def _pair(sentence: str, passages: tuple[str, ...], rng: random.Random) -> list[GroundingExample]:
    kept = Changed(sentence, ()) if rng.random() < 0.5 else reworded(sentence, rng)
    names = names_in(" ".join(passages))
    start = reworded(sentence, rng).text if rng.random() < 0.4 else sentence
    changed = perturbed(start, rng, names=names)
    made = [kept] if changed is None else [kept, changed]
    return [GroundingExample(passages, text.text, "", not text.spans, text.spans, "synthetic") for text in made]


def _invented(other: str, passages: tuple[str, ...], rng: random.Random) -> list[GroundingExample]:
    sentences = [other[a:b] for a, b in cut_sentences(other) if b - a >= SHORTEST_SENTENCE_CHARS]
    if not sentences:
        return []
    text = rng.choice(sentences)
    return [GroundingExample(passages, text, "", supported=False, spans=((0, len(text)),), origin="invented")]
