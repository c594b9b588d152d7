"""Plays the month through the use cases that the API calls: questions, thumbs, calls for a person, reviews, audits."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from random import Random

from domain.answers import Answer, Outcome, Rating, Support
from domain.errors import Conflict, Invalid, NotFound
from domain.generation import Sampling
from domain.principals import Principal, Recognition, Role
from domain.reviews import Cause, ClaimLabel, Escalation, EscalationKind, ResolutionKind
from server.cli.demo.clock import PlayedClock
from server.cli.demo.facts import Facts, Question, answers
from server.cli.demo.month import Visit
from server.http.application import Application
from server.usecases.answering import Finished
from server.usecases.conversing import Asked, Said
from server.usecases.reviewing import Decision

ASKER = Principal("demo-data", "demo", Role.CHAT, None, Recognition.BEARER)
MARK = {"demo": "true"}
REVIEWERS = ("Ada (demo)", "Bence (demo)", "Chloé (demo)")
Progress = Callable[[datetime, int], None]
"""Is told the time that is played and how many questions were asked."""
_SLOW = 0.08
_LAST, _LEFT = timedelta(hours=30), 0.7
_AUDITED = 0.9
_REUSED = 0.6
_THUMBS = 0.3
_ASKS_FOR_A_PERSON = 0.15
Act = Callable[[], None]


@dataclass(slots=True)
class Play:
    """What is still to happen, by when; it ends at `until`. `chance` decides about people."""

    application: Application
    until: datetime
    clock: PlayedClock
    facts: Facts
    chance: Random
    progress: Progress
    asked: int = 0
    _agenda: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _numbers: Iterable[int] = field(default_factory=count)
    _known: set[str] = field(default_factory=set)

    def run(self, visits: Iterable[Visit]) -> None:
        """What would come later never happens: it waits in the queue."""
        for visit in visits:
            self._later(visit.at, partial(self._ask, visit))
        while self._agenda and self._agenda[0][0] <= self.until:
            at, _, act = heappop(self._agenda)
            self.clock.move_to(at)
            act()

    def _later(self, at: datetime, act: Act) -> None:
        heappush(self._agenda, (at, next(iter(self._numbers)), act))

    def _in(self, minutes: float, act: Act) -> None:
        self._later(self.clock() + timedelta(minutes=minutes), act)

    def _ask(self, visit: Visit) -> None:
        said = Said("user", visit.text)
        asked = Asked(
            messages=[said], model=visit.model, sampling=Sampling(), collection=visit.collection, metadata=MARK
        )
        ask = self.application.conversing.ask_of(asked, ASKER)
        for event in self.application.assistant.answer(ask):
            if isinstance(event, Finished):
                self._in(self.chance.uniform(0.5, 2), partial(self._read, event.answer))
        self.asked += 1
        self.progress(self.clock(), self.asked)

    def _read(self, answer: Answer) -> None:
        """What whoever asked makes of it, and who was called to it."""
        right = self._is_right(answer)
        if self.chance.random() < _THUMBS:
            self.application.answers.rate(answer.id, Rating.UP if right else Rating.DOWN, None)
        is_left_alone = answer.outcome in {Outcome.ABSTAINED, Outcome.FLAGGED}
        if is_left_alone and not right and self.chance.random() < _ASKS_FOR_A_PERSON:
            self.application.reviewing.request(
                conversation_id=answer.conversation_id, answer_id=answer.id, comment=None, collection=answer.collection
            )
        for case in self.application.escalations.of_conversation(answer.conversation_id):
            if case.id not in self._known:
                self._known.add(case.id)
                self._call(case)

    def _call(self, case: Escalation) -> None:
        """Somebody comes soon, now and then late; an audit can wait, and much of the last day is left to wait."""
        if self.until - self.clock() < _LAST and self.chance.random() < _LEFT:
            return
        reviewer = self.chance.choice(REVIEWERS)
        if case.kind is EscalationKind.AUDIT:
            if self.chance.random() < _AUDITED:
                self._in(self.chance.uniform(2 * 60, 36 * 60), partial(self._claim, case.id, reviewer))
            return
        minutes = self.chance.uniform(300, 900) if self.chance.random() < _SLOW else self.chance.triangular(4, 150, 20)
        self._in(minutes, partial(self._claim, case.id, reviewer))

    def _claim(self, case_id: str, reviewer: str) -> None:
        try:
            self.application.reviewing.claim(case_id, reviewer=reviewer)
        except (Conflict, NotFound):
            return  # decided along with another that asked the same
        self._in(self.chance.uniform(1, 4), partial(self._resolve, case_id, reviewer))

    def _resolve(self, case_id: str, reviewer: str) -> None:
        try:
            case = self.application.escalations.get(case_id)
            self.application.reviewing.resolve(case_id, self._decision(case), reviewer=reviewer)
        except (Conflict, Invalid, NotFound):
            return  # the same in the minutes since

    def _decision(self, case: Escalation) -> Decision:
        answer = case.answer
        question = self.facts.of(answer.question) if answer else None
        labels = self._labels(answer, question) if answer else ()
        is_right = bool(labels) and answer is not None and self._is_right(answer)
        if case.kind is EscalationKind.AUDIT:
            kind = ResolutionKind.APPROVE if is_right else ResolutionKind.REJECT
            return Decision(kind=kind, labels=labels, cause=None if is_right else Cause.OUTSIDE_DOCUMENTS)
        if is_right:
            return Decision(kind=ResolutionKind.APPROVE, labels=labels, cause=Cause.DETECTOR_WRONG)
        if question is None or not question.words:
            return Decision(kind=ResolutionKind.NOT_IN_DOCUMENTS, labels=labels, cause=Cause.OUTSIDE_DOCUMENTS)
        text = self.facts.right.get(question.text)
        return Decision(
            kind=ResolutionKind.EDIT,
            text=text or ", ".join(question.words),
            labels=labels,
            reuse=self.chance.random() < _REUSED,
            cause=Cause.PASSAGES_IGNORED if text else Cause.RETRIEVAL_MISS,
        )

    def _labels(self, answer: Answer, question: Question | None) -> tuple[ClaimLabel, ...]:
        claims = [checked.claim.text for checked in answer.written.claims]
        return tuple(
            ClaimLabel(
                number,
                Support.UNSUPPORTED if self.facts.is_made_up(text) else Support.SUPPORTED,
                question is not None and answers(question, text),
            )
            for number, text in enumerate(claims)
        )

    def _is_right(self, answer: Answer) -> bool:
        """All of it true and some of it to the point; for what no document answers, that it says so."""
        question = self.facts.of(answer.question)
        if question is None or not question.words:
            return answer.outcome is Outcome.ABSTAINED
        is_true = not any(self.facts.is_made_up(checked.claim.text) for checked in answer.written.claims)
        return is_true and answers(question, answer.written.text)
