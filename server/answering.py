"""What goes into and comes out of answering, and the ports that only answering needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from domain.answers import Answer, CheckedClaim, Claim, Outcome
from domain.documents import Collection, Passage, Policy
from domain.generation import Sampling, Turn, Usage
from domain.reviews import Conversation

EXTRACTIVE = "extractive"

NOTICES: Mapping[str, Mapping[str, str]] = {
    "withheld": {
        "en": "The rest of this answer could not be confirmed from the documents, so it was passed to a person, "
        "whose reply will appear here.",
        "hu": "A válasz többi részét a dokumentumok nem támasztják alá, ezért egy munkatársnak adtuk át; "
        "a válasza itt fog megjelenni.",
    },
    "model_down": {
        "en": "The language model could not be reached, so these are sentences quoted from the documents.",
        "hu": "A nyelvi modell nem érhető el, ezért ezek a dokumentumokból idézett mondatok.",
    },
    "stopped": {
        "en": "The server was stopped before this answer was finished. Ask again in a moment.",
        "hu": "A kiszolgálót leállították, mielőtt ez a válasz elkészült volna. Kérdezze meg kis idő múlva újra.",
    },
    "interrupted": {
        "en": "The language model stopped before this answer was finished.",
        "hu": "A nyelvi modell a válasz befejezése előtt leállt.",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question and how it is to be answered. `instructions` are the caller's own system messages."""

    question: str
    collection: Collection
    conversation: Conversation
    history: tuple[Turn, ...]
    instructions: str
    policy: Policy
    model: str
    k: int
    sampling: Sampling


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
    """Comes last; everything in it is stored."""

    answer: Answer
    escalation_id: str | None
    usage: Usage | None


Event: TypeAlias = Started | Released | Finished


class ClaimStream(Protocol):
    """Finds claims in text that is still being written."""

    def feed(self, delta: str) -> Sequence[Claim]:
        """The claims that `delta` completes."""

    def flush(self) -> Sequence[Claim]:
        """What is left at the end."""


class Telemetry(Protocol):
    """What is measured of answers."""

    def stage_took(self, name: str, seconds: float) -> None:
        """Records a stage of one answer."""

    def answered(
        self, outcome: Outcome, claims: Sequence[CheckedClaim], *, risk: float | None, collection: str, model: str
    ) -> None:
        """Counts an answer with its risk, and all its claims."""

    def tokens_used(self, model: str, *, prompt_tokens: int, completion_tokens: int) -> None:
        """Counts what a language model used."""


def notice(name: str, language: str) -> str:
    """A sentence of ours in the collection's language, in English where we have none."""
    texts = NOTICES[name]
    return texts.get(language, texts["en"])
