"""Tells other systems of escalations: signed, tried again with growing pauses, set aside after a day of failures."""

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from domain.errors import CandorError
from domain.webhooks import Delivery, Event, Occurrence, Sent, WebhookStore
from server.usecases.clock import utc_now

_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1_800, 7_200, 28_800, 43_200))
_AT_ONCE = 50
_EVERY_SECONDS = 5.0
_STOP_SECONDS = 5.0
_SAID = {
    Event.OPENED: "A case waits for a person",
    Event.DUE: "A case is overdue",
    Event.RESOLVED: "A case is decided",
}
_log = structlog.get_logger()


class NotTaken(CandorError):
    """The other system did not take the message."""


Post = Callable[[str, bytes, Mapping[str, str]], None]
"""Sends a body with headers to an address. Raises `NotTaken`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Notes what happened, and sends what waits. `secret` signs; `counted` is told how each attempt ended."""

    webhooks: WebhookStore
    urls: Sequence[str]
    secret: str
    post: Post
    counted: Callable[[Sent], None]
    now: Callable[[], datetime] = utc_now

    def tell(self) -> None:
        """Once."""
        self.webhooks.note(self.urls, body_of)
        for delivery in self.webhooks.waiting(limit=_AT_ONCE):
            self._send(delivery)

    def _send(self, delivery: Delivery) -> None:
        body, at = delivery.body.encode(), str(int(self.now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "X-Candor-Event": delivery.event,
            "X-Candor-Delivery": delivery.id,
            "X-Candor-Timestamp": at,
            "X-Candor-Signature": f"sha256={signature(self.secret, at, body)}",
        }
        try:
            self.post(delivery.url, body, headers)
        except NotTaken as error:
            left = _PAUSES[delivery.attempts :]
            _log.warning("webhook not taken", delivery=delivery.id, attempt=delivery.attempts + 1, dead=not left)
            again = self.now() + left[0] if left else None
            self.webhooks.failed(delivery.id, str(error), next_try_at=again)
            self.counted(Sent.FAILED if left else Sent.DEAD)
        else:
            self.webhooks.taken(delivery.id)
            self.counted(Sent.TAKEN)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 of the time of sending, a full stop and the body, in hex."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def body_of(occurrence: Occurrence) -> str:
    """As JSON. `text` is what a chat such as Slack shows."""
    place = f"/review?case={occurrence.escalation_id}"
    due = f"{occurrence.due_at:%Y-%m-%d %H:%M} UTC"
    kind = occurrence.kind.value
    told = {
        "event": occurrence.event.value,
        "at": occurrence.at.isoformat(),
        "text": f"{_SAID[occurrence.event]}: {kind}, collection {occurrence.collection}, due {due}. {place}",
        "escalation": {
            "id": occurrence.escalation_id,
            "kind": kind,
            "collection": occurrence.collection,
            "due_at": occurrence.due_at.isoformat(),
            "path": place,
        },
    }
    return json.dumps(told, ensure_ascii=False)


class Teller:
    """Tells every few seconds, on a thread of its own; `start` it and `stop` it."""

    def __init__(self, tell: Callable[[], None], *, every_seconds: float = _EVERY_SECONDS) -> None:
        self._tell, self._every_seconds = tell, every_seconds
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        """From here on."""
        self._thread.start()

    def stop(self) -> None:
        """Waits a moment for what is being sent; whatever was not taken waits for the next start."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                self._tell()
            except Exception:  # noqa: BLE001 - the thread's boundary: the next round may do better
                _log.exception("other systems are not told")
            self._ended.wait(self._every_seconds)
