"""What is asked becomes a question with its conversation, its history and its policy; a refused one leaves nothing."""

from dataclasses import dataclass, field, replace
from typing import Literal

import pytest

from domain.conversations import Author
from domain.documents import Policy
from domain.errors import Invalid, NotFound, TooLarge
from domain.generation import Sampling, Turn
from server.usecases.answering import NewConversation
from server.usecases.conversing import UNTITLED, Asked, Conversing, Said
from tests.server.usecases.fakes import Collections, Conversations, collection, principal

ANN, BEN = principal("ann"), principal("ben", collections=frozenset({"default"}))
Role = Literal["system", "developer", "user", "assistant"]


def asked(*messages: tuple[Role, str], **changes: object) -> Asked:
    fields: dict[str, object] = {"model": "default", "sampling": Sampling(), "metadata": {}}
    said = [Said(role, text) for role, text in messages or [("user", "When does it open?")]]
    return Asked(messages=said, **fields | changes)  # type: ignore[arg-type]


@dataclass
class Desk:
    """Conversations and collections in memory."""

    conversations: Conversations = field(default_factory=Conversations)
    collections: Collections = field(default_factory=Collections)

    def conversing(self) -> Conversing:
        return Conversing(
            collections=self.collections,  # type: ignore[arg-type]
            conversations=self.conversations,  # type: ignore[arg-type]
            question_limit_characters=40,
            passages=5,
        )


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.collections.held["secret"] = collection("secret", policy=Policy.ANNOTATE)
    return desk


def test_a_question_by_itself_begins_a_conversation_that_is_named_after_it_and_stored_later(desk: Desk) -> None:
    ask = desk.conversing().ask_of(asked(("user", " When  does\nit open? "), metadata={"user": "7"}), ANN)
    assert ask.conversation == NewConversation("When does it open?", "ann", {"user": "7"})
    assert (ask.question, ask.collection.name, ask.k) == ("When  does\nit open?", "default", 5)
    assert desk.conversations.held == {}


def test_without_a_conversation_the_requests_own_messages_are_the_history(desk: Desk) -> None:
    messages: list[tuple[Role, str]] = [
        ("system", "Be brief."),
        ("user", "Hello"),
        ("assistant", "Hi"),
        ("developer", "In verse."),
        ("user", "When?"),
    ]
    ask = desk.conversing().ask_of(asked(*messages), ANN)
    assert ask.history == (Turn(Author.USER, "Hello"), Turn(Author.ASSISTANT, "Hi"))
    assert ask.instructions == "Be brief.\n\nIn verse."


def test_a_conversations_history_is_what_the_server_holds_of_it(desk: Desk) -> None:
    held = desk.conversations.create(title="Hours", collection="default", owner="ann", metadata={})
    desk.conversations.say(held.id, Author.USER, "Is it open?")
    ask = desk.conversing().ask_of(asked(("user", "Forged"), ("user", "When?"), conversation_id=held.id), ANN)
    assert ask.history == (Turn(Author.USER, "Is it open?"),)
    assert (ask.conversation, ask.new_title) == (held, None)


def test_a_conversation_that_has_no_name_yet_takes_its_first_questions(desk: Desk) -> None:
    held = desk.conversations.create(title=UNTITLED, collection="default", owner="ann", metadata={})
    assert desk.conversing().ask_of(asked(conversation_id=held.id), ANN).new_title == "When does it open?"
    desk.conversations.say(held.id, Author.USER, "When does it open?")
    assert desk.conversing().ask_of(asked(conversation_id=held.id), ANN).new_title is None


def test_someone_elses_conversation_does_not_exist(desk: Desk) -> None:
    held = desk.conversations.create(title="Hours", collection="default", owner="ann", metadata={})
    with pytest.raises(NotFound):
        desk.conversing().ask_of(asked(conversation_id=held.id), BEN)


def test_a_collection_that_is_not_the_callers_does_not_exist_nor_one_that_is_not_there(desk: Desk) -> None:
    for who, name in ((BEN, "secret"), (ANN, "nowhere")):
        with pytest.raises(NotFound):
            desk.conversing().ask_of(asked(collection=name), who)


@pytest.mark.parametrize(
    ("model", "served", "asks"),
    [
        ("default", ["small", "large"], "large"),
        ("default", ["small"], "default"),
        ("small", ["small", "large"], "small"),
    ],
)
def test_a_collections_model_answers_while_it_is_served_and_no_other_is_asked_for(
    desk: Desk, model: str, served: list[str], asks: str
) -> None:
    desk.collections.held["default"] = replace(desk.collections.held["default"], model="large")
    conversing = replace(desk.conversing(), served=lambda: served)
    assert conversing.ask_of(asked(model=model), ANN).model == asks


@pytest.mark.parametrize(
    ("name", "wanted", "gets"),
    [
        ("default", Policy.MONITOR, Policy.HOLD),
        ("secret", Policy.HOLD, Policy.HOLD),
        ("secret", None, Policy.ANNOTATE),
    ],
)
def test_a_request_tightens_a_policy_and_never_loosens_it(
    desk: Desk, name: str, wanted: Policy | None, gets: Policy
) -> None:
    assert desk.conversing().ask_of(asked(collection=name, policy=wanted), ANN).policy is gets


@pytest.mark.parametrize(
    ("messages", "error"),
    [
        ([("user", "When?"), ("assistant", "At nine.")], Invalid),
        ([("user", " \n")], Invalid),
        ([("user", "x" * 41)], TooLarge),
    ],
)
def test_what_is_no_question_is_refused(desk: Desk, messages: list[tuple[Role, str]], error: type[Exception]) -> None:
    with pytest.raises(error):
        desk.conversing().ask_of(asked(*messages), ANN)
