"""Held-back answers with everything that is measured of their claims, by the code that does it in the service."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.ports import EntailmentModel, SupportReader
from evaluation.labels import Relation, labelled_sentences
from evaluation.sources import Asked, Labelled
from monitoring.claims.splitting import split_claims
from monitoring.claims.statements import bare_statement
from monitoring.detectors.detection import Inspection
from monitoring.detectors.grounding import GroundingDetector
from monitoring.detectors.quotation import find_quote
from monitoring.detectors.selfcheck import inconsistency, not_entailed
from monitoring.detectors.signals import Signals
from text.marks import cited_passages, states_something
from training.synthetic import synthetic_examples

SAMPLES = 5
MADE_SEED = 99
MADE_PASSAGES = 2
SHORTEST_PASSAGE_CHARS = 200


@dataclass(frozen=True, slots=True)
class MeasuredClaim:
    """`quoted` claims need no model; `inconsistency` is null where there were no other answers to compare with."""

    answer: int
    wrong: bool
    quoted: bool
    signals: Signals
    inconsistency: float | None


@dataclass(frozen=True, slots=True)
class Measured:
    """Claims in the order of `answers`, which they number; answers that state nothing are left out.

    `made` are made-up claims about the passages of those answers, with one word changed or as they stand; each names
    the first answer to its passage.
    """

    answers: list[Labelled]
    claims: list[MeasuredClaim]
    made: list[MeasuredClaim]

    def folds(self, count: int) -> NDArray[np.int64]:
        """Each answer's fold; answers to one question share theirs."""
        groups = sorted({row.group for row in self.answers})
        random.Random(3).shuffle(groups)
        fold = {group: place % count for place, group in enumerate(groups)}
        return np.array([fold[row.group] for row in self.answers])


def measure_answers(rows: Sequence[Labelled], reader: SupportReader, entailment: EntailmentModel) -> Measured:
    """All claims of all answers; the other answers to the same question serve as samples."""
    rows = [row for row in rows if labelled_sentences(row)]
    detector = GroundingDetector(reader, entailment, _unfitted)
    same: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        same[row.group].append(row.answer)
    claims: list[MeasuredClaim] = []
    for number, row in enumerate(rows):
        samples = [answer for answer in same[row.group] if answer != row.answer][:SAMPLES]
        claims += _measured(number, row, samples, detector, entailment)
    return Measured(rows, claims, _made(rows, detector))


def _unfitted(_: Signals) -> float:
    """The risks are what is fitted on the signals measured here."""
    return 0.0


def _made(rows: Sequence[Labelled], detector: GroundingDetector) -> list[MeasuredClaim]:
    """Claims about each source's passages."""
    rng = random.Random(MADE_SEED)
    first = {row.group: number for number, row in reversed(list(enumerate(rows)))}
    claims: list[MeasuredClaim] = []
    for number in sorted(first.values()):
        row = rows[number]
        pool = [
            Asked("", passage, None, row.group) for passage in row.passages if len(passage) > SHORTEST_PASSAGE_CHARS
        ]
        for example in synthetic_examples(pool, rng, count=MADE_PASSAGES) if pool else []:
            texts = tuple(bare_statement(claim.text) for claim in example.claims)
            findings = detector.check(Inspection(texts, (frozenset(),) * len(texts), example.passages, "", ()))
            claims += [
                MeasuredClaim(
                    number,
                    wrong=claim.relation is not Relation.ENTAILED,
                    quoted=find_quote(text, example.passages) is not None,
                    signals=finding.signals,
                    inconsistency=None,
                )
                for claim, text, finding in zip(example.claims, texts, findings, strict=True)
                if finding is not None
            ]
    return claims


def _measured(
    number: int, row: Labelled, samples: Sequence[str], detector: GroundingDetector, entailment: EntailmentModel
) -> list[MeasuredClaim]:
    sentences = labelled_sentences(row)
    texts = tuple(sentence.text for sentence in sentences)
    stating = (claim for claim in split_claims(row.answer) if states_something(bare_statement(claim.text)))
    cited = tuple(cited_passages(claim.text) for claim in stating)
    findings = detector.check(Inspection(texts, cited, row.passages, row.question, ()))
    scores = inconsistency(entailment, texts, samples, score=not_entailed) if samples else [None] * len(texts)
    return [
        MeasuredClaim(
            number,
            wrong=bool(sentence.spans),
            quoted=find_quote(sentence.text, row.passages) is not None,
            signals=finding.signals,
            inconsistency=score,
        )
        for sentence, finding, score in zip(sentences, findings, scores, strict=True)
        if finding is not None
    ]
