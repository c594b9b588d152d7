"""Whatever reviewers do in whatever order: no escalation is lost, none is held twice, none is decided twice."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from domain.documents import Policy
from domain.errors import Conflict
from domain.reviews import EscalationKind, EscalationStatus, NewEscalation, Resolution, ResolutionKind
from storage.database.transactions import open_database
from storage.stores import SqlAnswers, SqlCollections, SqlConversations, SqlEscalations
from tests.storage import samples

REVIEWERS = st.sampled_from(["ann", "bob", "cem"])
QUESTIONS = st.sampled_from(["When is it open?", "When is it shut?", ""])


class Queue(RuleBasedStateMachine):
    """A queue beside a model of it: who holds which until when, and what was decided."""

    cases = Bundle("cases")

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.clock = samples.Clock()
        self.database = open_database(f"sqlite:///{self.folder}/candor.db", clock=self.clock)
        SqlCollections(self.database).create("default", policy=Policy.HOLD, language="en")
        self.store = SqlEscalations(self.database)
        self.held: dict[str, tuple[str, object]] = {}
        self.done: set[str] = set()
        self.all: list[str] = []

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.close()
            shutil.rmtree(self.folder)

    @rule(target=cases, question=QUESTIONS, priority=st.integers(0, 3))
    def open(self, question: str, priority: int) -> str:
        talk = SqlConversations(self.database).create(title="", collection="default", owner=None, metadata={}).id
        made = samples.answer(talk)
        made = replace(made, query=question or made.query)
        case = SqlAnswers(self.database).save(made, samples.escalation(priority=priority)) or ""
        self.all.append(case)
        return case

    def _holder(self, case: str) -> str | None:
        reviewer, until = self.held.get(case, (None, self.clock()))
        return reviewer if until > self.clock() else None  # type: ignore[operator]

    def _tried(self, case: str, reviewer: str, act: Callable[[], object], *, owns: bool = False) -> bool:
        """Whether it went through, which it does exactly where the model lets it."""
        may = case not in self.done and self._holder(case) in ({reviewer} if owns else {None, reviewer})
        try:
            act()
        except Conflict:
            assert not may
            return False
        assert may
        return True

    @rule(case=cases, reviewer=REVIEWERS)
    def claim(self, case: str, reviewer: str) -> None:
        if self._tried(case, reviewer, lambda: self.store.claim(case, reviewer=reviewer, lease=samples.LEASE)):
            self.held[case] = (reviewer, self.clock() + samples.LEASE)

    @rule(reviewer=REVIEWERS)
    def claim_next(self, reviewer: str) -> None:
        taken = self.store.claim_next(reviewer=reviewer, lease=samples.LEASE, collections=None)
        if taken is not None:
            assert taken.id not in self.done
            assert self._holder(taken.id) is None
            self.held[taken.id] = (reviewer, self.clock() + samples.LEASE)

    @rule(case=cases, reviewer=REVIEWERS)
    def release(self, case: str, reviewer: str) -> None:
        if self._tried(case, reviewer, lambda: self.store.release(case, reviewer=reviewer), owns=True):
            del self.held[case]

    @rule(case=cases, reviewer=REVIEWERS)
    def resolve(self, case: str, reviewer: str) -> None:
        decided = Resolution(ResolutionKind.EDIT, "So.", (), reuse=False, reviewer=reviewer)
        along: list[str] = []

        def act() -> None:
            along.extend(one.escalation.id for one in self.store.resolve(case, decided).others)

        if self._tried(case, reviewer, act):
            assert all(self._holder(other) in {None, reviewer} and other not in self.done for other in along)
            self.done |= {case, *along}
            for one in (case, *along):
                self.held.pop(one, None)

    @rule(case=cases)
    def reopen(self, case: str) -> None:
        anew = NewEscalation(EscalationKind.FLAGGED, "", 1, self.clock() + timedelta(hours=4))
        try:
            self.store.reopen(case, reviewer="ann", comment=None, anew=anew)
        except Conflict:
            assert case not in self.done
        else:
            self.done.remove(case)

    @rule(part=st.floats(0.2, 1.2))
    def time_passes(self, part: float) -> None:
        self.clock.advance(samples.LEASE * part)

    @invariant()
    def every_case_stands_where_the_model_has_it(self) -> None:
        if not hasattr(self, "store"):
            return
        found = {one.id: one for one in self.store.list(status=None, collections=None, cursor=None, limit=200).items}
        assert set(found) == set(self.all)
        for case, one in found.items():
            assert (one.status is EscalationStatus.RESOLVED) is (case in self.done)
            assert one.claimed_by == (None if case in self.done else self._holder(case))


TestQueue = Queue.TestCase
TestQueue.settings = settings(
    max_examples=5,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
