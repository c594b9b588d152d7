"""What grounding learns from, and how much of each: two mixes, one after the other."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training import sources
from training.grounding_data import (
    GroundingExample,
    edited_examples,
    entailed_example,
    ragtruth_split,
    sentence_examples,
)
from training.synthetic import passage_pool, synthetic_examples, table_examples


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """The most examples of each kind; `synthetic` counts sentences, each of which gives two or three examples."""

    ragtruth_wrong: int
    ragtruth_supported: int
    wice: int
    factcg: int
    snli: int
    frank: int
    summedits: int
    synthetic: int
    tables: int


# What two cores get through in about 25 minutes, then in about 12. The second pass is for what the first one left
# weak: a figure that stands elsewhere in the evidence, a value of another row.
FIRST = Mix(
    ragtruth_wrong=3200,
    ragtruth_supported=4000,
    wice=1000,
    factcg=1000,
    snli=1000,
    frank=500,
    summedits=1400,
    synthetic=2800,
    tables=1000,
)
SECOND = Mix(
    ragtruth_wrong=1600,
    ragtruth_supported=2200,
    wice=300,
    factcg=300,
    snli=300,
    frank=100,
    summedits=400,
    synthetic=1700,
    tables=2800,
)


def build(data: Path, mix: Mix, *, seed: int) -> list[GroundingExample]:
    """Training examples, shuffled; the same seed gives the same ones."""
    rng = random.Random(seed)
    answers = sentence_examples(ragtruth_split(data).train, "ragtruth")
    pool = passage_pool(data)
    edited = [example for row, before in sources.summedits(data) for example in edited_examples(row, before)]
    examples = [
        *_some([example for example in answers if not example.supported], mix.ragtruth_wrong, rng),
        *_some([example for example in answers if example.supported], mix.ragtruth_supported, rng),
        *_some([entailed_example(row, "wice") for row in sources.wice(data)], mix.wice, rng),
        *_some([entailed_example(row, "factcg") for row in sources.factcg(data)], mix.factcg, rng),
        *_some([entailed_example(row, "snli") for row in sources.snli(data)], mix.snli, rng),
        *_some(sentence_examples(sources.frank(data), "frank"), mix.frank, rng),
        *_some(edited, mix.summedits, rng),
        *synthetic_examples(pool, rng, count=mix.synthetic),
        *table_examples(pool, rng, count=mix.tables),
    ]
    rng.shuffle(examples)
    return examples


def _some(examples: Sequence[GroundingExample], count: int, rng: random.Random) -> list[GroundingExample]:
    return rng.sample(list(examples), min(count, len(examples)))
