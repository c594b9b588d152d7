"""What a detector is, and the ways in which one can fail."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol


class FailureReason(StrEnum):
    """Why a check gave no risk; the label of `candor_detector_failures_total`."""

    TIMEOUT = "timeout"
    OVERLOADED = "overloaded"
    MISSING_EVIDENCE = "missing_evidence"
    INVALID_RISK = "invalid_risk"
    ERROR = "error"


class Detector(Protocol):
    """Judges claims by their evidence. Safe to call from several threads; may raise anything."""

    @property
    def name(self) -> str:
        """Its key in `Verdict.detectors` and its label in metrics."""

    def assess(self, claims: Sequence[str], passages: Sequence[str], *, question: str | None) -> Sequence[float | None]:
        """Calibrated risk in [0, 1] per claim, in order; null where it has nothing to say of that claim.

        `claims` come without citation marks and list markers; `passages` is never empty.
        """
