"""A detector: claims judged by a public model, whose word is taken as it is, with values compared beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.answers import ClaimValue, Evidence
from domain.generation import ClaimCase, JudgedClaim
from domain.odds import logit
from domain.ports import ClaimJudge
from monitoring.detectors.detection import Assessment, Inspection
from monitoring.detectors.judge import UNSUPPORTED_WORD, conflict_of, least_risk
from monitoring.detectors.judge_signals import in_answer, values_of
from monitoring.detectors.looking import CONTRADICTED, contradicting, look_twice
from monitoring.detectors.packing import EvidencePacker
from monitoring.detectors.remembering import Remembered, bytes_of
from monitoring.detectors.restating import Restated, restated
from monitoring.detectors.spans import merged
from monitoring.detectors.values.value import CheckedValue, State
from text.marks import states_something

# Public checkers were trained on passages rather than on sentences.
FIRST_LOOK_TOKENS = 300
SIGNALS = ("not_supported",)
_REMEMBERED_BYTES = 32 * 2**20


@dataclass(frozen=True, slots=True)
class HubSignals:
    """`not_supported`: the logit of the claim's own risk."""

    not_supported: float
    values_found: tuple[ClaimValue, ...] = ()
    from_question: bool = False

    def values(self) -> tuple[float, ...]:
        """In the order of `SIGNALS`."""
        return (self.not_supported,)


@dataclass(frozen=True, slots=True)
class Finding:
    """See `monitoring.detectors.judge.Finding`; such a model says nothing of whether a claim answers the question."""

    signals: HubSignals
    unsupported: tuple[tuple[int, int], ...]
    contradiction: Evidence | None


class HubJudgeDetector:
    """Says how likely each claim is not supported by the passages, with a model that gives one probability for it.

    What is read for a claim, and what its values have to say, is as with our own judge; `risk_of` turns the model's
    word into the risk. A claim without a word gets no finding. Errors of the model pass through.
    """

    name = "judge"
    reads_question = False

    def __init__(self, judge: ClaimJudge, risk_of: Callable[[HubSignals], float]) -> None:
        self._judge = judge
        self._risk_of = risk_of
        self._packers: Remembered[tuple[str, ...], EvidencePacker] = Remembered(
            limit_bytes=_REMEMBERED_BYTES, weigh=_weigh
        )

    def assess(self, inspection: Inspection) -> list[Assessment | None]:
        """See `Detector.assess`."""
        return [None if found is None else self._assessment(found) for found in self.check(inspection)]

    def check(self, inspection: Inspection) -> list[Finding | None]:
        """One finding per claim, in order. What is said of a claim does not hang on the claims beside it."""
        passages = inspection.passages
        packer = self._packers.get(
            passages, lambda: EvidencePacker(passages, self._judge.count_tokens, check=inspection.check)
        )
        values = [values_of(claim, inspection) for claim in inspection.claims]
        read = [restated(claim, its) for claim, its in zip(inspection.claims, values, strict=True)]
        judged = self._judged(inspection, packer, read)
        return [
            self._finding(one, said, its, inspection, packer) if states_something(claim) and packer.tokens else None
            for claim, one, said, its in zip(inspection.claims, read, judged, values, strict=True)
        ]

    def _judged(self, inspection: Inspection, packer: EvidencePacker, read: Sequence[Restated]) -> list[JudgedClaim]:
        question = inspection.question

        def case_of(place: int, budget_tokens: int) -> ClaimCase:
            inspection.check()
            picked = packer.pick(read[place].text, budget_tokens=budget_tokens, hint=question)
            return ClaimCase(question, read[place].text, tuple(" ".join(sentences) for sentences in picked))

        return look_twice(
            self._judge, case_of, inspection, evidence_tokens=packer.tokens, first_tokens=FIRST_LOOK_TOKENS
        )

    def _finding(
        self,
        read: Restated,
        judged: JudgedClaim,
        values: tuple[CheckedValue, ...],
        inspection: Inspection,
        packer: EvidencePacker,
    ) -> Finding:
        inspection.check()
        spans = [read.span(token.start, token.end) for token in judged.tokens if token.risk >= UNSUPPORTED_WORD]
        against = None
        if judged.relation.contradicted >= CONTRADICTED:
            against = contradicting(self._judge, read.text, inspection, packer)
        return Finding(_signals(judged, values), merged(spans), against)

    def _assessment(self, found: Finding) -> Assessment:
        signals = found.signals
        least = least_risk(signals.values_found, from_question=signals.from_question)
        contradiction = found.contradiction or conflict_of(signals.values_found)
        return Assessment(max(self._risk_of(signals), least), contradiction, None, signals.values_found)


def _signals(judged: JudgedClaim, values: tuple[CheckedValue, ...]) -> HubSignals:
    return HubSignals(
        not_supported=logit(1 - judged.relation.entailed),
        values_found=tuple(map(in_answer, values)),
        from_question=any(value.asked and value.state is State.ABSENT for value in values),
    )


def _weigh(passages: tuple[str, ...], packer: EvidencePacker) -> int:
    return bytes_of(passages) + packer.weight_bytes()
