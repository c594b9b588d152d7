"""Every oddity of an endpoint ends in an answer, or in a failure that tells its own words."""

from dataclasses import replace

import httpx
import pytest

from domain.errors import ModelInterrupted, ModelUnavailable
from domain.generation import Generated, Piece, Sampling
from generation.breaker import Circuit, CircuitBreaker
from generation.catalogue import Catalogue
from generation.chat import ChatGenerator, ChatStream
from generation.endpoint import Endpoint, open_client
from generation.thoughts import Habit
from tests.generation import faults
from tests.generation.conftest import DEADLINES, Streams
from tests.generation.openai_server import Behaviour, OpenAIServer, openai_server, says
from tests.generation.passages import passage, task

TASK = replace(task("What is the fee?", passage("The fee is 5 EUR.")), sampling=Sampling(max_tokens=50))
FEE = "The fee is 5 EUR 😀 [1]."


def generated(stream: ChatStream) -> list[Generated]:
    return list(ChatGenerator(stream).generate(TASK))


def text_of(stream: ChatStream) -> str:
    return "".join(item.text for item in generated(stream) if isinstance(item, Piece)).strip()


@pytest.mark.parametrize(
    "behaviour",
    [
        faults.null_deltas(FEE), faults.no_finish_reason(FEE), faults.byte_order_mark(FEE), faults.surrogates(FEE),
        faults.whole_answer(FEE), faults.refuses_field("stream_options", FEE),
        faults.refuses_field("max_completion_tokens", FEE), says(f"Fees.</think>{FEE}"),
        says("<thinking>Fees.</thinking>", FEE), says("◁think▷Fees.◁/think▷", FEE),
        says("<|channel|>analysis<|message|>Fees.<|end|><|start|>assistant<|channel|>final<|message|>", FEE),
    ],
)  # fmt: skip
def test_an_odd_endpoint_answers_like_any_other(server: OpenAIServer, streams: Streams, behaviour: Behaviour) -> None:
    server.behave([behaviour])
    assert text_of(streams.make(habit=Habit.UNKNOWN)) == FEE
    assert streams.waits == []


def test_what_an_endpoint_refuses_is_remembered_of_it_alone(server: OpenAIServer, streams: Streams) -> None:
    server.behave([faults.refuses_field("stream_options", FEE)])
    text_of(streams.make())
    text_of(streams.make())
    assert ["stream_options" in request for request in server.requests] == [True, False, False]
    with openai_server() as other:
        endpoint = Endpoint(url=other.url, api_key=None, deadlines=DEADLINES)
        with open_client(endpoint) as client:
            text_of(Streams(endpoint, client).make())
        assert "stream_options" in other.requests[0]


def test_a_limit_that_is_refused_by_its_new_name_is_given_by_its_old(server: OpenAIServer, streams: Streams) -> None:
    server.behave([faults.refuses_field("max_completion_tokens", FEE)])
    text_of(streams.make())
    assert [request.get("max_tokens") for request in server.requests] == [None, 50]


def test_what_helps_nothing_to_leave_out_is_not_remembered(server: OpenAIServer, streams: Streams) -> None:
    server.behave([faults.says_no(400, "max_completion_tokens is too large: the context has 4096 tokens.")])
    with pytest.raises(ModelUnavailable, match="4096 tokens"):
        generated(streams.make())
    server.behave([says(FEE)])
    generated(streams.make())
    assert "max_completion_tokens" in server.requests[-1]


