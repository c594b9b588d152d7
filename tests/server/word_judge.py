"""A working stand-in for the judge: it reads questions by their words, and values for real."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from domain.answers import ClaimValue, ValueState
from monitoring.detectors.detection import Assessment, Inspection
from monitoring.detectors.values.checking import check_values
from server.wiring.opening import LocalModels, open_models
from server.wiring.settings import Settings

_WORD = re.compile(r"[^\W\d]{4,}")


class WordJudge:
    """A claim is in doubt where a long word of it stands in no passage; it answers where one stands in the question."""

    name = "judge"
    reads_question = True

    def assess(self, inspection: Inspection) -> Sequence[Assessment]:
        return [_assessed(claim, inspection) for claim in inspection.claims]


def _assessed(claim: str, inspection: Inspection) -> Assessment:
    words, known, asked = (_words(text) for text in (claim, " ".join(inspection.passages), inspection.question))
    values = check_values(claim, inspection.passages, question=inspection.question)
    return Assessment(
        risk=0.05 if words <= known else 0.95,
        answers=(0.9 if words & asked else 0.1) if inspection.question else None,
        values=tuple(
            ClaimValue(v.value.text, v.value.start, v.value.end, ValueState(v.state.value), v.evidence) for v in values
        ),
    )


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


@contextmanager
def open_reading(settings: Settings) -> Iterator[LocalModels]:
    """The models with this judge in place of the shipped one."""
    with open_models(settings) as models:
        yield replace(
            models,
            grounding=WordJudge(),  # type: ignore[arg-type]  # a `Detector` is all that it has to be
            risk=replace(models.risk, off_point=0.5),
            claim_threshold=0.5,
            answer_threshold=0.99,
        )
