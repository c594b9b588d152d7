"""The running application: what the routes and the command line work with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Protocol

from fastapi import Depends, Request
from prometheus_client import CollectorRegistry

from domain.answers import Claim
from domain.ports import PageRenderer, Retriever, Verifier
from domain.reviews import Rating
from domain.stores import (
    AnswerStore,
    CollectionStore,
    ConversationStore,
    DocumentStore,
    EscalationStore,
    KeyStore,
    QualityStore,
)
from server.assistant import Assistant
from server.events import Broker
from server.indexing import Index, Intake, Originals
from server.reviewing import Reviewing
from server.settings import Settings
from server.streams import Streams


class Catalogue(Protocol):
    """What can answer."""

    def names(self) -> list[str]:
        """Model names, the default one first."""


class RequestTelemetry(Protocol):
    """What is measured of requests and ratings."""

    def request_served(self, route: str, *, method: str, status: int, seconds: float) -> None:
        """Counts a request; `route` is its template."""

    def rated(self, rating: Rating) -> None:
        """Counts a thumb."""


@dataclass(frozen=True, slots=True)
class Component:
    """A dependency's state for `/readyz`; without one that is `needed` the server is not ready."""

    name: str
    ok: bool
    needed: bool
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Everything that was composed; see `server.bootstrap`."""

    settings: Settings
    collections: CollectionStore
    documents: DocumentStore
    conversations: ConversationStore
    answers: AnswerStore
    escalations: EscalationStore
    quality: QualityStore
    keys: KeyStore
    originals: Originals
    index: Index
    intake: Intake
    retriever: Retriever
    assistant: Assistant
    reviewing: Reviewing
    verifier: Verifier
    answer_threshold: float | None
    split: Callable[[str], Sequence[Claim]]
    renderer: PageRenderer
    catalogue: Catalogue
    telemetry: RequestTelemetry
    registry: CollectorRegistry
    broker: Broker
    streams: Streams
    started_at: datetime
    health: Callable[[], list[Component]]


def application(request: Request) -> Application:
    """The application behind a request."""
    running: Application = request.app.state.application
    return running


App = Annotated[Application, Depends(application)]
