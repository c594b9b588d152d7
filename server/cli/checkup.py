"""What `candor doctor` looks at."""

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import httpx

from domain.errors import CandorError, Misconfigured
from domain.principals import ApiKey, Role
from generation.by_class import chat_model_of
from inference.language.store import ModelStore
from inference.language.trial import attempt
from server.wiring.calibrating import Calibrated
from server.wiring.opening import open_models, open_stores, try_recognition
from server.wiring.settings import HUB_JUDGE, Settings

_EXTRAS = {
    "sentence-transformers": ("hub", "any encoder, cross-encoder or judge in place of the shipped ones"),
    "openvino-genai": ("local", "language models on this machine"),
    "faiss-gpu-cu12": ("gpu", "the dense index on the GPU"),
}
_LEAST_FREE_BYTES = 2**30
_LANGUAGE_MODEL = "language model"
_REFUSING = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


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
        *_models(settings),
        recognition_check(settings),
        *access_checks(settings),
        *language_model_checks(settings),
        _computing(),
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


def _models(settings: Settings) -> list[Check]:
    try:
        with open_models(settings) as models:
            models.encoder.encode(["a test sentence"])
            models.try_each()
    except CandorError as error:
        return [Check("models", ok=False, needed=True, detail=str(error))]
    detail = "encoders, reader and what checks answers load and run"
    if models.multilingual is None:
        detail += f"; {models.encoder.identity} embeds every language"
    return [Check("models", ok=True, needed=True, detail=detail), calibration_check(settings, models.calibrated)]


def recognition_check(settings: Settings) -> Check:
    """Whether scanned pages are read."""
    name = "text recognition"
    if settings.ocr == "off":
        detail = "switched off, pages that are pictures of text stay unread: CANDOR_OCR=auto"
        return Check(name, ok=False, needed=False, detail=detail)
    try:
        try_recognition(settings)
    except CandorError as error:
        return Check(name, ok=False, needed=False, detail=str(error))
    return Check(name, ok=True, needed=False, detail="scanned pages of PDFs are read (OCR)")


def _computing() -> Check:
    """Whether DuckDB is there; it is loaded in child processes only."""
    try:
        detail = f"DuckDB {version('duckdb')} counts and adds up in tables"
    except PackageNotFoundError:
        missing = "DuckDB is missing: questions that count are answered from the text. pip install duckdb"
        return Check("computing", ok=False, needed=False, detail=missing)
    return Check("computing", ok=True, needed=False, detail=detail)


def calibration_check(settings: Settings, calibrated: Calibrated) -> Check:
    """Whether the judge's risks mean what they say."""
    if calibrated.calibration is not None:
        return Check("calibration", ok=True, needed=False, detail=calibrated.note)
    shipped = not settings.judge.startswith(HUB_JUDGE)
    if shipped and not calibrated.ignored:
        return Check("calibration", ok=True, needed=False, detail=f"as shipped; {calibrated.note}, on claims of yours")
    return Check("calibration", ok=False, needed=False, detail=f"not calibrated: {calibrated.note}")


def access_checks(settings: Settings) -> list[Check]:
    """Who could reach the server as it is set up, and what would stop them."""
    try:
        with open_stores(settings) as stores:
            keys = stores.keys.list()
    except CandorError:
        return []  # the check of the database says why
    asks = bool(keys) or not settings.open_locally
    return [
        _keys(settings, keys),
        *([_transport(settings)] if not settings.loopback else []),
        *_metrics(settings, asks),
    ]


def _keys(settings: Settings, keys: Sequence[ApiKey]) -> Check:
    if any(key.role is Role.ADMIN and key.revoked_at is None for key in keys):
        return Check("keys", ok=True, needed=False, detail="an admin key exists; every request needs a key")
    if not settings.open_locally:
        detail = (
            "others may call this server, so it starts only with an admin key: candor keys create NAME --role admin"
        )
        return Check("keys", ok=False, needed=True, detail=detail)
    if keys:
        detail = "keys are asked for, and no admin has one that works: candor keys create NAME --role admin"
        return Check("keys", ok=False, needed=False, detail=detail)
    detail = "none was made: on this machine nobody needs one. Make one before a proxy or a tunnel leads here"
    return Check("keys", ok=True, needed=False, detail=detail)


