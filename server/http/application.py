"""The running application: what the routes and the command line work with."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Protocol

from fastapi import Depends, Request
from prometheus_client import CollectorRegistry

from domain.anchors import AnchorStore
from domain.answers import Rating
from domain.asked import AskedStore, CitingStore
from domain.audits import AuditStore
from domain.comparisons import ComparisonStore
from domain.diagnoses import DiagnosisStore
from domain.documents import Policy
from domain.language_models import ModelDetails
from domain.ports import PageRenderer, Retriever
from domain.stores import (
    AnswerStore,
    CollectionStore,
    ConversationStore,
    DocumentStore,
    EscalationStore,
    KeyStore,
    QualityStore,
)
from domain.suggestions import SuggestionStore
from domain.tasks import TaskKind
from domain.verified import VerifiedStore
from domain.webhooks import WebhookStore
from monitoring.verdict.judging import Judge
from server.http.answer_pool import AnswerPool
from server.usecases.adapters import Adapting
from server.usecases.answering import Ask, Event
from server.usecases.assistant import Assistant
from server.usecases.briefing import Briefer
from server.usecases.broker import Broker
from server.usecases.canary import CanaryRun
from server.usecases.conversing import Conversing
from server.usecases.erasing import Erasing
from server.usecases.errands import Errands
from server.usecases.gaps import Gaps
from server.usecases.health import Component
from server.usecases.intake import Intake, Originals
from server.usecases.model_shelf import ModelShelf
from server.usecases.recalling import Recalling
from server.usecases.reviewing import Reviewing
from server.usecases.streams import Streams


class Catalogue(Protocol):
    """What can answer."""

    def names(self) -> list[str]:
        """Model names, the default one first."""

    def details(self, name: str) -> ModelDetails:
        """What is known of one of them."""

    def prompt_names(self) -> Sequence[str]:
        """What a language model may be told, by name."""

    def require(self, model: str | None, prompt: str | None) -> None:
        """Raises `Invalid` for a model or a prompt that a collection cannot have."""


class RequestTelemetry(Protocol):
    """What is measured of requests and ratings."""

    def request_served(self, route: str, *, method: str, status: int, seconds: float) -> None:
        """Counts a request; `route` is its template."""

    def rated(self, rating: Rating) -> None:
        """Counts a thumb."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpOptions:
    """What is set of HTTP. `hosts` are the names by which browsers may reach the server, null for any.

    `open_locally`: whoever is at this machine needs no key while none was made. `metrics_token` opens `/metrics`.
    `policy` and `language` are those of new collections,
    `claim_threshold` is that of collections without one of their own.
    """

    hosts: frozenset[str] | None
    open_locally: bool
    metrics_token: str | None = field(repr=False)
    upload_limit_bytes: int
    model_upload_limit_bytes: int
    body_limit_bytes: int
    policy: Policy
    language: str
    claim_threshold: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Everything that was composed; see `server.wiring.bootstrap`.

    `retire` ends event streams and reading, so that only answers are left; `interrupt` ends these, too.
    """

    options: HttpOptions
    collections: CollectionStore
    documents: DocumentStore
    conversations: ConversationStore
    answers: AnswerStore
    escalations: EscalationStore
    verified: VerifiedStore
    recalling: Recalling
    webhooks: WebhookStore
    quality: QualityStore
    audits: AuditStore
    diagnoses: DiagnosisStore
    asked: AskedStore
    citing: CitingStore
    anchors: AnchorStore
    gaps: Gaps
    comparisons: ComparisonStore
    keys: KeyStore
    suggestions: SuggestionStore
    originals: Originals
    intake: Intake
    erasing: Erasing
    retriever: Retriever
    conversing: Conversing
    assistant: Assistant
    rehearsing: Assistant
    canary: CanaryRun | None
    tasks: Mapping[TaskKind, Callable[[Ask], Iterator[Event]]]
    errands: Errands
    answer_pool: AnswerPool
    reviewing: Reviewing
    briefer: Briefer
    judge: Judge
    renderer: PageRenderer
    catalogue: Catalogue
    adapting: Adapting
    shelf: ModelShelf
    telemetry: RequestTelemetry
    registry: CollectorRegistry
    broker: Broker
    streams: Streams
    started_at: datetime
    health: Callable[[], list[Component]]
    retire: Callable[[], None]
    interrupt: Callable[[], None]


async def application(request: Request) -> Application:
    """The application behind a request; a coroutine, because FastAPI runs plain functions on its threads."""
    running: Application = request.app.state.application
    return running


App = Annotated[Application, Depends(application)]
