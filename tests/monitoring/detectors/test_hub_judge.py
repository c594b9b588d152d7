"""A public model's word is the risk; values, windows and what contradicts are as with our own judge."""

import pytest

from domain.answers import ValueState
from domain.generation import ClaimCase, JudgedClaim, Relation
from domain.odds import sigmoid
from monitoring.detectors.detection import Inspection
from monitoring.detectors.hub_judge import FIRST_LOOK_TOKENS, HubJudgeDetector
from monitoring.detectors.judge import CONFLICT_RISK
from monitoring.detectors.looking import SECOND_LOOK_TOKENS
from tests.monitoring.detectors.word_judge import WordJudge

MUSEUM = "The museum opened in 1921. It is closed on Mondays."


@pytest.fixture
def judge() -> WordJudge:
    return WordJudge()


@pytest.fixture
def detector(judge: WordJudge) -> HubJudgeDetector:
    return HubJudgeDetector(judge, lambda signals: sigmoid(signals.not_supported))


def inspection(*claims: str, passages: tuple[str, ...] = (MUSEUM,), question: str = "") -> Inspection:
    return Inspection(claims, (frozenset(),) * len(claims), passages, question, ())


def test_a_claim_is_as_risky_as_the_model_says_and_says_nothing_of_the_question(detector: HubJudgeDetector) -> None:
    right, wrong = detector.assess(inspection("The museum is closed.", "The museum sells bicycles.", question="When?"))
    assert right is not None
    assert wrong is not None
    assert wrong.risk == pytest.approx(0.95)
    assert (right.answers, wrong.answers, detector.reads_question) == (None, None, False)


def test_unsupported_words_are_marked_where_the_model_tells_them(detector: HubJudgeDetector) -> None:
    [found] = detector.check(inspection("It is closed on Sundays."))
    assert found is not None
    assert [("It is closed on Sundays.")[start:end] for start, end in found.unsupported] == ["Sundays"]


def test_the_sentence_that_says_otherwise_is_found(detector: HubJudgeDetector) -> None:
    [found] = detector.assess(inspection("The museum opened in 1931."))
    assert found is not None
    assert found.contradiction is not None
    assert found.contradiction.quote == "The museum opened in 1921."
    assert [value.state for value in found.values] == [ValueState.OTHER]


class Believer:
    """A model that takes everything for supported."""

    def judge(self, cases: list[ClaimCase]) -> list[JudgedClaim]:
        return [JudgedClaim(Relation(0.999, 0.001, 0.0), None, ()) for _ in cases]

    def count_tokens(self, text: str) -> int:
        return len(text.split())


def test_another_value_is_not_outvoted_by_the_model() -> None:
    detector = HubJudgeDetector(Believer(), lambda signals: sigmoid(signals.not_supported))
    same, other = detector.assess(
        inspection("It opened in 1921.", "A tent costs 12 euros.", passages=("In 1921 a tent cost 38 euros.",))
    )
    assert same is not None
    assert other is not None
    assert same.risk < 0.01
    assert other.risk == CONFLICT_RISK


def test_what_states_nothing_and_what_has_no_evidence_gets_no_finding(detector: HubJudgeDetector) -> None:
    assert detector.assess(inspection("[1]", "…")) == [None, None]
    assert detector.assess(inspection("It is closed.", passages=(" ",))) == [None]


def test_a_fact_in_the_last_passage_of_many_is_found_at_the_second_look(
    detector: HubJudgeDetector, judge: WordJudge
) -> None:
    filler = tuple(f"The museum wall {number} is open and painted in red and blue colours." for number in range(40))
    [found] = detector.assess(
        inspection("The museum is closed on Mondays.", passages=(*filler, "The museum is closed on Mondays, too."))
    )
    assert found is not None
    assert found.risk < 0.1
    spent = [sum(map(judge.count_tokens, case.evidence)) for case in judge.cases]
    assert spent[0] <= FIRST_LOOK_TOKENS
    assert all(tokens <= SECOND_LOOK_TOKENS for tokens in spent)


def test_each_passage_is_handed_over_as_one_text(detector: HubJudgeDetector, judge: WordJudge) -> None:
    detector.assess(inspection("It is closed.", passages=(MUSEUM, "Dogs are welcome.")))
    assert judge.cases[0].evidence == (MUSEUM, "Dogs are welcome.")
