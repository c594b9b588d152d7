"""A model writes anew what it wrote wrongly, or says that there is nothing to put there, or gives nothing in time."""

from dataclasses import replace

import pytest

from domain.errors import ModelUnavailable
from domain.generation import Sampling
from domain.presence import Presence
from domain.repairs import RepairReason, Unsound
from generation.prompt import NO_ANSWER, answer_prompt, repair_prompt
from generation.repairing import ModelRepairer
from generation.templates import FULL, SHORT, shipped
from tests.generation.conftest import Streams
from tests.generation.openai_server import Behaviour, OpenAIServer, cut_off_after, refuses, says, silent_after
from tests.generation.passages import passage, task

TASK = task("What is the fee?", passage("The fee is 5 EUR."))
WRONG = Unsound("It is 7 EUR [1].", "There is a fee [1].", RepairReason.CONTRADICTED, ("The fee is 5 EUR.",))


@pytest.fixture
def repairer(streams: Streams) -> ModelRepairer:
    return ModelRepairer(streams.make(), limit_seconds=10)


def test_it_is_asked_behind_its_own_answer_so_that_what_it_has_read_is_not_read_again(
    server: OpenAIServer, repairer: ModelRepairer
) -> None:
    server.behave([says("<think>5, not 7.</think>", "\nIt is 5 ", "EUR [1].\n")])
    wishes = Sampling(temperature=0.9, max_tokens=5, stop=("EUR",), seed=7)

    assert repairer.rewrite(replace(TASK, sampling=wishes), WRONG) == "It is 5 EUR [1]."

    [request] = server.requests
    *before, written, asked = request["messages"]
    assert [message["content"] for message in before] == [message.content for message in answer_prompt(TASK)]
    assert (written["role"], written["content"]) == ("assistant", "There is a fee [1]. It is 7 EUR [1].")
    assert "the passages say otherwise (“The fee is 5 EUR.”):\nIt is 7 EUR [1].\n" in asked["content"]
    assert (request["temperature"], request["seed"]) == (0.0, 7)
    assert "stop" not in request


def test_where_passages_have_no_numbers_none_are_asked_for() -> None:
    told = [repair_prompt(TASK, WRONG, shipped(kind))[-1].text for kind in (FULL, SHORT)]
    assert ["square brackets" in text for text in told] == [True, False]


def test_whoever_leaves_stops_it(server: OpenAIServer, repairer: ModelRepairer) -> None:
    server.behave([says("It is 5 EUR [1].")])
    gone = Presence()
    gone.leave()
    with pytest.raises(ModelUnavailable):
        repairer.rewrite(replace(TASK, presence=gone), WRONG)


@pytest.mark.parametrize(
    "written", ["DROP", "**DROP**", " “DROP”. Nothing is said of it.", NO_ANSWER, "Not_in_documents", "Drop", "drop."]
)
def test_where_nothing_can_stand_there_it_says_so(server: OpenAIServer, repairer: ModelRepairer, written: str) -> None:
    server.behave([says(written)])
    assert repairer.rewrite(TASK, WRONG) is None


@pytest.mark.parametrize(
    "written",
    ["The passage states that the fee is 5 EUR [1].", "According to the passages, the fee is 5 EUR [1]."],
)
def test_what_passages_say_is_said_without_them(server: OpenAIServer, repairer: ModelRepairer, written: str) -> None:
    server.behave([says(written)])
    assert repairer.rewrite(TASK, WRONG) == "The fee is 5 EUR [1]."


def test_talk_of_the_correction_is_nothing_that_could_stand_there(
    server: OpenAIServer, repairer: ModelRepairer
) -> None:
    server.behave([says("The passage states that the fee is 5 EUR, which contradicts the answer provided.")])
    assert repairer.rewrite(TASK, WRONG) is None


@pytest.mark.parametrize(
    "failure", [refuses(400), cut_off_after("It is "), says("It is 5 EUR and", finish_reason="length")]
)
def test_a_model_that_fails_or_breaks_off_has_written_nothing(
    server: OpenAIServer, repairer: ModelRepairer, failure: Behaviour
) -> None:
    server.behave([failure])
    with pytest.raises(ModelUnavailable):
        repairer.rewrite(TASK, WRONG)


@pytest.mark.parametrize("slow", [silent_after(), silent_after("It is ")])
def test_a_slow_one_is_given_up(server: OpenAIServer, streams: Streams, slow: Behaviour) -> None:
    server.behave([slow])
    with pytest.raises(ModelUnavailable):
        ModelRepairer(streams.make(), limit_seconds=0.2).rewrite(TASK, WRONG)
