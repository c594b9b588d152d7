"""Figures of a checkpoint on everything that no judge learns from."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from training.judge.asked import reading_rows
from training.judge.encoding import EncodedRow, RowTokenizer
from training.judge.figures import claim_figures, reading_figures, token_auroc
from training.judge.labelled import ragtruth_validation_rows
from training.judge.network import Judge
from training.judge.predictions import Predicted, predict
from training.judge.public import MEASURED, entailment_to_measure
from training.judge.rows import JudgeRow
from training.judge.written import OWN_FOLDER, calibration_rows, measured_rows, training_files

ENGLISH = ("claims_validation", "claims_pairs_validation", "answers_validation")
OTHER_LANGUAGES = ("claims_hu_de_validation", "answers_hu_de_validation")
SEED = 7

Figures = dict[str, object]


class Evaluation:
    """One network over many sets, each at most `most_rows` long: a seeded sample of a longer one."""

    def __init__(self, network: Judge, tokenizer: RowTokenizer, data: Path, *, most_rows: int) -> None:
        self._network, self._tokenizer, self._data, self._most_rows = network, tokenizer, data, most_rows

    def all(self) -> Iterator[tuple[str, Figures]]:
        """Each set's name and figures, as they come."""
        languages = OTHER_LANGUAGES if self._tokenizer.keeps_accents else ()
        for name in (*ENGLISH, *languages):
            yield name, self.claims(measured_rows(self._data / "written" / f"{name}.jsonl"))
        yield "calibration", self.claims(self._calibration())
        for name in MEASURED:
            yield name, self.claims(entailment_to_measure(self._data, name))
        yield "ragtruth validation", self.marked(ragtruth_validation_rows(self._data, self._tokenizer.count))
        for name, rows in self._read().items():
            yield f"reading {name}", self.reading(rows)

    def claims(self, rows: Sequence[JudgeRow]) -> Figures:
        """Claims with labels."""
        chosen = self._some(rows)
        return asdict(claim_figures(chosen, self._predict(chosen)[1]))

    def marked(self, rows: Sequence[JudgeRow]) -> Figures:
        """Claims whose unsupported words are marked, too."""
        chosen = self._some(rows)
        encoded, predicted = self._predict(chosen)
        return asdict(claim_figures(chosen, predicted)) | {"token_auroc": token_auroc(encoded, predicted)}

    def reading(self, rows: Sequence[JudgeRow]) -> Figures:
        """Questions and passages."""
        chosen = self._some(rows)
        encoded, predicted = self._predict(chosen)
        return asdict(reading_figures(chosen, encoded, predicted, self._tokenizer.places))

    def _predict(self, rows: Sequence[JudgeRow]) -> tuple[list[EncodedRow], list[Predicted]]:
        encoded = self._tokenizer.encode(rows)
        return encoded, predict(self._network, encoded, padding=self._tokenizer.padding)

    def _calibration(self) -> list[JudgeRow]:
        folders = (self._data / "written", OWN_FOLDER)
        return calibration_rows(training_files(folders, hungarian_and_german=self._tokenizer.keeps_accents))

    def _read(self) -> dict[str, list[JudgeRow]]:
        sets: dict[str, list[JudgeRow]] = {}
        for row in reading_rows(self._data, self._tokenizer.count, random.Random(SEED), held_back=True):
            sets.setdefault(row.kind, []).append(row)
        return sets

    def _some(self, rows: Sequence[JudgeRow]) -> list[JudgeRow]:
        return list(rows) if len(rows) <= self._most_rows else random.Random(SEED).sample(list(rows), self._most_rows)
