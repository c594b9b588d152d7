"""What is measured of a claim beside the judge's reading: values, the reader's answer, names, its length."""

import pytest

from domain.answers import ValueState
from domain.generation import ClaimReading, JudgedClaim, Relation, TokenRisk
from domain.odds import logit
from monitoring.detectors.detection import Inspection
from monitoring.detectors.judge_signals import (
    FRAGMENT_WORDS,
    SIGNALS,
    JudgeSignals,
    known_texts,
    measure,
    values_of,
)
from tests.monitoring.detectors.word_judge import QuietReader

PASSAGES = ("The museum in Halden opened on 3 May 1921.", "A ticket costs 5 euros.", " ")


def signals(
    claim: str,
    *,
    question: str = "",
    answers: float | None = None,
    cited: frozenset[int] = frozenset(),
    span: str = "",
    small: tuple[TokenRisk, ...] = (TokenRisk(0, 1, 0.3),),
) -> JudgeSignals:
    tokens = tuple(TokenRisk(0, 1, risk) for risk in (0.1, 0.5, 0.9, 0.2))
    asked = Inspection((claim,), (cited,), PASSAGES, question, ())
    judged = JudgedClaim(Relation(0.7, 0.2, 0.1), answers, tokens)
    second = ClaimReading(small, Relation(0.6, 0.3, 0.1))
    texts = known_texts(asked, QuietReader(span))
    return measure(judged, second, claim, cited, texts, values_of(claim, asked))


def test_what_the_judge_says_is_measured_in_logits() -> None:
    found = signals("The museum opened.", question="When?", answers=0.8)
    assert found.not_supported == pytest.approx(logit(0.3))
    assert found.contradicted == pytest.approx(logit(0.1))
    assert found.worst_words == pytest.approx((logit(0.9) + logit(0.5) + logit(0.2)) / 3)
    assert found.off_question == pytest.approx(logit(0.2))
    assert found.small_words == pytest.approx(logit(0.3))
    assert found.small_not_entailed == pytest.approx(logit(0.4))


def test_a_small_model_that_read_nothing_says_nothing_of_words() -> None:
    assert signals("The museum opened.", small=()).small_words == 0


@pytest.mark.parametrize(
    ("claim", "other", "absent", "known"),
    [
        ("The museum opened.", 0, 0, 0),
        ("The museum in Halden opened on 1921-05-03.", 0, 0, -1),
        ("The museum in Halden opened on 3 May 1931.", 1, 0, 0),
        ("Elephants weigh 4000 kg.", 0, 1, 0),
        ("Whales weigh 90 t, elephants 4000 kg and mice 21 g.", 0, 2, 0),
    ],
)
def test_values_that_conflict_or_stand_nowhere_are_counted_up_to_two(
    claim: str, other: float, absent: float, known: float
) -> None:
    found = signals(claim)
    assert (found.other_values, found.absent_values, found.known_values) == (other, absent, known)


def test_the_values_of_a_claim_are_told_with_their_place_and_evidence() -> None:
    claim = "A ticket costs five euros."
    [value] = signals(claim).values_found
    assert value.state is ValueState.SAME
    assert claim[value.start : value.end] == value.text
    [evidence] = value.evidence
    assert PASSAGES[evidence.passage][evidence.start : evidence.end] == evidence.quote
    assert "5" in evidence.quote


def test_a_value_of_the_question_is_no_known_value() -> None:
    found = signals("It was founded in 1732.", question="Why was it founded in 1732 by the Duke?", answers=0.5)
    assert found.known_values == 0
    assert found.absent_values + found.other_values == 1


def test_the_readers_answer_speaks_for_a_claim_that_holds_it_and_against_one_that_does_not() -> None:
    question, span = "When did the museum open?", "3 May 1921"
    assert signals("3 May 1921", question=question, span=span).read_otherwise == pytest.approx(-0.81)
    assert signals("It was on Tuesday.", question=question, span=span).read_otherwise == pytest.approx(0.81)
    assert -0.81 < signals("In May 1931", question=question, span=span).read_otherwise < 0.81


@pytest.mark.parametrize("claim", ["1921-05-03", "It was on May 3rd, 1921."])
def test_the_readers_answer_in_another_notation_is_the_same_answer(claim: str) -> None:
    assert signals(claim, question="When did it open?", span="3 May 1921").read_otherwise == pytest.approx(-0.81)
    assert signals("1921-05-04", question="When did it open?", span="3 May 1921").read_otherwise > 0


@pytest.mark.parametrize(
    ("claim", "question", "span"),
    [
        ("Yes.", "Is it in Halden?", "Halden"),
        ("No, it is not.", "Is it in Halden?", "Halden"),
        ("It opened.", "", "Halden"),
        ("It opened.", "When?", ""),
    ],
)
def test_yes_and_no_and_what_nobody_asked_are_not_held_against_the_readers_answer(
    claim: str, question: str, span: str
) -> None:
    assert signals(claim, question=question, span=span).read_otherwise == 0


def test_a_fragment_a_question_and_the_length_are_told() -> None:
    short, long = signals("Halden", question="Where?", answers=0.9), signals("It stands in Halden by the sea.")
    assert (short.fragment, short.asked, long.fragment, long.asked, long.off_question) == (1, 1, 0, 0, 0)
    assert signals("one " * FRAGMENT_WORDS).fragment == 1
    assert signals("one " * (FRAGMENT_WORDS + 1)).fragment == 0
    assert short.length < long.length


def test_a_mark_that_names_another_passage_than_holds_the_claim_is_noticed() -> None:
    claim = "A ticket costs 5 euros."
    assert signals(claim, cited=frozenset({0})).cited_elsewhere == 1
    assert signals(claim, cited=frozenset({1})).cited_elsewhere == 0


def test_signals_have_the_order_of_their_names() -> None:
    found = signals("A ticket costs 5 euros.", question="What does a ticket cost?", answers=0.8)
    assert dict(zip(SIGNALS, found.values(), strict=True)) == {name: getattr(found, name) for name in SIGNALS}


def test_what_tells_of_answering_sentences_alone_counts_nothing_in_other_claims() -> None:
    found = dict(zip(SIGNALS, signals("A ticket costs 5 euros.").values(), strict=True))
    assert (found["small_words"], found["worst_words"], found["length"]) == (0, 0, 0)
    assert found["not_supported"] == pytest.approx(logit(0.3))


def test_a_value_that_only_the_question_has_is_told() -> None:
    question = "Why was the school founded in 1732?"
    assert signals("The school was founded in 1732.", question=question).from_question
    assert not signals("The museum in Halden opened on 3 May 1921.", question=question).from_question
