"""How an answer was found, for whoever asked to be told; nothing of it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from domain.answers import Reason
from domain.errors import ModelUnavailable
from domain.explaining import AnsweredBy, Candidate, Explanation
from domain.generation import Task
from domain.ports import Considering
from server.usecases.answering import EXTRACTIVE
from server.usecases.drafting import Draft
from server.usecases.recalling import Recalled
from text.marks import strip_marks

_MOST_CANDIDATES = 40
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Explaining:
    """Tells what an answer was chosen from."""

    considering: Considering

    def of(self, draft: Draft) -> Explanation | None:
        """Null where nobody asked for it, for small talk, and for what a person said."""
        if draft.is_talk or not draft.ask.explain or isinstance(draft.computed, Recalled):
            return None
        by = _answered_by(draft)
        candidates: Sequence[Candidate] = ()
        if by is not AnsweredBy.COMPUTATION:
            with draft.clock.after_waiting(draft.turn), draft.clock.stage("explain"):
                candidates = self._considered(draft.task)
        if by is AnsweredBy.QUOTING:
            candidates = [one if _is_shown(one, draft) else _refused(one) for one in candidates]
        shown = tuple(candidates[:_MOST_CANDIDATES])
        return Explanation(draft.task.query, by, draft.model, draft.task.passages, shown)

    def _considered(self, task: Task) -> Sequence[Candidate]:
        """None where the passages cannot be read now: the answer stands all the same."""
        try:
            return self.considering.considered(task)
        except ModelUnavailable as error:
            _log.warning("answer not explained", detail=str(error))
            return ()


def _answered_by(draft: Draft) -> AnsweredBy:
    if draft.computed is not None:
        return AnsweredBy.COMPUTATION
    return AnsweredBy.QUOTING if draft.model == EXTRACTIVE else AnsweredBy.MODEL


def _is_shown(one: Candidate, draft: Draft) -> bool:
    """Whether the check let it pass; of an answer part by part it may have refused some."""
    if draft.abstained or not draft.task.parts:
        return not draft.abstained
    return any(strip_marks(checked.claim.text).text.strip("- ") in one.text for checked in draft.claims())


def _refused(one: Candidate) -> Candidate:
    """What would have been quoted, had the check not said of it that it does not answer."""
    return replace(one, left=Reason.OFF_POINT) if one.left is None else one
