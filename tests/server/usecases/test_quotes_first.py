"""A model that is oftener wrong than quotes is asked only what they leave open."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from domain.answers import Answer, Outcome
from domain.canaries import Arm, Part
from domain.documents import Policy
from domain.errors import ModelUnavailable
from domain.explaining import Candidate
from domain.generation import Answering, AskedPart, Generated, Piece, Task
from domain.language_models import Handling
from server.usecases.answering import EXTRACTIVE, Ask
from server.usecases.canary import Chosen
from server.usecases.rehearsing import rehearsal
from tests.server.usecases.fakes import Choices, Mender, Writer
from tests.server.usecases.test_assistant import Desk, finished, text_of

FIRST = Handling(quotes_first=True)
QUOTE = "The library opens at nine [1]."
WRITTEN = "Members get in at eight [1]."
NEAR = Choices((Candidate("Members get in at eight.", 0, 0.1, "unlikely"),))


@dataclass
class Asked(Writer):
    """A writer that knows whether it was asked."""

    times: list[str] = field(default_factory=list)

    def generate(self, task: Task) -> Iterator[Generated]:
        self.times.append(task.question)
        return super().generate(task)


@dataclass
class Trial:
    """A canary in which every question is, and the models whose answers it was told of."""

    models: list[str] = field(default_factory=list)

    def model_for(self, ask: Ask) -> Chosen:
        return Chosen(ask.model, Part("canary", Arm.CANDIDATE))

    def kept(self, part: Part, answer: Answer, *, stood_in: bool) -> None:
        self.models.append(answer.model)


@pytest.mark.parametrize("policy", Policy)
def test_what_a_quote_answers_no_model_is_asked(policy: Policy) -> None:
    model = Asked([WRITTEN])
    desk = Desk(model, extractive=Writer([QUOTE]), handling=FIRST)
    events = list(desk.answer(policy))
    assert (text_of(events), model.times) == (QUOTE, [])
    assert (desk.kept().model, desk.kept().outcome, desk.kept().notice) == (EXTRACTIVE, Outcome.ANSWERED, None)


@pytest.mark.parametrize(
    "quoting",
    [
        Writer(abstains=True),
        Writer(["This is beside the question [1]."]),
        Writer([]),
        Writer(failure=ModelUnavailable("The model candor-encoder is closed.")),
    ],
)
def test_what_quotes_leave_open_the_model_answers(quoting: Writer) -> None:
    desk = Desk(Asked([WRITTEN]), extractive=quoting, handling=FIRST, nearest=NEAR)
    assert text_of(list(desk.answer())) == WRITTEN
    assert (desk.kept().model, desk.kept().outcome) == ("large", Outcome.ANSWERED)


def test_so_it_does_where_they_answer_one_of_two_questions() -> None:
    when, who = AskedPart("When does it open?"), AskedPart("Who painted it?")

    class OfOne(Writer):
        def generate(self, task: Task) -> Iterator[Generated]:
            yield from (Answering(when), Piece(QUOTE), Answering(who))
            yield from Writer(abstains=True).generate(task)

    desk = Desk(Asked([WRITTEN]), extractive=OfOne(), handling=FIRST, nearest=NEAR)
    assert text_of(list(desk.answer())) == WRITTEN


def test_where_no_sentence_may_answer_the_model_is_not_asked() -> None:
    model = Asked([WRITTEN])
    far = Choices((Candidate("Dogs bark.", 0, 0.05, "unlikely"),))
    desk = Desk(model, extractive=Writer(abstains=True), handling=FIRST, nearest=far)
    list(desk.answer())
    assert (desk.kept().model, desk.kept().outcome, model.times) == (EXTRACTIVE, Outcome.ABSTAINED, [])


def test_where_nobody_can_tell_whether_one_may_it_is_asked() -> None:
    desk = Desk(Asked([WRITTEN]), extractive=Writer(abstains=True), handling=FIRST, nearest=Choices(None))
    assert text_of(list(desk.answer())) == WRITTEN


def test_any_other_model_is_asked_at_once() -> None:
    model = Asked([WRITTEN])
    desk = Desk(model, extractive=Writer([QUOTE]))
    assert (text_of(list(desk.answer())), len(model.times)) == (WRITTEN, 1)


def test_whoever_names_a_model_asks_that_one() -> None:
    desk = Desk(Asked([WRITTEN]), extractive=Writer([QUOTE]), handling=FIRST)
    assert text_of(list(desk.answer(model="large"))) == WRITTEN


def test_whoever_rehearses_asks_the_model_itself() -> None:
    desk = Desk(Asked([WRITTEN]), extractive=Writer([QUOTE]), handling=FIRST)
    assert finished(list(rehearsal(desk._assistant()).answer(desk.asked()))).answer.content == WRITTEN


def test_a_quote_is_no_part_of_a_canary() -> None:
    counted = Trial()
    for model in (EXTRACTIVE, "large"):
        quoting = Writer([QUOTE]) if model == EXTRACTIVE else Writer(abstains=True)
        desk = Desk(Asked([WRITTEN]), extractive=quoting, handling=FIRST, nearest=NEAR)
        list(replace(desk._assistant(), canary=counted).answer(desk.asked()))
    assert counted.models == ["large"]


@pytest.mark.parametrize(("limit", "outcome"), [(None, Outcome.ANSWERED), (0.03, Outcome.ESCALATED)])
def test_what_quotes_left_open_is_stood_behind_only_where_the_check_is_very_sure(
    limit: float | None, outcome: Outcome
) -> None:
    strict = Handling(quotes_first=True, own_words_from=limit)
    mender = Mender([WRITTEN] * 2)
    quoting = Writer(abstains=True)
    desk = Desk(Asked([WRITTEN]), extractive=quoting, handling=strict, nearest=NEAR, mender=mender)
    list(desk.answer())
    assert (desk.kept().outcome, desk.kept().model, desk.repairs) == (outcome, "large", [])
