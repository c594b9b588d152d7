"""Which models an OpenAI-compatible endpoint serves, adapters included."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from threading import Lock

import httpx
from pydantic import BaseModel, ValidationError

from generation.endpoint import Endpoint
from generation.failures import words_of

_TIMEOUT_SECONDS = 2.0
_FRESH_SECONDS = 30.0
_TRY_AGAIN_SECONDS = 5.0
_NOT_LISTING = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED})
_log = logging.getLogger(__name__)


class _Entry(BaseModel):
    id: str
    max_model_len: object = None  # vLLM's is a number of tokens


class _Listing(BaseModel):
    data: list[_Entry]


@dataclass(frozen=True, slots=True)
class _Found:
    contexts: Mapping[str, int | None] = field(default_factory=dict)
    is_there: bool = False
    problem: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """In the endpoint's own order."""
        return tuple(self.contexts)


class Catalogue:
    """The names of an endpoint's models, asked for twice a minute at most, more often while there are none."""

    def __init__(
        self, endpoint: Endpoint, client: httpx.Client, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._endpoint = endpoint
        self._client = client
        self._clock = clock
        self._lock = Lock()
        self._listing = _Found()
        self._asked_at: float | None = None

    def names(self) -> tuple[str, ...]:
        """In the endpoint's own order; empty while it lists none."""
        return self._found().names

    def context_tokens(self, name: str) -> int | None:
        """How much a model takes in, prompt and answer together; null where the endpoint does not say."""
        return self._found().contexts.get(name)

    def is_there(self) -> bool:
        """Whether the endpoint answers, be it without a list of its models."""
        return self._found().is_there

    def problem(self) -> str | None:
        """Why there are no names, in the endpoint's own words; null where there are some."""
        return self._found().problem

    def forget(self) -> None:
        """The next call asks anew: the endpoint may serve others by now."""
        with self._lock:
            self._asked_at = None

    def _found(self) -> "_Found":
        with self._lock:
            fresh_seconds = _FRESH_SECONDS if self._listing.names else _TRY_AGAIN_SECONDS
            if self._asked_at is None or self._clock() - self._asked_at >= fresh_seconds:
                before, self._listing = self._listing, self._ask()
                self._asked_at = self._clock()
                if self._listing.problem not in {None, before.problem}:
                    _log.warning("The models of %s are not known: %s", self._endpoint.url, self._listing.problem)
            return self._listing

    def _ask(self) -> "_Found":
        key = self._endpoint.api_key
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        url = f"{self._endpoint.url.rstrip('/')}/models"
        try:
            answer = self._client.get(url, headers=headers, timeout=_TIMEOUT_SECONDS)
        except httpx.HTTPError as error:
            return _Found(problem=f"it cannot be reached ({type(error).__name__}: {words_of(error)})")
        if not answer.is_success:
            is_there = answer.status_code in _NOT_LISTING
            return _Found(is_there=is_there, problem=f"it answers GET /models with {answer.status_code}")
        try:
            listing = _Listing.model_validate_json(answer.content)
        except ValidationError:
            return _Found(is_there=True, problem="its GET /models gives no list of models")
        contexts = {one.id: one.max_model_len if isinstance(one.max_model_len, int) else None for one in listing.data}
        return _Found(contexts, is_there=True, problem=None if contexts else "it serves no model")
