"""A claim is supported by its evidence, by nothing else, and a check that failed never reads as support."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.answers import Support, Verdict
from domain.errors import Overloaded
from domain.ports import Verifier
from monitoring.claims import split_claims
from monitoring.detection import Detector, FailureReason
from monitoring.numbers import INVENTED_NUMBER_RISK, InventedNumbers
from monitoring.verifier import ClaimVerifier

PASSAGES = [
    "The library opens at nine. It is not true that the fee is waived for students. Books are lent for 30 days.",
    "Item: Lamp; Price: 4 500 Ft; Stock: 12\nItem: Desk; Price: 9 900 Ft; Stock: 3",
]


class WordDetector:
    """A working stand-in for the model: the share of a claim's words that no passage holds."""

    name = "grounding"

    def assess(self, claims: Sequence[str], passages: Sequence[str], *, question: str | None) -> Sequence[float | None]:
        known = set(" ".join(passages).lower().replace(".", "").split())
        words = [claim.lower().replace(".", "").split() for claim in claims]
        return [sum(word not in known for word in claim) / len(claim) for claim in words]


class BrokenDetector(WordDetector):
    def __init__(self, failure: Exception) -> None:
        self._failure = failure

    def assess(self, claims: Sequence[str], passages: Sequence[str], *, question: str | None) -> Sequence[float | None]:
        raise self._failure


class ConstantDetector(WordDetector):
    def __init__(self, *risks: float | None) -> None:
        self._risks = risks

    def assess(self, claims: Sequence[str], passages: Sequence[str], *, question: str | None) -> Sequence[float | None]:
        return self._risks


class HangingDetector(WordDetector):
    def __init__(self) -> None:
        self.release = threading.Event()

    def assess(self, claims: Sequence[str], passages: Sequence[str], *, question: str | None) -> Sequence[float | None]:
        self.release.wait()
        return []


Failures = list[tuple[str, FailureReason]]


@contextmanager
def verifier(*detectors: Detector) -> Iterator[tuple[Verifier, Failures]]:
    failures: Failures = []
    checker = ClaimVerifier(
        detectors,
        threshold=0.5,
        deadline_seconds=0.1 if any(isinstance(d, HangingDetector) for d in detectors) else 30,
        on_failure=lambda name, reason: failures.append((name, reason)),
    )
    try:
        yield checker, failures
    finally:
        checker.close()


def check(answer: str, *detectors: Detector, threshold: float | None = None) -> list[Verdict]:
    with verifier(*detectors) as (checker, failures):
        verdicts = list(checker.verify(split_claims(answer), PASSAGES, threshold=threshold))
        assert not failures
        return verdicts


def test_one_invented_sentence_is_unsupported_and_the_others_are_not() -> None:
    answer = "Books are lent for 30 days [1]. Dragons guard every single shelf. The library opens at nine today. [1]"
    verdicts = check(answer, WordDetector())
    assert [v.support for v in verdicts] == [Support.SUPPORTED, Support.UNSUPPORTED, Support.SUPPORTED]
    assert verdicts[1].evidence == ()


def test_a_supported_claim_shows_where_it_stands() -> None:
    (verdict,) = check("The library opens daily at nine. [1]", WordDetector())
    assert [e.quote for e in verdict.evidence] == ["The library opens at nine."]
    for evidence in verdict.evidence:
        assert PASSAGES[evidence.passage][evidence.start : evidence.end] == evidence.quote


@pytest.mark.parametrize(
    "quote",
    [
        "Books are lent for 30 days.",
        "- “BOOKS  are\nlent for 30 days” [1]",
        "The library opens at nine.[1]",
        "Item: Desk; Price: 9 900 Ft; Stock: 3 [2]",
        "Price: 4 500 Ft",
    ],
)
def test_an_exact_quote_is_supported_without_a_detector(quote: str) -> None:
    (verdict,) = check(quote)
    assert verdict.support is Support.SUPPORTED
    assert list(verdict.detectors) == ["quote"]
    (evidence,) = verdict.evidence
    assert PASSAGES[evidence.passage][evidence.start : evidence.end] == evidence.quote


