"""A detector: question, claim and evidence read together, with values compared beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from domain.answers import ClaimValue, Evidence, ValueState
from domain.generation import ClaimCase, JudgedClaim
from domain.ports import ClaimJudge, PairReader, SupportReader
from monitoring.detectors.detection import Assessment, Inspection
from monitoring.detectors.judge_signals import JudgeSignals, KnownTexts, in_answer, known_texts, measure, values_of
from monitoring.detectors.looking import CONTRADICTED, FIRST_LOOK_TOKENS, contradicting, look_twice
from monitoring.detectors.packing import EvidencePacker
from monitoring.detectors.remembering import Remembered, bytes_of
from monitoring.detectors.restating import Restated, restated
from monitoring.detectors.spans import merged
from monitoring.detectors.values.expecting import lacks_the_asked
from monitoring.detectors.values.value import CheckedValue
from text.marks import states_something

UNSUPPORTED_WORD = 0.5
# Of written claims with a conflict of values 85 in 100 are wrong where half of all are, so half where one in eight is.
CONFLICT_RISK = 0.45
FROM_QUESTION_RISK = 0.3
# Of 12 written answers that lack the asked kind all are beside the point, of 816 right ones none lacks it.
LACKING_ANSWERS = 0.05
_REMEMBERED_BYTES = 32 * 2**20


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one claim.

    `unsupported` are ascending character spans of the claim. `contradiction` is the sentence of a passage that says
    otherwise, null where none does. `answers` in [0, 1] is how likely it answers the question, null without one;
    `lacks_the_asked`: it cannot, since it has no value of the kind that is asked for.
    """

    signals: JudgeSignals
    unsupported: tuple[tuple[int, int], ...]
    contradiction: Evidence | None
    answers: float | None
    lacks_the_asked: bool = False


@dataclass(frozen=True, slots=True)
class _Look:
    inspection: Inspection
    packer: EvidencePacker
    values: tuple[tuple[CheckedValue, ...], ...]
    claims: tuple[Restated, ...]

    @classmethod
    def at(cls, inspection: Inspection, packer: EvidencePacker) -> "_Look":
        """With the values of each claim, and the claim as it is read."""
        values = tuple(values_of(claim, inspection) for claim in inspection.claims)
        claims = tuple(restated(claim, its) for claim, its in zip(inspection.claims, values, strict=True))
        return cls(inspection, packer, values, claims)


