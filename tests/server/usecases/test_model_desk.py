"""Who answers: the model that was asked for, the default one, or quotes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from domain.errors import ModelUnavailable, NotFound
from domain.generation import ClaimCase, ModelOpinion, Readings, Sampling, Task, Turn
from domain.language_models import ModelDetails, Source
from domain.ports import Generator, LanguageJudge, QuestionRewriter, Repairer, Sampler
from domain.repairs import RepairReason, Unsound
from server.usecases.answering import EXTRACTIVE
from server.usecases.model_desk import ModelDesk
from tests.server.usecases.fakes import AsItIs, Mender, Writer

QUOTING = Writer(["A quote."])
TASK = Task("Q?", "Q?", (), (), Sampling())


class Loud:
    """Rewrites in capitals."""

    def readings(self, question: str, history: Sequence[Turn]) -> Readings:
        return Readings(question.upper())


class Same:
    """Writes the same again."""

    def sample(self, task: Task, *, count: int) -> Sequence[str]:
        return ["Again."] * count


class Agreeing:
    """Says yes to everything."""

    def opinion(self, case: ClaimCase, *, within_seconds: float) -> ModelOpinion:
        return ModelOpinion(1.0, "large", by_word=True)


@dataclass
class Endpoint:
    """Language models in memory; it is down where it serves none."""

    served: Sequence[str] = ("large", "small")
    url: str = "http://models"
    expected: bool = True
    interrupted: bool = False
    writers: dict[str, Writer] = field(default_factory=lambda: {"large": Writer(["L"]), "small": Writer(["S"])})

    def names(self) -> Sequence[str]:
        return self.served

    def details(self, name: str) -> ModelDetails:
        return ModelDetails(source=Source.ENDPOINT)

    def state(self) -> str | None:
        return None if self.served else "down"

    def states(self) -> dict[str, str | None]:
        return {"endpoint": self.state()}

    def interrupt(self) -> None:
        self.interrupted = True

    def generator(self, name: str) -> Generator:
        return self.writers[name]

    def prompt_identity(self, name: str, task: Task | None = None) -> str:
        return f"prompt of {name}"

    def prompt_names(self) -> Sequence[str]:
        return ["full"]

    def require_prompt(self, name: str) -> None:
        if name != "full":
            raise NotFound(f"There is no prompt “{name}”.")

    def sampler(self, name: str) -> Sampler:
        return Same()

    def repairer(self, name: str) -> Repairer:
        return Mender(["Mended."])

    def judge(self, name: str | None) -> LanguageJudge:
        return Agreeing()

    def rewriter(self, name: str, *, fallback: QuestionRewriter) -> QuestionRewriter:
        return Loud()


def desk(endpoint: Endpoint | None) -> ModelDesk:
    return ModelDesk(QUOTING, AsItIs(), endpoint)


def test_the_default_is_the_first_model_that_is_served() -> None:
    endpoint = Endpoint()
    assert desk(endpoint).generator_for("default") == ("large", endpoint.writers["large"])
    assert desk(endpoint).names() == ["large", "small", EXTRACTIVE]


def test_a_model_is_had_by_its_name_and_quotes_by_theirs() -> None:
    endpoint = Endpoint()
    assert desk(endpoint).generator_for("small") == ("small", endpoint.writers["small"])
    assert desk(endpoint).generator_for(EXTRACTIVE) == (EXTRACTIVE, QUOTING)


def test_without_a_language_model_answers_are_quoted() -> None:
    assert desk(None).generator_for("default") == (EXTRACTIVE, QUOTING)
    assert desk(None).names() == [EXTRACTIVE]


def test_quoting_may_be_the_default_beside_language_models() -> None:
    among = desk(Endpoint(served=(EXTRACTIVE, "large")))
    assert among.names() == [EXTRACTIVE, "large"]
    assert among.generator_for("default") == (EXTRACTIVE, QUOTING)
    assert among.readings("why", ()).as_it_stands == "why"


def test_what_a_model_is_told_is_named_and_quotes_are_told_nothing() -> None:
    assert desk(Endpoint()).prompt_of("large", TASK) == "prompt of large"
    assert desk(Endpoint()).prompt_of(EXTRACTIVE, TASK) is None
    assert desk(None).prompt_of("large", TASK) is None


@pytest.mark.parametrize("endpoint", [None, Endpoint()])
def test_a_model_that_nobody_serves_is_not_found(endpoint: Endpoint | None) -> None:
    with pytest.raises(NotFound):
        desk(endpoint).generator_for("huge")


def test_the_default_of_an_endpoint_that_is_down_fails_so_that_somebody_stands_in() -> None:
    name, generator = desk(Endpoint(served=())).generator_for("default")
    assert name == EXTRACTIVE
    with pytest.raises(ModelUnavailable, match="down"):
        next(generator.generate(TASK))


def test_questions_are_rewritten_by_the_default_model_else_by_rule() -> None:
    assert desk(Endpoint()).readings("why", ()).as_it_stands == "WHY"
    for by_rule in (desk(Endpoint(served=())), desk(None)):
        assert by_rule.readings("why", ()).as_it_stands == "why"


def test_quotes_have_no_other_answer_to_give() -> None:
    assert desk(Endpoint()).sampler_for(EXTRACTIVE) is None
    assert desk(None).sampler_for("large") is None
    sampler = desk(Endpoint()).sampler_for("large")
    assert sampler is not None
    assert sampler.sample(TASK, count=2) == ["Again.", "Again."]


def test_what_was_quoted_is_mended_by_nobody() -> None:
    assert desk(Endpoint()).repairer_for(EXTRACTIVE) is None
    assert desk(None).repairer_for("large") is None
    repairer = desk(Endpoint()).repairer_for("large")
    assert repairer is not None
    assert repairer.rewrite(TASK, Unsound("Wrong.", "", RepairReason.UNSUPPORTED)) == "Mended."


def test_an_interrupt_reaches_the_endpoint_and_is_remembered() -> None:
    endpoint = Endpoint()
    asked = desk(endpoint)
    assert not asked.interrupted()
    asked.interrupt()
    assert asked.interrupted()
    assert endpoint.interrupted
