"""A detector: claims against passages, word by word, with the small model that is made for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.answers import Evidence
from domain.generation import ClaimReading, EvidencePair
from domain.ports import EntailmentModel, SupportReader
from monitoring.detectors.detection import Assessment, Inspection
from monitoring.detectors.packing import EvidencePacker
from monitoring.detectors.remembering import Remembered, bytes_of
from monitoring.detectors.signals import Known, Signals, known_of, measure
from monitoring.detectors.spans import merged
from text.marks import states_something

# Passages of up to this size are read whole for every claim; from more of them, what bears on the claim is picked.
WHOLE_TOKENS = 1600
PICKED_TOKENS = 300
UNSUPPORTED_TOKEN_RISK = 0.25  # the best F1 of marked characters on held-back answers, see docs/decisions.md
CONTRADICTED = 0.5
_CANDIDATES = 4
_REMEMBERED_BYTES = 32 * 2**20
_CLAIMS_AT_ONCE = 128


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one claim.

    `unsupported` are ascending character spans of the claim. `contradiction` is the sentence of a passage that says
    otherwise, null where none does.
    """

    signals: Signals
    unsupported: tuple[tuple[int, int], ...]
    contradiction: Evidence | None


class GroundingDetector:
    """Says how likely each claim is not supported by the passages, which words of it, and what contradicts it.

    A claim without a word, and any claim where no passage has text, gets no finding: the caller reports it as
    unchecked, never as supported. Errors of the model pass through unchanged, for the caller to record. `risk_of` turns
    a claim's signals into its calibrated risk.
    """

    name = "grounding"
    reads_question = False

    def __init__(self, reader: SupportReader, entailment: EntailmentModel, risk_of: Callable[[Signals], float]) -> None:
        self._reader = reader
        self._entailment = entailment
        self._risk_of = risk_of
        # A streamed answer is checked sentence by sentence against the same passages.
        self._packers: Remembered[tuple[str, ...], EvidencePacker] = Remembered(
            limit_bytes=_REMEMBERED_BYTES, weigh=_weigh
        )

    def assess(self, inspection: Inspection) -> list[Assessment | None]:
        """See `Detector.assess`."""
        return [
            None if finding is None else Assessment(self._risk_of(finding.signals), finding.contradiction)
            for finding in self.check(inspection)
        ]

    def check(self, inspection: Inspection) -> list[Finding | None]:
        """One finding per claim, in order. What is said of a claim does not hang on the claims beside it."""
        packer = self._packer(inspection)
        known = known_of(inspection.passages, inspection.question, check=inspection.check)
        readings = self._read(inspection, packer)
        return [
            self._finding(reading, claim, cited, inspection, packer, known)
            for reading, claim, cited in zip(readings, inspection.claims, inspection.cited, strict=True)
        ]

    def _packer(self, inspection: Inspection) -> EvidencePacker:
        passages, check = inspection.passages, inspection.check
        return self._packers.get(passages, lambda: EvidencePacker(passages, self._reader.count_tokens, check=check))

    def _read(self, inspection: Inspection, packer: EvidencePacker) -> Sequence[ClaimReading]:
        readings: list[ClaimReading] = []
        if packer.tokens <= WHOLE_TOKENS:
            for start in range(0, len(inspection.claims), _CLAIMS_AT_ONCE):
                inspection.check()
                readings += self._reader.read(inspection.claims[start : start + _CLAIMS_AT_ONCE], packer.whole)
            return readings
        for claim in inspection.claims:
            inspection.check()
            picked = packer.pick(claim, budget_tokens=PICKED_TOKENS, hint=inspection.question)
            readings += self._reader.read([claim], picked)
        return readings

    def _finding(
        self,
        reading: ClaimReading,
        claim: str,
        cited: frozenset[int],
        inspection: Inspection,
        packer: EvidencePacker,
        known: Known,
    ) -> Finding | None:
        inspection.check()
        if not reading.tokens or not states_something(claim):
            return None
        spans = [(token.start, token.end) for token in reading.tokens if token.risk >= UNSUPPORTED_TOKEN_RISK]
        contradiction = None
        if reading.relation.contradicted >= CONTRADICTED:
            contradiction = self._contradiction(claim, inspection, packer)
        return Finding(measure(reading, claim, cited, known), merged(spans), contradiction)

    def _contradiction(self, claim: str, inspection: Inspection, packer: EvidencePacker) -> Evidence | None:
        """The sentence that contradicts the claim by itself, of those that share most with it."""
        near = packer.nearest(claim, count=_CANDIDATES, hint=inspection.question)
        quotes = [inspection.passages[place.passage][place.start : place.end] for place in near]
        relations = self._entailment.compare([EvidencePair(quote, claim) for quote in quotes])
        found = zip(relations, near, quotes, strict=True)
        best = max(found, key=lambda candidate: candidate[0].contradicted, default=None)
        if best is None or best[0].contradicted < CONTRADICTED:
            return None
        _, place, quote = best
        return Evidence(place.passage, place.start, place.end, quote)


def _weigh(passages: tuple[str, ...], packer: EvidencePacker) -> int:
    return bytes_of(passages) + packer.weight_bytes()
