"""A claim is supported by its evidence, by nothing else, and a check that failed never reads as support."""

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.answers import CheckedClaim, Claim, ClaimValue, Evidence, Support, ValueState, Verdict
from domain.errors import ModelUnavailable, Overloaded
from domain.ports import Samples
from monitoring.claims.splitting import split_claims, split_sentences
from monitoring.detectors.deadline import Late
from monitoring.detectors.detection import Assessment, Detector, FailureReason, Inspection
from monitoring.detectors.quotation import Quotations
from monitoring.verdict.risk import GreyBand
from monitoring.verdict.verifier import ClaimVerifier
from tests.monitoring.risk_models import risk_model

PASSAGES = [
    "The library opens at nine. It is not true that the fee is waived for students. Books are lent for 30 days.",
    "Item: Lamp; Price: 4 500 Ft; Stock: 12\nItem: Desk; Price: 9 900 Ft; Stock: 3",
]
GREY = GreyBand(0.3, 0.6)
CONTRADICTION = Evidence(0, 0, 26, PASSAGES[0][:26])


class WordDetector:
    """A working stand-in for the model: the share of a claim's words that no passage, or no sample, holds."""

    reads_question = False

    def __init__(self, name: str = "grounding") -> None:
        self.name = name
        self.inspections: list[Inspection] = []

    def assess(self, inspection: Inspection) -> Sequence[Assessment | None]:
        self.inspections.append(inspection)
        texts = inspection.passages if self.name == "grounding" else inspection.samples
        known = set(" ".join(texts).lower().replace(".", "").split())
        words = [claim.lower().replace(".", "").split() for claim in inspection.claims]
        return [Assessment(sum(word not in known for word in claim) / len(claim)) for claim in words]


class BrokenDetector(WordDetector):
    def __init__(self, failure: Exception, name: str = "grounding") -> None:
        super().__init__(name)
        self._failure = failure

    def assess(self, inspection: Inspection) -> Sequence[Assessment | None]:
        raise self._failure


class ConstantDetector(WordDetector):
    def __init__(self, *risks: float | None, contradiction: Evidence | None = None, name: str = "grounding") -> None:
        super().__init__(name)
        self._found = [None if risk is None else Assessment(risk, contradiction) for risk in risks]

    def assess(self, inspection: Inspection) -> Sequence[Assessment | None]:
        self.inspections.append(inspection)
        return self._found


class QuestionReader(WordDetector):
    """A working stand-in for a judge: a claim answers where it has a word of the question; figures are its values."""

    reads_question = True

    def assess(self, inspection: Inspection) -> Sequence[Assessment | None]:
        asked = set(inspection.question.lower().strip("?").split())
        return [
            replace(
                found,
                answers=(0.9 if asked & set(claim.lower().strip(".").split()) else 0.1) if asked else None,
                values=tuple(
                    ClaimValue(figure.group(), *figure.span(), ValueState.ABSENT, ())
                    for figure in re.finditer(r"\d+", claim)
                ),
            )
            for found, claim in zip(super().assess(inspection), inspection.claims, strict=True)
            if found is not None
        ]


class HangingDetector(WordDetector):
    def __init__(self, name: str = "grounding") -> None:
        super().__init__(name)
        self.begun = threading.Event()
        self.release = threading.Event()

    def assess(self, inspection: Inspection) -> Sequence[Assessment | None]:
        self.begun.set()
        self.release.wait()
        return []


Failures = list[tuple[str, FailureReason]]


@contextmanager
def verifier(
    grounding: Detector, consistency: Detector | None = None, *, off_point: float = 0.0
) -> Iterator[tuple[ClaimVerifier, Failures]]:
    failures: Failures = []
    detectors = (grounding, consistency or WordDetector("selfcheck"))
    checker = ClaimVerifier(
        *detectors,
        replace(risk_model(), off_point=off_point),
        threshold=0.5,
        grey_band=GREY,
        deadline_seconds=0.1 if any(isinstance(d, HangingDetector) for d in detectors) else 30,
        on_failure=lambda name, reason: failures.append((name, reason)),
    )
    try:
        yield checker, failures
    finally:
        checker.close()
        for detector in detectors:
            if isinstance(detector, HangingDetector):
                detector.release.set()


def check(answer: str, grounding: Detector, *, threshold: float | None = None) -> list[Verdict]:
    with verifier(grounding) as (checker, failures):
        verdicts = list(checker.verify(split_sentences(answer), PASSAGES, threshold=threshold))
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


def test_a_contradicted_claim_shows_what_contradicts_it() -> None:
    (verdict,) = check("The library opens at ten.", ConstantDetector(0.8, contradiction=CONTRADICTION))
    assert (verdict.support, verdict.evidence) == (Support.CONTRADICTED, (CONTRADICTION,))


