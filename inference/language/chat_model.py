"""A LangChain chat model over a language model that runs in this process."""

from collections.abc import Iterator, Mapping
from itertools import chain
from threading import Event
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.chat_models import generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from domain.generation import Sampling
from inference.language.messages import Ended, Message
from inference.language.pipeline import Weights
from inference.language.queueing import WritingQueue

_NOTHING = ""  # LangChain takes a stream without a chunk, as whoever left at once has it, for a failure
_LIKELIHOODS = frozenset({"logprobs", "top_logprobs"})
_ROLES: Mapping[str, str] = {"human": "user", "ai": "assistant", "system": "system"}


class LocalChatModel(BaseChatModel):
    """Streams from the model of `weights`, in its turn of `queue`.

    `stream` takes what `Sampling` names, each by its name, and `left`, an event: once it is set, writing stops at the
    next step, which is sooner than the stream could be closed by who waits for its next piece. Likelihoods are asked
    for in vain: it gives none.
    """

    model: str
    weights: Weights
    queue: WritingQueue

    @property
    def _llm_type(self) -> str:
        return "candor-local"

    @property
    def _identifying_params(self) -> Mapping[str, Any]:
        return {"model": self.model}

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **options: Any,  # noqa: ANN401 - LangChain's own signature
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **options))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        *,
        left: Event | None = None,
        **options: Any,  # noqa: ANN401 - the same
    ) -> Iterator[ChatGenerationChunk]:
        given = {name: value for name, value in options.items() if name not in _LIKELIHOODS}
        sampling = Sampling(stop=tuple(stop) if stop else None, **given)
        told = [Message(_ROLES.get(message.type, "user"), message.text) for message in messages]
        for written in chain(self.queue.write(self.weights, told, sampling, left=left), [_NOTHING]):
            chunk = ChatGenerationChunk(message=_ended(written) if isinstance(written, Ended) else _piece(written))
            if run_manager is not None:
                run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk


def _piece(text: str) -> AIMessageChunk:
    return AIMessageChunk(content=text)


def _ended(ended: Ended) -> AIMessageChunk:
    used = UsageMetadata(
        input_tokens=ended.prompt_tokens,
        output_tokens=ended.completion_tokens,
        total_tokens=ended.prompt_tokens + ended.completion_tokens,
    )
    metadata = {"finish_reason": "length" if ended.cut_short else "stop"}
    return AIMessageChunk(content="", response_metadata=metadata, usage_metadata=used)
