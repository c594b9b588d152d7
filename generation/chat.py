"""Answers by any LangChain chat model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from domain.errors import ModelInterrupted, ModelUnavailable
from domain.generation import Abstention, CutShort, Generated, Piece, Sampling, Task, Usage
from domain.presence import Presence
from generation.filtering import SentinelFilter, ThoughtFilter
from generation.prompt import answer_prompt
from generation.resilience import ResilientCaller
from text.wording import not_in_documents, reply_to_no_question

_LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Delta:
    """A sign of life of a model: text, or none while it thinks; `usage` where it counted.

    `cut_short`: this is the end, since the limit of tokens was reached.
    """

    text: str
    usage: Usage | None = None
    cut_short: bool = False


class ChatStream:
    """Streams from a LangChain chat model through a `ResilientCaller`.

    `says_why_it_ends`: the model names a finish reason, as OpenAI's protocol does; a stream without one was cut off.
    """

    def __init__(self, model: BaseChatModel, caller: ResilientCaller, *, says_why_it_ends: bool) -> None:
        self._model = model
        self._caller = caller
        self._says_why_it_ends = says_why_it_ends

    def stream(
        self,
        messages: Sequence[BaseMessage],
        sampling: Sampling,
        *,
        within_seconds: float | None = None,
        presence: Presence | None = None,
    ) -> Iterator[Delta]:
        """See `ResilientCaller.stream`."""
        return self._caller.stream(
            lambda: self._deltas(messages, _given(sampling)), within_seconds=within_seconds, presence=presence
        )

    def _deltas(self, messages: Sequence[BaseMessage], options: dict[str, Any]) -> Iterator[Delta]:
        finished, opened = not self._says_why_it_ends, False
        for chunk in self._model.stream(list(messages), **options):
            reason = chunk.response_metadata.get("finish_reason")
            finished, cut_short = finished or bool(reason), reason == _LENGTH
            # The first chunk often names the role alone, long before the model has read its prompt.
            if opened or chunk.text or cut_short:
                yield Delta(chunk.text, _usage(chunk), cut_short)
            opened = True
        if not finished:
            raise ModelInterrupted("The language model's stream was cut off.")


class ChatGenerator:
    """The `Generator` that asks a language model."""

    def __init__(self, stream: ChatStream) -> None:
        self._stream = stream

    def generate(self, task: Task) -> Iterator[Generated]:
        """See `Generator.generate`. Without passages or a question the model is not asked."""
        reply = reply_to_no_question(task.question)
        if reply or not task.passages:
            yield Abstention(reply or not_in_documents(task.question))
            return
        begun = False
        try:
            for item in self._generated(task):
                begun = begun or not isinstance(item, Usage)
                yield item
        except ModelInterrupted as error:
            if begun:
                raise
            raise ModelUnavailable(str(error)) from error

    def _generated(self, task: Task) -> Iterator[Generated]:
        thoughts, sentinel, usage, cut_short = ThoughtFilter(), SentinelFilter(), None, False
        for delta in self._stream.stream(answer_prompt(task), task.sampling, presence=task.presence):
            usage, cut_short = delta.usage or usage, cut_short or delta.cut_short
            if not sentinel.declined and (text := sentinel.feed(thoughts.feed(delta.text))):
                yield Piece(text)
        if not sentinel.declined and (text := sentinel.feed(thoughts.flush()) + sentinel.flush()):
            yield Piece(text)
        if sentinel.declined:
            yield Abstention(not_in_documents(task.question))
        if cut_short:
            yield CutShort()
        if usage is not None:
            yield usage


def _given(sampling: Sampling) -> dict[str, Any]:
    """The parameters that were given; the others are the model's own."""
    values = {field.name: getattr(sampling, field.name) for field in fields(sampling)}
    return {name: list(value) if name == "stop" else value for name, value in values.items() if value is not None}


def _usage(chunk: AIMessageChunk) -> Usage | None:
    counted = chunk.usage_metadata
    return Usage(counted["input_tokens"], counted["output_tokens"]) if counted else None
