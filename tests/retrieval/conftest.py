"""Retrievers over a database in memory, closed when the test ends."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from retrieval.hybrid import HybridRetriever, Tuning
from tests.retrieval.fakes import MemoryDatabase, WordEncoder


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def database(encoder: WordEncoder) -> MemoryDatabase:
    return MemoryDatabase(encoder)


def tuned(**options: Any) -> Tuning:
    """Settings that do not depend on how busy the machine is."""
    return Tuning(**{"patience_seconds": 60.0} | options)


Opener = Callable[..., HybridRetriever]


@pytest.fixture
def open_retriever(database: MemoryDatabase, encoder: WordEncoder, tmp_path: Path) -> Iterator[Opener]:
    """Opens a retriever over `database`; options replace the defaults."""
    with ExitStack() as opened:

        def open_it(**options: Any) -> HybridRetriever:
            defaults: dict[str, Any] = {
                "feed": database,
                "chunks": database,
                "encoder": encoder,
                "reader": None,
                "folder": tmp_path / "indexes",
                "language_of": lambda _: "en",
                "tuning": tuned(),
            }
            return opened.enter_context(closing(HybridRetriever(**defaults | options)))

        yield open_it
