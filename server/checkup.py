"""What `candor doctor` looks at."""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import httpx

from domain.errors import CandorError, Misconfigured
from server.opening import open_models, open_stores
from server.settings import Settings

_EXTRAS = {
    "sentence-transformers": ("hub", "any encoder or cross-encoder in place of the shipped ones"),
    "faiss-gpu-cu12": ("gpu", "the dense index on the GPU"),
}
_LEAST_FREE_BYTES = 2**30


@dataclass(frozen=True, slots=True)
class Check:
    """One finding. `needed` says whether Candor cannot do without it."""

    name: str
    ok: bool
    needed: bool
    detail: str

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def examine(settings: Settings) -> list[Check]:
    """Every check, whatever the others found."""
    return [
        _needed("Python", lambda: sys.version.split()[0]),
        _needed("data folder", lambda: _folder(settings.data)),
        _needed("database", lambda: _database(settings)),
        _needed("models", lambda: _models(settings)),
        _language_model(settings),
        *(_extra(package, *about) for package, about in _EXTRAS.items()),
    ]


def _needed(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, True, look())  # noqa: FBT003 - a record's fields, named in its class
    except CandorError as error:
        return Check(name, False, True, str(error))  # noqa: FBT003 - the same


def _folder(path: Path) -> str:
    existing = next(p for p in (path.resolve(), *path.resolve().parents) if p.exists())
    if not os.access(existing, os.W_OK):
        raise Misconfigured(f"{existing} cannot be written. Change its owner, or set CANDOR_DATA to another folder.")
    free = shutil.disk_usage(existing).free
    if free < _LEAST_FREE_BYTES:
        raise Misconfigured(f"Only {free // 2**20} MiB are free at {existing}; documents need more.")
    return f"{path.resolve()}, {free // 2**30} GiB free"


def _database(settings: Settings) -> str:
    with open_stores(settings) as stores:
        waiting = sum(stores.documents.counts().values())
    return f"{waiting} documents"


def _models(settings: Settings) -> str:
    with open_models(settings) as models:
        models.encoder.encode(["a test sentence"])
    return "encoder, reader and grounding load and run"


def _language_model(settings: Settings) -> Check:
    name = "language model"
    if settings.llm_url is None:
        detail = "none set, answers are quoted from the documents; CANDOR_LLM_URL points to an OpenAI-compatible server"
        return Check(name, ok=False, needed=False, detail=detail)
    try:
        reply = httpx.get(f"{settings.llm_url.rstrip('/')}/models", timeout=settings.llm_connect_seconds)
        return Check(name, ok=reply.status_code < 500, needed=False, detail=f"{settings.llm_url} answers")
    except httpx.TransportError as error:
        return Check(name, ok=False, needed=False, detail=f"{settings.llm_url} cannot be reached: {error}")


def _extra(package: str, extra: str, purpose: str) -> Check:
    try:
        return Check(package, ok=True, needed=False, detail=version(package))
    except PackageNotFoundError:
        return Check(package, ok=False, needed=False, detail=f'for {purpose}: pip install "candor[{extra}]"')
