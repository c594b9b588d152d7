"""OpenAI's chat completion schema as we take and give it, with our block beside it."""

import re
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from domain import answers, explaining
from domain.answers import Outcome, Reason
from domain.documents import Policy
from domain.generation import Sampling, Usage
from domain.places import heading_of
from server.http.wire.answers import ByPerson, Claim, Computation, ShortAnswer
from server.http.wire.documents import Body, Passage, Stated, Whole, page_of, rows_of, sheet_of, slide_of
from server.http.wire.explaining import Explanation

_MARK = re.compile(r"\[(\d{1,3})\]")
FinishReason = Literal["stop", "length"]


class TextPart(Body):
    """A part of a message; only text is read."""

    type: Literal["text"]
    text: str


class ChatMessage(Whole):
    """A message of the request. Its `name`, if any, is accepted and not used."""

    role: Literal["system", "developer", "user", "assistant"]
    content: Annotated[str | list[TextPart], Field(union_mode="smart")]
    name: str | None = None

    @property
    def text(self) -> str:
        """The content as one string."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part.text for part in self.content)


class StreamOptions(Body):
    """`include_usage` adds a last chunk that counts tokens."""

    include_usage: bool = False


class CandorRequest(Body):
    """What is asked beside OpenAI's fields. `k` is how many passages reach the model."""

    collection: str | None = None
    conversation_id: str | None = None
    k: int | None = Field(None, ge=1, le=50)
    policy: Policy | None = Field(None, description="May tighten the collection's policy, never loosen it.")
    explain: bool = Field(default=False, description="Adds how the answer was found; it is told, not kept.")


class ChatRequest(Body):
    """OpenAI's request. Parameters that we do not know are refused by name, never ignored."""

    messages: list[ChatMessage] = Field(min_length=1)
    model: str = "default"
    stream: bool = False
    stream_options: StreamOptions | None = None
    temperature: float | None = Field(None, ge=0, le=2)
    top_p: float | None = Field(None, gt=0, le=1)
    max_tokens: int | None = Field(None, ge=1)
    max_completion_tokens: int | None = Field(None, ge=1)
    stop: str | list[str] | None = None
    seed: int | None = None
    presence_penalty: float | None = Field(None, ge=-2, le=2)
    frequency_penalty: float | None = Field(None, ge=-2, le=2)
    n: Literal[1] | None = None
    user: str | None = Field(None, max_length=500)
    metadata: dict[str, str] | None = Field(None, max_length=16)
    candor: CandorRequest = CandorRequest()

    def sampling(self) -> Sampling:
        """The parameters that are passed on."""
        stop = (self.stop,) if isinstance(self.stop, str) else self.stop and tuple(self.stop)
        return Sampling(
            temperature=self.temperature,
            top_p=self.top_p,
            max_tokens=self.max_completion_tokens or self.max_tokens,
            stop=stop or None,
            seed=self.seed,
            presence_penalty=self.presence_penalty,
            frequency_penalty=self.frequency_penalty,
        )


class FileCitation(BaseModel):
    """What a mark `[index]` of the content stands for."""

    type: Literal["file_citation"] = "file_citation"
    index: int
    document_id: str
    document: str
    page: int | None
    rows: tuple[int, int] | None
    sheet: str | None
    slide: int | None
    heading: str | None
    stated: Stated


class AssistantMessage(BaseModel):
    """The answer."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[FileCitation]


class Choice(BaseModel):
    """The only choice."""

    index: Literal[0] = 0
    message: AssistantMessage
    finish_reason: FinishReason = "stop"
    logprobs: None = None


class TokenUsage(BaseModel):
    """Tokens that the model counted; zeros for extractive answers, which use none."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int

    @classmethod
    def of(cls, usage: Usage | None) -> "TokenUsage":
        """From the domain."""
        prompt, completion = (usage.prompt_tokens, usage.completion_tokens) if usage else (0, 0)
        return cls(prompt_tokens=prompt, completion_tokens=completion, total_tokens=prompt + completion)


