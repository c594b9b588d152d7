"""What grounding learns from, and how much of each, in two stages."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from evaluation import sources
from evaluation.labels import LabelledClaim, Relation
from evaluation.splits import FACTUAL, NOT_FACTUAL, part_of, ragtruth_split
from training.contrasts import contrast_examples
from training.grounding_data import (
    GroundingExample,
    answer_examples,
    edited_example,
    entailed_example,
    inserted,
)
from training.synthetic import passage_pool, synthetic_examples, table_examples

# The most passages of each kind, each with several claims: what two cores get through in an hour and a half.
SYNTHETIC = 3000
TABLES = 700
BREAKING_NLI = 1000
FACTCG = 700
CONTRASTS = 600
REPLAYED_RATIO = 0.25


def general(data: Path, *, seed: int) -> list[GroundingExample]:
    """The first stage: entailment, claims and made-up errors; the same seed gives the same examples, in one order."""
    rng = random.Random(seed)
    examples = [
        *by_passages(sources.snli(data), "snli"),
        *_some(_breaking_nli(data), BREAKING_NLI, rng),
        *by_passages(sources.rte(data), "rte"),
        *by_passages(sources.scifact_claims(data), "scifact"),
        *_some(by_passages(sources.factcg(data), "factcg"), FACTCG, rng),
        *by_passages(sources.wice(data), "wice"),
        *frank_examples(data, held_back=False),
        *summedits_examples(data, held_back=False),
        *synthetic_examples(passage_pool(data), rng, count=SYNTHETIC),
        *table_examples(rng, count=TABLES),
    ]
    rng.shuffle(examples)
    return examples


def answers(data: Path, *, seed: int) -> list[GroundingExample]:
    """The second stage: answers that people marked word by word, contrasts, and some of a first stage made anew."""
    rng = random.Random(seed)
    before = general(data, seed=seed)
    examples = [
        *answer_examples(ragtruth_split(data).train, "ragtruth"),
        *contrast_examples(rng, count=CONTRASTS),
        *rng.sample(before, round(len(before) * REPLAYED_RATIO)),
    ]
    rng.shuffle(examples)
    return examples


def frank_examples(data: Path, *, held_back: bool) -> list[GroundingExample]:
    """Articles with summaries that are factual throughout, and those of one sentence that are not."""
    by_article: dict[str, list[sources.Entailed]] = defaultdict(list)
    for row in sources.frank(data):
        wrong = row.factuality <= NOT_FACTUAL and row.summary.rstrip(" .").count(" . ") == 0
        if row.factuality == FACTUAL or wrong:
            claim = sources.Entailed((row.article,), row.summary, not wrong, None, row.group)
            by_article[row.group].append(claim)
    chosen = part_of(by_article, held_back=held_back)
    return [entailed_example(by_article[key], "frank") for key in chosen]


def summedits_examples(data: Path, *, held_back: bool) -> list[GroundingExample]:
    """Documents with the sentences of edited summaries, 24 at most to an example."""
    by_document: dict[str, list[tuple[sources.Entailed, str]]] = defaultdict(list)
    for row in sources.summedits(data):
        by_document[row[0].group].append(row)
    examples = []
    for key in part_of(by_document, held_back=held_back):
        whole = edited_example(by_document[key])
        examples += [replace(whole, claims=whole.claims[i : i + 24]) for i in range(0, len(whole.claims), 24)]
    return examples


def by_passages(rows: Iterable[sources.Entailed], origin: str) -> list[GroundingExample]:
    """Claims about the same passages as one example."""
    grouped: dict[tuple[str, ...], list[sources.Entailed]] = defaultdict(list)
    for row in rows:
        grouped[row.passages].append(row)
    return [entailed_example(group, origin) for group in grouped.values()]


def _breaking_nli(data: Path) -> list[GroundingExample]:
    """The exchanged word is the unsupported one."""
    examples = []
    for example in by_passages(sources.breaking_nli(data), "breaking_nli"):
        claims = tuple(_marked(claim, example.passages[0]) for claim in example.claims)
        examples.append(replace(example, claims=claims))
    return examples


def _marked(claim: LabelledClaim, premise: str) -> LabelledClaim:
    if claim.relation is Relation.ENTAILED:
        return claim
    return replace(claim, spans=inserted(premise, claim.text))


def _some(examples: Sequence[GroundingExample], count: int, rng: random.Random) -> list[GroundingExample]:
    return rng.sample(list(examples), min(count, len(examples)))
