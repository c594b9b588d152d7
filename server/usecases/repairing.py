"""What a language model wrote and the documents do not bear out, mended before anybody sees it.

A sentence that is not supported, and an answer none of whose sentences answers, is written anew once by the same model,
or left out, and checked again. Where that fails nothing is lost: it is treated as if nobody had tried. What stands in
its place repeats and contradicts no other sentence. What was quoted or computed is not repaired, nor is anything under
`monitor`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from domain.answers import CheckedClaim, Claim, Support
from domain.documents import Policy
from domain.errors import ModelInterrupted, ModelUnavailable
from domain.ports import Repairer
from domain.repairs import Repair, RepairReason, RepairResult, Unsound
from server.usecases.answering import ClaimStream
from server.usecases.drafting import Draft
from text.citations import normalised
from text.marks import strip_marks
from text.words import words

_MOST_SENTENCES = 2
_FAULTS = {Support.UNSUPPORTED: RepairReason.UNSUPPORTED, Support.CONTRADICTED: RepairReason.CONTRADICTED}
_ITEM = re.compile(r"\s*(?:[-*•]|\d{1,2}[.)])\s+|")
_START = Claim("", 0, 0)
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Repairing:
    """`repairer_for` gives who writes anew what a model wrote, null for nobody; `counted` is told of each attempt."""

    repairer_for: Callable[[str], Repairer | None]
    claim_stream: Callable[[], ClaimStream]
    counted: Callable[[RepairReason, RepairResult], None]

    def placed(self, draft: Draft, checked: CheckedClaim) -> list[CheckedClaim]:
        """The next claim, or what stands in its place, in the manuscript; with what waited, all that may go now.

        What does not answer waits for a sentence that does, or for the end, so that it can be mended as a whole.
        """
        reason = None if draft.withheld else _fault(draft, checked)
        found = None if reason is None else self._instead(draft, reason, checked)
        if reason is None or found is None:
            draft.waiting.append(draft.manuscript.place(checked))
        else:
            draft.waiting += _put(draft, checked.claim, checked.claim.text, reason, found)
        return [] if self._may_wait(draft) else draft.let_go()

    def at_the_end(self, draft: Draft) -> list[CheckedClaim]:
        """What waited to the end for a sentence that answers: what stands in its place, else as it is."""
        if not draft.waiting:
            return []
        original = draft.manuscript.close()
        found = self._rewritten(draft, Unsound(original, "", RepairReason.OFF_POINT))
        if found is None:
            return draft.let_go()
        draft.let_go()
        draft.manuscript.clear()
        return _put(draft, _START, original, RepairReason.OFF_POINT, found)

    def _may_wait(self, draft: Draft) -> bool:
        is_first = not draft.released and not draft.withheld and not any(one.text for one in draft.repairs)
        are_supported = all(one.verdict.support is Support.SUPPORTED for one in draft.waiting)
        return (
            is_first
            and are_supported
            and self._repairer(draft) is not None
            and draft.hearing.beside_the_point(draft.waiting)
        )

    def _repairer(self, draft: Draft) -> Repairer | None:
        if draft.ask.policy is Policy.MONITOR or not draft.repairs_left:
            return None
        return self.repairer_for(draft.model)

    def _instead(self, draft: Draft, reason: RepairReason, checked: CheckedClaim) -> list[CheckedClaim] | None:
        """Null where the claim stays."""
        if reason is RepairReason.REPEATED:
            self.counted(reason, RepairResult.LEFT_OUT)
            return []
        contrary = tuple(evidence.quote for evidence in checked.verdict.evidence)
        return self._rewritten(draft, Unsound(checked.claim.text, draft.manuscript.text, reason, contrary))

    def _rewritten(self, draft: Draft, unsound: Unsound) -> list[CheckedClaim] | None:
        """What takes its place, nothing where it is to be left out; null where that cannot be had."""
        repairer = self._repairer(draft)
        if repairer is None:
            return None
        draft.repairs_left -= 1
        try:
            with draft.clock.stage("repair"):
                text = repairer.rewrite(draft.task, unsound)
        except (ModelUnavailable, ModelInterrupted) as error:
            _log.warning("answer not repaired", error=type(error).__name__, detail=str(error))
            draft.repairs_left = 0
            self.counted(unsound.reason, RepairResult.FAILED)
            return None
        found = [] if text is None else self._checked(draft, unsound, text)
        if found is None:
            self.counted(unsound.reason, RepairResult.REFUSED)
        else:
            self.counted(unsound.reason, RepairResult.REWRITTEN if found else RepairResult.LEFT_OUT)
        return found

    def _checked(self, draft: Draft, unsound: Unsound, text: str) -> list[CheckedClaim] | None:
        """Its first sentences without those that others say already; null where one of them cannot stand there."""
        stream = self.claim_stream()
        claims = [*stream.feed(text), *stream.flush()][:_MOST_SENTENCES]
        if not claims:
            return [] if stream.abstains else None
        is_whole = unsound.reason is RepairReason.OFF_POINT
        said = [] if is_whole else [strip_marks(one.claim.text).text for one in draft.claims()]
        new = [_in_form_of(unsound.text, claim) for claim in claims if not _is_said(claim.text, said)]
        found = draft.heard(new) if new else []
        if any(one.verdict.support is not Support.SUPPORTED for one in found) or draft.hearing.contradicts(new, said):
            return None
        return None if is_whole and draft.hearing.beside_the_point(found) else found


def _fault(draft: Draft, checked: CheckedClaim) -> RepairReason | None:
    if checked.verdict.support is Support.SUPPORTED:
        written_anew = [one.text for one in draft.repairs if one.text]
        return RepairReason.REPEATED if _is_said(checked.claim.text, written_anew) else None
    return _FAULTS.get(checked.verdict.support)


def _is_said(sentence: str, said: Sequence[str]) -> bool:
    """Whether one of `said` has all its words, marks aside."""
    own = set(words(strip_marks(sentence).text))
    return any(own <= set(words(strip_marks(one).text)) for one in said)


def _in_form_of(text: str, claim: Claim) -> Claim:
    """An item of a list where `text` is one, else none."""
    item, own = _ITEM.match(text), _ITEM.match(claim.text)
    begin, dropped = (item.group() if item else ""), (own.end() if own else 0)
    return replace(claim, text=begin + claim.text[dropped:])


def _put(
    draft: Draft, place: Claim, original: str, reason: RepairReason, found: Sequence[CheckedClaim]
) -> list[CheckedClaim]:
    """Where it stands then; what was changed is noted."""
    placed = draft.manuscript.replace(place, found)
    end = len(draft.manuscript.text)
    start = placed[0].claim.start if placed else end
    written = normalised(original, passages=len(draft.task.passages)).text
    draft.repairs.append(Repair(written, reason, draft.manuscript.text[start:end], start, end))
    return placed
