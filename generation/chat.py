"""Answers by any LangChain chat model."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from functools import partial
from threading import Event
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from domain.errors import ModelInterrupted, ModelUnavailable, PromptTooLong
from domain.generation import Abstention, Cut, CutShort, Generated, Piece, Sampling, Shortened, Task, Usage
from domain.presence import Presence
from generation.filtering import SentinelFilter
from generation.prompt import answer_prompt
from generation.repetition import RepetitionWatch
from generation.resilience import ResilientCaller
from generation.shortening import without_some
from generation.templates import Told, told_by_default
from generation.thoughts import Habits, ThoughtFilter
from text.wording import not_in_documents, reply_to_no_question

_CUTS: Mapping[Any, Cut] = {cut.value: cut for cut in Cut}


@dataclass(frozen=True, slots=True)
class Delta:
    """A sign of life of a model: text, or none while it thinks; `usage` where it counted.

    `cut_short`: why this is the end, where the model was not done.
    """

    text: str
    usage: Usage | None = None
    cut_short: Cut | None = None


class ChatStream:
    """Streams from a LangChain chat model through a `ResilientCaller`.

    `says_why_it_ends`: the model names a finish reason, as OpenAI's protocol does; a stream without one was cut off.
    `can_be_left`: it takes an event `left` and stops writing once that is set, even before its first token. `habits` is
    what is known of how it thinks.
    """

    def __init__(
        self,
        model: BaseChatModel,
        caller: ResilientCaller,
        *,
        says_why_it_ends: bool,
        can_be_left: bool = False,
        habits: Habits | None = None,
    ) -> None:
        self._model = model
        self._caller = caller
        self._says_why_it_ends = says_why_it_ends
        self._can_be_left = can_be_left
        self._habits = habits or Habits()

    def thoughts(self, *, asked_to_cite: bool = True) -> ThoughtFilter:
        """Tells the thoughts of one stream from its answer, by what is known of the model."""
        return ThoughtFilter(self._habits, asked_to_cite=asked_to_cite)

    def stream(
        self,
        messages: Sequence[BaseMessage],
        sampling: Sampling,
        *,
        within_seconds: float | None = None,
        presence: Presence | None = None,
    ) -> Iterator[Delta]:
        """See `ResilientCaller.stream`."""
        left = Event()
        options = _given(sampling) | ({"left": left} if self._can_be_left else {})
        sent = "\n".join(message.text for message in messages)
        source = partial(self._deltas, messages, options)
        try:
            yield from self._caller.stream(source, sent=sent, within_seconds=within_seconds, presence=presence)
        finally:
            left.set()

    def _deltas(self, messages: Sequence[BaseMessage], options: dict[str, Any]) -> Iterator[Delta]:
        finished, opened = not self._says_why_it_ends, False
        for chunk in self._model.stream(list(messages), **options):
            reason = chunk.response_metadata.get("finish_reason")
            finished, cut_short = finished or bool(reason), _CUTS.get(reason)
            # The first chunk often names the role alone, long before the model has read its prompt.
            if opened or chunk.text or cut_short:
                yield Delta(chunk.text, _usage(chunk), cut_short)
            opened = True
        if not finished:
            raise ModelInterrupted("The language model's stream was cut off.")


class ChatGenerator:
    """The `Generator` that asks a language model."""

    def __init__(self, stream: ChatStream, told: Told | None = None) -> None:
        self._stream = stream
        self._told = told or told_by_default

    def generate(self, task: Task) -> Iterator[Generated]:
        """See `Generator.generate`. Without passages or a question the model is not asked."""
        reply = reply_to_no_question(task.question)
        if reply or not task.passages:
            yield Abstention(reply or not_in_documents(task.question))
            return
        begun = False
        try:
            for item in self._shortened(task):
                begun = begun or not isinstance(item, Usage | Shortened)
                yield item
        except ModelInterrupted as error:
            if begun:
                raise
            raise ModelUnavailable(str(error)) from error

    def _shortened(self, task: Task) -> Iterator[Generated]:
        """Where the model cannot take in all of it, with less; see `without_some`."""
        shorter = task
        while True:
            try:
                yield from self._generated(shorter)
            except PromptTooLong as error:
                shorter = without_some(shorter, error)
                if len(shorter.passages) < len(task.passages) or len(shorter.precedents) < len(task.precedents):
                    yield Shortened(len(shorter.passages))
            else:
                return

    def _generated(self, task: Task) -> Iterator[Generated]:
        template = self._told(task)
        thoughts = self._stream.thoughts(asked_to_cite=template.numbered)
        sentinel, watch, usage, cut_short = SentinelFilter(), RepetitionWatch(), None, None
        asked = answer_prompt(task, template)
        stream = self._stream.stream(asked, task.sampling, presence=task.presence)
        with closing(stream) as deltas:  # type: ignore[type-var]
            for delta in deltas:
                usage, cut_short = delta.usage or usage, cut_short or delta.cut_short
                if not sentinel.declined and (text := sentinel.feed(thoughts.feed(delta.text))):
                    yield Piece(text)
                if watch.repeats(delta.text):
                    raise ModelInterrupted("The language model began to repeat itself without end, and was stopped.")
        rest = thoughts.flush(cut_short=cut_short is not None)
        if not sentinel.declined and (text := sentinel.feed(rest) + sentinel.flush()):
            yield Piece(text)
        if sentinel.declined:
            yield Abstention(not_in_documents(task.question))
        if cut_short:
            yield CutShort(cut_short)
        if usage is not None:
            yield usage


def _given(sampling: Sampling) -> dict[str, Any]:
    """The parameters that were given; the others are the model's own."""
    values = {field.name: getattr(sampling, field.name) for field in fields(sampling)}
    return {name: list(value) if name == "stop" else value for name, value in values.items() if value is not None}


def _usage(chunk: AIMessageChunk) -> Usage | None:
    counted = chunk.usage_metadata
    return Usage(counted["input_tokens"], counted["output_tokens"]) if counted else None
