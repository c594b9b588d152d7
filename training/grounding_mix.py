"""What grounding learns from, and how much of each."""

import random
from collections.abc import Sequence
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

# The most examples of each kind: what two cores get through in 25 minutes.
RAGTRUTH_SUPPORTED = 4000
FACTCG = 1000
SNLI = 1000
FRANK = 500
SUMMEDITS = 1400
SYNTHETIC_SENTENCES = 2800
TABLE_STATEMENTS = 1000


def build(data: Path, *, seed: int) -> list[GroundingExample]:
    """Training examples, shuffled; the same seed gives the same ones."""
    rng = random.Random(seed)
    answers = sentence_examples(ragtruth_split(data).train, "ragtruth")
    edited = [example for row, before in sources.summedits(data) for example in edited_examples(row, before)]
    examples = [
        *(example for example in answers if not example.supported),
        *_some([example for example in answers if example.supported], RAGTRUTH_SUPPORTED, rng),
        *(entailed_example(row, "wice") for row in sources.wice(data)),
        *_some([entailed_example(row, "factcg") for row in sources.factcg(data)], FACTCG, rng),
        *_some([entailed_example(row, "snli") for row in sources.snli(data)], SNLI, rng),
        *_some(sentence_examples(sources.frank(data), "frank"), FRANK, rng),
        *_some(edited, SUMMEDITS, rng),
        *synthetic_examples(passage_pool(data), rng, count=SYNTHETIC_SENTENCES),
        *table_examples(rng, count=TABLE_STATEMENTS),
    ]
    rng.shuffle(examples)
    return examples


def _some(examples: Sequence[GroundingExample], count: int, rng: random.Random) -> list[GroundingExample]:
    return rng.sample(list(examples), min(count, len(examples)))
