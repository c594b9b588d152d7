"""Puts together what is done while nobody asks, and what is asked in vain."""

from collections.abc import Sequence
from sys import getsizeof
from typing import TYPE_CHECKING

import numpy as np

from domain.anchors import Anchor
from inference.recent import Recent
from monitoring.detectors.detection import Inspection
from monitoring.quality.anchors import frozen_claims
from monitoring.quality.topics import topics
from server.usecases.anchoring import Anchoring
from server.usecases.diagnosing import Diagnosing
from server.usecases.gaps import Gaps
from server.usecases.upkeep import Chore, Upkeep
from server.wiring.asking import Asking, witness_of
from server.wiring.opening import MULTILINGUAL_NAME
from server.wiring.parts import Parts

if TYPE_CHECKING:
    from domain.ports import Vectors

# Measured on 240 questions of training/written/asked: each leaves about as many groups, see docs/quality.md.
_ALIKE_FROM = 0.4
_ALIKE_FROM_MULTILINGUAL = 0.865


def open_upkeep(parts: Parts, asking: Asking) -> Upkeep:
    """Not started yet."""
    chores = list[Chore]()
    if parts.settings.anchors == "on":
        chores.append(_anchoring(parts).step)
    if parts.settings.reasons == "on":
        diagnosing = Diagnosing(
            diagnoses=parts.stores.diagnoses,
            retriever=parts.retriever,
            judge=asking.judge,
            abstentions=witness_of(parts),
            now=parts.now,
        )
        chores.append(diagnosing.step)
    return Upkeep(chores, is_busy=parts.is_busy)


def _anchoring(parts: Parts) -> Anchoring:
    models, frozen = parts.models, frozen_claims()

    def risk_of(anchor: Anchor) -> float | None:
        [found] = models.grounding.assess(
            Inspection((anchor.claim,), (frozenset(),), (anchor.evidence,), anchor.question, ())
        )
        return None if found is None else found.risk

    return Anchoring(
        anchors=frozen.anchors,
        name=frozen.name,
        judge=models.judge_identity,
        threshold=models.claim_threshold,
        runs=parts.stores.anchors,
        risk_of=risk_of,
        now=parts.now,
    )


def gaps_of(parts: Parts) -> Gaps:
    """Questions are compared by the encoder of their collection; vectors of the last are kept."""
    recent: Recent[tuple[str, str], Vectors] = Recent(lambda key, vector: getsizeof(key[1]) + vector.nbytes)

    def group(collection: str, questions: Sequence[str]) -> Sequence[Sequence[int]]:
        encoder = parts.encoders.of(parts.stores.embeddings.standing(collection))

        def encoded(keys: Sequence[tuple[str, str]]) -> "Sequence[Vectors]":
            return [vector.copy() for vector in encoder.encode_queries([question for _, question in keys])]

        vectors = np.stack(recent.complete([(encoder.identity, question) for question in questions], encoded))
        is_multilingual = encoder.identity.startswith(MULTILINGUAL_NAME)
        return topics(vectors, alike_from=_ALIKE_FROM_MULTILINGUAL if is_multilingual else _ALIKE_FROM)

    return Gaps(asked=parts.stores.asked, group=group)
