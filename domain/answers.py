"""Answers, the claims they are made of, and what the check says of each.

`risk` has one direction everywhere: in [0, 1], higher is worse, calibrated, so 0.2 means that about
one in five is wrong. It is null exactly where `support` is `unchecked`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.computations import Computation
from domain.documents import Passage, Policy
from domain.repairs import Repair

ANSWERS_FROM = 0.5
MOST_SHORT_WORDS = 8
"""Of a short answer."""


class Support(StrEnum):
    """What the check says of a claim, from best to worst."""

    SUPPORTED = "supported"
    UNCHECKED = "unchecked"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"


_SEVERITY = list(Support)


class Outcome(StrEnum):
    """How a question ended; see docs/architecture.md."""

    ANSWERED = "answered"
    REPAIRED = "repaired"
    FLAGGED = "flagged"
    ABSTAINED = "abstained"
    ESCALATED = "escalated"


class Reason(StrEnum):
    """What is wrong with an answer as a whole where nothing is with any of its sentences.

    `wrong_abstention`: a model found no answer, and a sentence of the passages likely is one. `not_computable`: a
    figure was asked for that the tables do not give; the abstention says why. `no_question`: nothing was asked of the
    documents, so that an abstention says nothing of them.
    """

    OFF_POINT = "off_point"
    WRONG_ABSTENTION = "wrong_abstention"
    NO_QUESTION = "no_question"
    NOT_COMPUTABLE = "not_computable"


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of an answer: `answer[start:end] == text`, citation marks included."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a claim's support stands: `passages[passage].text[start:end] == quote`; `passage` counts from 0."""

    passage: int
    start: int
    end: int
    quote: str


class ValueState(StrEnum):
    """How a number, date or amount of a claim stands to its passages.

    It stands there in whatever notation, is another one there, comes out of what stands there, or none of these.
    """

    SAME = "same"
    OTHER = "other"
    COMPUTED = "computed"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class ClaimValue:
    """A value of a claim, `claim.text[start:end] == text`, and where in the passages it or the other one stands."""

    text: str
    start: int
    end: int
    state: ValueState
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the detectors say of one claim. `detectors` maps a detector's name to its own risk.

    `answers` in [0, 1] is how likely the claim answers the question, right or wrong; null without a question, and
    where nobody looked.
    """

    support: Support
    risk: float | None
    evidence: tuple[Evidence, ...]
    detectors: Mapping[str, float]
    answers: float | None = None
    values: tuple[ClaimValue, ...] = ()

    @property
    def answers_question(self) -> bool | None:
        """Whether it likely does; null where `answers` is."""
        return None if self.answers is None else self.answers >= ANSWERS_FROM


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim with its verdict."""

    claim: Claim
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The words of an answer that answer by themselves, "45 euros": `content[start:end] == text`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Withheld:
    """What was written but not released: the text from where the release stopped, and its claims.

    The claims' offsets count from the start of this text.
    """

    text: str
    claims: tuple[CheckedClaim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What made an answer and its verdicts: each an identity that changes whenever what it names computes otherwise.

    `model` is what wrote it, by its name at the endpoint; `prompt` is null where it was quoted from the documents.
    `encoder` made the query's vector and `reader` the passages' order. `judge` held claims against the passages, and
    `consistency` against other answers. The thresholds are risks in [0, 1]: from `claim_threshold` a claim is not
    supported, from `answer_threshold` an answer is flagged as a whole (null for never).
    """

    model: str
    prompt: str | None
    encoder: str
    reader: str
    judge: str
    consistency: str
    claim_threshold: float
    answer_threshold: float | None


@dataclass(frozen=True, slots=True)
class ByPerson:
    """That an answer was a reviewer's, and when it was given first. `verified_id` names the verified answer."""

    verified_id: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was delivered, and beside it what was withheld.

    `content` holds `[1]`-style marks that count `passages` from 1; `claims` are those of `content`.
    `support` is the worst claim's and `risk` that anything in the answer is wrong, withheld claims included; both are
    null for an abstention, and `risk` where `support` is `unchecked`. `timings_ms` maps a stage to its time.
    `reason` says why an answer whose claims are all supported is not stood behind, null for every other.
    `query` is the standalone question that was searched for. `notice` is the polite sentence appended to
    `content` when something was withheld or the model was down, else null. `made_by` is null for answers from before
    it was recorded. `computation` is null where nothing was computed. `short_answer` is null where none
    is sure, and of every outcome but `answered`. `repairs` are in the order in which they were made. `by_person` is
    null unless a person's answer was given again, which has no claims: it was not checked anew.
    """

    id: str
    conversation_id: str
    question: str
    query: str
    collection: str
    model: str
    policy: Policy
    content: str
    notice: str | None
    claims: tuple[CheckedClaim, ...]
    passages: tuple[Passage, ...]
    outcome: Outcome
    support: Support | None
    risk: float | None
    reason: Reason | None
    withheld: Withheld | None
    timings_ms: Mapping[str, float]
    made_by: Provenance | None
    created_at: datetime
    computation: Computation | None = None
    short_answer: ShortAnswer | None = None
    by_person: ByPerson | None = None
    repairs: tuple[Repair, ...] = ()

    @property
    def written(self) -> "Written":
        """As if nothing had been withheld."""
        if self.withheld is None:
            return Written(self.content, self.claims)
        released = self.content.removesuffix(self.notice or "").rstrip()
        before = f"{released} " if released else ""
        return Written(before + self.withheld.text, (*self.claims, *_moved(self.withheld.claims, by=len(before))))

    @property
    def rewritten_question(self) -> str | None:
        """What was asked in the question's place; null where it stands by itself, a greeting before it aside."""
        return None if self.query in self.question else self.query


@dataclass(frozen=True, slots=True)
class Written:
    """An answer's text and all its claims before a part of it was withheld."""

    text: str
    claims: tuple[CheckedClaim, ...]


def _moved(claims: Sequence[CheckedClaim], *, by: int) -> Iterator[CheckedClaim]:
    for checked in claims:
        claim = checked.claim
        yield CheckedClaim(Claim(claim.text, claim.start + by, claim.end + by), checked.verdict)


def worst_support(claims: Sequence[CheckedClaim]) -> Support | None:
    """An answer's support is its worst claim's; null without claims."""
    return max((c.verdict.support for c in claims), key=_SEVERITY.index, default=None)


def reason_of(support: Support | None, *, off_point: bool, wrong_abstention: bool = False) -> Reason | None:
    """Only said of an answer whose claims, if any, are supported: what is wrong is worse."""
    if wrong_abstention and support in {None, Support.SUPPORTED}:
        return Reason.WRONG_ABSTENTION
    return Reason.OFF_POINT if off_point and support is Support.SUPPORTED else None


class Rating(StrEnum):
    """A user's thumb."""

    UP = "up"
    DOWN = "down"
