"""Messages to other systems that were never taken, over HTTP."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from domain.webhooks import Delivery
from server.http.access import Overseer
from server.http.application import App

router = APIRouter(prefix="/v1/webhooks", tags=["escalations"])


class DeadLetter(BaseModel):
    """A message that is tried no more, and why the last try failed."""

    id: str
    event: str
    url: str
    body: str
    created_at: datetime
    attempts: int
    last_error: str | None

    @classmethod
    def of(cls, delivery: Delivery) -> "DeadLetter":
        """From the domain."""
        return cls(
            id=delivery.id,
            event=delivery.event,
            url=delivery.url,
            body=delivery.body,
            created_at=delivery.created_at,
            attempts=delivery.attempts,
            last_error=delivery.last_error,
        )


class DeadLetters(BaseModel):
    """The newest first."""

    dead: list[DeadLetter]


@router.get("/dead")
def list_dead(app: App, _: Overseer) -> DeadLetters:
    """Messages that no address took in a day."""
    return DeadLetters(dead=[DeadLetter.of(one) for one in app.webhooks.dead()])


@router.post("/dead/{delivery_id}/retry", status_code=204)
def retry(delivery_id: str, app: App, _: Overseer) -> None:
    """Tries it again from the start."""
    app.webhooks.revive(delivery_id)
