"""A judge made of words, with what reads beside it, whose verdicts a person can predict."""

import re
from collections.abc import Mapping, Sequence

from domain.generation import ClaimCase, ClaimReading, JudgedClaim, Reading, Relation, TokenRisk
from monitoring.detectors.judge import JudgeDetector
from tests.monitoring.risk_models import judge_risk_model

SURE = Relation(0.95, 0.03, 0.02)
AGAINST = Relation(0.02, 0.08, 0.9)
SILENT = Relation(0.05, 0.9, 0.05)


class WordJudge:
    """A claim is supported where one sentence of the evidence holds all its words, in other words as `same` tells.

    One that holds all but its figures or its "not" speaks against it. A figure, yes or no answer a question.
    """

    def __init__(self, same: Mapping[str, str] | None = None) -> None:
        self.cases: list[ClaimCase] = []
        self._same = same or {}

    def judge(self, cases: Sequence[ClaimCase]) -> list[JudgedClaim]:
        self.cases += cases
        return [self._judged(case) for case in cases]

    def count_tokens(self, text: str) -> int:
        return len(re.findall(r"\w+|[^\w\s]", text))

    def _judged(self, case: ClaimCase) -> JudgedClaim:
        words = list(re.finditer(r"\w+", case.claim))
        if not words or not any(sentence.strip() for sentence in case.evidence):
            return JudgedClaim(Relation(0, 1, 0), None, ())
        lacking = min((self._lacking(case.claim, sentence) for sentence in case.evidence), key=len)
        tokens = tuple(TokenRisk(*w.span(), 0.95 if w.group().lower() in lacking else 0.05) for w in words)
        decisive = {word for word in lacking if word.isdigit() or word == "not"}
        relation = SILENT
        if not lacking:
            relation = SURE
        elif lacking == decisive and len(lacking) < len(words):
            relation = AGAINST
        answers = 0.9 if re.search(r"\d|\b(?:yes|no)\b", case.claim, re.IGNORECASE) else 0.1
        return JudgedClaim(relation, answers if case.question else None, tokens)

    def _lacking(self, claim: str, sentence: str) -> set[str]:
        told = sentence.lower()
        for words, meaning in self._same.items():
            told = told.replace(words, f"{words} {meaning}")
        known = set(re.findall(r"\w+", told))
        own = set(re.findall(r"\w+", claim.lower()))
        return own - known | ({"not"} & known - own)


class QuietReader:
    """A reader that takes `span` for the answer, wherever it stands."""

    def __init__(self, span: str = "") -> None:
        self._span = span

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        places = [passage.find(self._span) for passage in passages]
        return [
            Reading(0.9, 0.9, place, place + len(self._span)) if place >= 0 and self._span else Reading(0, 0, 0, 0)
            for place in places
        ]


class QuietSupport:
    """A small model that is sure of nothing."""

    def read(self, claims: Sequence[str], passages: Sequence[Sequence[str]]) -> list[ClaimReading]:
        return [ClaimReading((TokenRisk(0, len(claim), 0.5),), Relation(0.5, 0.3, 0.2)) for claim in claims]

    def count_tokens(self, text: str) -> int:
        return len(text.split())


def judge_detector(judge: WordJudge) -> JudgeDetector:
    """The detector over it."""
    risk = judge_risk_model()
    return JudgeDetector(judge, QuietSupport(), QuietReader(), risk.claim, risk.answers)
