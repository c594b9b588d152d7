"""Second opinions: other answers by the same model, for claims of which grounding alone is not sure.

Under `hold` a claim waits for them. Under the other policies nothing does: what was delivered is checked again after it
was stored. There a second opinion that cannot be had leaves what grounding said, which is calibrated by itself and was
shown with its marks already; the failure is logged and counted, and none of it survives a restart.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import structlog

from domain.answers import Answer
from domain.errors import NotFound
from domain.generation import Task
from domain.ports import Sampler, Samples
from domain.presence import Presence
from domain.stores import AnswerStore
from monitoring.verdict.escalating import Escalator
from monitoring.verdict.judging import Case, Judge
from server.usecases.clock import utc_now

_THREADS = 2
_log = structlog.get_logger()


class DrawnOnce:
    """`Samples` that are drawn when first asked for, and once: a failure stands too. Safe to share between threads."""

    def __init__(self, draw: Samples) -> None:
        self._draw = draw
        self._lock = threading.Lock()
        self._drawn: Future[Sequence[str]] = Future()

    def __call__(self) -> Sequence[str]:
        with self._lock:
            if not self._drawn.done():
                self._ask()
        return self._drawn.result()

    def _ask(self) -> None:
        try:
            self._drawn.set_result(self._draw())
        except Exception as error:  # noqa: BLE001 - handed to everybody who asks
            self._drawn.set_exception(error)


class Missed(StrEnum):
    """Why a second opinion was not had."""

    OVERLOADED = "overloaded"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Resampling:
    """Gives the samples of a task; null where the model has none to give, or `count` is 0."""

    sampler_for: Callable[[str], Sampler | None]
    count: int

    def __call__(self, model: str, task: Task) -> Samples | None:
        sampler = self.sampler_for(model) if self.count else None
        lasting = replace(task, presence=Presence())  # delivered answers are checked after the asker has gone
        return None if sampler is None else DrawnOnce(lambda: sampler.sample(lasting, count=self.count))


@dataclass(frozen=True, slots=True)
class Delivered:
    """A kept answer of which nothing was withheld, and what checking it again takes. See `Verifier.verify`."""

    answer: Answer
    threshold: float | None
    samples: Samples


class SecondLook:
    """Checks delivered answers again, on threads of its own; `close` it when done.

    Only claims `in_doubt`, by their risk and the threshold, are asked about. `revised` is told each answer whose
    verdicts changed, with the id of its new escalation, if any. Failures go to `on_failure`, but for a detector's,
    which the verifier reports.
    """

    def __init__(
        self,
        *,
        answers: AnswerStore,
        judge: Judge,
        escalator: Escalator,
        in_doubt: Callable[[float, float | None], bool],
        revised: Callable[[Answer, str | None], None],
        on_failure: Callable[[Missed], None],
        now: Callable[[], datetime] = utc_now,
        most_waiting: int = 64,
        closing_seconds: float = 5.0,
    ) -> None:
        self._answers = answers
        self._judge = judge
        self._escalator = escalator
        self._in_doubt = in_doubt
        self._revised = revised
        self._on_failure, self._now = on_failure, now
        self._most_waiting = most_waiting
        self._closing_seconds = closing_seconds
        self._executor = ThreadPoolExecutor(_THREADS, thread_name_prefix="second-look")
        self._lock = threading.Lock()
        self._waiting: set[Future[None]] = set()
        self._closed = False

    def close(self) -> None:
        """Drops what has not begun, and gives what has a moment to end; what is later than that changes no answer."""
        with self._lock:
            self._closed = True
        self._executor.shutdown(wait=False, cancel_futures=True)
        wait(set(self._waiting), timeout=self._closing_seconds)

    def take(self, delivered: Delivered) -> None:
        """Queues it where something in it is in doubt. Where too many wait, it is not looked at again."""
        if not self._places(delivered):
            return
        with self._lock:
            full = self._closed or len(self._waiting) >= self._most_waiting
            if not full:
                future = self._executor.submit(self._run, delivered)
                self._waiting.add(future)
                future.add_done_callback(self._waiting.discard)
        if full:
            _log.warning("no second opinion, too many wait", answer=delivered.answer.id)
            self._on_failure(Missed.OVERLOADED)

    def _run(self, delivered: Delivered) -> None:
        try:
            self._look(delivered)
        except NotFound:
            _log.info("answer deleted before its second opinion", answer=delivered.answer.id)
        except Exception:  # noqa: BLE001 - the thread's boundary: the answer keeps its verdicts, the others go on
            _log.exception("no second opinion", answer=delivered.answer.id)
            self._on_failure(Missed.ERROR)

    def _look(self, delivered: Delivered) -> None:
        answer = delivered.answer
        case = Case.of(
            answer.passages,
            answer.policy,
            question=answer.query,
            threshold=delivered.threshold,
            written_by=answer.model,
        )
        hearing = self._judge.hearing(case, taken=answer.claims)
        hearing.check_again(self._places(delivered), samples=delivered.samples)
        found = hearing.close(repaired=bool(answer.repairs))
        if found.claims == answer.claims or self._closed:
            return
        revised = replace(
            answer,
            claims=found.claims,
            outcome=found.outcome,
            support=found.support,
            risk=found.risk,
            reason=found.reason,
        )
        escalation = self._escalator.escalation(found, collection=answer.collection, now=self._now())
        self._revised(revised, self._answers.revise(revised, escalation))

    def _places(self, delivered: Delivered) -> list[int]:
        """Where the claims stand that are in doubt."""
        risks = enumerate(checked.verdict.risk for checked in delivered.answer.claims)
        return [at for at, risk in risks if risk is not None and self._in_doubt(risk, delivered.threshold)]