def test_a_claim_of_low_risk_is_supported_whatever_one_sentence_seems_to_say() -> None:
    (verdict,) = check("The library opens at nine o'clock.", ConstantDetector(0.1, contradiction=CONTRADICTION))
    assert verdict.support is Support.SUPPORTED


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
    (verdict,) = check(quote, BrokenDetector(AssertionError("not asked")))
    assert verdict.support is Support.SUPPORTED
    assert list(verdict.detectors) == ["quote"]
    (evidence,) = verdict.evidence
    assert PASSAGES[evidence.passage][evidence.start : evidence.end] == evidence.quote


@pytest.mark.parametrize("part", ["The fee is waived for students.", "Nine.", "Price: 4", "Lamp; Price"])
def test_part_of_a_sentence_is_no_quote(part: str) -> None:
    assert check(part, ConstantDetector(0.7))[0].support is Support.UNSUPPORTED


@pytest.mark.parametrize(
    ("statement", "passage"),
    [
        ("Dogs allowed.", "Dogs allowed? No, never."),
        ("The shop is open on Sundays.", "We deny the following: the fee is waived; the shop is open on Sundays."),
        ("105 units were sold.", "10⁵ units were sold."),
        ("8. emeleten található a terem.", "3. emeleten található a terem."),
    ],
)
def test_what_only_looks_like_a_quote_is_none(statement: str, passage: str) -> None:
    with verifier(ConstantDetector(0.7)) as (checker, _):
        (verdict,) = checker.verify(split_claims(statement), [passage])
    assert verdict.support is Support.UNSUPPORTED


def test_without_a_detector_that_has_something_to_say_a_claim_is_unchecked_and_reported() -> None:
    with verifier(ConstantDetector(None)) as (checker, failures):
        (verdict,) = checker.verify(split_claims("Books may be lent again."), PASSAGES)
    assert (verdict.support, verdict.risk) == (Support.UNCHECKED, None)
    assert failures == [("grounding", FailureReason.MISSING_EVIDENCE)]


def test_after_its_end_nothing_is_checked_and_nothing_raised() -> None:
    with verifier(WordDetector()) as (checker, failures):
        checker.close()
        (verdict,) = checker.verify(split_claims("Books may be lent again."), PASSAGES)
    assert verdict.support is Support.UNCHECKED
    assert failures == [("quote", FailureReason.ERROR)]


