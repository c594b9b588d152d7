"""A sentence that a model has to say before it is taken in, and what saying it took."""

import time
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

from domain.errors import ModelUnavailable, Unsupported
from domain.generation import Sampling
from inference.language.messages import Ended, Message
from inference.language.pipeline import GenAiModel, Weights

_ASKED = (
    Message("system", "Answer in one short sentence."),
    Message("user", "The fee is 5 euros. What is the fee?"),
)
_SAMPLING = Sampling(max_tokens=24)
_CONTEXT_TOKENS = 1024
_PAGES = Path("/proc/self/statm")
_PAGE_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Trial:
    """What it said, how fast, the first token aside, and how much more memory the process has with it."""

    text: str
    tokens_per_second: float
    memory_bytes: int


def attempt(weights: Weights) -> Trial:
    """Raises `Unsupported` where it cannot be loaded or says nothing, and `Misconfigured` without the runtime."""
    before = _memory_bytes()
    try:
        model = GenAiModel(replace(weights, context_tokens=min(weights.context_tokens, _CONTEXT_TOKENS)))
        text, tokens_per_second = _said(model)
    except ModelUnavailable as error:
        raise Unsupported(str(error)) from error
    if not any(character.isalnum() for character in text):
        raise Unsupported("The model loads and says nothing when it is asked: it may be damaged, or made for no chat.")
    return Trial(text, tokens_per_second, max(0, _memory_bytes() - before))


def _said(model: GenAiModel) -> tuple[str, float]:
    pieces, tokens, first, clock = list[str](), 0, None, time.perf_counter
    for written in model.write(_ASKED, _SAMPLING, left=Event()):
        first = first or clock()
        if isinstance(written, Ended):
            tokens = written.completion_tokens
        else:
            pieces.append(written)
    seconds = clock() - first if first is not None else 0.0
    return "".join(pieces).strip(), (tokens - 1) / seconds if tokens > 1 and seconds else 0.0


def _memory_bytes() -> int:
    """Resident; zero where the system does not tell."""
    return int(_PAGES.read_text().split()[1]) * _PAGE_BYTES if _PAGES.exists() else 0
