"""OpenAI's chat request as we take it, with our block beside it.

What asks for nothing passes, and what is not read of earlier messages is left out. What cannot be honoured is refused
by the name of its field.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, field_validator
from pydantic_core import PydanticCustomError

from domain.documents import Policy
from domain.generation import Sampling
from domain.tasks import TaskKind
from server.http.plain_words import REFUSED
from server.http.wire.documents import Body, Whole

_TEXT = "text"
_UNREAD_PARTS = {
    "image_url": "Pictures are not read: say in words what you want to know, or upload the page as a document.",
    "input_audio": "Sound is not read: write what you want to know.",
    "file": "Files in a message are not read: upload them as documents.",
}
_UNREAD_PART = "Of a message only text is read."


def passes(given: Sequence[object], *, refused: str) -> AfterValidator:
    """For a field that may be null or one of `given`, none of which asks for anything; else `refused` is said."""

    def check(value: object) -> object:
        if value is None or value in given:
            return value
        raise PydanticCustomError(REFUSED, "{sentence}", {"sentence": refused})

    return AfterValidator(check)


def _kind(value: object) -> object:
    """The `type` of an object, anything else as it is."""
    return value.get("type") if isinstance(value, dict) else value


class Part(Whole):
    """A part of a message. Only `text` is read."""

    type: str
    text: str | None = None


def _as_parts(content: object) -> object:
    if content is None:
        return []
    return [{"type": _TEXT, "text": content}] if isinstance(content, str) else content


class ChatMessage(Whole):
    """A message of the request. Its name, tool calls and whatever else it brings are accepted and not used."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Annotated[list[Part], BeforeValidator(_as_parts, json_schema_input_type=str | list[Part] | None)] = Field(
        []
    )

    @property
    def text(self) -> str:
        """The content as one string."""
        return "\n".join(part.text or "" for part in self.content if part.type == _TEXT)


class StreamOptions(Body):
    """`include_usage` adds a last chunk that counts tokens."""

    include_usage: bool | None = None
    include_obfuscation: Annotated[
        Any, passes((False,), refused="Chunks are not padded: leave “stream_options.include_obfuscation” out.")
    ] = None


class CandorRequest(Body):
    """What is asked beside OpenAI's fields. `k` is how many passages reach the model."""

    collection: str | None = None
    conversation_id: str | None = None
    k: int | None = Field(None, ge=1, le=50)
    policy: Policy | None = Field(None, description="May tighten the collection's policy, never loosen it.")
    task: TaskKind | None = Field(
        None, description="What is made of the message, an answer by default; see docs/tasks.md."
    )
    document_ids: list[str] | None = Field(
        None, max_length=10, description="What a summary or a diagram is made of, in place of documents named in words."
    )
    explain: bool | None = Field(default=None, description="Adds how the answer was found; it is told, not kept.")
    rehearse: bool | None = Field(
        default=None,
        description="Answers as ever and keeps nothing: no conversation, answer, figure or call for a person, and no "
        "person's answer is given again. For reviewers, and not with `stream`.",
    )


class _NothingAsked(Body):
    """Fields of OpenAI's that pass where they ask for nothing, or for what is given anyway."""

    n: Annotated[Any, passes((1,), refused="One answer is written a request: leave “n” out, or 1.")] = None
    tools: Annotated[Any, passes(([],), refused="Tools are not called: leave “tools” out.")] = None
    tool_choice: Annotated[
        Any, passes(("none", "auto"), refused="Tools are not called: “tool_choice” can be none.")
    ] = None
    functions: Annotated[Any, passes(([],), refused="Functions are not called: leave “functions” out.")] = None
    function_call: Annotated[
        Any, passes(("none", "auto"), refused="Functions are not called: “function_call” can be none.")
    ] = None
    response_format: Annotated[
        Any,
        BeforeValidator(_kind),
        passes(
            _TEXT, refused="Answers are text with citations, never JSON: “response_format” can be of the type text."
        ),
    ] = None
    modalities: Annotated[Any, passes(([_TEXT],), refused="Answers are text: “modalities” can be text alone.")] = None
    audio: Annotated[Any, passes((), refused="Answers are text, not sound: leave “audio” out.")] = None
    logprobs: Annotated[Any, passes((False,), refused="Log-probabilities are not given: leave “logprobs” out.")] = None
    top_logprobs: Annotated[Any, passes((0,), refused="Log-probabilities are not given: leave “top_logprobs” out.")] = (
        None
    )
    logit_bias: Annotated[Any, passes(({},), refused="Tokens cannot be weighed: leave “logit_bias” out.")] = None
    prediction: Annotated[Any, passes((), refused="Predicted answers are not used: leave “prediction” out.")] = None
    web_search_options: Annotated[
        Any, passes((), refused="Answers come from the documents, not from the web: leave “web_search_options” out.")
    ] = None
    service_tier: Annotated[
        Any, passes(("auto", "default"), refused="There is one service tier: leave “service_tier” out.")
    ] = None
    verbosity: Annotated[
        Any, passes(("medium",), refused="How long answers are cannot be chosen by “verbosity”: leave it out.")
    ] = None
    store: bool | None = Field(None, description="Answers are kept with their conversation either way.")
    parallel_tool_calls: bool | None = None
    prompt_cache_key: str | None = None
    safety_identifier: str | None = None


class ChatRequest(_NothingAsked):
    """OpenAI's request. Parameters that we do not know are refused by name, never ignored."""

    messages: list[ChatMessage] = Field(min_length=1)
    model: str | None = None
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    temperature: float | None = Field(None, ge=0, le=2)
    top_p: float | None = Field(None, gt=0, le=1)
    max_tokens: int | None = Field(None, ge=1)
    max_completion_tokens: int | None = Field(None, ge=1)
    stop: str | list[str] | None = None
    seed: int | None = None
    presence_penalty: float | None = Field(None, ge=-2, le=2)
    frequency_penalty: float | None = Field(None, ge=-2, le=2)
    reasoning_effort: str | None = Field(None, max_length=20)
    user: str | None = Field(None, max_length=500)
    metadata: dict[str, str] | None = Field(None, max_length=16)
    candor: CandorRequest | None = None

    @field_validator("messages")
    @classmethod
    def _last_is_text(cls, messages: list[ChatMessage]) -> list[ChatMessage]:
        """What is not read of an earlier message must not end the conversation; of the question it would be missed."""
        for number, part in enumerate(messages[-1].content if messages else ()):
            if part.type != _TEXT:
                sentence = _UNREAD_PARTS.get(part.type, _UNREAD_PART)
                param = f"messages.{len(messages) - 1}.content.{number}"
                raise PydanticCustomError(REFUSED, "{sentence}", {"sentence": sentence, "param": param})
        return messages

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
            reasoning_effort=self.reasoning_effort,
        )
