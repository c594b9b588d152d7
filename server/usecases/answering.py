"""What goes into and comes out of answering, and the ports that only answering needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from domain.answers import Answer, CheckedClaim, Claim, Outcome, Reason
from domain.audits import Draw
from domain.conversations import Author, Conversation, Message, new_conversation_id
from domain.documents import Collection, Passage, Policy, conversation_partition
from domain.explaining import Explanation
from domain.generation import Cut, Sampling, Turn, Usage
from domain.presence import Presence
from domain.reviews import NewEscalation
from domain.tasks import Diagram, TaskKind
from text.background_prompts import Background

EXTRACTIVE = "extractive"
_MOST_ASKED_BEFORE = 3


@dataclass(frozen=True, slots=True)
class NewConversation:
    """A conversation that begins once there is something to say: a refused question leaves none behind.

    `id` is what it will be called.
    """

    title: str
    owner: str | None
    metadata: Mapping[str, str]
    id: str = field(default_factory=new_conversation_id, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question and how it is to be answered. `instructions` are the caller's own system messages.

    `new_title` is what a conversation without a title of its own is called from this question on, else null.
    `explain`: how the answer was found is told, too. `background` is what a front-end asks by itself, null where a
    person does. `document_ids` name what a `task` is done with. `presence` is that of whoever asks.
    """

    question: str
    collection: Collection
    conversation: Conversation | NewConversation
    new_title: str | None
    history: tuple[Turn, ...]
    instructions: str
    policy: Policy
    model: str
    k: int
    sampling: Sampling
    explain: bool = False
    background: Background | None = None
    task: TaskKind = TaskKind.QA
    document_ids: tuple[str, ...] = ()
    presence: Presence = field(default_factory=Presence, compare=False, repr=False)

    @property
    def asked_before(self) -> tuple[str, ...]:
        """The last questions of the conversation, oldest first."""
        return tuple(turn.text for turn in self.history if turn.author is Author.USER)[-_MOST_ASKED_BEFORE:]

    @property
    def partitions(self) -> tuple[str, ...]:
        """What may be searched for it: the collection, and what the conversation has of its own."""
        if isinstance(self.conversation, NewConversation):
            return (self.collection.name,)
        return self.collection.name, conversation_partition(self.conversation.id)


class Left(Exception):
    """Whoever asked waits for the answer no more."""


@dataclass(frozen=True, slots=True)
class Started:
    """Comes first."""

    answer_id: str
    conversation_id: str
    model: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Released:
    """The next text of the answer; `claim` is null for a notice or an abstention."""

    text: str
    claim: CheckedClaim | None


@dataclass(frozen=True, slots=True)
class Finished:
    """Comes last; the answer is stored. `cut_short`: why the model ended before it was done, null where it did not.

    `explanation` is null where nobody asked for one, and for small talk; `diagram` where none was to be drawn.
    """

    answer: Answer
    escalation_id: str | None
    usage: Usage | None
    cut_short: Cut | None = None
    explanation: Explanation | None = None
    diagram: Diagram | None = None


Event: TypeAlias = Started | Released | Finished


class Remembering(Protocol):
    """The part of the conversations that answering speaks to; see `domain.stores.ConversationStore`."""

    def create(
        self,
        *,
        title: str,
        collection: str,
        owner: str | None,
        metadata: Mapping[str, str],
        conversation_id: str | None = None,
    ) -> Conversation:
        """A new one, of this id where one is given."""

    def rename(self, conversation_id: str, title: str) -> None:
        """Raises `NotFound`."""

    def append(self, conversation_id: str, message: Message) -> None:
        """Raises `NotFound`."""


class Keeping(Protocol):
    """The part of the answers that answering speaks to; see `domain.stores.AnswerStore`."""

    def save(self, answer: Answer, escalation: NewEscalation | None, draw: Draw | None = None) -> str | None:
        """The id of the escalation, null without one."""


class ClaimStream(Protocol):
    """Finds claims in text that is still being written."""

    def feed(self, delta: str) -> Sequence[Claim]:
        """The claims that `delta` completes."""

    def flush(self) -> Sequence[Claim]:
        """What is left at the end."""

    @property
    def abstains(self) -> bool:
        """Whether one of the sentences so far, no claim, says that the documents lack the answer."""


class Telemetry(Protocol):
    """What is measured of answers."""

    def stage_took(self, name: str, seconds: float) -> None:
        """Records a stage of one answer."""

    def answered(
        self,
        outcome: Outcome,
        claims: Sequence[CheckedClaim],
        *,
        risk: float | None,
        reason: Reason | None,
        collection: str,
        model: str,
    ) -> None:
        """Counts an answer with its risk, and all its claims."""

    def abstention_contested(self, model: str, *, quoted: bool) -> None:
        """Counts an abstention that is likely wrong; `quoted`: the documents' own sentences stand in its place."""

    def tokens_used(self, model: str, *, prompt_tokens: int, completion_tokens: int) -> None:
        """Counts what a language model used."""

    def searched(self, *, found: bool) -> None:
        """Counts a question, and whether there was any passage for it."""

    def citations_mended(self, change: str, count: int) -> None:
        """Counts marks that named a wrong passage, or none."""
