"""Judges frozen claims anew every night: what changes there is the check, whatever people ask."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import structlog

from domain.anchors import Anchor, AnchorRun, AnchorStore
from server.usecases.clock import utc_now

_NIGHT = time(2)
_DAY = timedelta(days=1)
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchoring:
    """`name` identifies the claims, `judge` what judges them; `risk_of` is the risk of one, null where it has none."""

    anchors: Sequence[Anchor]
    name: str
    judge: str
    threshold: float
    runs: AnchorStore
    risk_of: Callable[[Anchor], float | None]
    now: Callable[[], datetime] = utc_now

    def step(self, may_go_on: Callable[[], bool]) -> bool:
        """All of them, once they are due and as long as `may_go_on`; nothing is left to do at once after that.

        They are due after two in the morning (UTC), at the first start, and once another judge judges.
        """
        if not self._is_due():
            return False
        risks = list[float | None]()
        for anchor in self.anchors:
            if not may_go_on():
                return False
            risks.append(self.risk_of(anchor))
        self.runs.keep(AnchorRun(self.now(), self.name, self.judge, self.threshold, tuple(risks)))
        _log.info("the frozen claims were judged", claims=len(risks))
        return False

    def _is_due(self) -> bool:
        last, now = self.runs.last(self.name), self.now()
        if last is None or last.judge != self.judge:
            return True
        night = datetime.combine(now.date(), _NIGHT, now.tzinfo)
        return last.at < (night if night <= now else night - _DAY)
