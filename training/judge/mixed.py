"""The rows of a mix, read from the data sets and the written blocks."""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from training.judge.asked import answer_rows, reading_rows
from training.judge.encoding import RowTokenizer
from training.judge.labelled import document_rows, ragtruth_rows
from training.judge.mixes import MIXES, Source
from training.judge.public import boolq_rows, entailment_training_rows, whole_entailment_rows, word_swap_rows
from training.judge.quotes import found_questions, public_quote_rows, written_quote_rows
from training.judge.rows import JudgeRow
from training.judge.widened import widened
from training.judge.written import OWN_FOLDER, training_files, training_rows
from training.quoting_questions import learnt_sets


@dataclass(frozen=True, slots=True)
class RowSet:
    """Rows, and the share of all tokens that they are to have; shares need not add up to one."""

    share: float
    rows: list[JudgeRow]


def mixed(
    data: Path,
    name: str,
    tokenizer: RowTokenizer,
    *,
    seed: int,
    written: Iterable[Path] = (),
    models: Path = Path("models"),
) -> dict[str, RowSet]:
    """The sets of a mix by name; the same seed draws the same rows. `written` are further folders of blocks.

    With the encoder and the reader in `models` the written quotes are found as the service finds them.

    Raises `KeyError` for a mix that is not in `MIXES`, `MissingData` where a set is not there.
    """
    folders = (data / "written", OWN_FOLDER, *written)
    paths = training_files(folders, hungarian_and_german=tokenizer.keeps_accents)
    claims, answers = ([path for path in paths if path.name.startswith(kind)] for kind in ("claims", "answers"))
    readers: Mapping[Source, Callable[[random.Random], list[JudgeRow]]] = {
        Source.CLAIMS: lambda _: training_rows(claims),
        Source.ANSWERS: lambda _: training_rows(answers),
        Source.WIDENED: lambda rng: widened(training_rows(claims), rng) + widened(training_rows(answers), rng),
        Source.WHOLE_ENTAILMENT: lambda rng: whole_entailment_rows(data, rng),
        Source.WRITTEN_QUOTES: lambda rng: written_quote_rows(found_questions(learnt_sets(), models), rng),
        Source.PUBLIC_QUOTES: lambda rng: public_quote_rows(data, rng),
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
