"""The stages of a retrieval, and how their times are told."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TypeAlias


class Stage(StrEnum):
    """What a retrieval spends its time on, in this order."""

    CATCH_UP = "catch_up"
    ENCODE = "encode"
    DENSE = "dense"
    LEXICAL = "lexical"
    FUSE = "fuse"
    SENTENCES = "sentences"
    RERANK = "rerank"


Observer: TypeAlias = Callable[[Stage, float], None]
"""Is told a stage and how many seconds it took."""


def ignore(_stage: Stage, _seconds: float) -> None:
    """The observer that nobody listens to."""


@contextmanager
def timed(stage: Stage, observe: Observer) -> Iterator[None]:
    """Tells `observe` how long the block took, also where it failed."""
    begun = time.perf_counter()
    try:
        yield
    finally:
        observe(stage, time.perf_counter() - begun)