def test_a_check_that_waits_when_the_verifier_is_closed_is_unchecked() -> None:
    failures: Failures = []
    hanging = HangingDetector()
    checker = ClaimVerifier(
        hanging,
        WordDetector("selfcheck"),
        risk_model(),
        threshold=0.5,
        grey_band=GREY,
        deadline_seconds=20,
        on_failure=lambda name, reason: failures.append((name, reason)),
        max_workers=1,
    )
    found: list[Verdict] = []
    threads = [
        threading.Thread(target=lambda: found.extend(checker.verify(split_claims("Books may be lent."), PASSAGES)))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    assert hanging.begun.wait(20)
    checker.close()
    hanging.release.set()
    for thread in threads:
        thread.join()
    assert [verdict.support for verdict in found] == [Support.UNCHECKED] * 2
    # The one that waits has come to its detector, or is still looking for quotes.
    assert FailureReason.ERROR in {reason for _, reason in failures}


@pytest.mark.parametrize("passages", [[], ["", " \n"]])
def test_with_neither_passages_nor_samples_every_claim_is_unchecked(passages: list[str]) -> None:
    with verifier(WordDetector()) as (checker, failures):
        verdicts = checker.verify(split_claims("One. Two."), passages)
    assert [(v.support, v.risk) for v in verdicts] == [(Support.UNCHECKED, None)] * 2
    assert failures == [("grounding", FailureReason.MISSING_EVIDENCE)]


def test_without_passages_samples_decide() -> None:
    with verifier(WordDetector()) as (checker, failures):
        verdicts = checker.verify(split_claims("One is here. Dragons roar."), [], samples=lambda: ["One is here."])
    assert [v.support for v in verdicts] == [Support.SUPPORTED, Support.UNSUPPORTED]
    assert [set(v.detectors) for v in verdicts] == [{"selfcheck"}, {"selfcheck"}]
    assert not failures


def test_samples_are_asked_for_once_and_judge_the_grey_claims_alone() -> None:
    asked: list[int] = []
    consistency = ConstantDetector(0.9, 0.1, name="selfcheck")
    with verifier(ConstantDetector(0.1, 0.4, 0.4, 0.95), consistency) as (checker, failures):
        verdicts = checker.verify(
            split_claims("Aa one. Bb two. Cc three. Dd four."), PASSAGES, samples=lambda: asked.append(1) or ["x"]
        )
    assert asked == [1]
    assert [inspection.claims for inspection in consistency.inspections] == [("Bb two.", "Cc three.")]
    assert [v.support for v in verdicts] == [
        Support.SUPPORTED,
        Support.UNSUPPORTED,
        Support.SUPPORTED,
        Support.UNSUPPORTED,
    ]
    assert [set(v.detectors) for v in verdicts] == [
        {"grounding"},
        {"grounding", "selfcheck"},
        {"grounding", "selfcheck"},
        {"grounding"},
    ]
    assert not failures


@pytest.mark.parametrize("risks", [(0.1, 0.9), (0.29, 0.6)])
def test_where_nothing_is_grey_no_samples_are_asked_for(risks: tuple[float, float]) -> None:
    def never() -> Sequence[str]:
        raise AssertionError

    with verifier(ConstantDetector(*risks)) as (checker, failures):
        checker.verify(split_claims("Aa one. Bb two."), PASSAGES, samples=never)
    assert not failures


def _unavailable() -> Sequence[str]:
    raise ModelUnavailable("down")


@pytest.mark.parametrize(
    ("consistency", "samples", "reason"),
    [
        (BrokenDetector(ValueError("broken"), "selfcheck"), lambda: ["x"], FailureReason.ERROR),
        (BrokenDetector(Overloaded("busy"), "selfcheck"), lambda: ["x"], FailureReason.OVERLOADED),
        (HangingDetector("selfcheck"), lambda: ["x"], FailureReason.TIMEOUT),
        (WordDetector("selfcheck"), _unavailable, FailureReason.ERROR),
    ],
)
def test_a_grey_claim_whose_second_opinion_failed_is_unchecked(
    consistency: Detector, samples: Samples, reason: FailureReason
) -> None:
    with verifier(ConstantDetector(0.1, 0.4), consistency) as (checker, failures):
        verdicts = checker.verify(split_claims("Aa one. Bb two."), PASSAGES, samples=samples)
    assert [(v.support, v.risk) for v in verdicts] == [(Support.SUPPORTED, 0.1), (Support.UNCHECKED, None)]
    assert verdicts[1].detectors == {"grounding": 0.4}
    assert failures == [("selfcheck", reason)]


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
    with verifier(detector) as (checker, failures):
        verdicts = checker.verify(split_claims("Books are lent for 77 days."), PASSAGES, samples=lambda: ["x"])
    assert [(v.support, v.risk) for v in verdicts] == [(Support.UNCHECKED, None)]
    assert failures == [("grounding", reason)]


def test_what_is_not_read_in_time_is_unchecked_and_what_was_found_before_stands() -> None:
    long = [f"The {n}th shelf is empty. " * 4_000 for n in range(40)]  # 4 MB: seconds, and there is a tenth of one
    with verifier(HangingDetector()) as (checker, failures):
        verdicts = checker.verify(split_claims("The library opens at nine. Books are dear."), [PASSAGES[0], *long])
    assert [v.support for v in verdicts] == [Support.SUPPORTED, Support.UNCHECKED]
    assert ("quote", FailureReason.TIMEOUT) in failures


def test_a_search_that_nobody_waits_for_ends_at_the_next_passage() -> None:
    looks = iter([None, None])

    def check() -> None:
        if next(looks, Late) is Late:
            raise Late

    class Passages(list[str]):
        read = 0

        def __getitem__(self, place: Any) -> Any:
            self.read += 1
            return super().__getitem__(place)

    passages = Passages(PASSAGES * 50)
    with pytest.raises(Late):
        Quotations(passages, check=check).find("Nothing of the kind.")
    assert passages.read <= 3


@settings(deadline=None)  # it starts threads
@given(st.floats(0, 1), st.floats(0, 1))
def test_a_claim_is_unsupported_from_the_threshold_on(risk: float, threshold: float) -> None:
    (verdict,) = check("Books are on loan.", ConstantDetector(risk), threshold=threshold)
    assert (verdict.support is Support.UNSUPPORTED) == (risk >= threshold)


@settings(deadline=None)  # it starts threads
@given(risk=st.floats(0, 1), second=st.floats(0, 1), raised=st.floats(0, 1), which=st.booleans(), limit=st.floats(0, 1))
def test_raising_any_detectors_risk_never_makes_a_claim_supported(
    risk: float, second: float, raised: float, *, which: bool, limit: float
) -> None:
    higher = (max(risk, raised), second) if which else (risk, max(second, raised))
    before, after = (_judged(*pair, limit=limit) for pair in ((risk, second), higher))
    assert not (after is Support.SUPPORTED and before is not Support.SUPPORTED)


def _judged(risk: float, second: float, *, limit: float) -> Support:
    with verifier(ConstantDetector(risk), ConstantDetector(second, name="selfcheck")) as (checker, _):
        found = checker.verify(split_claims("Aa one."), PASSAGES, samples=lambda: ["x"], threshold=limit)
        return found[0].support


def test_what_states_nothing_needs_no_support() -> None:
    assert check("---", BrokenDetector(AssertionError("not asked")))[0].support is Support.SUPPORTED


def _checked(*risks: float | None) -> list[CheckedClaim]:
    def support(risk: float | None) -> Support:
        return Support.UNCHECKED if risk is None else Support.SUPPORTED if risk < 0.5 else Support.UNSUPPORTED

    return [CheckedClaim(Claim("x", 0, 1), Verdict(support(risk), risk, (), {})) for risk in risks]


def test_an_answer_has_a_risk_exactly_where_it_was_checked() -> None:
    with verifier(WordDetector()) as (checker, _):
        assert checker.overall([]) is None
        assert checker.overall(_checked(None, 0.1)) is None
        assert checker.overall(_checked(0.1, 0.2)) is not None
        assert checker.overall(_checked(None, 0.9)) is not None


@settings(deadline=None)  # it starts threads
@given(risks=st.lists(st.floats(0, 1), min_size=1, max_size=8), place=st.integers(0, 7), raised=st.floats(0, 1))
def test_raising_a_claims_risk_never_lowers_the_answers(risks: list[float], place: int, raised: float) -> None:
    place %= len(risks)
    claims = _checked(*risks)
    verdict = replace(claims[place].verdict, risk=max(raised, risks[place]))
    higher = [*claims[:place], replace(claims[place], verdict=verdict), *claims[place + 1 :]]
    with verifier(WordDetector()) as (checker, _):
        before, after = checker.overall(claims), checker.overall(higher)
    assert before is not None
    assert after is not None
    assert before <= after + 1e-12


@pytest.mark.parametrize(
    ("claim", "quoted"),
    [
        ("- **Books** are lent for 30 days [30].", True),
        ("1. Books [30] are lent [3] for **3**0 `days`, or 45 [45].", False),
        ("  ## 30 days, lent twice over [1, 30]", False),
    ],
)
def test_a_value_is_where_it_stands_in_the_claim_whatever_marks_and_emphasis_stand_around_it(
    claim: str, *, quoted: bool
) -> None:
    text = f"Really? {claim}"
    found = Claim(claim, len("Really? "), len(text))
    with verifier(QuestionReader()) as (checker, _):
        (verdict,) = checker.verify([found], PASSAGES, question="For how many days?")
    assert ("quote" in verdict.detectors) is quoted
    values = [value.text for value in verdict.values]
    assert [re.sub(r"\D", "", value) for value in values] == (["30", "45"] if "45" in claim else ["30"])
    for value in verdict.values:
        assert found.text[value.start : value.end] == value.text
        assert text[found.start + value.start : found.start + value.end] == value.text
        assert "[" not in found.text[: value.start].rsplit(" ", 1)[-1]


def test_every_claim_says_whether_it_answers_the_question_a_quote_too_and_none_does_without_one() -> None:
    claims = split_claims("Books are lent for 30 days [1]. Books may be lent. The library opens at nine.")
    with verifier(QuestionReader()) as (checker, failures):
        asked = checker.verify(claims, PASSAGES, question="How are books lent?")
        unasked = checker.verify(claims, PASSAGES)
    assert [verdict.answers_question for verdict in asked] == [True, True, False]
    assert [verdict.answers_question for verdict in unasked] == [None] * 3
    assert [verdict.support for verdict in asked] == [verdict.support for verdict in unasked]
    assert not failures


def test_a_detector_is_told_which_claims_are_quotes() -> None:
    asked: dict[bool, tuple[str, ...]] = {}

    class Told(QuestionReader):
        """Keeps the claims of each call by whether these are quotes."""

        def assess(self, inspection: Inspection) -> Sequence[Assessment | None]:
            asked[inspection.quoted] = inspection.claims
            return super().assess(inspection)

    claims = split_claims("Books are lent for 30 days [1]. Books may be lent.")
    with verifier(Told()) as (checker, _):
        checker.verify(claims, PASSAGES, question="How are books lent?")
    assert asked == {True: ("Books are lent for 30 days.",), False: ("Books may be lent.",)}


def test_an_answer_is_beside_the_point_where_none_of_its_claims_answers() -> None:
    claims = split_claims("The library opens at nine. Books are lent for 30 days.")

    def off_point(question: str | None, limit: float = 0.3) -> bool:
        with verifier(QuestionReader(), off_point=limit) as (checker, _):
            verdicts = checker.verify(claims, PASSAGES, question=question)
            return checker.off_point([CheckedClaim(*pair) for pair in zip(claims, verdicts, strict=True)])

    assert off_point("Who was Caesar?")
    assert not off_point("Are there books?")
    assert not off_point(None)
    assert not off_point("Who was Caesar?", limit=0.0)