class CandorBlock(BaseModel):
    """What the check says of the answer. `reason` and `rewritten_question` as in `Answer`.

    `nearby`: of an abstention, the places that hold something near the question. `computation` is null where nothing
    was computed. `explanation` is null where `explain` was not asked for, and for small talk. `short_answer` as in
    `Answer`.
    """

    answer_id: str
    conversation_id: str
    outcome: Outcome
    risk: float | None
    reason: Reason | None
    short_answer: ShortAnswer | None
    rewritten_question: str | None
    nearby: list[FileCitation]
    claims: list[Claim]
    passages: list[Passage]
    escalation_id: str | None
    timings_ms: dict[str, float]
    computation: Computation | None
    by_person: ByPerson | None
    explanation: Explanation | None

    @classmethod
    def of(
        cls, answer: answers.Answer, escalation_id: str | None, explanation: explaining.Explanation | None
    ) -> "CandorBlock":
        """From the domain."""
        return cls(
            answer_id=answer.id,
            conversation_id=answer.conversation_id,
            outcome=answer.outcome,
            risk=answer.risk,
            reason=answer.reason,
            short_answer=ShortAnswer.of(answer),
            rewritten_question=answer.rewritten_question,
            nearby=cited(answer) if answer.outcome is Outcome.ABSTAINED else [],
            claims=[Claim.of(claim) for claim in answer.claims],
            passages=[Passage.of(passage) for passage in answer.passages],
            escalation_id=escalation_id,
            timings_ms=dict(answer.timings_ms),
            computation=Computation.of(answer),
            by_person=ByPerson.of(answer),
            explanation=None if explanation is None else Explanation.of(explanation),
        )


class ChatCompletion(BaseModel):
    """OpenAI's response."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[Choice]
    usage: TokenUsage
    candor: CandorBlock


class Begun(BaseModel):
    """Beside the first chunk: what the answer is written from."""

    answer_id: str
    conversation_id: str
    passages: list[Passage]


class Checked(BaseModel):
    """Beside the text of a sentence: what the check says of it."""

    claim: Claim


class Delta(BaseModel):
    """What comes next; the first has the role, the last the citations."""

    role: Literal["assistant"] | None = None
    content: str | None = None
    annotations: list[FileCitation] | None = None


class ChunkChoice(BaseModel):
    """The only choice of a chunk."""

    index: Literal[0]
    delta: Delta
    finish_reason: FinishReason | None


class ChatCompletionChunk(BaseModel):
    """A chunk of a streamed completion; one id throughout."""

    id: str
    object: Literal["chat.completion.chunk"]
    created: int
    model: str
    choices: list[ChunkChoice]
    usage: TokenUsage | None = None
    candor: Begun | Checked | CandorBlock | None = None


class Model(BaseModel):
    """Something that can answer."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str = "candor"


class ModelList(BaseModel):
    """What can answer, the default first."""

    object: Literal["list"] = "list"
    data: list[Model]


def cited(answer: answers.Answer) -> list[FileCitation]:
    """What each mark used in the content, a notice aside, stands for; marks count passages from 1."""
    text = answer.content.removesuffix(answer.notice or "")
    marks = {int(mark) for mark in _MARK.findall(text)}
    return [_citation(answer, mark) for mark in sorted(marks) if 1 <= mark <= len(answer.passages)]


def _citation(answer: answers.Answer, mark: int) -> FileCitation:
    stored = answer.passages[mark - 1].stored
    return FileCitation(
        index=mark,
        document_id=stored.document_id,
        document=stored.document,
        page=page_of(stored.chunk.place),
        rows=rows_of(stored.chunk.place),
        sheet=sheet_of(stored.chunk.place),
        slide=slide_of(stored.chunk.place),
        heading=heading_of(stored.chunk.place),
        stated=Stated.of(stored.stated),
    )
