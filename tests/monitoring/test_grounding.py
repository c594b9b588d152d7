"""The grounding detector turns token risks into one risk a claim, and back into places in the claim."""

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.generation import EvidencePair, TokenRisk
from monitoring.grounding import Calibration, GroundingDetector, merged

CALIBRATION = Calibration(scale=1.0, shift=-1.0)
PASSAGES = ["The museum opened in 1921. It is closed on Mondays."]


class WordClassifier:
    """A working classifier: a word that the evidence does not hold is at risk, any other is not."""

    def __init__(self) -> None:
        self.pairs: list[EvidencePair] = []

    def classify(self, pairs: Sequence[EvidencePair]) -> Sequence[Sequence[TokenRisk]]:
        self.pairs += pairs
        return [self._risks(pair) for pair in pairs]

    def count_tokens(self, text: str) -> int:
        return len(re.findall(r"\w+|[^\w\s]", text))

    def _risks(self, pair: EvidencePair) -> list[TokenRisk]:
        known = set(re.findall(r"\w+", pair.evidence.lower()))
        return [
            TokenRisk(*word.span(), 0.05 if word.group().lower() in known else 0.95)
            for word in re.finditer(r"\w+", pair.claim)
        ]


@pytest.fixture
def detector() -> GroundingDetector:
    return GroundingDetector(WordClassifier(), CALIBRATION)


def test_a_changed_figure_is_found_where_it_stands(detector: GroundingDetector) -> None:
    claim = "The museum opened in 1931 [1]."
    (finding,) = detector.check([claim], PASSAGES)
    assert finding is not None
    assert [claim[a:b] for a, b in finding.unsupported] == ["1931"]
    assert finding.risk > 0.5


def test_a_supported_claim_has_a_low_risk_and_no_marked_words(detector: GroundingDetector) -> None:
    (finding,) = detector.check(["The museum is closed on Mondays [1]."], PASSAGES)
    assert finding is not None
    assert finding.unsupported == ()
    assert finding.risk < 0.2


def test_places_count_from_the_claim_as_given_with_marks_in_its_middle(detector: GroundingDetector) -> None:
    claim = "It is closed [1] on Sundays [1, 2]."
    (finding,) = detector.check([claim], PASSAGES)
    assert finding is not None
    assert [claim[a:b] for a, b in finding.unsupported] == ["Sundays"]


@pytest.mark.parametrize(("claim", "passages"), [("[1]", PASSAGES), ("…", PASSAGES), ("It is.", []), ("It is.", [" "])])
def test_what_cannot_be_checked_gives_no_finding(detector: GroundingDetector, claim: str, passages: list[str]) -> None:
    assert detector.check([claim], passages) == [None]
    assert detector.assess([claim], passages, question=None) == [None]


def test_a_claim_longer_than_the_window_is_checked_to_its_end(detector: GroundingDetector) -> None:
    claim = "The museum opened in 1921 and " * 60 + "it burnt."
    (finding,) = detector.check([claim], PASSAGES)
    assert finding is not None
    assert len(finding.evidence) > 1
    assert "burnt" in [claim[a:b].split()[-1] for a, b in finding.unsupported]


def test_the_sentence_before_helps_to_find_evidence() -> None:
    classifier = WordClassifier()
    passages = ["Hartwell lies on a hill. " + "Rain falls. " * 200, "Lindau has a harbour. " + "Snow falls. " * 200]
    GroundingDetector(classifier, CALIBRATION).check(["We were in Lindau.", "It was nice."], passages)
    assert "Lindau has a harbour." in classifier.pairs[1].evidence


def test_findings_keep_the_order_of_the_claims(detector: GroundingDetector) -> None:
    risks = detector.assess(["The museum opened in 1921.", "[2]", "Elephants dance."], PASSAGES, question="When?")
    assert risks[0] is not None
    assert risks[2] is not None
    assert risks[1] is None
    assert risks[0] < risks[2]


@given(
    risks=st.lists(st.floats(0, 1), min_size=1, max_size=20),
    index=st.integers(0, 19),
    raised=st.floats(0, 1),
)
def test_raising_a_tokens_risk_never_lowers_the_claims(risks: list[float], index: int, raised: float) -> None:
    index %= len(risks)
    higher = [*risks[:index], max(raised, risks[index]), *risks[index + 1 :]]
    assert 0 <= CALIBRATION.risk(risks) <= CALIBRATION.risk(higher) + 1e-12 <= 1 + 1e-12


@given(spans=st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)).map(lambda span: (span[0], span[0] + span[1]))))
def test_merged_spans_are_ascending_apart_and_cover_the_same(spans: list[tuple[int, int]]) -> None:
    joined = merged(spans)
    assert all(first[1] + 1 < second[0] for first, second in pairwise(joined))
    covered = {place for start, end in joined for place in range(start, end)}
    assert covered >= {place for start, end in spans for place in range(start, end)}


def test_calibration_reads_its_numbers_and_misses_none_silently() -> None:
    assert Calibration.from_details({"claim": {"scale": 2, "shift": -1}}) == Calibration(2, -1)
    with pytest.raises(KeyError):
        Calibration.from_details({"unsupported": {"scale": 2, "shift": -1}})
