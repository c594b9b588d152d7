"""A detector: question, claim and evidence read together, with values compared beside it."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.answers import Evidence, ValueState
from domain.generation import ClaimCase, JudgedClaim
from domain.ports import ClaimJudge, PairReader, SupportReader
from monitoring.detectors.detection import Assessment, Inspection
from monitoring.detectors.judge_signals import JudgeSignals, KnownTexts, known_texts, measure, values_of
from monitoring.detectors.packing import EvidencePacker
from monitoring.detectors.remembering import Remembered, bytes_of
from monitoring.detectors.restating import Restated, restated
from monitoring.detectors.spans import merged
from monitoring.detectors.values.expecting import lacks_the_asked
from monitoring.detectors.values.value import CheckedValue
from text.marks import states_something

FIRST_LOOK_TOKENS = 150
SECOND_LOOK_TOKENS = 900
UNSUPPORTED_WORD = 0.5
CONTRADICTED = 0.5
# Of written claims with a conflict of values 85 in 100 are wrong where half of all are, so half where one in eight is.
CONFLICT_RISK = 0.45
FROM_QUESTION_RISK = 0.3
# Of 12 written answers that lack the asked kind all are beside the point, of 816 right ones none lacks it.
LACKING_ANSWERS = 0.05
_DOUBTED = 0.5
_CANDIDATES = 3
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
    known: KnownTexts
    values: tuple[tuple[CheckedValue, ...], ...]
    claims: tuple[Restated, ...]

    @classmethod
    def at(cls, inspection: Inspection, packer: EvidencePacker, known: KnownTexts) -> "_Look":
        """With the values of each claim, and the claim as it is read."""
        values = tuple(values_of(claim, known) for claim in inspection.claims)
        claims = tuple(restated(claim, its) for claim, its in zip(inspection.claims, values, strict=True))
        return cls(inspection, packer, known, values, claims)


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
        """See `Detector.assess`."""
        return [None if found is None else self._assessment(found) for found in self.check(inspection)]

    def check(self, inspection: Inspection) -> list[Finding | None]:
        """One finding per claim, in order. What is said of a claim does not hang on the claims beside it."""
        look = _Look.at(inspection, self._packer(inspection), known_texts(inspection, self._reader))
        judged = self._read(look)
        return [self._finding(place, one, look) for place, one in enumerate(judged)]

    def _assessment(self, found: Finding) -> Assessment:
        answers = None if found.answers is None else self._answers_of(found.answers)
        if answers is not None and found.lacks_the_asked:
            answers = min(answers, LACKING_ANSWERS)
        risk = max(self._risk_of(found.signals), _least_risk(found.signals))
        return Assessment(risk, found.contradiction or _conflict(found.signals), answers, found.signals.values_found)

    def _packer(self, inspection: Inspection) -> EvidencePacker:
        passages, check = inspection.passages, inspection.check
        return self._packers.get(passages, lambda: EvidencePacker(passages, self._judge.count_tokens, check=check))

    def _read(self, look: _Look) -> list[JudgedClaim]:
        claims = range(len(look.inspection.claims))
        judged = list(self._judge.judge([self._case(place, FIRST_LOOK_TOKENS, look) for place in claims]))
        if look.packer.tokens <= FIRST_LOOK_TOKENS:
            return judged
        doubted = [place for place in claims if judged[place].relation.entailed < _DOUBTED]
        look.inspection.check()
        again = self._judge.judge([self._case(place, SECOND_LOOK_TOKENS, look) for place in doubted])
        for place, second in zip(doubted, again, strict=True):
            if second.relation.entailed > judged[place].relation.entailed:
                judged[place] = second
        return judged

    def _case(self, place: int, budget_tokens: int, look: _Look) -> ClaimCase:
        look.inspection.check()
        claim, question = look.claims[place].text, look.inspection.question
        picked = look.packer.pick(claim, budget_tokens=budget_tokens, hint=question)
        return ClaimCase(question, claim, tuple(sentence for passage in picked for sentence in passage))

    def _finding(self, place: int, judged: JudgedClaim, look: _Look) -> Finding | None:
        look.inspection.check()
        claim, cited = look.inspection.claims[place], look.inspection.cited[place]
        if not judged.tokens or not states_something(claim):
            return None
        read = look.claims[place]
        spans = [read.span(token.start, token.end) for token in judged.tokens if token.risk >= UNSUPPORTED_WORD]
        contradiction = None
        if judged.relation.contradicted >= CONTRADICTED:
            contradiction = self._contradiction(read.text, look)
        case = self._case(place, FIRST_LOOK_TOKENS, look)
        [second] = self._small.read([read.text], [case.evidence])
        signals = measure(judged, second, claim, cited, look.known, look.values[place])
        lacks = lacks_the_asked(look.inspection.question, claim)
        return Finding(signals, merged(spans), contradiction, judged.answers, lacks)

    def _contradiction(self, claim: str, look: _Look) -> Evidence | None:
        """The sentence that contradicts the claim by itself, of those that share most with it."""
        inspection = look.inspection
        near = look.packer.nearest(claim, count=_CANDIDATES, hint=inspection.question)
        quotes = [inspection.passages[one.passage][one.start : one.end] for one in near]
        judged = self._judge.judge([ClaimCase(inspection.question, claim, (quote,)) for quote in quotes])
        found = zip(judged, near, quotes, strict=True)
        best = max(found, key=lambda candidate: candidate[0].relation.contradicted, default=None)
        if best is None or best[0].relation.contradicted < CONTRADICTED:
            return None
        _, place, quote = best
        return Evidence(place.passage, place.start, place.end, quote)


def _least_risk(signals: JudgeSignals) -> float:
    """What values say is not outvoted by how a sentence reads."""
    if signals.other_values:
        return CONFLICT_RISK
    return FROM_QUESTION_RISK if signals.from_question else 0.0


def _conflict(signals: JudgeSignals) -> Evidence | None:
    """Where the passages have another value, null where they have none."""
    conflicts = (value.evidence for value in signals.values_found if value.state is ValueState.OTHER)
    return next((evidence[0] for evidence in conflicts if evidence), None)


def _weigh(passages: tuple[str, ...], packer: EvidencePacker) -> int:
    return bytes_of(passages) + packer.weight_bytes()
