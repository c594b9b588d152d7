"""Which rows are kept out of training, set by set: the same ones whoever asks, and in whatever order."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from evaluation import sources

FACTUAL, NOT_FACTUAL = 1.0, 0.34
RAGTRUTH_HELD_BACK_RATIO = 0.15
SUMMARIES_HELD_BACK_RATIO = 0.25
SCIFACT_HELD_BACK_RATIO = 0.4
_HASH_DIGITS = 16
_HELD_OUT = Path(__file__).with_name("held_out.txt")


def held_out(group: str) -> bool:
    """Whether an article or website of SQuAD 2, TyDi QA or PolicyQA is kept out of all training.

    A tenth of each set's groups (`Asked.group`), those that the shipped reader was never trained on. `held_out.txt`
    lists them as hashes: the list is fixed, so it hangs on no seed and no order of calls.
    """
    return sha256(group.encode()).hexdigest()[:_HASH_DIGITS] in _held_out_hashes()


@cache
def _held_out_hashes() -> frozenset[str]:
    return frozenset(_HELD_OUT.read_text(encoding="ascii").split())


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
    return set(random.Random(11).sample(groups, round(len(groups) * RAGTRUTH_HELD_BACK_RATIO)))


def part_of(groups: Iterable[str], *, held_back: bool) -> list[str]:
    """The groups to train on, or those held back, a quarter."""
    keys = sorted(groups)
    random.Random(5).shuffle(keys)
    cut = round(len(keys) * SUMMARIES_HELD_BACK_RATIO)
    return keys[:cut] if held_back else keys[cut:]


def scifact_part(data: Path, *, held_back: bool) -> sources.Ranking:
    """SciFact's training queries to train on, or those held back for validation; documents are all of them."""
    whole = sources.ranking(data / "scifact", qrels="train")
    keys = sorted(whole.relevant)
    random.Random(7).shuffle(keys)
    cut = int(len(keys) * SCIFACT_HELD_BACK_RATIO)
    part = keys[:cut] if held_back else keys[cut:]
    return replace(
        whole, queries={key: whole.queries[key] for key in part}, relevant={key: whole.relevant[key] for key in part}
    )
