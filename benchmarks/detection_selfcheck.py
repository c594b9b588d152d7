"""SelfCheckGPT's own benchmark, WikiBio: sentences of GPT-3 against other passages that it wrote on the same person.

Measured as Manakul et al. 2023 (https://arxiv.org/abs/2303.08896) do, with their unigram variant beside ours.
"""

import math
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import numpy as np

from benchmarks.detection_answers import Track
from domain.ports import EntailmentModel
from evaluation.answer_sets import found
from evaluation.files import json_lines
from evaluation.measures import (
    Bools,
    Floats,
    Hits,
    Times,
    auroc,
    average_precision,
    best_f1,
    hits,
    pearson,
    ranks,
    spearman,
    times,
)
from evaluation.served import Server
from inference.artefacts import ModelKind, open_artefact
from inference.models import load_support
from monitoring.detectors.selfcheck import Scale, compared, contradicted, not_entailed

OURS = "candor, selfcheck alone"
PAPERS = "the same model, the paper's score"
TIMED_SENTENCES, TIMED_SAMPLES = 6, 5
_WRONG = MappingProxyType({"accurate": 0.0, "minor_inaccurate": 0.5, "major_inaccurate": 1.0})
_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Opinion:
    """Per sentence a score, higher is worse, and whether the service would flag it.

    `papers` are the paper's scores, which leave the class "neutral" aside; empty where they are not to be had.
    """

    scores: list[float]
    flagged: list[bool]
    papers: list[float]


class Consistency(Protocol):
    """Holds sentences against samples."""

    def judge(self, sentences: Sequence[str], samples: Sequence[str]) -> Opinion:
        """One opinion on all sentences."""


@dataclass(frozen=True, slots=True)
class LocalConsistency:
    """The shipped model; scores are not calibrated, as the paper's are not."""

    model: EntailmentModel
    calibration: Scale
    threshold: float

    def judge(self, sentences: Sequence[str], samples: Sequence[str]) -> Opinion:
        """See `Consistency`."""
        found = compared(self.model, sentences, samples)
        scores = [sum(map(not_entailed, of_sentence)) / len(samples) for of_sentence in found]
        papers = [sum(map(contradicted, of_sentence)) / len(samples) for of_sentence in found]
        return Opinion(scores, [self.calibration.risk(score) >= self.threshold for score in scores], papers)


@dataclass(frozen=True, slots=True)
class ServedConsistency:
    """A running server; scores are its calibrated risks."""

    server: Server

    def judge(self, sentences: Sequence[str], samples: Sequence[str]) -> Opinion:
        """See `Consistency`. Raises `ServerFailed`."""
        checked = [self.server.ask({"answer": text, "samples": samples}).sentences for text in sentences]
        risks = [max(one.risk for one in of) for of in checked]
        return Opinion(risks, [any(one.flagged for one in of) for of in checked], [])


@contextmanager
def local_consistency(models: Path) -> Iterator[LocalConsistency]:
    """The grounding model of the folder. Raises `Misconfigured`."""
    details = open_artefact(models / "grounding", ModelKind.GROUNDING).details
    with load_support(models / "grounding") as support:
        yield LocalConsistency(support, Scale(**details["selfcheck"]), float(details["claim_threshold"]))


@dataclass(frozen=True, slots=True)
class Written:
    """A passage by its sentences; `wrong` is 0 for an accurate one, .5 for a minor and 1 for a major error."""

    text: str
    sentences: tuple[str, ...]
    wrong: tuple[float, ...]
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SelfCheckFigures:
    """Areas under precision-recall curves by sentence, correlations by passage; null where undefined.

    `non_factual`: any error; `non_factual_star`: major ones, without passages that are wrong throughout; `factual`: no
    error. AUROC and F1 are those of any error.
    """

    method: str
    non_factual: float | None
    non_factual_star: float | None
    factual: float | None
    pearson: float | None
    spearman: float | None
    auroc: float | None
    at_threshold: Hits | None
    best_f1: float | None


@dataclass(frozen=True, slots=True)
class SelfChecked:
    """All methods on the same sentences; `times` are for six sentences with five samples."""

    passages: int
    sentences: int
    methods: tuple[SelfCheckFigures, ...]
    times: Times


def wikibio(data: Path) -> list[Written]:
    """Raises `MissingData`."""
    return [
        Written(
            row["gpt3_text"],
            tuple(row["gpt3_sentences"]),
            tuple(_WRONG[label] for label in row["annotation"]),
            tuple(row["gpt3_text_samples"]),
        )
        for row in json_lines(found(data, "wikibio_gpt3_hallucination", "passages.jsonl") / "passages.jsonl")
    ]


def measure_selfcheck(passages: Sequence[Written], model: Consistency, *, track: Track) -> SelfChecked:
    """Every sentence against all samples of its passage."""
    chosen = [passages[place] for place in track(range(len(passages)))]
    opinions = [model.judge(one.sentences, one.samples) for one in chosen]
    scores = np.array([score for one in opinions for score in one.scores])
    flagged = np.array([flag for one in opinions for flag in one.flagged], dtype=bool)
    papers = np.array([score for one in opinions for score in one.papers])
    unigram = np.array([score for one in chosen for score in unigram_scores(one)])
    methods = (
        _figures(OURS, chosen, scores, flagged),
        *([_figures(PAPERS, chosen, papers, None)] if len(papers) else []),
        _figures("unigram, max", chosen, unigram, None),
        _figures("both: mean of ranks", chosen, (ranks(scores) + ranks(unigram)) / 2 / len(scores), None),
        _figures("chance", chosen, np.zeros(len(scores)), None),
    )
    return SelfChecked(len(chosen), len(scores), methods, _times(chosen, model))


def unigram_scores(passage: Written) -> list[float]:
    """Per sentence -ln of its rarest token's share of all tokens of the samples and the passage itself."""
    counts = Counter(token for text in (passage.text, *passage.samples) for token in _tokens(text))
    total = sum(counts.values())
    rarest = (min((max(1, counts[token]) for token in _tokens(text)), default=total) for text in passage.sentences)
    return [-math.log(count / total) for count in rarest]


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.lower())


def _figures(method: str, passages: Sequence[Written], scores: Floats, flagged: Bools | None) -> SelfCheckFigures:
    wrong = np.array([label for passage in passages for label in passage.wrong])
    partly = np.array([min(one.wrong) < 1 for one in passages for _ in one.wrong], dtype=bool)
    ends = np.cumsum([len(one.wrong) for one in passages])[:-1]
    by_passage = [np.array([part.mean() for part in np.split(values, ends)]) for values in (scores, wrong)]
    best = best_f1(scores, wrong > 0)
    return SelfCheckFigures(
        method,
        non_factual=average_precision(scores, wrong > 0),
        non_factual_star=average_precision(scores[partly], wrong[partly] == 1),
        factual=average_precision(-scores, wrong == 0),
        pearson=pearson(*by_passage),
        spearman=spearman(*by_passage),
        auroc=auroc(scores, wrong > 0),
        at_threshold=None if flagged is None else hits(flagged, wrong > 0),
        best_f1=best[0] if best else None,
    )


def _times(passages: Sequence[Written], model: Consistency) -> Times:
    taken = []
    for passage in passages:
        if len(passage.sentences) >= TIMED_SENTENCES:
            begun = time.perf_counter()
            model.judge(passage.sentences[:TIMED_SENTENCES], passage.samples[:TIMED_SAMPLES])
            taken.append(1000 * (time.perf_counter() - begun))
    return times(taken)
