"""What is known of a model that can answer."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from domain.generation import Task


class Source(StrEnum):
    """Who has it.

    local: this process runs it. endpoint: an OpenAI-compatible server does. class: a chat model of LangChain's.
    quotes: nobody; the documents' own sentences are given.
    """

    LOCAL = "local"
    ENDPOINT = "endpoint"
    CLASS = "class"
    QUOTES = "quotes"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelDetails:
    """Null where nobody tells. `context_tokens` hold prompt and answer together.

    `tokens_per_second` and `memory_bytes` were measured on this machine when the model was taken in. `prompt`
    identifies what it is told. `adapted`: a LoRA adapter is on it.
    """

    source: Source
    licence: str | None = None
    size_bytes: int | None = None
    memory_bytes: int | None = None
    tokens_per_second: float | None = None
    parameters: int | None = None
    context_tokens: int | None = None
    quantisation: str | None = None
    adapted: bool | None = None
    prompt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """How a model is treated that is told a prompt.

    `most_sentences`: so many sentences of the passages are shown to it, null for all. `overlooks`: it often finds no
    answer where there is one, so that a sentence which surely answers needs no person to stand in its place.
    `quotes_first`: it is asked only what the documents' own sentences leave open, since it is oftener wrong than they.
    `own_words_from` is the risk, in (0, 1), from which a claim of its is unsupported then, null for the check's own.
    """

    most_sentences: int | None = None
    overlooks: bool = False
    quotes_first: bool = False
    own_words_from: float | None = None


Handled: TypeAlias = Callable[[str, Task], Handling]
"""How the model of a name is treated while it does a task."""


def as_any(model: str, task: Task) -> Handling:  # noqa: ARG001 - the same for all
    """Where nothing is known of it."""
    return Handling()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnShelf:
    """A model that can be had by name. `memory_bytes` is null where nobody measured it."""

    name: str
    licence: str
    size_bytes: int
    parameters: int
    memory_bytes: int | None
