"""The lower half of the composition root: what is opened before anything is composed, and closed after it."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic

import structlog
from PIL import Image

from domain.anchors import AnchorStore
from domain.answers import Provenance
from domain.asked import AskedStore, CitingStore
from domain.audits import AuditStore
from domain.canaries import CanaryStore
from domain.comparisons import ComparisonStore
from domain.diagnoses import DiagnosisStore
from domain.errors import Misconfigured
from domain.ports import (
    ChangeFeed,
    ChunkReader,
    ClaimJudge,
    DocumentPassages,
    Encoder,
    PairReader,
    TablePassages,
    Tokenizer,
)
from domain.stores import (
    AnswerStore,
    CollectionStore,
    ConversationStore,
    DocumentStore,
    EmbeddingStore,
    EscalationStore,
    JobStore,
    KeyStore,
    QualityStore,
    TableStore,
)
from domain.suggestions import SuggestionStore
from domain.verified import VerifiedStore
from domain.webhooks import WebhookStore
from inference.encoder import LocalEncoder
from inference.hub import HubEncoder, HubReader, hub_name, load_hub_encoder, load_hub_reader
from inference.late import LateEncoder
from inference.models import late_encoder, load_encoder, load_reader
from inference.ocr.page_reader import load_page_reader
from inference.options import RuntimeOptions
from inference.reader import LocalReader
from monitoring.detectors.by_language import SpanDetector
from monitoring.detectors.detection import Detector, Inspection
from monitoring.verdict.risk import GreyBand, RiskModel
from server.usecases.recognising import recognise
from server.wiring.calibrating import NOT_CALIBRATED, Calibrated
from server.wiring.checking import Check, open_check
from server.wiring.settings import Settings
from storage.database.erasure import QUIET_SECONDS, Pace
from storage.database.transactions import Clock, open_database, utc_now
from storage.probing import probe
from storage.stores import (
    SqlAnchors,
    SqlAnswers,
    SqlAsked,
    SqlAudits,
    SqlCanaries,
    SqlChunks,
    SqlCiting,
    SqlCollections,
    SqlComparisons,
    SqlConversations,
    SqlDiagnoses,
    SqlDocuments,
    SqlEmbeddings,
    SqlEscalations,
    SqlJobs,
    SqlKeys,
    SqlQuality,
    SqlSuggestions,
    SqlTables,
    SqlVerified,
    SqlWebhooks,
)

_log = structlog.get_logger()


_MOST_LANES = 4
MULTILINGUAL_FOLDER = "encoder-multilingual"
MULTILINGUAL_NAME = "multilingual-e5-small@"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """Everything that is kept, behind the ports of `domain.stores`."""

    collections: CollectionStore
    documents: DocumentStore
    jobs: JobStore
    feed: ChangeFeed
    chunks: ChunkReader
    embeddings: EmbeddingStore
    conversations: ConversationStore
    answers: AnswerStore
    escalations: EscalationStore
    verified: VerifiedStore
    webhooks: WebhookStore
    quality: QualityStore
    audits: AuditStore
    diagnoses: DiagnosisStore
    asked: AskedStore
    citing: CitingStore
    anchors: AnchorStore
    canaries: CanaryStore
    comparisons: ComparisonStore
    keys: KeyStore
    tables: TableStore
    suggestions: SuggestionStore
    passages: TablePassages
    whole: DocumentPassages
    probe: Callable[[], None]


@dataclass(frozen=True, slots=True)
class LocalModels:
    """The local models. `tokenizer` measures chunks and is the encoder's own. `multilingual` embeds the collections
    with other languages than English; where it is null, `encoder` embeds everything. `judge` is our own, null where
    another one checks.

    `risk`, `grey_band` and the thresholds were fitted and measured for what checks here: `claim_threshold` is the
    risk from which a claim is not supported, `answer_threshold` that from which an answer is risky as a whole. The
    identities of those that have no such property in their port stand beside them.
    """

    encoder: Encoder
    tokenizer: Tokenizer
    reader: PairReader
    grounding: SpanDetector
    consistency: Detector
    risk: RiskModel
    claim_threshold: float
    answer_threshold: float
    grey_band: GreyBand
    reader_identity: str
    judge_identity: str
    consistency_identity: str
    multilingual: Encoder | None = None
    judge: ClaimJudge | None = None
    calibrated: Calibrated = NOT_CALIBRATED

    @property
    def encoders(self) -> Sequence[Encoder]:
        """That for English first."""
        return [self.encoder] if self.multilingual is None else [self.encoder, self.multilingual]

    def provenance(self, model: str, threshold: float | None, *, prompt: str | None) -> Provenance:
        """What makes an answer of `model`, told `prompt`, with this threshold, null for the judge's own."""
        return Provenance(
            model=model,
            prompt=prompt,
            encoder=self.encoder.identity,
            reader=self.reader_identity,
            judge=self.judge_identity,
            consistency=self.consistency_identity,
            claim_threshold=self.claim_threshold if threshold is None else threshold,
            answer_threshold=self.answer_threshold,
        )

    def try_each(self) -> None:
        """Runs each model once, on next to nothing. Raises `Overloaded` and `ModelUnavailable`."""
        self.encoder.encode(["."])
        if self.multilingual is not None:
            self.multilingual.encode(["."])
        self.reader.read(f"{monotonic()}", ["."])  # a reading that is known would not be read
        self.grounding.assess(Inspection(("It is.",), (frozenset(),), ("It was.",), "", ()))


