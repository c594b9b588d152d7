"""What of an answer was changed before anybody saw it, since the documents do not bear it out."""

from dataclasses import dataclass
from enum import StrEnum


class RepairReason(StrEnum):
    """Why it was changed. `repeated`: what was written in place of an earlier sentence says it already."""

    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"
    OFF_POINT = "off_point"
    REPEATED = "repeated"


class RepairResult(StrEnum):
    """How an attempt ended. `refused`: what was written anew is not borne out either; `failed`: nothing was written."""

    REWRITTEN = "rewritten"
    LEFT_OUT = "left_out"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Repair:
    """`original` was written, `content[start:end] == text` stands in its place; empty where it was left out."""

    original: str
    reason: RepairReason
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unsound:
    """What a language model is to write anew: the whole answer where that is beside the point, else a sentence of it.

    `before` is what stands before it in the answer, `contrary` what of the passages speaks against it.
    """

    text: str
    before: str
    reason: RepairReason
    contrary: tuple[str, ...] = ()