@pytest.mark.parametrize("part", ["The fee is waived for students.", "Nine.", "Price: 4", "Lamp; Price"])
def test_part_of_a_sentence_is_no_quote(part: str) -> None:
    assert check(part)[0].support is Support.UNCHECKED


def test_without_a_detector_that_has_something_to_say_a_claim_is_unchecked() -> None:
    (verdict,) = check("Books may be lent again.", InventedNumbers())
    assert (verdict.support, verdict.risk) == (Support.UNCHECKED, None)


@pytest.mark.parametrize("passages", [[], ["", " \n"]])
def test_without_passages_every_claim_is_unchecked(passages: list[str]) -> None:
    with verifier(WordDetector()) as (checker, failures):
        verdicts = checker.verify(split_claims("One. Two."), passages, samples=["One."])
    assert [(v.support, v.risk) for v in verdicts] == [(Support.UNCHECKED, None)] * 2
    assert failures == [("grounding", FailureReason.MISSING_EVIDENCE)]


@pytest.mark.parametrize(
    ("detector", "reason"),
    [
        (BrokenDetector(ValueError("broken")), FailureReason.ERROR),
        (BrokenDetector(Overloaded("busy")), FailureReason.OVERLOADED),
        (ConstantDetector(float("nan")), FailureReason.INVALID_RISK),
        (ConstantDetector(1.5), FailureReason.INVALID_RISK),
        (ConstantDetector(), FailureReason.INVALID_RISK),
        (HangingDetector(), FailureReason.TIMEOUT),
    ],
)
def test_a_check_that_fails_is_unchecked_and_reported(detector: Detector, reason: FailureReason) -> None:
    with verifier(detector, InventedNumbers()) as (checker, failures):
        verdicts = checker.verify(split_claims("Books are lent for 77 days."), PASSAGES)
    if isinstance(detector, HangingDetector):
        detector.release.set()
    assert [(v.support, v.risk) for v in verdicts] == [(Support.UNCHECKED, None)]
    assert verdicts[0].detectors == {"numbers": INVENTED_NUMBER_RISK}
    assert failures == [("grounding", reason)]


def test_the_risk_is_the_highest_of_the_detectors() -> None:
    (verdict,) = check("Books are lent for 31 days.", ConstantDetector(0.1), InventedNumbers())
    assert (verdict.support, verdict.risk) == (Support.UNSUPPORTED, INVENTED_NUMBER_RISK)
    assert verdict.detectors == {"grounding": 0.1, "numbers": INVENTED_NUMBER_RISK}


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_claim_is_unsupported_from_the_threshold_on(risk: float, threshold: float) -> None:
    (verdict,) = check("Books are on loan.", ConstantDetector(risk), threshold=threshold)
    assert (verdict.support is Support.UNSUPPORTED) == (risk >= threshold)


def test_what_states_nothing_needs_no_support() -> None:
    assert check("---")[0].support is Support.SUPPORTED


@pytest.mark.parametrize(
    ("claim", "passage", "invented"),
    [
        ("It costs 1,200 euros.", "The price is 1200 euros.", False),
        ("Az ára 1 200 Ft.", "Ára: 1.200 Ft", False),
        ("It weighs 3,5 kg.", "Weight 3.50 kg", False),
        ("It starts on 2024-05-12.", "Starts on 12 May 2024.", False),
        ("It opens at 14:30.", "Opens at 2:30 pm.", False),
        ("There are 5 lamps.", "Five lamps.", False),
        ("Step 3: read it.", "Read.", False),
        ("See B12 for the 3rd one.", "The third", False),
        ("It costs 1,300 euros.", "The price is 1200 euros.", True),
        ("It opens at 15:30.", "Opens at 2:30 pm.", True),
        ("Since 2019 it is free.", "Free since 2018.", True),
        ("A 2024-ben kötött", "2023-ban kötötték", True),
    ],
)
def test_numbers_that_the_evidence_does_not_hold_are_noticed(claim: str, passage: str, *, invented: bool) -> None:
    (risk,) = InventedNumbers().assess([claim], [passage], question=None)
    assert (risk is not None) == invented


def test_a_number_of_the_question_may_be_repeated() -> None:
    assert InventedNumbers().assess(["Yes, 40 are."], ["All."], question="Are 40 enough?") == [None]
