"""The grounding detector holds claims against passages, each for itself, and says what contradicts them."""

import re
from collections.abc import Sequence

import pytest

from domain.generation import ClaimReading, EvidencePair, Relation, TokenRisk
from monitoring.detectors.detection import Inspection
from monitoring.detectors.grounding import PICKED_TOKENS, WHOLE_TOKENS, GroundingDetector
from tests.monitoring.risk_models import risk_model

PASSAGES = ["The museum opened in 1921. It is closed on Mondays."]


class WordReader:
    """A working reader: a word that the passages do not hold is at risk; a known word beside a new year contradicts."""

    def __init__(self) -> None:
        self.evidence: list[str] = []

    def read(self, claims: Sequence[str], passages: Sequence[Sequence[str]]) -> list[ClaimReading]:
        text = " ".join(sentence for passage in passages for sentence in passage)
        self.evidence.append(text)
        known = set(re.findall(r"\w+", text.lower())) if text else None
        return [self._reading(claim, known) for claim in claims]

    def compare(self, pairs: Sequence[EvidencePair]) -> list[Relation]:
        return [self.read([pair.claim], [[pair.evidence]])[0].relation for pair in pairs]

    def count_tokens(self, text: str) -> int:
        return len(re.findall(r"\w+|[^\w\s]", text))

    def _reading(self, claim: str, known: set[str] | None) -> ClaimReading:
        if known is None:
            return ClaimReading((), Relation(0, 1, 0))
        words = list(re.finditer(r"\w+", claim))
        new = [word.group() for word in words if word.group().lower() not in known]
        tokens = tuple(TokenRisk(*w.span(), 0.95 if w.group() in new else 0.05) for w in words)
        if not new:
            return ClaimReading(tokens, Relation(0.9, 0.05, 0.05))
        against = any(word.isdigit() for word in new) and len(new) < len(words)
        return ClaimReading(tokens, Relation(0.1, 0.1, 0.8) if against else Relation(0.1, 0.8, 0.1))


@pytest.fixture
def reader() -> WordReader:
    return WordReader()


@pytest.fixture
def detector(reader: WordReader) -> GroundingDetector:
    return GroundingDetector(reader, reader, risk_model().claim)


def inspection(*claims: str, passages: Sequence[str] = PASSAGES, question: str = "") -> Inspection:
    return Inspection(claims, (frozenset(),) * len(claims), tuple(passages), question, ())


def test_a_changed_figure_is_found_where_it_stands_with_the_sentence_that_contradicts_it(
    detector: GroundingDetector,
) -> None:
    claim = "The museum opened in 1931."
    [finding] = detector.check(inspection(claim))
    assert finding is not None
    assert [claim[a:b] for a, b in finding.unsupported] == ["1931"]
    assert finding.contradiction is not None
    assert finding.contradiction.quote == "The museum opened in 1921."
    [assessment] = detector.assess(inspection(claim))
    assert assessment is not None
    assert assessment.risk > 0.5
    assert assessment.contradiction == finding.contradiction


def test_the_question_is_no_evidence(detector: GroundingDetector) -> None:
    [finding] = detector.check(inspection("Elephants dance.", question="Do elephants dance?"))
    assert finding is not None
    assert finding.unsupported


def test_a_claim_that_nothing_speaks_of_is_contradicted_by_nothing(detector: GroundingDetector) -> None:
    [assessment] = detector.assess(inspection("Elephants dance in 1844."))
    assert assessment is not None
    assert assessment.risk > 0.5
    [finding] = detector.check(inspection("Elephants dance."))
    assert finding is not None
    assert finding.contradiction is None


def test_a_supported_claim_has_a_low_risk_and_no_marked_words(detector: GroundingDetector) -> None:
    [finding] = detector.check(inspection("The museum is closed on Mondays."))
    [assessment] = detector.assess(inspection("The museum is closed on Mondays."))
    assert finding is not None
    assert assessment is not None
    assert finding.unsupported == ()
    assert assessment.risk < 0.2


@pytest.mark.parametrize(("claim", "passages"), [("…", PASSAGES), ("It is.", []), ("It is.", [" "])])
def test_what_cannot_be_checked_gives_no_finding(detector: GroundingDetector, claim: str, passages: list[str]) -> None:
    assert detector.check(inspection(claim, passages=passages)) == [None]
    assert detector.assess(inspection(claim, passages=passages)) == [None]


def test_what_is_said_of_a_claim_does_not_hang_on_the_claims_beside_it(detector: GroundingDetector) -> None:
    claims = ("The museum opened in 1921.", "…", "Elephants dance.", "It opened in 1931.")
    together = detector.check(inspection(*claims))
    assert together == [detector.check(inspection(claim))[0] for claim in claims]


def test_passages_are_read_whole_as_long_as_they_are_not_too_many(
    detector: GroundingDetector, reader: WordReader
) -> None:
    many = ["Rain falls on hills. " * 60] * (WHOLE_TOKENS // 300 - 1)
    detector.check(inspection("It opened in 1921.", passages=[*many, *PASSAGES]))
    assert "opened in 1921" in reader.evidence[0]
    assert reader.count_tokens(reader.evidence[0]) > PICKED_TOKENS


def test_of_very_many_passages_each_claim_meets_what_bears_on_it(
    detector: GroundingDetector, reader: WordReader
) -> None:
    many = ["Rain falls on hills. " * 60] * 40
    findings = detector.check(inspection("The museum opened in 1921.", "Rain falls.", passages=[*many, *PASSAGES]))
    assert [finding.unsupported for finding in findings if finding] == [(), ()]
    assert all(reader.count_tokens(evidence) <= PICKED_TOKENS for evidence in reader.evidence)
