"""The lower half of the composition root: what is opened before anything is composed, and closed after it."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from time import monotonic

from domain.errors import Misconfigured
from domain.ports import Encoder, PairReader, Tokenizer
from inference.artefacts import DETAILS_FILE, Artefact, ModelKind, open_artefact
from inference.encoder import LocalEncoder
from inference.hub import HubEncoder, load_hub_encoder, load_hub_reader
from inference.hub_entailment import load_hub_entailment
from inference.models import load_encoder, load_reader, load_support
from inference.options import RuntimeOptions
from monitoring.detection import Inspection
from monitoring.grounding import GroundingDetector
from monitoring.risk import RiskModel
from monitoring.selfcheck import Scale, SelfCheck, contradicted, not_entailed
from monitoring.verifier import GreyBand
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

_MOST_LANES = 4


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

    `risk`, `grey_band` and the thresholds were fitted and measured for this grounding model: `claim_threshold` is the
    risk from which a claim is not supported, `answer_threshold` that from which an answer is risky as a whole.
    """

    encoder: Encoder
    tokenizer: Tokenizer
    reader: PairReader
    grounding: GroundingDetector
    consistency: SelfCheck
    risk: RiskModel
    claim_threshold: float
    answer_threshold: float
    grey_band: GreyBand

    def try_each(self) -> None:
        """Runs each model once, on next to nothing. Raises `Overloaded` and `ModelUnavailable`."""
        self.encoder.encode(["."])
        self.reader.read(f"{monotonic()}", ["."])  # a reading that is known would not be read
        self.grounding.check(Inspection(("It is.",), (frozenset(),), ("It was.",), "", ()))


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
        # It reads sixteen rows a question, so there is always enough to do for every lane.
        reader_options = replace(options, lanes=min(_MOST_LANES, options.threads or _cores()))
        reader = stack.enter_context(load_reader(settings.models / "reader", reader_options))
        ranker: PairReader = reader
        if settings.cross_encoder:
            ranker = stack.enter_context(load_hub_reader(settings.cross_encoder, spans=reader))
        folder = settings.models / "grounding"
        support = stack.enter_context(load_support(folder, options))
        fitted = _Fitted.of(open_artefact(folder, ModelKind.GROUNDING))
        consistency = SelfCheck(support, fitted.selfcheck, score=not_entailed)
        if settings.entailment:
            # The scale in `model.json` was fitted for our model; another's mean stands as it is.
            other = stack.enter_context(load_hub_entailment(settings.entailment))
            consistency = SelfCheck(other, Scale(1.0, 0.0), score=contradicted)
        yield Models(
            encoder=encoder,
            tokenizer=encoder,
            reader=ranker,
            grounding=GroundingDetector(support, support, fitted.risk),
            consistency=consistency,
            risk=fitted.risk,
            claim_threshold=fitted.claim_threshold,
            answer_threshold=fitted.answer_threshold,
            grey_band=fitted.grey_band,
        )


@dataclass(frozen=True, slots=True)
class _Fitted:
    """What was fitted for the grounding model, as its `model.json` holds it."""

    risk: RiskModel
    selfcheck: Scale
    claim_threshold: float
    answer_threshold: float
    grey_band: GreyBand

    @classmethod
    def of(cls, artefact: Artefact) -> "_Fitted":
        """Raises `Misconfigured`."""
        details = artefact.details
        try:
            return cls(
                RiskModel.from_details(details["risk"]),
                Scale(**{name: float(value) for name, value in details["selfcheck"].items()}),
                float(details["claim_threshold"]),
                float(details["answer_threshold"]),
                GreyBand(*map(float, details["grey_band"])),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Misconfigured(
                f"{artefact.folder / DETAILS_FILE} lacks or garbles {error}. Restore the folder with "
                "`git checkout -- models/grounding`, or run `python -m training calibrate grounding`."
            ) from error


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _encoder(settings: Settings, options: RuntimeOptions) -> HubEncoder | LocalEncoder:
    if settings.encoder:
        return load_hub_encoder(settings.encoder)
    return load_encoder(settings.models / "encoder", options)
