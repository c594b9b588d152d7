"""From what is asked to a question with its conversation, its history and its policy."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from domain.conversations import Author, Conversation
from domain.documents import Collection, Policy
from domain.errors import Invalid, Missing, TooLarge
from domain.generation import Sampling, Turn
from domain.principals import Principal
from domain.stores import CollectionStore, ConversationStore
from domain.tasks import TaskKind
from monitoring.verdict.policy import tighter
from server.usecases.answering import Ask, NewConversation
from server.usecases.model_desk import DEFAULT
from text.background_prompts import background_of

TASK_PREFIX = "task:"
UNTITLED = "New conversation"
_HISTORY_TURNS = 12
_TITLE_CHARACTERS = 80
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Said:
    """A message as the caller sent it."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asks, the last of `messages`, and how. Null is what the collection or the server says."""

    messages: Sequence[Said]
    model: str
    sampling: Sampling
    collection: str | None = None
    conversation_id: str | None = None
    k: int | None = None
    policy: Policy | None = None
    explain: bool = False
    task: TaskKind | None = None
    document_ids: Sequence[str] = ()
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversing:
    """Prepares questions. `passages` is how many an answer is written from unless the caller says it.

    `served` names what can answer: where a collection's own model cannot, the server's default one does.
    """

    collections: CollectionStore
    conversations: ConversationStore
    question_limit_characters: int
    passages: int
    served: Callable[[], Sequence[str]] = list

    def ask_of(self, asked: Asked, principal: Principal) -> Ask:
        """Raises `NotFound` for a conversation or collection that is not the caller's, `Invalid` for an odd question.

        With a `conversation_id` the history is what the server holds of it; without one it is the request's own
        earlier messages, and a new conversation begins. Nothing is stored here: the question may still be refused.
        """
        instructions = "\n\n".join(m.text for m in asked.messages if m.role in {"system", "developer"})
        first_said = next((m.text for m in asked.messages[:-1] if m.role == "user"), "")
        background = background_of(asked.messages[-1].text, instructions, first_said)
        question = _question(asked.messages, self.question_limit_characters if background is None else None)
        conversation, history = self._held(asked.conversation_id, principal)
        name = asked.collection or (conversation.collection if conversation else "default")
        principal.require_collection(name)
        model, task = _task(asked)
        collection = self.collections.get(name)
        untitled = conversation is not None and not history and conversation.title == UNTITLED
        return Ask(
            question=question,
            collection=collection,
            conversation=conversation or NewConversation(_title(question), principal.key_id, asked.metadata),
            new_title=_title(question) if untitled else None,
            history=history if conversation else _turns(asked.messages[:-1]),
            instructions=instructions,
            policy=tighter(collection.policy, asked.policy),
            model=self._model(model, collection),
            k=asked.k or self.passages,
            sampling=asked.sampling,
            explain=asked.explain,
            background=background,
            task=task,
            document_ids=tuple(asked.document_ids),
        )

    def _model(self, wanted: str, collection: Collection) -> str:
        if wanted != DEFAULT or collection.model is None:
            return wanted
        return collection.model if collection.model in self.served() else DEFAULT

    def _held(self, conversation_id: str | None, principal: Principal) -> tuple[Conversation | None, tuple[Turn, ...]]:
        if conversation_id is None:
            return None, ()
        conversation = self.conversations.get(conversation_id)
        principal.require_owner(conversation.owner, Missing.CONVERSATION)
        messages = self.conversations.messages(conversation_id)[-_HISTORY_TURNS:]
        return conversation, tuple(Turn(message.author, message.text) for message in messages)


def _task(asked: Asked) -> tuple[str, TaskKind]:
    """The model and what it is to do: a task may be named in a model's place, `task:summary`."""
    named = asked.model.removeprefix(TASK_PREFIX)
    if asked.model.startswith(TASK_PREFIX) and named in set(TaskKind):
        return DEFAULT, asked.task or TaskKind(named)
    return asked.model, asked.task or TaskKind.QA


def _question(messages: Sequence[Said], limit_characters: int | None) -> str:
    """`limit_characters` is null for what quotes a whole conversation."""
    last = messages[-1]
    if last.role != "user":
        raise Invalid("The last message must be the user's question.")
    question = last.text.strip()
    if not question:
        raise Invalid("The question is empty. Type what you want to know.")
    if limit_characters is not None and len(question) > limit_characters:
        raise TooLarge(
            f"The question has {len(question):,} characters; at most {limit_characters:,} are read. "
            "Shorten it, or upload the long part as a document and ask about it."
        )
    return question


def _turns(messages: Sequence[Said]) -> tuple[Turn, ...]:
    """What was said in words: no calls of tools, nor what these gave back."""
    authors = {"user": Author.USER, "assistant": Author.ASSISTANT}
    turns = [Turn(authors[m.role], m.text) for m in messages if m.role in authors and m.text.strip()]
    return tuple(turns[-_HISTORY_TURNS:])


def _title(question: str) -> str:
    return _SPACE.sub(" ", question)[:_TITLE_CHARACTERS]
