"""What a language model is told and what it writes."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Message:
    """`role` is `system`, `user` or `assistant`."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Comes last. `cut_short`: at the limit of tokens."""

    prompt_tokens: int
    completion_tokens: int
    cut_short: bool


Written: TypeAlias = str | Ended
