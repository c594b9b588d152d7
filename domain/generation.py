"""What a generator is asked for and what it yields."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from domain.conversations import Author
from domain.documents import Passage
from domain.presence import Presence


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier message of the conversation."""

    author: Author
    text: str


class Lean(StrEnum):
    """How a question leans on what was said before.

    `possibly`: as a few key words may. `likely`: as a part of a sentence does, unless it names a new topic. `surely`:
    it means nothing by itself.
    """

    POSSIBLY = "possibly"
    LIKELY = "likely"
    SURELY = "surely"


@dataclass(frozen=True, slots=True)
class Readings:
    """What a question may mean: as it stands, or with what the conversation has said before put in, likeliest first.

    `goes_on_from` is what it goes on from by its wording, whatever it means; null where it may as well be a new topic.
    `is_joint` as in `AskedPart`.
    """

    as_it_stands: str
    completed: tuple[str, ...] = ()
    lean: Lean = Lean.POSSIBLY
    goes_on_from: "Exchange | None" = None
    is_joint: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, made to stand alone, and what was replied to it."""

    question: str
    reply: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Where an answer was found: a document, and in it a section, null where that is not known."""

    document_id: str
    heading: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """Sampling parameters as the caller gave them; null means the model's own default."""

    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    stop: tuple[str, ...] | None = None
    seed: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    reasoning_effort: str | None = None


@dataclass(frozen=True, slots=True)
class AskedPart:
    """One of several questions that were asked at once, made to stand alone; `stressed` as in `Task`.

    `is_joint`: its answer means nothing without those of the others, as of two steps, or of things compared.
    """

    query: str
    stressed: str = ""
    is_joint: bool = False

    @property
    def said(self) -> str:
        """As nearly as it was said."""
        return self.stressed or self.query


@dataclass(frozen=True, slots=True)
class Precedent:
    """A question that a person answered, and what the answer rests on; marks in it count `passages` from 1."""

    question: str
    passages: tuple[Passage, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What of a task's passage bears on its question; `passage` counts from 0."""

    passage: int
    text: str


@dataclass(frozen=True, slots=True)
class Task:
    """A question to be answered from passages. Citation marks `[1]` count `passages` from 1.

    `query` is the question made to stand alone; `stressed` what of it was said last, where the rest was said before.
    `parts` are its questions where it asks several, else none. `grounds`: where the answer before was found that
    the question goes on from, none where that was not found, null where it goes on from nothing.
    `prompt` names what a language model is told, null for what fits it; `precedents` are shown to it as examples, and
    `excerpts` in place of the passages, where there are some.
    `instructions` are the caller's wishes of tone and form; they never widen what may be answered from. `presence` is
    that of whoever waits for it.
    """

    question: str
    query: str
    passages: tuple[Passage, ...]
    history: tuple[Turn, ...]
    sampling: Sampling
    instructions: str = ""
    stressed: str = ""
    parts: tuple[AskedPart, ...] = ()
    grounds: tuple[Ground, ...] | None = None
    prompt: str | None = None
    precedents: tuple[Precedent, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()
    presence: Presence = field(default_factory=Presence, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Answering:
    """What follows, up to the next of these, answers this part of what was asked, or is an abstention from it."""

    part: AskedPart


@dataclass(frozen=True, slots=True)
class Piece:
    """The next part of the answer's text, citation marks included."""

    text: str


@dataclass(frozen=True, slots=True)
class Abstention:
    """The passages do not hold the answer. Only `CutShort` and `Usage` follow, and nothing was yielded before.

    Behind `Answering` that is said of the part alone, as with `Weighed`.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that the model counted; comes last, once, where the model counts at all."""

    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True, slots=True)
class Written:
    """What a model said where no answer from passages was asked for."""

    text: str
    usage: Usage


class Cut(StrEnum):
    """Why a model ended before it was done, by OpenAI's names."""

    LENGTH = "length"
    CONTENT_FILTER = "content_filter"


@dataclass(frozen=True, slots=True)
class CutShort:
    """The model was ended, in the middle of a sentence perhaps; only `Usage` follows."""

    by: Cut


@dataclass(frozen=True, slots=True)
class Shortened:
    """The model could take in only the first `passages` of those it was given, and no precedent.

    Comes before what it wrote.
    """

    passages: int


@dataclass(frozen=True, slots=True)
class Weighed:
    """How likely what follows answers the question, in [0, 1], by who chose it and is sure of it; comes first."""

    answers: float


@dataclass(frozen=True, slots=True)
class Short:
    """Where in what follows, its pieces joined, the words stand that answer by themselves; comes before it."""

    start: int
    end: int


Generated: TypeAlias = Answering | Weighed | Shortened | Short | Piece | Abstention | CutShort | Usage


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of one (question, passage) pair.

    `relevance` in [0, 1], higher is better. `start`, `end` are the answer span in the passage's text and
    `answerable` in [0, 1] says how likely the passage holds an answer there; the span is best-effort even where
    `answerable` is low.
    """

    relevance: float
    answerable: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TokenRisk:
    """How likely a token of a claim is unsupported, in [0, 1]; `start`, `end` are offsets into the claim."""

    start: int
    end: int
    risk: float


@dataclass(frozen=True, slots=True)
class Relation:
    """What a text says of a claim, as probabilities that sum to 1."""

    entailed: float
    neutral: float
    contradicted: float


@dataclass(frozen=True, slots=True)
class ClaimReading:
    """What the passages say of a claim: every token of it in order, none where there is nothing to read, and the whole.

    Neither is calibrated.
    """

    tokens: tuple[TokenRisk, ...]
    relation: Relation


@dataclass(frozen=True, slots=True)
class EvidencePair:
    """Evidence text and the claim to be compared with it."""

    evidence: str
    claim: str


def transcript(history: Sequence[Turn]) -> str:
    """The conversation so far, a line a turn, for a prompt."""
    return "\n".join(f"{turn.author}: {turn.text}" for turn in history)


@dataclass(frozen=True, slots=True)
class ClaimCase:
    """A claim, the question it answers (empty for none), and the sentences it is held against, in order."""

    question: str
    claim: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """What a judge that reads question, claim and evidence together makes of a claim; not calibrated.

    `relation` is what the evidence says of it, `answers` in [0, 1] how likely it is an answer to the question, right
    or wrong, null without a question. `tokens` are those of the claim in order, none where there is nothing to read.
    """

    relation: Relation
    answers: float | None
    tokens: tuple[TokenRisk, ...]


@dataclass(frozen=True, slots=True)
class ModelOpinion:
    """How likely a language model says yes, in [0, 1], when asked whether passages support a claim; not calibrated.

    `model` is its name at the endpoint. `by_word`: it gave no probabilities, so that a yes stands for .9, a no for .1.
    """

    yes: float
    model: str
    by_word: bool