def _transport(settings: Settings) -> Check:
    detail = (
        f"{settings.host} is reached from other machines over plain HTTP, keys included: listen on 127.0.0.1 behind a "
        "proxy with TLS (docs/operations.md)"
    )
    return Check("transport", ok=False, needed=False, detail=detail)


def _metrics(settings: Settings, asks: bool) -> list[Check]:  # noqa: FBT001 - of this module alone
    if not asks:
        return []
    if settings.metrics_token:
        return [Check("metrics", ok=True, needed=False, detail="a token opens /metrics")]
    detail = "no CANDOR_METRICS_TOKEN is set: Prometheus would need an admin's key to read /metrics"
    return [Check("metrics", ok=False, needed=False, detail=detail)]


def language_model_checks(settings: Settings) -> list[Check]:
    """Of each provider that is set up; of this machine's models the one that answers is tried."""
    stored = ModelStore(settings.language_models)
    found = [
        *([_endpoint(settings.llm_url, settings)] if settings.llm_url else []),
        *([_class(settings.llm_class, settings)] if settings.llm_class else []),
        *([_local_model(stored, settings)] if stored.all() else []),
    ]
    if found:
        return found
    detail = (
        "none set, answers are quoted from the documents: candor model get NAME or candor model add FILE runs one "
        "here, CANDOR_LLM_URL points to an OpenAI-compatible server"
    )
    return [Check(_LANGUAGE_MODEL, ok=False, needed=False, detail=detail)]


def _endpoint(url: str, settings: Settings) -> Check:
    """Asked as the server asks it, with its key."""
    key = settings.llm_api_key
    headers = {"Authorization": f"Bearer {key.get_secret_value()}"} if key else {}
    try:
        reply = httpx.get(f"{url.rstrip('/')}/models", headers=headers, timeout=settings.llm_connect_seconds)
    except httpx.TransportError as error:
        return Check(_LANGUAGE_MODEL, ok=False, needed=False, detail=f"{url} cannot be reached: {error}")
    if reply.status_code in _REFUSING:
        wants = "refuses the key of CANDOR_LLM_API_KEY" if key else "wants a key: set CANDOR_LLM_API_KEY"
        return Check(_LANGUAGE_MODEL, ok=False, needed=False, detail=f"{url} {wants} (it answered {reply.status_code})")
    if reply.is_server_error:
        detail = f"{url} answers GET /models with {reply.status_code}"
        return Check(_LANGUAGE_MODEL, ok=False, needed=False, detail=detail)
    return Check(_LANGUAGE_MODEL, ok=True, needed=False, detail=f"{url} answers")


def _class(path: str, settings: Settings) -> Check:
    try:
        chat_model_of(path, settings.llm_class_arguments)
    except Misconfigured as error:
        return Check(_LANGUAGE_MODEL, ok=False, needed=True, detail=str(error))
    return Check(_LANGUAGE_MODEL, ok=True, needed=False, detail=f"{path} can be made")


def _local_model(store: ModelStore, settings: Settings) -> Check:
    names = [model.name for model in store.all()]
    name = settings.llm_model if settings.llm_model in names else names[0]
    threads = settings.model_threads or None
    try:
        tried = attempt(store.weights(name, most_tokens=settings.llm_context_tokens, threads=threads))
    except CandorError as error:
        return Check(_LANGUAGE_MODEL, ok=False, needed=False, detail=f"{name}: {error}")
    detail = (
        f"{name} on this machine writes {tried.tokens_per_second:.0f} tokens a second and takes "
        f"{tried.memory_bytes / 1e9:.1f} GB of memory"
    )
    return Check(_LANGUAGE_MODEL, ok=True, needed=False, detail=detail)


def _extra(package: str, extra: str, purpose: str) -> Check:
    try:
        return Check(package, ok=True, needed=False, detail=version(package))
    except PackageNotFoundError:
        return Check(package, ok=False, needed=False, detail=f'for {purpose}: pip install "candor[{extra}]"')
