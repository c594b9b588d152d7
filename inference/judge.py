"""The judge: question, claim and evidence read in one row, every token seeing every token."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Encoding

from domain.generation import ClaimCase, JudgedClaim, Relation, TokenRisk
from inference.artefacts import Artefact
from inference.batching import Batcher
from inference.graph import Floats, Graph, Outputs
from inference.judge_rows import QUESTION_TOKENS, claim_windows, evidence_room, evidence_windows, judge_row
from inference.lifecycle import Closable
from inference.options import RuntimeOptions
from inference.tokens import Row, WordPieces

_OUTPUTS = ("claim", "answers", "words")
_NOTHING = JudgedClaim(Relation(0.0, 1.0, 0.0), None, ())


@dataclass(frozen=True, slots=True)
class _Reading:
    """A row: tokens `part` of a claim, the first of which stands at `position`, with one window of the evidence."""

    row: Row
    part: tuple[int, int]
    position: int


class LocalJudge(Closable):
    """Implements `ClaimJudge`.

    Evidence that does not fit one row is read in windows, and the one that says most for the claim, or else most
    against it, counts. A claim that does not fit is read in parts, and its worst part counts.
    """

    def __init__(self, artefact: Artefact, options: RuntimeOptions) -> None:
        self.identity = artefact.identity
        self._tokens = WordPieces(artefact)
        graph = Graph(artefact, outputs=_OUTPUTS, options=options)
        self._batcher = Batcher(graph.infer, name=artefact.name, options=options)

    def judge(self, cases: Sequence[ClaimCase]) -> list[JudgedClaim]:
        """See `ClaimJudge.judge`. Raises `Overloaded` and `ModelUnavailable`."""
        claims = [self._tokens.pieces(case.claim) for case in cases]
        readings = [list(self._readings(case, claim)) for case, claim in zip(cases, claims, strict=True)]
        outputs = iter(self._batcher.run([reading.row for one in readings for reading in one]))
        return [
            _judged(case, claim, one, [next(outputs) for _ in one])
            for case, claim, one in zip(cases, claims, readings, strict=True)
        ]

    def count_tokens(self, text: str) -> int:
        """See `ClaimJudge.count_tokens`."""
        return len(self._tokens.pieces(text).ids)

    def close(self) -> None:
        """See `Closable`."""
        self._batcher.close()

    def _readings(self, case: ClaimCase, claim: Encoding) -> Iterator[_Reading]:
        tokens = self._tokens
        question = tokens.pieces(case.question, limit=QUESTION_TOKENS).ids
        sentences = [tokens.pieces(sentence).ids for sentence in case.evidence]
        for start, end in claim_windows(len(claim.ids)):
            part = claim.ids[start:end]
            room = evidence_room(len(question), len(part), max_tokens=tokens.max_tokens)
            for window in evidence_windows(sentences, room=room):
                row = judge_row(question, part, window, first=tokens.first, separator=tokens.separator)
                yield _Reading(row, (start, end), len(question) + 3)


def _judged(case: ClaimCase, claim: Encoding, readings: Sequence[_Reading], outputs: Sequence[Outputs]) -> JudgedClaim:
    if not readings:
        return _NOTHING
    logits = np.full(len(claim.ids), np.inf, np.float32)
    relations: dict[tuple[int, int], list[Relation]] = {}
    for reading, output in zip(readings, outputs, strict=True):
        start, end = reading.part
        np.minimum(logits[start:end], output["words"][reading.position :][: end - start], out=logits[start:end])
        relations.setdefault(reading.part, []).append(_relation(output["claim"]))
    parts = (max(windows, key=_weight) for windows in relations.values())
    answers = max(float(output["answers"]) for output in outputs)
    return JudgedClaim(
        min(parts, key=lambda relation: relation.entailed - relation.contradicted),
        _sigmoid(answers) if case.question else None,
        tuple(TokenRisk(*span, _sigmoid(float(logit))) for span, logit in zip(claim.offsets, logits, strict=True)),
    )


def _weight(relation: Relation) -> tuple[bool, float]:
    """Windows that speak for the claim come before those that speak against it, then those that say most."""
    return relation.entailed > relation.contradicted, -relation.neutral


def _relation(logits: Floats) -> Relation:
    """The head's classes are supported, contradicted and unsupported."""
    powers = np.exp(logits.astype(np.float64) - logits.max())
    supported, contradicted, unsupported = (powers / powers.sum()).tolist()
    return Relation(supported, unsupported, contradicted)


def _sigmoid(logit: float) -> float:
    return float(1 / (1 + np.exp(-np.clip(logit, -50, 50))))
