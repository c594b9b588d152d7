"""Who makes what the use cases work with: the real ones unless somebody says otherwise."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom
from typing import Protocol

from domain.ports import Encoder, PageRenderer, Parser
from domain.stores import EmbeddingStore
from ingest.limits import Limits, Recognition
from ingest.parser import ChildParser, ChildRenderer
from server.usecases.clock import utc_now
from server.usecases.model_desk import LanguageModels
from server.usecases.worker import LANES
from server.wiring.language_models import open_language_models
from server.wiring.opening import LocalModels, Stores, open_former_encoders, open_models, open_stores
from server.wiring.settings import Settings


class ClosingParser(Parser, Protocol):
    """A parser that can be interrupted from another thread."""

    def close(self) -> None:
        """Ends what it reads, and itself."""


class ClosingRenderer(PageRenderer, Protocol):
    """A renderer that ends."""

    def close(self) -> None:
        """Ends what it draws, and itself."""


def open_parser(settings: Settings) -> ClosingParser:
    """Reads files in child processes."""
    return ChildParser(_limits(settings), children=LANES, recognition=_recognition(settings))


def open_renderer(settings: Settings) -> ClosingRenderer:
    """Draws pages in a child process."""
    return ChildRenderer(_limits(settings))


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapters:
    """A factory each, the clock, and chance: numbers in [0, 1)."""

    stores: Callable[[Settings], AbstractContextManager[Stores]] = open_stores
    local_models: Callable[[Settings], AbstractContextManager[LocalModels]] = open_models
    former_encoders: Callable[
        [Settings, EmbeddingStore, Sequence[Encoder]], AbstractContextManager[Sequence[Encoder]]
    ] = open_former_encoders
    language_models: Callable[[Settings], AbstractContextManager[LanguageModels | None]] = open_language_models
    parser: Callable[[Settings], ClosingParser] = open_parser
    renderer: Callable[[Settings], ClosingRenderer] = open_renderer
    now: Callable[[], datetime] = utc_now
    chance: Callable[[], float] = SystemRandom().random


def _limits(settings: Settings) -> Limits:
    return Limits(
        wall_seconds=settings.parse_limit_seconds,
        cpu_seconds=round(settings.parse_limit_seconds),
        memory_bytes=settings.parse_limit_bytes,
        text_characters=settings.text_limit_characters,
        pages=settings.page_limit,
    )


def _recognition(settings: Settings) -> Recognition | None:
    if settings.ocr == "off":
        return None
    return Recognition(models=str((settings.models / "ocr").resolve()), threads=settings.model_threads)