class JudgeDetector:
    """Says how likely each claim is not supported by the passages, and whether it answers the question.

    The sentences that share most with claim and question are read first; a claim that they do not support is held
    against what else may bear on it, from every passage. Values are read in the notation of the passages. A claim
    without a word, and any where no passage has text, gets no finding. Errors of the model pass through. A small model
    reads the same sentences: it knows the wording of models better. `risk_of` and `answers_of` turn what is measured
    into probabilities.
    """

    name = "judge"
    reads_question = True

    def __init__(
        self,
        judge: ClaimJudge,
        small: SupportReader,
        reader: PairReader,
        risk_of: Callable[[JudgeSignals], float],
        answers_of: Callable[[float], float],
    ) -> None:
        self._judge = judge
        self._small = small
        self._reader = reader
        self._risk_of = risk_of
        self._answers_of = answers_of
        self._packers: Remembered[tuple[str, ...], EvidencePacker] = Remembered(
            limit_bytes=_REMEMBERED_BYTES, weigh=_weigh
        )

    def assess(self, inspection: Inspection) -> list[Assessment | None]:
        """See `Detector.assess`. Of quotes neither reader nor small model is asked: they tell of risks alone."""
        if inspection.quoted:
            return self._of_quotes(inspection)
        return [None if found is None else self._assessment(found) for found in self.check(inspection)]

    def check(self, inspection: Inspection) -> list[Finding | None]:
        """One finding per claim, in order. What is said of a claim does not hang on the claims beside it."""
        look = _Look.at(inspection, self._packer(inspection))
        known = known_texts(inspection, self._reader)
        return [self._finding(place, one, look, known) for place, one in enumerate(self._judged(look))]

    def _judged(self, look: _Look) -> Sequence[JudgedClaim]:
        case_of = partial(self._case, look=look)
        return look_twice(self._judge, case_of, look.inspection, evidence_tokens=look.packer.tokens)

    def _of_quotes(self, inspection: Inspection) -> list[Assessment | None]:
        look = _Look.at(inspection, self._packer(inspection))
        read = zip(inspection.claims, self._judged(look), look.values, strict=True)
        return [self._of_quote(inspection.question, *one) for one in read]

    def _of_quote(
        self, question: str, claim: str, judged: JudgedClaim, values: Sequence[CheckedValue]
    ) -> Assessment | None:
        if not judged.tokens or not states_something(claim):
            return None
        answers = self._answers(judged.answers, lacks_the_asked=lacks_the_asked(question, claim))
        return Assessment(0.0, None, answers, tuple(map(in_answer, values)))

    def _answers(self, judged: float | None, *, lacks_the_asked: bool) -> float | None:
        answers = None if judged is None else self._answers_of(judged)
        return min(answers, LACKING_ANSWERS) if answers is not None and lacks_the_asked else answers

    def _assessment(self, found: Finding) -> Assessment:
        answers = self._answers(found.answers, lacks_the_asked=found.lacks_the_asked)
        values = found.signals.values_found
        least = least_risk(values, from_question=found.signals.from_question)
        risk = max(self._risk_of(found.signals), least)
        return Assessment(risk, found.contradiction or conflict_of(values), answers, values)

    def _packer(self, inspection: Inspection) -> EvidencePacker:
        passages, headings = inspection.passages, inspection.headings

        def pack() -> EvidencePacker:
            return EvidencePacker(passages, self._judge.count_tokens, check=inspection.check, headings=headings)

        return self._packers.get((*passages, *headings), pack)

    def _case(self, place: int, budget_tokens: int, look: _Look) -> ClaimCase:
        look.inspection.check()
        claim, question = look.claims[place].text, look.inspection.question
        picked = look.packer.pick(claim, budget_tokens=budget_tokens, hint=question)
        return ClaimCase(question, claim, tuple(sentence for passage in picked for sentence in passage))

    def _finding(self, place: int, judged: JudgedClaim, look: _Look, known: KnownTexts) -> Finding | None:
        look.inspection.check()
        claim, cited = look.inspection.claims[place], look.inspection.cited[place]
        if not judged.tokens or not states_something(claim):
            return None
        read = look.claims[place]
        spans = [read.span(token.start, token.end) for token in judged.tokens if token.risk >= UNSUPPORTED_WORD]
        contradiction = None
        if judged.relation.contradicted >= CONTRADICTED:
            contradiction = contradicting(self._judge, read.text, look.inspection, look.packer)
        case = self._case(place, FIRST_LOOK_TOKENS, look)
        [second] = self._small.read([read.text], [case.evidence])
        signals = measure(judged, second, claim, cited, known, look.values[place])
        lacks = lacks_the_asked(look.inspection.question, claim)
        return Finding(signals, merged(spans), contradiction, judged.answers, lacks)


def least_risk(values: Sequence[ClaimValue], *, from_question: bool) -> float:
    """What values say is not outvoted by how a sentence reads."""
    if any(value.state is ValueState.OTHER for value in values):
        return CONFLICT_RISK
    return FROM_QUESTION_RISK if from_question else 0.0


def conflict_of(values: Sequence[ClaimValue]) -> Evidence | None:
    """Where the passages have another value, null where they have none."""
    conflicts = (value.evidence for value in values if value.state is ValueState.OTHER)
    return next((evidence[0] for evidence in conflicts if evidence), None)


def _weigh(passages: tuple[str, ...], packer: EvidencePacker) -> int:
    return bytes_of(passages) + packer.weight_bytes()
