"""Which sets a run learns from, and the share of its tokens that each of them gets."""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from training.judge.asked import answer_rows, reading_rows
from training.judge.encoding import RowTokenizer
from training.judge.labelled import document_rows, ragtruth_rows
from training.judge.public import boolq_rows, entailment_training_rows, word_swap_rows
from training.judge.rows import JudgeRow
from training.judge.written import OWN_FOLDER, training_files, training_rows


class Source(StrEnum):
    """Where rows come from."""

    CLAIMS = "claims"
    ANSWERS = "answers"
    ENTAILMENT = "entailment"
    WORD_SWAPS = "word_swaps"
    MADE = "made"
    RAGTRUTH = "ragtruth"
    DOCUMENTS = "documents"
    READING = "reading"


# Whole answers fall behind where short claims come last without them: `whole` and `written` keep both.
MIXES: Mapping[str, Mapping[Source, float]] = MappingProxyType(
    {
        "whole": {
            Source.CLAIMS: 0.34,
            Source.ANSWERS: 0.17,
            Source.ENTAILMENT: 0.15,
            Source.MADE: 0.08,
            Source.WORD_SWAPS: 0.07,
            Source.RAGTRUTH: 0.07,
            Source.DOCUMENTS: 0.07,
            Source.READING: 0.05,
        },
        "warm": {
            Source.ENTAILMENT: 0.45,
            Source.MADE: 0.25,
            Source.DOCUMENTS: 0.15,
            Source.READING: 0.1,
            Source.WORD_SWAPS: 0.05,
        },
        "written": {
            Source.CLAIMS: 0.55,
            Source.ANSWERS: 0.25,
            Source.ENTAILMENT: 0.1,
            Source.MADE: 0.05,
            Source.READING: 0.05,
        },
    }
)


@dataclass(frozen=True, slots=True)
class RowSet:
    """Rows, and the share of all tokens that they are to have; shares need not add up to one."""

    share: float
    rows: list[JudgeRow]


def mixed(
    data: Path, name: str, tokenizer: RowTokenizer, *, seed: int, written: Iterable[Path] = ()
) -> dict[str, RowSet]:
    """The sets of a mix by name; the same seed draws the same rows. `written` are further folders of blocks.

    Raises `KeyError` for a mix that is not in `MIXES`, `MissingData` where a set is not there.
    """
    folders = (data / "written", OWN_FOLDER, *written)
    paths = training_files(folders, hungarian_and_german=tokenizer.keeps_accents)
    readers: Mapping[Source, Callable[[random.Random], list[JudgeRow]]] = {
        Source.CLAIMS: lambda _: training_rows([path for path in paths if path.name.startswith("claims")]),
        Source.ANSWERS: lambda _: training_rows([path for path in paths if path.name.startswith("answers")]),
        Source.ENTAILMENT: lambda rng: entailment_training_rows(data, rng),
        Source.WORD_SWAPS: lambda _: word_swap_rows(data),
        Source.MADE: lambda rng: [*answer_rows(data, rng), *boolq_rows(data)],
        Source.RAGTRUTH: lambda rng: ragtruth_rows(data, tokenizer.count, rng),
        Source.DOCUMENTS: lambda rng: document_rows(data, tokenizer.count, rng),
        Source.READING: lambda rng: reading_rows(data, tokenizer.count, rng),
    }
    return {
        source.value: RowSet(share, [row for row in readers[source](random.Random(f"{seed}/{source}")) if row.teaches])
        for source, share in MIXES[name].items()
    }
