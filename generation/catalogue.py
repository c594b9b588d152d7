"""Which models an OpenAI-compatible endpoint serves, adapters included."""

import time
from collections.abc import Callable
from threading import Lock

import httpx
from pydantic import BaseModel, ValidationError

from generation.endpoint import Endpoint

_TIMEOUT_SECONDS = 2.0
_FRESH_SECONDS = 30.0
_TRY_AGAIN_SECONDS = 5.0


class _Entry(BaseModel):
    id: str


class _Listing(BaseModel):
    data: list[_Entry]


class Catalogue:
    """The names of an endpoint's models, asked for twice a minute at most, more often while there are none."""

    def __init__(
        self, endpoint: Endpoint, client: httpx.Client, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._endpoint = endpoint
        self._client = client
        self._clock = clock
        self._lock = Lock()
        self._names: tuple[str, ...] = ()
        self._asked_at: float | None = None

    def names(self) -> tuple[str, ...]:
        """In the endpoint's own order; empty while it cannot be reached."""
        with self._lock:
            fresh_seconds = _FRESH_SECONDS if self._names else _TRY_AGAIN_SECONDS
            if self._asked_at is None or self._clock() - self._asked_at >= fresh_seconds:
                self._names = self._ask()
                self._asked_at = self._clock()
            return self._names

    def forget(self) -> None:
        """The next call asks anew: the endpoint may serve others by now."""
        with self._lock:
            self._asked_at = None

    def _ask(self) -> tuple[str, ...]:
        key = self._endpoint.api_key
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        url = f"{self._endpoint.url.rstrip('/')}/models"
        try:
            answer = self._client.get(url, headers=headers, timeout=_TIMEOUT_SECONDS).raise_for_status()
            listing = _Listing.model_validate_json(answer.content)
        except (httpx.HTTPError, ValidationError):
            return ()
        return tuple(entry.id for entry in listing.data)
