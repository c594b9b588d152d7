"""A language model that OpenVINO GenAI runs, step by step, so that it can be stopped between any two of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import count
from pathlib import Path
from threading import Event
from types import ModuleType
from typing import Any

from domain.errors import Misconfigured, ModelUnavailable, PromptTooLong
from domain.generation import Sampling
from inference.language.messages import Ended, Message, Written
from inference.openvino_runtime import ov

# The prompt is read in portions: between two of them whoever left is noticed.
_PORTION_TOKENS = 64
_BLOCK_TOKENS = 32  # of the runtime's cache on a CPU
_CONTEXTS_KEPT = 2  # one that is written, and what earlier prompts began with
_MOST_TOKENS = 512
_LEAST_TOKENS = 16
# How exceptions of the runtime, which is C++, arrive.
FAILURES = (RuntimeError, LookupError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Where a model lies, a GGUF file or an OpenVINO folder, and how much it takes in, prompt and answer together.

    `adapter` is a LoRA adapter in safetensors that is put on it, null for none, what it adds times `adapter_scale`.
    `identity` tells what lies there from
    what lay there before.
    """

    path: Path
    context_tokens: int
    adapter: Path | None = None
    adapter_scale: float = 1.0
    threads: int | None = None
    identity: str = ""


class GenAiModel:
    """One model in memory; not to be shared between threads. Raises `ModelUnavailable` where it cannot be loaded."""

    def __init__(self, weights: Weights) -> None:
        if not weights.path.exists():
            raise ModelUnavailable(f"There is no language model at {weights.path.name}: it may have been removed.")
        self._genai = genai()
        self._limit = weights.context_tokens
        self._numbers = count()
        try:
            self._pipeline = self._opened(weights)
        except FAILURES as error:
            raise ModelUnavailable(f"The model cannot be loaded: {said_by(error)}") from error
        self._tokenizer = self._pipeline.get_tokenizer()
        if not self._tokenizer.chat_template:
            raise ModelUnavailable("The model has no chat template, so it was not made to answer questions.")

    def write(self, messages: Sequence[Message], sampling: Sampling, *, left: Event) -> Iterator[Written]:
        """The text in pieces, then how it ended; nothing more once `left` is set.

        Raises `PromptTooLong` and `ModelUnavailable`.
        """
        try:
            yield from self._written(messages, sampling, left)
        except FAILURES as error:
            raise ModelUnavailable(f"The model failed: {said_by(error)}") from error

    def _written(self, messages: Sequence[Message], sampling: Sampling, left: Event) -> Iterator[Written]:
        prompt = self._encoded(messages)
        prompt_tokens = int(prompt.shape[1])
        room = self._limit - prompt_tokens
        if room < _LEAST_TOKENS:
            raise PromptTooLong(tokens=prompt_tokens, limit=self._limit - _LEAST_TOKENS)
        config = self._config(sampling, most=min(sampling.max_tokens or _MOST_TOKENS, room))
        handle = self._pipeline.add_request(next(self._numbers), prompt, config)
        try:
            yield from self._stepped(handle, prompt_tokens, left)
        finally:
            handle.cancel()
            while self._pipeline.has_non_finished_requests():
                self._pipeline.step()

    # The runtime's handle, of which its package tells no type.
    def _stepped(self, handle: Any, prompt_tokens: int, left: Event) -> Iterator[Written]:  # noqa: ANN401
        pieces = list[str]()
        streamer = self._genai.TextStreamer(self._tokenizer, pieces.append)
        written, reason = 0, None
        while self._pipeline.has_non_finished_requests() and not left.is_set():
            self._pipeline.step()
            while handle.can_read():
                for output in handle.read().values():
                    tokens = list(output.generated_ids)
                    written, reason = written + len(tokens), output.finish_reason
                    streamer.write(tokens)
            yield from _taken(pieces)
        if left.is_set():
            return
        streamer.end()
        yield from _taken(pieces)
        yield Ended(prompt_tokens, written, reason == self._genai.GenerationFinishReason.LENGTH)

    def _encoded(self, messages: Sequence[Message]) -> "ov.Tensor":
        history = self._genai.ChatHistory([{"role": one.role, "content": one.text} for one in messages])
        text = self._tokenizer.apply_chat_template(history, add_generation_prompt=True)
        return self._tokenizer.encode(text, add_special_tokens=False).input_ids

    def _config(self, sampling: Sampling, *, most: int) -> Any:  # noqa: ANN401 - the same
        """Without a temperature the likeliest token is taken, so that an answer can be repeated."""
        config = self._genai.GenerationConfig()
        config.max_new_tokens = most
        config.eos_token_id = self._tokenizer.get_eos_token_id()
        config.stop_token_ids = {config.eos_token_id}
        if sampling.temperature:
            config.do_sample, config.temperature = True, sampling.temperature
            config.top_p = 1.0 if sampling.top_p is None else sampling.top_p
        if sampling.seed is not None:
            config.rng_seed = sampling.seed
        if sampling.stop:
            config.stop_strings = set(sampling.stop)
        config.presence_penalty = sampling.presence_penalty or 0.0
        config.frequency_penalty = sampling.frequency_penalty or 0.0
        return config

    def _opened(self, weights: Weights) -> Any:  # noqa: ANN401 - the same
        scheduler = self._genai.SchedulerConfig()
        scheduler.num_kv_blocks = _CONTEXTS_KEPT * -(-weights.context_tokens // _BLOCK_TOKENS)
        scheduler.enable_prefix_caching = True
        scheduler.dynamic_split_fuse = True
        scheduler.max_num_batched_tokens = _PORTION_TOKENS
        properties: dict[str, Any] = {}
        if weights.threads is not None:
            properties["INFERENCE_NUM_THREADS"] = weights.threads
        if weights.adapter is not None:
            # Fused at load: requests that are stepped by hand leave adapters of another mode out.
            config, adapter = self._genai.AdapterConfig, self._genai.Adapter(str(weights.adapter))
            properties["adapters"] = config(adapter, weights.adapter_scale, config.Mode.MODE_FUSE)
        return self._genai.ContinuousBatchingPipeline(str(weights.path), scheduler, "CPU", properties)


def genai() -> ModuleType:
    """OpenVINO GenAI, imported now that a model needs it. Raises `Misconfigured` where it is not installed."""
    try:
        return import_module("openvino_genai")
    except ImportError as error:
        raise Misconfigured(
            'A language model in the process needs openvino-genai, which is not installed: pip install "candor[local]"'
        ) from error


def said_by(error: Exception) -> str:
    """The runtime's own words, without where in its sources they come from."""
    lines = [line.strip() for line in str(error).splitlines()]
    return next((line for line in reversed(lines) if line and not line.startswith("Exception from")), "no reason given")


def _taken(pieces: list[str]) -> Iterator[str]:
    """What is there, once; the runtime's streamer says nothing for half a character."""
    text = "".join(pieces)
    pieces.clear()
    if text:
        yield text
