"""What a detector is, what it says of a claim, and the ways in which one can fail."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from domain.answers import ClaimValue, Evidence
from monitoring.detectors.deadline import no_deadline


class FailureReason(StrEnum):
    """Why a check gave no risk; the label of `candor_detector_failures_total`."""

    TIMEOUT = "timeout"
    OVERLOADED = "overloaded"
    MISSING_EVIDENCE = "missing_evidence"
    INVALID_RISK = "invalid_risk"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Assessment:
    """Calibrated `risk` in [0, 1], and where in the passages the claim is contradicted, null where it is not.

    `answers` is how likely it answers the question, null where the detector does not say; `values` are the claim's.
    """

    risk: float
    contradiction: Evidence | None = None
    answers: float | None = None
    values: tuple[ClaimValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Inspection:
    """Claims of one answer in its order, without citation marks and list markers, and what they are held against.

    `cited` says per claim which passages its marks name, counted from 0. `samples` are other answers to the question.
    `check` is to be called between steps: it raises `Late` once nobody waits for the assessments any more.
    `headings` say of each passage where it stands, empty for nowhere; none for none of them. `written_by` is the
    language model that wrote the claims, null where that is not known. `quoted`: the claims stand in the passages word
    for word, so that their risk is known and need not be looked for.
    """

    claims: tuple[str, ...]
    cited: tuple[frozenset[int], ...]
    passages: tuple[str, ...]
    question: str
    samples: tuple[str, ...]
    check: Callable[[], None] = field(default=no_deadline, compare=False, repr=False)
    headings: tuple[str, ...] = ()
    written_by: str | None = None
    quoted: bool = False


class Detector(Protocol):
    """Judges claims. Safe to call from several threads; may raise anything."""

    @property
    def name(self) -> str:
        """Its key in `Verdict.detectors` and its label in metrics."""

    @property
    def reads_question(self) -> bool:
        """Whether it says if a claim answers the question."""

    def assess(self, inspection: Inspection) -> Sequence[Assessment | None]:
        """One assessment per claim, in order; null where it has nothing to say of that claim."""