@pytest.mark.parametrize(
    ("behaviour", "says_so"),
    [
        (faults.says_no(500, "CUDA out of memory"), "CUDA out of memory"),
        (faults.says_no(404, "The model `llama` does not exist."), "does not exist"),
        (faults.says_no(400, "This model's maximum context length is 4096 tokens."), "maximum context length"),
        (faults.says_no(401, "Incorrect API key."), "Incorrect API key"),
        (lambda exchange: exchange.reply(422, {"detail": [{"msg": "too many", "input": "SECRET"}]}), "too many"),
        (faults.sends(b"data: garbage\n\n"), "garbage"),
        (faults.sends(b"<html>Sign in</html>", media_type="text/html"), "Sign in"),
        (faults.sends(b"It is down."), "It is down"),
        (faults.error_in_stream("", "engine died"), "engine died"),
        (faults.resets, "(?i)reset|disconnected|closed"),
    ],
)
def test_a_failure_is_told_in_the_endpoints_own_words(
    server: OpenAIServer, streams: Streams, behaviour: Behaviour, says_so: str
) -> None:
    server.behave([behaviour])
    with pytest.raises(ModelUnavailable, match=says_so) as failed:
        generated(streams.make())
    assert "SECRET" not in str(failed.value)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Bad prompt: What is the fee? The fee is 5 EUR. Shorten it.", "Bad prompt: …. Shorten it."),
        ("The word 'EUR' is not allowed for `llama`.", "The word … is not allowed for `llama`."),
    ],
)
def test_what_an_endpoint_repeats_of_the_question_is_not_told(
    server: OpenAIServer, streams: Streams, said: str, told: str
) -> None:
    server.behave([faults.says_no(400, said)])
    with pytest.raises(ModelUnavailable) as failed:
        generated(streams.make())
    assert str(failed.value).endswith(told)


def test_an_error_in_mid_answer_is_told_too(server: OpenAIServer, streams: Streams) -> None:
    server.behave([faults.error_in_stream("The fee ", "engine died")])
    items = ChatGenerator(streams.make()).generate(TASK)
    assert next(items) == Piece("The fee ")
    with pytest.raises(ModelInterrupted, match="engine died"):
        next(items)


def test_an_empty_answer_is_empty(server: OpenAIServer, streams: Streams) -> None:
    server.behave([faults.sends(faults.STOP)])
    assert text_of(streams.make()) == ""


@pytest.mark.parametrize("unit", ["The fee is 5 EUR. ", "fee "])
def test_endless_repetition_is_stopped_and_says_nothing_against_the_endpoint(
    server: OpenAIServer, streams: Streams, unit: str
) -> None:
    server.behave([faults.for_ever(unit)])
    breaker = CircuitBreaker(failures=1)
    with pytest.raises(ModelInterrupted, match="repeat itself"):
        generated(streams.make(breaker=breaker))
    assert breaker.state() is Circuit.CLOSED


@pytest.mark.parametrize(("said", "waits"), [("3", [3.0]), ("0", [0.25]), ("soon", [0.25])])
def test_a_busy_endpoint_is_asked_again_when_it_says(
    server: OpenAIServer, streams: Streams, said: str, waits: list[float]
) -> None:
    server.behave([faults.says_no(429, "busy", **{"Retry-After": said}), says(FEE)])
    assert text_of(streams.make()) == FEE
    assert streams.waits == waits


def test_nobody_waits_for_it_beyond_the_deadline(server: OpenAIServer, streams: Streams) -> None:
    server.behave([faults.says_no(429, "come back in an hour", **{"Retry-After": "3600"})])
    with pytest.raises(ModelUnavailable, match="come back in an hour"):
        generated(streams.make())
    assert (streams.waits, len(server.requests)) == ([], 1)


def test_a_broken_endpoint_opens_its_own_circuit_alone(server: OpenAIServer, streams: Streams) -> None:
    own, others = CircuitBreaker(failures=2), CircuitBreaker(failures=2)
    server.behave([faults.says_no(500, "no")])
    with pytest.raises(ModelUnavailable):
        generated(streams.make(breaker=own))
    server.behave([says(FEE)])
    assert text_of(streams.make(breaker=others)) == FEE
    assert (own.state(), others.state()) == (Circuit.OPEN, Circuit.CLOSED)


def test_an_endpoint_without_a_list_of_models_is_there_all_the_same(
    server: OpenAIServer, endpoint: Endpoint, client: httpx.Client
) -> None:
    server.models_status, server.models = 404, {"detail": "Not Found"}
    catalogue = Catalogue(endpoint, client)
    assert (catalogue.names(), catalogue.is_there()) == ((), True)
    assert "404" in (catalogue.problem() or "")
    gone = Catalogue(replace(endpoint, url="http://127.0.0.1:9/v1"), client)
    assert (gone.names(), gone.is_there()) == ((), False)
    assert "refused" in (gone.problem() or "")
