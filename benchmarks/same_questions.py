"""Which questions count as the same: by how near they are, and by their words as well.

    python -m benchmarks.same_questions

Pairs of `same_questions.jsonl`, rewordings and questions of which one word differs; and of all pairs of questions of
one document of `training/written/asked` that have different answers, how many would be taken for the same.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from domain.ports import Encoder
from inference.models import load_encoder
from server.usecases.recalling import SAME_FROM
from text.same_question import question_key, telling_words

_ROOT = Path(__file__).parents[1]
_STEPS = (0.7, 0.75, 0.8, SAME_FROM, 0.9, 0.95)


class Pair(NamedTuple):
    """Two questions, and whether one answer answers both."""

    a: str
    b: str
    same: bool


def main() -> None:
    """Prints the table."""
    encoder = load_encoder(_ROOT / "models" / "encoder")
    for name, pairs in (("written for this", list(_written_pairs())), ("asked of one document", list(_asked_pairs()))):
        print(f"\n{name}: {sum(p.same for p in pairs)} the same, {sum(not p.same for p in pairs)} not")
        _print(pairs, _likeness(encoder, pairs))


def _print(pairs: list[Pair], likeness: list[float]) -> None:
    print("cosine from   same found   others taken   | with the same words: same found   others taken")
    for least in _STEPS:
        near = [pair for pair, cosine in zip(pairs, likeness, strict=True) if cosine >= least]
        worded = [pair for pair in near if _same_words(pair)]
        counts = [sum(p.same is same for p in group) for group in (near, worded) for same in (True, False)]
        print("{:>11} {:>12} {:>14}   | {:>31} {:>14}".format(least, *counts))


def _same_words(pair: Pair) -> bool:
    return question_key(pair.a) == question_key(pair.b) or telling_words(pair.a) == telling_words(pair.b)


def _likeness(encoder: Encoder, pairs: list[Pair]) -> list[float]:
    questions = sorted({question for pair in pairs for question in pair[:2]})
    vectors = encoder.encode_queries(questions)
    units = dict(zip(questions, vectors / np.linalg.norm(vectors, axis=1, keepdims=True), strict=True))
    return [float(units[pair.a] @ units[pair.b]) for pair in pairs]


def _written_pairs() -> Iterator[Pair]:
    for line in (_ROOT / "benchmarks" / "same_questions.jsonl").read_text("utf-8").splitlines():
        yield Pair(**json.loads(line))


def _asked_pairs() -> Iterator[Pair]:
    """Of one document, with different answers: never the same."""
    of_document = defaultdict[tuple[str, str], list[dict[str, Any]]](list)
    for file in sorted((_ROOT / "training" / "written" / "asked").glob("*/questions*.jsonl")):
        for question in map(json.loads, file.read_text("utf-8").splitlines()):
            if question.get("document"):
                of_document[file.parent.name, question["document"]].append(question)
    for questions in of_document.values():
        for one, other in combinations(questions, 2):
            if question_key(one["answer"]) != question_key(other["answer"]):
                yield Pair(one["question"], other["question"], same=False)


if __name__ == "__main__":
    main()
