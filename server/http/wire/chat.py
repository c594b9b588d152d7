"""OpenAI's chat completions as we give them, with our block beside them."""

import re
from typing import Literal

from pydantic import BaseModel

from domain import answers, explaining, tasks
from domain.answers import Outcome, Reason
from domain.generation import Usage
from domain.places import heading_of
from server.http.wire.answers import ByPerson, Claim, Computation, Repair, ShortAnswer
from server.http.wire.documents import Passage, Stated, page_of, rows_of, sheet_of, slide_of
from server.http.wire.explaining import Explanation

_MARK = re.compile(r"\[(\d{1,3})\]")
FinishReason = Literal["stop", "length", "content_filter"]


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


class Diagram(BaseModel):
    """Of the task `diagram`. `svg` is null where it was not drawn, `error` where that is not the code's fault."""

    code: str
    svg: str | None
    error: str | None


class CandorBlock(BaseModel):
    """What the check says of the answer. `reason` and `rewritten_question` as in `Answer`.

    `nearby`: of an abstention, the places that hold something near the question. `computation` is null where nothing
    was computed. `explanation` is null where `explain` was not asked for, and for small talk. `short_answer` as in
    `Answer`. `diagram` is null unless one was to be drawn.
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
    repairs: list[Repair]
    by_person: ByPerson | None
    explanation: Explanation | None
    diagram: Diagram | None

    @classmethod
    def of(
        cls,
        answer: answers.Answer,
        escalation_id: str | None,
        explanation: explaining.Explanation | None,
        diagram: tasks.Diagram | None = None,
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
            repairs=Repair.all_of(answer, for_reviewer=False),
            by_person=ByPerson.of(answer),
            explanation=None if explanation is None else Explanation.of(explanation),
            diagram=None if diagram is None else Diagram(code=diagram.code, svg=diagram.svg, error=diagram.error),
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
