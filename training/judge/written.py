"""Blocks written by hand (`training/written/README.md` says how they look) as rows.

Every eighth block of a training file is kept for calibration and never learnt from; a validation file is never either.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evaluation.files import MissingData, json_lines
from training.judge.rows import JudgeRow, Label, WrongPart, label_named

OWN_FOLDER = Path(__file__).parents[1] / "written"
CALIBRATION_EVERY = 8

_ENGLISH = re.compile(r"(?:claims|answers)_[a-z]\.jsonl")
_MIXED = re.compile(r"(?:claims|answers)_(?:[a-z]|hu_de(?:_[a-z])?)\.jsonl")

Block = Mapping[str, Any]


def training_files(folders: Iterable[Path], *, hungarian_and_german: bool) -> list[Path]:
    """The training files of `folders`, each name once, the first folder's. Raises `MissingData` if there are none."""
    wanted = _MIXED if hungarian_and_german else _ENGLISH
    searched = list(folders)
    found: dict[str, Path] = {}
    for folder in searched:
        for path in sorted(folder.glob("*.jsonl")):
            if wanted.fullmatch(path.name):
                found.setdefault(path.name, path)
    if not found:
        raise MissingData.at(searched[0] / "claims_a.jsonl")
    return list(found.values())


def training_rows(paths: Sequence[Path]) -> list[JudgeRow]:
    """The rows of all blocks but every eighth of each file."""
    return [row for path in paths for at, block in _blocks(path) if at % CALIBRATION_EVERY for row in block_rows(block)]


def calibration_rows(paths: Sequence[Path]) -> list[JudgeRow]:
    """The rows of every eighth block of each file, from its first: no judge has learnt from them."""
    return [
        row for path in paths for at, block in _blocks(path) if not at % CALIBRATION_EVERY for row in block_rows(block)
    ]


def measured_rows(path: Path) -> list[JudgeRow]:
    """The rows of every block, to measure on."""
    return [row for block in json_lines(path) for row in block_rows(block)]


def block_rows(block: Block) -> Iterator[JudgeRow]:
    """A block's claims and answers; an abstention claims nothing, so it is no row."""
    for claim in block.get("claims", ()):
        yield _row(claim, _told(block, "evidence"), question=claim.get("question") or "", label=claim["label"])
    evidence = " ".join(_told(passage, "text") for passage in block.get("passages", ()))
    for answer in block.get("answers", ()):
        if not answer.get("abstains"):
            to_the_point = bool(answer["answers"])
            yield _row(answer, evidence, question=block["question"], label=answer["support"], answers=to_the_point)


def _row(said: Block, evidence: str, *, question: str, label: str, answers: bool | None = None) -> JudgeRow:
    known = label_named(label)
    return JudgeRow(
        question=question,
        claim=said["text"],
        evidence=evidence,
        label=known,
        answers=answers,
        unsupported=() if known is Label.SUPPORTED else None,
        kind=said["kind"],
    )


def _told(part: Block, field: str) -> str:
    return f"{part.get('source', '')}. {part[field]}"


def _blocks(path: Path) -> Iterator[tuple[int, Block]]:
    if not _MIXED.fullmatch(path.name):
        raise WrongPart(f"{path.name} is not one of the files to learn from: claims_X.jsonl, answers_X.jsonl.")
    return enumerate(json_lines(path))
