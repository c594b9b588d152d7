"""A detector that reads one language well, and what stands in for it where it cannot read."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from domain.answers import Evidence
from monitoring.detectors.detection import Assessment, Detector, Inspection
from text.languages import likely_language


class Found(Protocol):
    """What a detector found out about a claim."""

    @property
    def unsupported(self) -> tuple[tuple[int, int], ...]:
        """Ascending character spans of the claim."""

    @property
    def contradiction(self) -> Evidence | None:
        """The sentence that says otherwise."""


class SpanDetector(Detector, Protocol):
    """A detector that marks words."""

    def check(self, inspection: Inspection) -> Sequence[Found | None]:
        """One finding per claim, in order."""


class ByLanguage:
    """Claims in the language that `best` reads go to it, others to `other` where a passage is in their language too.

    What neither can read, a German claim beside English passages, gets no assessment, so that it is unchecked.
    """

    reads_question = True

    def __init__(self, best: SpanDetector, other: SpanDetector, *, language: str) -> None:
        self.name = best.name
        self._best = best
        self._other = other
        self._language = language

    def assess(self, inspection: Inspection) -> list[Assessment | None]:
        """See `Detector.assess`."""
        found: list[Assessment | None] = [None] * len(inspection.claims)
        for detector, places in self._parts(inspection):
            for place, one in zip(places, detector.assess(_part(inspection, places)), strict=True):
                found[place] = one
        return found

    def check(self, inspection: Inspection) -> list[Found | None]:
        """See `SpanDetector.check`."""
        found: list[Found | None] = [None] * len(inspection.claims)
        for detector, places in self._parts(inspection):
            for place, one in zip(places, detector.check(_part(inspection, places)), strict=True):
                found[place] = one
        return found

    def _parts(self, inspection: Inspection) -> list[tuple[SpanDetector, list[int]]]:
        spoken = {likely_language(passage) or self._language for passage in inspection.passages if passage.strip()}
        languages = [likely_language(claim) for claim in inspection.claims]
        ours = [place for place, one in enumerate(languages) if one in {None, self._language}]
        theirs = [place for place, one in enumerate(languages) if one not in {None, self._language} and one in spoken]
        if self._language not in spoken:
            # Nothing is there that the better one reads; what shows no language is read as the passages are.
            theirs = sorted({*theirs, *(place for place in ours if languages[place] is None)})
            ours = []
        return [(detector, places) for detector, places in ((self._best, ours), (self._other, theirs)) if places]


def _part(inspection: Inspection, places: Sequence[int]) -> Inspection:
    return replace(
        inspection,
        claims=tuple(inspection.claims[place] for place in places),
        cited=tuple(inspection.cited[place] for place in places),
    )
