"""Follow-ups are made to stand alone by the model, or by rule without one."""

import pytest

from domain.conversations import Author
from domain.generation import Lean, Readings, Turn
from generation.rewriting import ModelRewriter, RuleRewriter
from tests.generation.conftest import Streams
from tests.generation.openai_server import Behaviour, OpenAIServer, cut_off_after, refuses, says, silent_after


def asked(question: str, reply: str = "So it is. [1]") -> tuple[Turn, ...]:
    return Turn(Author.USER, question), Turn(Author.ASSISTANT, reply)


BOOKS = asked("What is the fee for books?", "5 EUR. [1]")


@pytest.mark.parametrize(
    ("earlier", "question", "meant"),
    [
        ("How many days of leave do drivers get?", "and office staff?", "How many days of leave do office staff get?"),
        ("How many days of leave do drivers get?", "and from the age of 55?",
         "How many days of leave do drivers get from the age of 55?"),
        ("What is the fee for books?", "And for students?", "What is the fee for students?"),
        ("What does a day ticket for adults cost?", "What about an evening ticket?",
         "What does an evening ticket cost?"),
        ("When does the library open on Saturdays?", "And on Sundays?", "When does the library open on Sundays?"),
        ("When does the library open on Saturdays?", "and the reading room?",
         "When does the reading room open on Saturdays?"),
        ("When does the library open on Saturdays?", "And close?", "When does the library close on Saturdays?"),
        ("What is the fee for books?", "and if I pay it late?", "What is the fee for books if I pay it late?"),
        ("What does a day ticket cost?", "Where can I buy it?", "Where can I buy a day ticket?"),
        ("when's the next meeting?", "where is it?", "Where is the next meeting?"),
        ("What is a day ticket?", "How much?", "How much is a day ticket?"),
        ("How long is egg white whisked on the KT-600?", "and the KT-400?",
         "How long is egg white whisked on the KT-400?"),
        ("Was kostet der Ausweis für Erwachsene?", "Und für Studierende?", "Was kostet der Ausweis für Studierende?"),
        ("Wie lange werden Bücher ausgeliehen?", "Und Filme?", "Wie lange werden Filme ausgeliehen?"),
        ("Was kostet der Ausweis für Erwachsene?", "Wie lange gilt er?",
         "Wie lange gilt der Ausweis für Erwachsene?"),
        ("Mennyi egy sátorhely ára?", "És egy lakókocsihely?", "Mennyi egy lakókocsihely ára?"),
        ("Mikor van nyitva a bolt?", "És a porta?", "Mikor van nyitva a porta?"),
        ("Mennyi a könyvek díja?", "És a diákoknak?", "Mennyi a könyvek díja a diákoknak?"),
    ],
)  # fmt: skip
def test_a_fragment_or_a_pronoun_takes_its_place_in_the_question_before(
    earlier: str, question: str, meant: str
) -> None:
    readings = RuleRewriter().readings(question, asked(earlier))
    assert readings.lean is not Lean.POSSIBLY
    assert meant in readings.completed


@pytest.mark.parametrize(
    "question",
    [
        "When does the library open on Sundays?",
        "And when does the reading room on the first floor open on Sundays?",
        "If a driver is ill, does he get paid?",
        "How long does it take to get a key?",
        "When do drivers get their pay?",
        "Mikor nyit a könyvtár vasárnap?",
        "Wann kann ich Sie anrufen?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    found = RuleRewriter().readings(question, BOOKS)
    assert (found.as_it_stands, found.completed) == (question, ())


def test_a_few_key_words_may_be_either() -> None:
    readings = RuleRewriter().readings("wifi password", BOOKS)
    assert readings.as_it_stands == "wifi password"
    assert readings.lean is Lean.POSSIBLY


def test_who_was_named_in_the_reply_may_be_meant() -> None:
    history = asked("Who runs the archive?", "It is run by Lena Voss. [1]")
    readings = RuleRewriter().readings("What is her telephone number?", history)
    assert "What is Lena Voss’s telephone number?" in readings.completed


def test_a_chain_of_follow_ups_goes_back_to_what_it_is_about() -> None:
    history = (*BOOKS, *asked("And for students?", "3 EUR."))
    assert "What is the fee for guests?" in RuleRewriter().readings("And for guests?", history).completed
    assert RuleRewriter().readings("Why?", ()) == Readings("Why?")


def test_small_talk_between_is_no_question() -> None:
    history = (*BOOKS, *asked("Thanks!", "You are welcome."))
    assert "What is the fee for students?" in RuleRewriter().readings("And for students?", history).completed


def test_a_connective_is_not_looked_for() -> None:
    assert RuleRewriter().readings("and for students?", BOOKS).as_it_stands == "for students?"


def test_the_model_rewrites(server: OpenAIServer, streams: Streams) -> None:
    server.behave([says("<think>hm</think>", '"What is the fee\n', 'for students?"')])
    rewriter = ModelRewriter(streams.make(), fallback=RuleRewriter())
    assert rewriter.readings("And for students?", BOOKS) == Readings("What is the fee for students?")
    assert "What is the fee for books?" in server.requests[0]["messages"][1]["content"]


@pytest.mark.parametrize(("question", "history"), [("Why?", ()), ("When does the library open on Sundays?", BOOKS)])
def test_what_needs_nothing_of_the_conversation_costs_no_call(
    server: OpenAIServer, streams: Streams, question: str, history: tuple[Turn, ...]
) -> None:
    rewriter = ModelRewriter(streams.make(), fallback=RuleRewriter())
    assert rewriter.readings(question, history) == Readings(question)
    assert server.requests == []


def test_a_slow_model_is_stood_in_for(server: OpenAIServer, streams: Streams) -> None:
    server.behave([silent_after("What is")])
    rewriter = ModelRewriter(streams.make(), fallback=RuleRewriter(), deadline_seconds=0.3)
    assert rewriter.readings("And for students?", BOOKS) == RuleRewriter().readings("And for students?", BOOKS)


@pytest.mark.parametrize("failure", [refuses(500), cut_off_after("What"), says("..."), says("word " * 500)])
def test_a_model_that_fails_or_rambles_is_stood_in_for(
    server: OpenAIServer, streams: Streams, failure: Behaviour
) -> None:
    server.behave([failure])
    rewriter = ModelRewriter(streams.make(), fallback=RuleRewriter())
    assert rewriter.readings("And for students?", BOOKS) == RuleRewriter().readings("And for students?", BOOKS)


@pytest.mark.parametrize(
    ("earlier", "question", "meant"),
    [
        ("How many seats are in the Grand Hall?", "Who looks after it over there?", "in the Grand Hall?"),
        ("What does a locker at the pool cost?", "and is parking free there?", "Is parking free at the pool?"),
        ("Can I bring my dog to the Seaview cottage?", "how far is the beach from there?", "from the Seaview cottage?"),
    ],
)
def test_there_is_the_place_that_was_named(earlier: str, question: str, meant: str) -> None:
    assert any(one.endswith(meant) for one in RuleRewriter().readings(question, asked(earlier)).completed[:1])


@pytest.mark.parametrize(
    ("question", "goes_on"),
    [
        ("ok so when is which part of the money due then?", True),
        ("and on the last day, by what time must we leave the site?", True),
        ("does a vegetarian need a letter as well?", True),
        ("When does the library open on Sundays?", False),
        ("opening hours library", False),
    ],
)
def test_what_goes_on_from_the_question_before_is_known_by_its_wording(question: str, *, goes_on: bool) -> None:
    assert (RuleRewriter().readings(question, BOOKS).goes_on_from is not None) is goes_on