@contextmanager
def open_stores(settings: Settings, *, clock: Clock = utc_now) -> Iterator[Stores]:
    """The database, brought to this version, in which it is as late as `clock` says. Raises `Misconfigured`."""
    quiet = min(QUIET_SECONDS, settings.erase_seconds)
    database = open_database(settings.sqlalchemy_url, clock=clock, pace=Pace(quiet, settings.erase_seconds))
    try:
        chunks = SqlChunks(database)
        yield Stores(
            collections=SqlCollections(database),
            documents=SqlDocuments(database),
            jobs=SqlJobs(database),
            feed=chunks,
            chunks=chunks,
            embeddings=SqlEmbeddings(database),
            conversations=SqlConversations(database),
            answers=SqlAnswers(database),
            escalations=SqlEscalations(database),
            verified=SqlVerified(database),
            webhooks=SqlWebhooks(database),
            quality=SqlQuality(database),
            audits=SqlAudits(database),
            diagnoses=SqlDiagnoses(database),
            asked=SqlAsked(database),
            citing=SqlCiting(database),
            anchors=SqlAnchors(database),
            canaries=SqlCanaries(database),
            comparisons=SqlComparisons(database),
            keys=SqlKeys(database),
            tables=SqlTables(database),
            suggestions=SqlSuggestions(database),
            passages=chunks,
            whole=chunks,
            probe=partial(probe, database),
        )
    finally:
        database.close()


@contextmanager
def open_models(settings: Settings) -> Iterator[LocalModels]:
    """The local models, or those of the extra `hub` that the settings name. Raises `Misconfigured`."""
    options = RuntimeOptions(threads=settings.model_threads or None)
    with ExitStack() as stack:
        encoder = _encoder(settings, options)
        stack.callback(encoder.close)
        multilingual = None if settings.encoder else stack.enter_context(closing(_multilingual(settings)))
        # It reads sixteen rows a question, so there is always enough to do for every lane.
        reader_options = replace(options, lanes=min(_MOST_LANES, options.threads or _cores()))
        reader = stack.enter_context(load_reader(settings.models / "reader", reader_options))
        ranker: LocalReader | HubReader = reader
        if settings.cross_encoder:
            ranker = stack.enter_context(load_hub_reader(settings.cross_encoder, spans=reader))
        check = stack.enter_context(open_check(settings, options, reader))
        yield LocalModels(
            encoder=encoder,
            tokenizer=encoder,
            reader=ranker,
            grounding=check.grounding,
            consistency=check.consistency,
            risk=check.fitted.risk,
            claim_threshold=check.fitted.claim_threshold,
            answer_threshold=check.fitted.answer_threshold,
            grey_band=check.fitted.grey_band,
            reader_identity=ranker.identity,
            judge_identity=check.calibrated.named(check.judge_identity),
            consistency_identity=check.consistency_identity,
            multilingual=multilingual,
            judge=check.judge,
            calibrated=check.calibrated,
        )


@contextmanager
def open_check_alone(settings: Settings) -> Iterator[Check]:
    """What checks answers, and nothing else. Raises `Misconfigured`."""
    options = RuntimeOptions(threads=settings.model_threads or None)
    with load_reader(settings.models / "reader", options) as reader, open_check(settings, options, reader) as check:
        yield check


@contextmanager
def open_former_encoders(
    settings: Settings, embeddings: EmbeddingStore, current: Sequence[Encoder]
) -> Iterator[Sequence[Encoder]]:
    """The encoders, beside the `current` ones, that stored vectors are of, as far as they are on this machine still.

    Databases that did not record it learn here who made their vectors.
    """
    recognise(embeddings, current[0])
    at_hand = {one.identity for one in current}
    with ExitStack() as stack:
        former: list[Encoder] = []
        for identity in set(embeddings.encoders()) - at_hand:
            try:
                encoder = _former(settings, identity)
            except Misconfigured as error:
                _log.warning("a former encoder cannot be loaded", encoder=identity, reason=str(error))
                continue
            recognise(embeddings, encoder)
            if encoder.identity not in at_hand and encoder.identity in embeddings.encoders():
                former.append(stack.enter_context(closing(encoder)))
            else:
                encoder.close()
        yield former


def _former(settings: Settings, identity: str) -> HubEncoder | LocalEncoder | LateEncoder:
    """The encoder that may be the one of `identity`: the hub's by its name, any other a shipped one."""
    name = hub_name(identity)
    if name is not None:
        return load_hub_encoder(name, local_files_only=True)
    if identity.startswith(MULTILINGUAL_NAME):
        return _multilingual(settings)
    return load_encoder(settings.models / "encoder", RuntimeOptions(threads=settings.model_threads or None))


def try_recognition(settings: Settings) -> None:
    """Loads what reads scanned pages and lets it look at an empty one. Raises `Misconfigured`."""
    load_page_reader(settings.models / "ocr", threads=settings.model_threads or None).read(Image.new("RGB", (320, 320)))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _multilingual(settings: Settings) -> LateEncoder:
    options = RuntimeOptions(threads=settings.model_threads or None)
    return late_encoder(settings.models / MULTILINGUAL_FOLDER, options)


def _encoder(settings: Settings, options: RuntimeOptions) -> HubEncoder | LocalEncoder:
    if settings.encoder:
        return load_hub_encoder(settings.encoder)
    return load_encoder(settings.models / "encoder", options)
