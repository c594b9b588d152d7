"""The lower half of the composition root: what is opened before anything is composed, and closed after it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from domain.ports import Encoder, PairReader, Tokenizer
from inference.artefacts import ModelKind, open_artefact
from inference.encoder import LocalEncoder
from inference.hub import HubEncoder, load_hub_encoder, load_hub_reader
from inference.models import load_classifier, load_encoder, load_reader
from inference.options import RuntimeOptions
from monitoring.grounding import Calibration, GroundingDetector
from server.settings import Settings
from storage.database import open_database
from storage.stores import (
    SqlAnswers,
    SqlChunks,
    SqlCollections,
    SqlConversations,
    SqlDocuments,
    SqlEscalations,
    SqlJobs,
    SqlKeys,
    SqlQuality,
)


@dataclass(frozen=True, slots=True)
class Stores:
    """Everything that is kept, behind the ports of `domain.stores`."""

    collections: SqlCollections
    documents: SqlDocuments
    jobs: SqlJobs
    chunks: SqlChunks
    conversations: SqlConversations
    answers: SqlAnswers
    escalations: SqlEscalations
    quality: SqlQuality
    keys: SqlKeys


@dataclass(frozen=True, slots=True)
class Models:
    """The local models. `tokenizer` measures chunks and is the encoder's own.

    `claim_threshold` is the risk from which a claim counts as unsupported, as measured for this grounding model.
    """

    encoder: Encoder
    tokenizer: Tokenizer
    reader: PairReader
    grounding: GroundingDetector
    claim_threshold: float


@contextmanager
def open_stores(settings: Settings) -> Iterator[Stores]:
    """The database, brought to this version. Raises `Misconfigured`."""
    database = open_database(settings.sqlalchemy_url)
    try:
        yield Stores(
            SqlCollections(database),
            SqlDocuments(database),
            SqlJobs(database),
            SqlChunks(database),
            SqlConversations(database),
            SqlAnswers(database),
            SqlEscalations(database),
            SqlQuality(database),
            SqlKeys(database),
        )
    finally:
        database.close()


@contextmanager
def open_models(settings: Settings) -> Iterator[Models]:
    """The local models, or those of the extra `hub` that the settings name. Raises `Misconfigured`."""
    options = RuntimeOptions(threads=settings.model_threads or None)
    with ExitStack() as stack:
        encoder = _encoder(settings, options)
        stack.callback(encoder.close)
        reader = stack.enter_context(load_reader(settings.models / "reader", options))
        folder = settings.models / "grounding"
        classifier = stack.enter_context(load_classifier(folder, options))
        details = open_artefact(folder, ModelKind.GROUNDING).details
        grounding = GroundingDetector(classifier, Calibration.from_details(details["calibration"]))
        ranker: PairReader = reader
        if settings.cross_encoder:
            ranker = stack.enter_context(load_hub_reader(settings.cross_encoder, spans=reader))
        yield Models(encoder, encoder, ranker, grounding, float(details["claim_threshold"]))


def _encoder(settings: Settings, options: RuntimeOptions) -> HubEncoder | LocalEncoder:
    if settings.encoder:
        return load_hub_encoder(settings.encoder)
    return load_encoder(settings.models / "encoder", options)
