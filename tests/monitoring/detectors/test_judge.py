"""The judge holds each claim and its question against the passages, twice where it must, and says what contradicts."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Never

import pytest

from domain.answers import ValueState
from domain.generation import ClaimCase, JudgedClaim
from monitoring.detectors.deadline import Late
from monitoring.detectors.detection import Inspection
from monitoring.detectors.judge import CONFLICT_RISK, JudgeDetector
from monitoring.detectors.looking import FIRST_LOOK_TOKENS, SECOND_LOOK_TOKENS
from tests.monitoring.detectors.word_judge import AGAINST, SILENT, WordJudge, judge_detector
from tests.monitoring.risk_models import judge_risk_model

PASSAGES = ["The museum opened in 1921. It is closed on Mondays.", "Dogs may enter the garden."]
GATES = [f"Entry for children is by gate number {number}." for number in range(40)]


@pytest.fixture
def judge() -> WordJudge:
    return WordJudge({"costs nothing": "entry is free for children"})


@pytest.fixture
def detector(judge: WordJudge) -> JudgeDetector:
    return judge_detector(judge)


def inspection(*claims: str, passages: Sequence[str] = PASSAGES, question: str = "") -> Inspection:
    return Inspection(claims, (frozenset(),) * len(claims), tuple(passages), question, ())


def test_a_changed_figure_is_found_with_the_sentence_that_says_otherwise(detector: JudgeDetector) -> None:
    claim = "The museum opened in 1931."
    [finding] = detector.check(inspection(claim))
    [assessment] = detector.assess(inspection(claim))
    assert finding is not None
    assert assessment is not None
    assert [claim[start:end] for start, end in finding.unsupported] == ["1931"]
    assert finding.contradiction is not None
    assert finding.contradiction.quote == "The museum opened in 1921."
    assert PASSAGES[finding.contradiction.passage][: finding.contradiction.end] == finding.contradiction.quote
    assert assessment.contradiction == finding.contradiction
    assert assessment.risk > 0.5
    assert [(value.text, value.state) for value in assessment.values] == [("1931", ValueState.OTHER)]


def test_a_contradiction_that_no_sentence_states_by_itself_names_none() -> None:
    class Suspicious(WordJudge):
        """Sees a contradiction in all passages together alone."""

        def judge(self, cases: Sequence[ClaimCase]) -> list[JudgedClaim]:
            together = [len(case.evidence) > 1 for case in cases]
            judged = super().judge(cases)
            return [
                replace(one, relation=AGAINST if many else SILENT) for one, many in zip(judged, together, strict=True)
            ]

    [finding] = judge_detector(Suspicious()).check(inspection("The museum opened late."))
    assert finding is not None
    assert finding.signals.contradicted > 0
    assert finding.contradiction is None


def test_the_question_is_no_evidence(detector: JudgeDetector, judge: WordJudge) -> None:
    question = "Why was the museum founded in 1732 by the Duke?"
    [assessment] = detector.assess(inspection("The museum was founded in 1732 by the Duke.", question=question))
    assert assessment is not None
    assert assessment.risk > 0.5
    assert all(question not in sentence for case in judge.cases for sentence in case.evidence)
    assert {case.question for case in judge.cases} == {question}


def test_a_claim_that_nothing_speaks_of_is_contradicted_by_nothing(detector: JudgeDetector) -> None:
    [finding] = detector.check(inspection("Elephants dance."))
    [assessment] = detector.assess(inspection("Elephants dance."))
    assert finding is not None
    assert assessment is not None
    assert finding.contradiction is None
    assert assessment.risk > 0.5


def test_a_supported_claim_has_a_low_risk_and_no_marked_words(detector: JudgeDetector) -> None:
    [finding] = detector.check(inspection("The museum opened in 1921."))
    [assessment] = detector.assess(inspection("The museum opened in 1921."))
    assert finding is not None
    assert assessment is not None
    assert finding.unsupported == ()
    assert assessment.risk < 0.2
    assert [(value.text, value.state) for value in assessment.values] == [("1921", ValueState.SAME)]


def test_whether_a_claim_answers_is_said_where_there_is_a_question(detector: JudgeDetector) -> None:
    claims = ("The museum opened in 1921.", "Dogs may enter the garden.")
    asked = detector.assess(inspection(*claims, question="When did the museum open?"))
    assert [one is not None and one.answers is not None and one.answers > 0.5 for one in asked] == [True, False]
    assert [one is not None and one.answers for one in detector.assess(inspection(*claims))] == [None, None]


@pytest.mark.parametrize(("claim", "passages"), [("…", PASSAGES), ("It is.", []), ("It is.", [" "]), ("It is.", [""])])
@pytest.mark.parametrize("question", ["", "Is it?"])
def test_what_cannot_be_checked_gives_no_finding(
    detector: JudgeDetector, claim: str, passages: list[str], question: str
) -> None:
    assert detector.check(inspection(claim, passages=passages, question=question)) == [None]
    assert detector.assess(inspection(claim, passages=passages, question=question)) == [None]


@pytest.mark.parametrize("passages", [PASSAGES, [*GATES, *PASSAGES]])
@pytest.mark.parametrize("question", ["", "When did it open?"])
def test_what_is_said_of_a_claim_does_not_hang_on_the_claims_beside_it(
    detector: JudgeDetector, passages: list[str], question: str
) -> None:
    claims = ("The museum opened in 1921.", "…", "Elephants dance.", "The museum opened in 1931.", "1921")
    together = detector.check(inspection(*claims, passages=passages, question=question))
    assert together == [detector.check(inspection(claim, passages=passages, question=question))[0] for claim in claims]


def test_few_passages_are_read_whole_and_once(detector: JudgeDetector, judge: WordJudge) -> None:
    detector.check(inspection("Elephants dance."))
    [case] = judge.cases
    assert case.evidence == ("The museum opened in 1921.", "It is closed on Mondays.", "Dogs may enter the garden.")


def test_a_claim_that_the_nearest_sentences_do_not_support_is_held_against_more(
    detector: JudgeDetector, judge: WordJudge
) -> None:
    far = "A visit costs nothing."
    [finding] = detector.check(inspection("Entry is free for children.", passages=[*GATES, far]))
    assert finding is not None
    assert finding.signals.not_supported < 0
    first, second = judge.cases
    assert far not in first.evidence
    assert far in second.evidence


def test_a_claim_that_is_supported_at_first_is_not_read_again(detector: JudgeDetector, judge: WordJudge) -> None:
    detector.check(inspection(GATES[7], "Elephants dance.", passages=GATES))
    assert [case.claim for case in judge.cases] == [GATES[7], "Elephants dance.", "Elephants dance."]


def test_of_very_many_passages_each_look_meets_what_bears_on_the_claim_in_order(
    detector: JudgeDetector, judge: WordJudge
) -> None:
    many = ["Rain falls on hills. " * 60] * 40
    findings = detector.check(inspection("The museum opened in 1921.", "Snow falls.", passages=[*many, *PASSAGES]))
    assert [finding is not None and finding.unsupported == () for finding in findings] == [True, False]
    spent = [sum(map(judge.count_tokens, case.evidence)) for case in judge.cases if len(case.evidence) > 1]
    assert all(tokens <= SECOND_LOOK_TOKENS for tokens in spent)
    assert all(tokens <= FIRST_LOOK_TOKENS for tokens in spent[:2])


def test_a_check_that_nobody_waits_for_ends(judge: WordJudge) -> None:
    def late() -> None:
        if judge.cases:
            raise Late

    asked = Inspection(("Elephants dance.",) * 3, (frozenset(),) * 3, tuple(GATES), "", (), late)
    with pytest.raises(Late):
        judge_detector(judge).check(asked)
    assert len(judge.cases) == 3


def test_a_value_of_another_kind_than_was_asked_for_does_not_answer(detector: JudgeDetector) -> None:
    question = "When does the museum close?"
    found = detector.assess(inspection("12 euros.", "In 1921.", question=question))
    assert [one is not None and one.answers is not None and one.answers < 0.1 for one in found] == [True, False]


def test_the_figure_of_another_year_is_contradicted_by_that_of_the_year_asked_for(detector: JudgeDetector) -> None:
    passages = ["The share was 92.3 % in 2021 and 88.1 % in 2019."]
    [wrong, right] = detector.assess(inspection("92.3 %", "88.1 %", passages=passages, question="And in 2019?"))
    assert wrong is not None
    assert right is not None
    assert wrong.contradiction is not None
    assert wrong.contradiction.quote.startswith("88.1 %")
    assert wrong.risk >= CONFLICT_RISK > right.risk


@pytest.mark.parametrize("question", ["", "When did the museum open?"])
def test_of_quotes_is_said_what_is_said_of_any_claim_but_the_risk_and_nobody_else_is_asked(question: str) -> None:
    class Silent:
        """Says that it was asked."""

        def read(self, *_: object) -> Never:
            pytest.fail("a quote was read")

        def count_tokens(self, text: str) -> int:
            return len(text.split())

    claims = ("The museum opened in 1921.", "…", "Dogs may enter the garden.")
    risk, judge = judge_risk_model(), WordJudge()
    alone = JudgeDetector(judge, Silent(), Silent(), risk.claim, risk.answers)
    quotes = inspection(*claims, question=question)
    found = alone.assess(replace(quotes, quoted=True))
    others = judge_detector(WordJudge()).assess(quotes)
    assert [one and (one.answers, one.values) for one in found] == [one and (one.answers, one.values) for one in others]
    assert found[1] is None
