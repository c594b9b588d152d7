"""A candidate gets its share, keeps its conversations, and loses them once it is surely worse."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

import pytest
import structlog
from pydantic import ValidationError
from structlog.testing import capture_logs
from structlog.typing import EventDict

from domain.answers import Answer, ByPerson, Outcome, Reason
from domain.canaries import Arm, ArmCounts, Canary, Part, Worse
from domain.conversations import Conversation
from domain.errors import ModelUnavailable, Overloaded
from server.usecases.answering import Ask
from server.usecases.canary import CanaryPlan, CanaryRun, Chosen
from server.wiring.settings import Settings
from tests.server.usecases.fakes import NOW, Writer, collection
from tests.server.usecases.test_assistant import Desk, finished
from tests.storage import samples


@dataclass
class Canaries:
    """`CanaryStore` in memory; `outcomes` says what became of an answer."""

    held: list[Canary] = field(default_factory=list)
    counted: list[tuple[Part, str, bool]] = field(default_factory=list)
    stopped: set[str] = field(default_factory=set)
    is_full: bool = False
    numbers: "count[int]" = field(default_factory=count)

    def begin(self, candidate: str) -> Canary:
        return next((one for one in reversed(self.held) if one.candidate == candidate), None) or self.restart(candidate)

    def restart(self, candidate: str) -> Canary:
        self.held.append(Canary(f"canary_{next(self.numbers)}", candidate, NOW, None, None))
        return self.held[-1]

    def count(self, part: Part, answer_id: str, *, answered: bool) -> None:
        if self.is_full:
            raise Overloaded("The disk is full.")
        self.counted.append((part, answer_id, answered))

    def counts(self, canary_id: str) -> Mapping[Arm, ArmCounts]:
        return {arm: self._counts(Part(canary_id, arm)) for arm in Arm}

    def _counts(self, part: Part) -> ArmCounts:
        of = {answer: answered for its, answer, answered in self.counted if its == part}
        ids = [answer for answer, answered in of.items() if answered]
        stopped = len(self.stopped.intersection(ids))
        return ArmCounts(len(ids), stopped, asked=len(of), unanswered=len(of) - len(ids))

    def end(self, canary_id: str, worse: Worse) -> None:
        self.held = [replace(one, returned_at=NOW, worse=worse) if one.id == canary_id else one for one in self.held]


@dataclass
class Trial:
    """A canary of `new` beside `old`."""

    share: float = 0.3
    collections: tuple[str, ...] = ()
    store: Canaries = field(default_factory=Canaries)
    served: set[str] = field(default_factory=lambda: {"old", "new"})
    own_models: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.run = self.started()

    def started(self) -> CanaryRun:
        plan = CanaryPlan(candidate="new", share=self.share, collections=self.collections)
        return CanaryRun(
            plan,
            self.store,
            serves=self.served.__contains__,
            own_models=lambda: self.own_models,
            worse=self.worse,
        )

    def worse(self, candidate: ArmCounts, baseline: ArmCounts) -> Worse | None:
        return Worse.STOPPED if candidate.stopped > baseline.stopped + 1 else None

    def answered(self, ask: Ask, *, stood_in: bool = False, **changes: object) -> str:
        """By the model that is named."""
        chosen = self.run.model_for(ask)
        answer: Answer = replace(samples.answer(ask.conversation.id), **changes)  # type: ignore[arg-type]
        if answer.outcome is Outcome.ESCALATED:
            self.store.stopped.add(answer.id)
        if chosen.part is not None:
            self.run.kept(chosen.part, answer, stood_in=stood_in)
        return "old" if chosen.model == "default" else chosen.model


@pytest.fixture
def logged() -> Iterator[list[EventDict]]:
    """What is logged; tests are quiet otherwise."""
    before = structlog.get_config()
    structlog.reset_defaults()
    with capture_logs() as lines:
        yield lines
    structlog.configure(**before)


def asked(number: int = 0, **changes: object) -> Ask:
    held = Conversation(f"conv_{number}", "", "default", None, {}, NOW, NOW)
    ask = replace(Desk(Writer([])).asked(), conversation=held)
    return replace(ask, **changes)  # type: ignore[arg-type]


def test_a_share_of_the_conversations_goes_to_the_candidate() -> None:
    trial = Trial()
    given = [trial.run.model_for(asked(number)).model for number in range(2_000)]
    assert set(given) == {"new", "default"}
    assert 0.26 < given.count("new") / len(given) < 0.34


def test_a_conversation_stays_with_its_model_also_after_a_restart_of_the_server() -> None:
    trial = Trial(share=0.5)
    first = [trial.run.model_for(asked(number)) for number in range(50)]
    again = trial.started()
    assert [again.model_for(asked(number)) for number in range(50)] == first


@pytest.mark.parametrize(
    "ask",
    [asked(model="old"), asked(model="new"), asked(collection=collection("legal"))],
    ids=["baseline by name", "candidate by name", "another collection"],
)
def test_who_asks_for_a_model_or_elsewhere_gets_it_and_is_not_counted(ask: Ask) -> None:
    trial = Trial(share=1.0, collections=("default",))
    assert trial.run.model_for(ask) == Chosen(ask.model)
    trial.answered(ask)
    assert trial.store.counted == []


def test_a_candidate_that_is_not_served_is_not_asked() -> None:
    trial = Trial(share=1.0)
    trial.served.remove("new")
    assert trial.run.model_for(asked()) == Chosen("default")
    trial.answered(asked())
    assert trial.store.counted == []


def test_answers_count_for_the_arm_that_was_asked() -> None:
    trial = Trial(share=0.5)
    for number in range(40):
        trial.answered(asked(number))
    counts = trial.run.look().counts
    assert counts[Arm.CANDIDATE].answers + counts[Arm.BASELINE].answers == 40
    assert min(counts[Arm.CANDIDATE].answers, counts[Arm.BASELINE].answers) > 5


def test_an_answer_counts_for_the_canary_that_it_was_asked_of_although_that_was_restarted_meanwhile() -> None:
    trial = Trial(share=1.0)
    chosen = trial.run.model_for(asked())
    trial.run.restart()
    assert chosen.part is not None
    trial.run.kept(chosen.part, samples.answer("c"), stood_in=False)
    assert trial.run.look().counts[Arm.CANDIDATE] == ArmCounts()


def test_who_was_stood_in_for_or_found_nothing_gave_no_answer_of_its_own() -> None:
    trial = Trial(share=1.0)
    trial.answered(asked(1), stood_in=True, model="extractive")
    trial.answered(asked(2), claims=(), withheld=None)
    assert trial.run.look().counts[Arm.CANDIDATE] == ArmCounts(asked=2, unanswered=2)


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": Reason.NO_QUESTION, "claims": ()},
        {"reason": Reason.NOT_COMPUTABLE, "claims": ()},
        {"by_person": ByPerson("verified_1", NOW)},
    ],
    ids=["small talk", "not computable", "by a person"],
)
def test_what_no_model_was_asked_for_is_not_counted(changes: Mapping[str, object]) -> None:
    trial = Trial(share=1.0)
    trial.answered(asked(), **changes)  # type: ignore[arg-type]
    assert trial.store.counted == []


def test_once_it_is_worse_the_default_answers_alone_and_stays_so() -> None:
    trial = Trial(share=1.0)
    for number in range(2):
        assert trial.answered(asked(number), outcome=Outcome.ESCALATED) == "new"
    state = trial.run.look()
    assert (state.canary.returned_at, state.canary.worse) == (NOW, Worse.STOPPED)
    assert trial.answered(asked(3)) == "old"
    assert len(trial.store.counted) == 2
    assert trial.started().model_for(asked(3)) == Chosen("default")


def test_it_is_tried_anew_only_when_somebody_says_so() -> None:
    trial = Trial(share=1.0)
    for number in range(2):
        trial.answered(asked(number), outcome=Outcome.ESCALATED)
    trial.run.look()
    state = trial.run.restart()
    assert (state.canary.returned_at, state.counts[Arm.CANDIDATE]) == (None, ArmCounts())
    assert trial.answered(asked(5)) == "new"


@pytest.mark.parametrize(
    ("collections", "untried"), [((), ("default", "legal")), (("legal",), ("legal",)), (("handbook",), ())]
)
def test_collections_with_a_model_of_their_own_are_named(
    logged: list[EventDict], collections: tuple[str, ...], untried: tuple[str, ...]
) -> None:
    trial = Trial(collections=collections, own_models=("default", "legal"))
    assert [line["collections"] for line in logged] == ([untried] if untried else [])
    assert trial.run.look().untried == trial.run.restart().untried == untried


def test_a_share_that_leaves_nothing_to_compare_with_is_refused() -> None:
    with pytest.raises(ValidationError, match="less than 1"):
        Settings(_env_file=None, canary_share=1)


def test_the_assistant_asks_it_and_tells_it() -> None:
    desk, trial = Desk(Writer(["It opens at nine [1]."])), Trial(share=1.0)
    wanted: list[str] = []

    def generator_for(name: str) -> tuple[str, Writer]:
        wanted.append(name)
        return name, Writer(["It opens at nine [1]."])

    assistant = replace(desk._assistant(), canary=trial.run, generator_for=generator_for)
    answer = finished(list(assistant.answer(desk.asked()))).answer
    assert (wanted, answer.model) == (["new"], "new")
    assert [(part.arm, answer_id, own) for part, answer_id, own in trial.store.counted] == [
        (Arm.CANDIDATE, answer.id, True)
    ]


def test_an_answer_that_could_not_be_counted_is_delivered_all_the_same() -> None:
    desk, trial = Desk(Writer(["It opens at nine [1]."])), Trial(share=1.0)
    trial.store.is_full = True
    assistant = replace(desk._assistant(), canary=trial.run)
    assistant = replace(assistant, generator_for=lambda name: (name, Writer(["It opens at nine [1]."])))
    assert finished(list(assistant.answer(desk.asked()))).answer.model == "new"


@pytest.mark.parametrize(
    "writer",
    [Writer(failure=ModelUnavailable("It timed out.")), Writer(), Writer(abstains=True)],
    ids=["too slow", "silent", "abstains"],
)
def test_the_assistant_tells_when_the_candidate_gave_no_answer_of_its_own(writer: Writer) -> None:
    desk, trial = Desk(Writer()), Trial(share=1.0)
    assistant = replace(desk._assistant(), canary=trial.run, generator_for=lambda name: (name, writer))
    finished(list(assistant.answer(desk.asked())))
    assert trial.run.look().counts[Arm.CANDIDATE] == ArmCounts(asked=1, unanswered=1)
