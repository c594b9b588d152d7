"""Checks claims against passages with a token classifier, and turns token risks into one calibrated risk a claim."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from domain.generation import EvidencePair, TokenRisk
from domain.ports import TokenClassifier
from monitoring.marks import Stripped, strip_marks
from monitoring.packing import EVIDENCE_TOKENS, EvidencePacker, Packed

CLAIM_TOKENS = 160
UNSUPPORTED_TOKEN_RISK = 0.5
_SMALLEST = 1e-4
_REMEMBERED_PASSAGES = 16
_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Calibration:
    """A claim is as risky as its worst token: `1 / (1 + exp(-(scale * logit + shift)))` of that token's risk."""

    scale: float
    shift: float

    @classmethod
    def from_details(cls, calibration: Mapping[str, Mapping[str, float]]) -> "Calibration":
        """From the `calibration` of the model's `model.json`. Raises `KeyError` where it has none for claims."""
        return cls(calibration["claim"]["scale"], calibration["claim"]["shift"])

    def risk(self, token_risks: Sequence[float]) -> float:
        """The claim's risk in [0, 1]; it never falls when a token's risk rises."""
        return 1 / (1 + math.exp(-(self.scale * worst_logit(token_risks) + self.shift)))


@dataclass(frozen=True, slots=True)
class Finding:
    """What the detector found out about one claim.

    `risk` in [0, 1], calibrated: of claims at 0.2 about one in five is wrong. `unsupported` are ascending
    character spans of the claim as it was given, citation marks included in its offsets. `evidence` is what
    the claim was checked against, with the way back to the passages.
    """

    risk: float
    unsupported: tuple[tuple[int, int], ...]
    evidence: tuple[Packed, ...]


class GroundingDetector:
    """Says how likely each claim is not supported by the passages, and which words of it.

    `check` gives one finding per claim, in order, or null for a claim that cannot be checked (no words left
    once citation marks are stripped, or no passage with any text): the caller reports such a claim as
    unchecked, never as supported. Errors of the classifier pass through unchanged, for the caller to record.
    """

    def __init__(
        self, classifier: TokenClassifier, calibration: Calibration, *, evidence_tokens: int = EVIDENCE_TOKENS
    ) -> None:
        self._classifier = classifier
        self._calibration = calibration
        self._evidence_tokens = evidence_tokens
        # A streamed answer is checked sentence by sentence against the same passages.
        self._packer = lru_cache(_REMEMBERED_PASSAGES)(self._cut)

    name = "grounding"

    def assess(self, claims: Sequence[str], passages: Sequence[str], *, question: str | None) -> list[float | None]:
        """See `Detector.assess`: the findings' risks alone."""
        found = self.check(claims, passages, question=question)
        return [None if finding is None else finding.risk for finding in found]

    def check(
        self, claims: Sequence[str], passages: Sequence[str], *, question: str | None = None
    ) -> list[Finding | None]:
        """Findings for the claims of one answer, in the answer's order: each helps to find the next one's evidence."""
        packer = self._packer(tuple(passages))
        windows: list[_Window] = []
        for number, claim in enumerate(claims):
            before = claims[number - 1] if number else ""
            windows += self._windows(number, claim, packer, hint=f"{question or ''} {before}")
        risks = self._classifier.classify([window.pair for window in windows]) if windows else []
        return [
            self._finding(
                [(window, found) for window, found in zip(windows, risks, strict=True) if window.claim == number]
            )
            for number in range(len(claims))
        ]

    def _cut(self, passages: tuple[str, ...]) -> EvidencePacker:
        return EvidencePacker(passages, self._classifier.count_tokens)

    def _windows(self, number: int, claim: str, packer: EvidencePacker, *, hint: str) -> "list[_Window]":
        windows = []
        for part in self._parts(strip_marks(claim)):
            packed = packer.pack(part.text, budget_tokens=self._evidence_tokens, hint=hint)
            if packed.text and any(character.isalnum() for character in part.text):
                windows.append(_Window(number, part, packed))
        return windows

    def _parts(self, claim: Stripped) -> list[Stripped]:
        """The claim, or its parts where it is too long for one window."""
        if self._classifier.count_tokens(claim.text) <= CLAIM_TOKENS:
            return [claim]
        cuts, tokens = [0], 0
        for word in _WORD.finditer(claim.text):
            size = self._classifier.count_tokens(word.group())
            if tokens + size > CLAIM_TOKENS and word.start() > cuts[-1]:
                cuts.append(word.start())
                tokens = 0
            tokens += size
        cuts.append(len(claim.text))
        return [Stripped(claim.text[a:b], claim.offsets[a:b]) for a, b in pairwise(cuts)]

    def _finding(self, checked: "Sequence[tuple[_Window, Sequence[TokenRisk]]]") -> Finding | None:
        if not checked or not all(risks for _, risks in checked):
            return None
        spans = [
            (window.part.offsets[token.start], window.part.offsets[token.end - 1] + 1)
            for window, risks in checked
            for token in risks
            if token.risk >= UNSUPPORTED_TOKEN_RISK
        ]
        return Finding(
            max(self._calibration.risk([token.risk for token in risks]) for _, risks in checked),
            merged(spans),
            tuple(window.packed for window, _ in checked),
        )


@dataclass(frozen=True, slots=True)
class _Window:
    claim: int
    part: Stripped
    packed: Packed

    @property
    def pair(self) -> EvidencePair:
        return EvidencePair(self.packed.text, self.part.text)


def worst_logit(token_risks: Sequence[float]) -> float:
    """The logit of the highest risk, kept finite."""
    bounded = min(max(*token_risks, _SMALLEST), 1 - _SMALLEST)
    return math.log(bounded / (1 - bounded))


def merged(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Spans in order, those that touch or stand one character apart made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
