"""Finds out why an answer failed: what the passages that it was given say, and what a wider search would have found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from domain.answers import Answer, CheckedClaim, Claim, Support
from domain.diagnoses import (
    LOOKED_BACK,
    SILENT,
    Diagnosis,
    DiagnosisStore,
    Failed,
    Failure,
    Sides,
    Sight,
    cause_of,
    failure_of,
)
from domain.documents import Passage, conversation_partition
from domain.errors import ModelInterrupted, ModelUnavailable, Overloaded
from domain.generation import Sampling, Task
from domain.ports import Retriever
from domain.reviews import Cause
from monitoring.verdict.judging import Case, Hearing, Judge
from server.usecases.abstaining import AbstentionCheck
from server.usecases.clock import utc_now
from server.usecases.reading import where
from server.usecases.stages import unmeasured
from text.marks import strip_marks

_WIDER = 16
_AT_ONCE = 8
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Found:
    """What passages say, and the one that says it; null where none does."""

    sides: Sides
    answers: bool
    passage: Passage | None


_NOTHING = _Found(SILENT, answers=False, passage=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosing:
    """Looks into what failed and was not looked into yet. `abstentions` knows whether passages hold an answer."""

    diagnoses: DiagnosisStore
    retriever: Retriever
    judge: Judge
    abstentions: AbstentionCheck
    now: Callable[[], datetime] = utc_now

    def step(self, may_go_on: Callable[[], bool]) -> bool:
        """A few answers, as long as `may_go_on`; whether more may wait. Raises what retrieving raises."""
        at = self.now()  # before they are read: what is decided meanwhile is looked into again
        waiting = self.diagnoses.undiagnosed(since=at - LOOKED_BACK, limit=_AT_ONCE)
        for failed in waiting:
            if not may_go_on():
                return False
            with unmeasured():
                found = self._attempt(failed, at)
            if not may_go_on():  # what it rests on may have been closed meanwhile
                return False
            self.diagnoses.keep(found)
        return len(waiting) == _AT_ONCE

    def _attempt(self, failed: Failed, at: datetime) -> Diagnosis:
        """One answer's fault must not keep the others from theirs. Raises where the models cannot be had now."""
        try:
            return self.diagnosis(failed, at)
        except (ModelUnavailable, ModelInterrupted, Overloaded):
            raise
        except Exception as error:  # noqa: BLE001 - see above
            _log.warning("why an answer failed was not found out", answer=failed.answer.id, error=where(error))
            return Diagnosis(failed.answer.id, None, None, None, None, at)

    def diagnosis(self, failed: Failed, at: datetime) -> Diagnosis:
        """Of one answer. What the check cannot judge now says neither this nor that."""
        answer, failure = failed.answer, failure_of(failed)
        if failure is None:
            return Diagnosis(answer.id, None, None, None, None, at)
        if failure.doubts_check:
            return Diagnosis(answer.id, cause_of(failure, Sight()), failure.claim, None, None, at)
        claim = None if failure.claim is None else _claims(answer)[failure.claim]
        given = self._given(answer, claim)
        wider = self._look(answer, claim, self._beside(answer, claim))
        cause = _cause(failure, given, wider)
        shown = wider.passage if cause is Cause.RETRIEVAL_MISS else given.passage or wider.passage
        stored = None if shown is None or cause is Cause.OUTSIDE_DOCUMENTS else shown.stored
        _log.debug("why an answer failed", answer=answer.id, cause=cause)
        return Diagnosis(
            answer.id,
            cause,
            failure.claim,
            stored.document_id if stored else None,
            stored.document if stored else None,
            at,
        )

    def _given(self, answer: Answer, claim: CheckedClaim | None) -> _Found:
        """In a claim that is contradicted one passage may say what another denies: each is read by itself."""
        found = self._look(answer, claim, answer.passages)
        if claim is None or claim.verdict.support is not Support.CONTRADICTED:
            return found
        alone = [self._sides(answer, claim, [passage]) for passage in answer.passages]
        supports = any(sides.supports for sides, _ in alone)
        return _Found(Sides(supports, contradicts=True), found.answers, found.passage)

    def _beside(self, answer: Answer, claim: CheckedClaim | None) -> Sequence[Passage]:
        """What a wider search finds, for the question and for the claim, beside what was given."""
        known = {passage.stored.id for passage in answer.passages}
        collections = (answer.collection, conversation_partition(answer.conversation_id))
        found = dict[int, Passage]()
        for query in (answer.query, *((_bare(claim).text,) if claim else ())):
            for passage in self.retriever.retrieve(query, collections=collections, k=_WIDER):
                if passage.stored.id not in known:
                    found.setdefault(passage.stored.id, passage)
        return list(found.values())

    def _look(self, answer: Answer, claim: CheckedClaim | None, passages: Sequence[Passage]) -> _Found:
        if not passages:
            return _NOTHING
        sides, source = (SILENT, None) if claim is None else self._sides(answer, claim, passages)
        if sides.supports:
            return _Found(sides, answers=False, passage=source)
        task = Task(answer.query, answer.query, tuple(passages), (), Sampling())
        objection = self.abstentions.objection(task, self._hearing(answer, passages))
        if objection is None:
            return _Found(sides, answers=False, passage=source)
        return _Found(sides, answers=True, passage=_evidence(objection.claims, passages))

    def _sides(self, answer: Answer, claim: CheckedClaim, passages: Sequence[Passage]) -> tuple[Sides, Passage | None]:
        """What they say together, and the passage that supports it."""
        [checked] = self._hearing(answer, passages).check([_bare(claim)])
        support = checked.verdict.support
        sides = Sides(support is Support.SUPPORTED, support is Support.CONTRADICTED)
        return sides, _evidence([checked], passages) if sides.supports else None

    def _hearing(self, answer: Answer, passages: Sequence[Passage]) -> Hearing:
        threshold = answer.made_by.claim_threshold if answer.made_by else None
        return self.judge.hearing(Case.of(passages, answer.policy, question=answer.query, threshold=threshold))


def _cause(failure: Failure, given: _Found, wider: _Found) -> Cause:
    return cause_of(
        failure,
        Sight(given=given.sides, wider=wider.sides, given_answers=given.answers, wider_answers=wider.answers),
    )


def _claims(answer: Answer) -> Sequence[CheckedClaim]:
    """Released ones first, as they are numbered."""
    return (*answer.claims, *(answer.withheld.claims if answer.withheld else ()))


def _bare(checked: CheckedClaim) -> Claim:
    """Without its marks, which count other passages."""
    text = strip_marks(checked.claim.text).text
    return Claim(text, 0, len(text))


def _evidence(claims: Sequence[CheckedClaim], passages: Sequence[Passage]) -> Passage | None:
    places = [evidence.passage for checked in claims for evidence in checked.verdict.evidence]
    return passages[places[0]] if places else None
