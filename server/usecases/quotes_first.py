"""The documents' own sentences as the answer, and whether a language model is asked after them."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace

import structlog

from domain.errors import ModelUnavailable
from domain.generation import Short
from domain.ports import Generator
from monitoring.verdict.judging import Judge
from server.usecases.answering import ClaimStream
from server.usecases.drafting import Draft
from server.usecases.manners import Mannered
from server.usecases.quoted import Quoted, Quotes
from server.usecases.understanding import case_of

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Heard:
    """Quotes as the check found them: what is `shown` of them, null for nothing, and the answer in a few words.

    `declined` is in which words whoever quotes says that there is no answer, null where nobody does.
    """

    shown: Quoted | None = None
    short: Short | None = None
    declined: str | None = None

    @property
    def are_whole(self) -> bool:
        """Whether they answer all that was asked."""
        return self.shown is not None and bool(self.shown.claims) and self.shown.is_whole


def heard(draft: Draft, quoting: Generator, claim_stream: Callable[[], ClaimStream]) -> Heard:
    """Quotes for a draft, in turn. Raises what `quoting` raises."""
    with closing(quoting.generate(draft.task)) as generated:  # type: ignore[type-var]
        items = list(draft.clock.iterate("generate", generated, draft.turn))
    quotes = Quotes(items, draft.hearing, claim_stream)
    with draft.clock.after_waiting(draft.turn), draft.clock.stage("verify"):
        return Heard(quotes.shown(), quotes.short, quotes.declined)


def quotes_first(draft: Draft, quoting: Generator, claim_stream: Callable[[], ClaimStream]) -> Heard:
    """The same before a language model is asked, which is there where quoting is not."""
    try:
        return heard(draft, quoting, claim_stream)
    except ModelUnavailable as error:
        _log.warning("nothing quoted first", detail=str(error))
        return Heard()


def may_answer(draft: Draft, manners: Mannered) -> bool:
    """See `Mannered.may_answer`; in turn."""
    with draft.clock.after_waiting(draft.turn):
        return manners.may_answer(draft.task)


def hear_strictly(draft: Draft, judge: Judge, limit: float | None) -> None:
    """Has the check hold the rest of the draft to a risk below `limit`; null leaves it as it is.

    What fails so is in the model's own words. It would only find others, so nothing is repaired.
    """
    if limit is None:
        return
    draft.threshold = limit if draft.threshold is None else min(draft.threshold, limit)
    case = case_of(draft.ask, draft.task, draft.model)
    draft.hearing = judge.hearing(replace(case, threshold=draft.threshold))
    draft.repairs_left = 0
