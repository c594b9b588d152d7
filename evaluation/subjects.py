"""What is measured: the verifier with the shipped models, put together as the service does it."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from domain.answers import Claim, Outcome, Support
from domain.documents import Policy
from evaluation.answer_sets import Row
from monitoring.claims.statements import stated
from monitoring.detectors.detection import FailureReason, Inspection
from monitoring.verdict.judging import Case, Judge
from monitoring.verdict.verifier import ClaimVerifier
from server.wiring.opening import LocalModels, open_models
from server.wiring.settings import read_settings
from text.marks import cited_passages

UNCHECKED_RISK = 1.0


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A claim, `answer[start:end]`. What was not checked has the highest risk and is not supported."""

    start: int
    end: int
    risk: float
    support: Support

    @classmethod
    def of(cls, start: int, end: int, risk: float | None, support: Support) -> "CheckedSentence":
        """From a verdict."""
        return cls(start, end, UNCHECKED_RISK if risk is None else risk, support)

    @property
    def flagged(self) -> bool:
        """Whether the service would not stand behind it."""
        return self.support is not Support.SUPPORTED


@dataclass(frozen=True, slots=True)
class Checked:
    """`flagged` is what the service says of the whole answer; `spans` are the words it marks in flagged sentences."""

    sentences: tuple[CheckedSentence, ...]
    risk: float
    flagged: bool
    spans: tuple[tuple[int, int], ...]
    milliseconds: float

    @property
    def unchecked(self) -> int:
        """How many sentences were not checked."""
        return sum(sentence.support is Support.UNCHECKED for sentence in self.sentences)


class Subject(Protocol):
    """A detector of wrong answers."""

    @property
    def notes(self) -> Sequence[str]:
        """What a reader of the figures has to know."""

    def check(self, row: Row) -> Checked:
        """Checks one answer."""

    def count_tokens(self, text: str) -> int | None:
        """In the model's tokens, null where they cannot be counted."""


@dataclass(frozen=True, slots=True)
class Local:
    """The shipped path in this process. `failures` counts what went wrong in detectors."""

    models: LocalModels
    judge: Judge
    failures: Counter[tuple[str, FailureReason]]

    @property
    def notes(self) -> Sequence[str]:
        """See `Subject`."""
        return [f"{name} failed {count} times: {reason}" for (name, reason), count in self.failures.items()]

    def check(self, row: Row) -> Checked:
        """See `Subject`. The spans are asked for after the clock has stopped: verdicts do not need them."""
        begun = time.perf_counter()
        case = Case(passages=row.passages, policy=Policy.ANNOTATE, question=row.question or None)
        found = self.judge.judge(row.answer, case)
        milliseconds = 1000 * (time.perf_counter() - begun)
        sentences = [
            CheckedSentence.of(c.claim.start, c.claim.end, c.verdict.risk, c.verdict.support) for c in found.claims
        ]
        wrong = [c.claim for c in found.claims if c.verdict.support in {Support.UNSUPPORTED, Support.CONTRADICTED}]
        risky, spans = found.outcome is Outcome.FLAGGED, self._spans(row, wrong)
        return assembled(sentences, found.risk, risky=risky, spans=spans, milliseconds=milliseconds)

    def count_tokens(self, text: str) -> int:
        """See `Subject`."""
        return len(self.models.tokenizer.offsets(text))

    def _spans(self, row: Row, claims: Sequence[Claim]) -> list[tuple[int, int]]:
        bare = [stated(claim.text) for claim in claims]
        cited = tuple(cited_passages(claim.text) for claim in claims)
        texts = tuple(text for text, _ in bare)
        found = self.models.grounding.check(Inspection(texts, cited, row.passages, row.question, ()))
        return [
            (claim.start + places[start], claim.start + places[end - 1] + 1)
            for claim, (_, places), finding in zip(claims, bare, found, strict=True)
            if finding is not None
            for start, end in finding.unsupported
        ]


@contextmanager
def local(models_folder: Path) -> Iterator[Local]:
    """The models in `models_folder`, with the other settings of the environment. Raises `Misconfigured`."""
    settings = read_settings().model_copy(update={"models": models_folder})
    failures: Counter[tuple[str, FailureReason]] = Counter()
    with open_models(settings) as models:
        verifier = ClaimVerifier(
            models.grounding,
            models.consistency,
            models.risk,
            threshold=models.claim_threshold,
            grey_band=models.grey_band,
            deadline_seconds=settings.verify_limit_seconds,
            on_failure=lambda name, reason: failures.update([(name, reason)]),
        )
        with closing(verifier):
            yield Local(models, Judge(verifier, models.answer_threshold), failures)


def assembled(
    sentences: Sequence[CheckedSentence],
    risk: float | None,
    *,
    risky: bool,
    spans: Sequence[tuple[int, int]],
    milliseconds: float,
) -> Checked:
    """The answer's risk is the highest where a sentence was not checked, and 0 where it has none."""
    unchecked = any(sentence.support is Support.UNCHECKED for sentence in sentences)
    known = 0.0 if risk is None else risk
    flagged = risky or any(sentence.flagged for sentence in sentences)
    return Checked(tuple(sentences), UNCHECKED_RISK if unchecked else known, flagged, tuple(spans), milliseconds)
