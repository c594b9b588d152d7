"""Examples for grounding that code makes: sentences as they stand, reworded, changed, invented; table rows."""

import random
from collections.abc import Sequence
from pathlib import Path

from monitoring.packing import cut_sentences
from training import sources
from training.grounding_data import GroundingExample, ragtruth_split
from training.perturb import Changed, names_in, perturbed, reworded
from training.tables import table_statements

SHORTEST_SENTENCE_CHARS = 25


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


def _pair(sentence: str, passages: tuple[str, ...], rng: random.Random) -> list[GroundingExample]:
    kept = Changed(sentence, ()) if rng.random() < 0.5 else reworded(sentence, rng)
    names = names_in(" ".join(passages))
    start = reworded(sentence, rng).text if rng.random() < 0.4 else sentence
    changed = perturbed(start, rng, names=names)
    made = [kept] if changed is None else [kept, changed]
    return [GroundingExample(passages, said.text, "", not said.spans, said.spans, "synthetic") for said in made]


def _invented(other: str, passages: tuple[str, ...], rng: random.Random) -> list[GroundingExample]:
    sentences = [other[a:b] for a, b in cut_sentences(other) if b - a >= SHORTEST_SENTENCE_CHARS]
    if not sentences:
        return []
    text = rng.choice(sentences)
    return [GroundingExample(passages, text, "", supported=False, spans=((0, len(text)),), origin="invented")]
