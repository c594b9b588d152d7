"""Blocks written for this project: claims beside evidence, and answers beside passages.

Shared words, length and topic say nothing in them. A block is a line of JSON; its rows share one group.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from domain.answers import Support
from evaluation.answer_sets import Row, found
from evaluation.files import json_lines
from evaluation.trials import Trial, Trials

VALIDATION = ("claims_validation", "claims_pairs_validation", "answers_validation")
FITTING = ("claims_a", "claims_b", "claims_c", "claims_d", "claims_e", "claims_f", "answers_a", "answers_b")


def written(data: Path, name: str) -> Trials:
    """The file of this name in `written`, without abstentions, which are no claims. Raises `MissingData`."""
    path = found(data, "written", f"{name}.jsonl") / f"{name}.jsonl"
    return Trials(name, tuple(trial for block in json_lines(path) for trial in trials_of(block)))


def trials_of(block: Mapping[str, Any]) -> Iterator[Trial]:
    """A block's claims, and its answers."""
    evidence = (_passage(block),) if "evidence" in block else ()
    for claim in block.get("claims", ()):
        yield _claim(claim, evidence, block["id"])
    passages = tuple(map(_passage, block.get("passages", ())))
    for answer in block.get("answers", ()):
        if not answer.get("abstains"):
            yield _answer(answer, passages, block)


def _claim(claim: Mapping[str, Any], evidence: tuple[str, ...], group: str) -> Trial:
    support = Support(claim["label"])
    wrong = support is not Support.SUPPORTED
    return Trial(Row(claim.get("question") or "", evidence, claim["text"], wrong, group), claim["kind"], support)


def _answer(answer: Mapping[str, Any], passages: tuple[str, ...], block: Mapping[str, Any]) -> Trial:
    """Off the point is wrong, too."""
    support, to_the_point = Support(answer["support"]), bool(answer["answers"])
    supported = support is Support.SUPPORTED
    row = Row(block["question"], passages, answer["text"], not (supported and to_the_point), block["id"])
    return Trial(row, answer["kind"], support, to_the_point if supported else None)


def _passage(part: Mapping[str, Any]) -> str:
    return f"{part.get('source', '')}\n{part['evidence'] if 'evidence' in part else part['text']}"
