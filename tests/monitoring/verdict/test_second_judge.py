"""A language model is heard beside the judge: where it is in doubt, in its time, and never alone."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import pytest

from domain.answers import Claim, ClaimValue, Support, ValueState, Verdict
from domain.errors import ModelUnavailable
from domain.generation import ClaimCase, ModelOpinion
from monitoring.detectors.asked_model import MOST_CHARACTERS
from monitoring.detectors.deadline import Deadline
from monitoring.detectors.detection import Assessment, FailureReason, Inspection
from monitoring.verdict.calibration import Calibration
from monitoring.verdict.risk import GreyBand
from monitoring.verdict.second_judge import SecondJudge
from monitoring.verdict.verifier import ClaimVerifier
from monitoring.verdict.weighing import Weighing
from tests.monitoring.risk_models import risk_model

LIMIT = 0.2
BAND = GreyBand(0.1, 0.6)
SURE, GREY, RISKY = "The library opens at nine.", "A day costs some five euros.", "A duke founded it."
RISKS = {SURE: 0.05, GREY: 0.3, RISKY: 0.9}
PASSAGES = ("Opening hours start at nine in the library.", "Late books cost 5 EUR daily.")
FITTED = Weighing(Calibration(scale=2.0), (1.0, 1.0), 0.0)
Failures = list[tuple[str, FailureReason]]


@dataclass
class Grounding:
    """Gives each claim the risk that this test wants; `unread` are in a language that it does not know."""

    unread: frozenset[str] = frozenset()
    values: tuple[ClaimValue, ...] = ()
    name: str = "judge"
    reads_question: bool = False

    def assess(self, inspection: Inspection) -> Sequence[Assessment | None]:
        return [
            None if claim in self.unread else Assessment(RISKS[claim], values=self.values)
            for claim in inspection.claims
        ]


@dataclass
class Asked:
    """A working stand-in for a language model: it says yes to what `yes` gives; keeps what it was asked."""

    yes: Mapping[str, float] = field(default_factory=dict)
    model: str = "large"
    failure: Callable[[], None] = lambda: None
    cases: list[ClaimCase] = field(default_factory=list)

    def opinion(self, case: ClaimCase, *, within_seconds: float) -> ModelOpinion | None:
        self.cases.append(case)
        self.failure()
        yes = self.yes.get(case.claim)
        return None if yes is None else ModelOpinion(yes, self.model, by_word=False)


@dataclass
class Told:
    """What was counted."""

    failures: Failures = field(default_factory=list)
    opinions: list[tuple[float, str | None]] = field(default_factory=list)


@contextmanager
def verifying(
    asked: Asked,
    *,
    weighing: Weighing | None = None,
    all_claims: bool = False,
    grounding: Grounding | None = None,
) -> Iterator[tuple[ClaimVerifier, Told]]:
    told = Told()
    second = SecondJudge(
        asked,
        in_doubt=BAND,
        all_claims=all_claims,
        weighing_of={"large": weighing}.get,
        on_failure=lambda name, reason: told.failures.append((name, reason)),
        on_opinion=lambda opinion, written_by: told.opinions.append((opinion.yes, written_by)),
    )
    verifier = ClaimVerifier(
        grounding or Grounding(),
        Grounding(name="selfcheck"),
        risk_model(),
        threshold=LIMIT,
        grey_band=BAND,
        deadline_seconds=30,
        on_failure=lambda name, reason: told.failures.append((name, reason)),
        second_judge=second,
    )
    with closing(verifier):
        yield verifier, told


def check(verifier: ClaimVerifier, *texts: str, written_by: str | None = None) -> list[Verdict]:
    claims = [Claim(text, 0, len(text)) for text in texts]
    return list(verifier.verify(claims, PASSAGES, question="When?", written_by=written_by))


def test_only_claims_in_doubt_are_asked_about() -> None:
    asked = Asked({GREY: 0.9})
    with verifying(asked, weighing=FITTED) as (verifier, told):
        verdicts = check(verifier, SURE, GREY, RISKY)
    assert [case.claim for case in asked.cases] == [GREY]
    assert ["llm" in verdict.detectors for verdict in verdicts] == [False, True, False]
    assert [verdict.risk for verdict in (verdicts[0], verdicts[2])] == [0.05, 0.9]
    assert not told.failures


def test_always_asks_about_every_claim_that_no_quote_settles() -> None:
    asked = Asked(dict.fromkeys(RISKS, 0.9))
    with verifying(asked, weighing=FITTED, all_claims=True) as (verifier, _):
        verdicts = check(verifier, SURE, GREY, RISKY, "Late books cost 5 EUR daily.")
    assert [case.claim for case in asked.cases] == [SURE, GREY, RISKY]
    assert "llm" not in verdicts[3].detectors


def test_all_claims_of_an_answer_are_held_against_the_same_evidence() -> None:
    asked = Asked(dict.fromkeys(RISKS, 0.9))
    with verifying(asked, all_claims=True) as (verifier, _):
        check(verifier, SURE, GREY)
    assert {(case.question, case.evidence) for case in asked.cases} == {("When?", PASSAGES)}


def test_evidence_that_is_too_long_is_cut_to_what_bears_on_the_claim() -> None:
    asked = Asked({GREY: 0.9})
    filler = " ".join(f"Shelf {number} holds novels of the year." for number in range(MOST_CHARACTERS // 20))
    with verifying(asked) as (verifier, _):
        verifier.verify([Claim(GREY, 0, len(GREY))], [filler, "A day costs 5 euros."])
    [case] = asked.cases
    assert sum(map(len, case.evidence)) <= MOST_CHARACTERS + 1000
    assert case.evidence[-1] == "A day costs 5 euros."


def test_passages_are_shown_below_their_headings() -> None:
    asked = Asked({GREY: 0.9})
    with verifying(asked) as (verifier, _):
        verifier.verify([Claim(GREY, 0, len(GREY))], PASSAGES, headings=["Hours", ""])
    assert asked.cases[0].evidence == (f"Hours.\n{PASSAGES[0]}", PASSAGES[1])


@pytest.mark.parametrize(("yes", "support"), [(0.9, Support.SUPPORTED), (0.2, Support.UNSUPPORTED)])
def test_what_was_fitted_weighs_both(yes: float, support: Support) -> None:
    with verifying(Asked({GREY: yes}), weighing=FITTED) as (verifier, told):
        [verdict] = check(verifier, GREY, written_by="another")
    assert verdict.support is support
    assert verdict.risk == pytest.approx(FITTED.together(0.3, 1 - yes))
    assert verdict.detectors == {"judge": 0.3, "llm": pytest.approx(FITTED.calibration(1 - yes))}
    assert told.opinions == [(yes, "another")]


@pytest.mark.parametrize("yes", [1.0, 0.9, 0.6])
def test_a_model_that_is_not_calibrated_releases_nothing_by_its_yes(yes: float) -> None:
    with verifying(Asked({GREY: yes})) as (verifier, _):
        [verdict] = check(verifier, GREY)
    assert (verdict.support, verdict.risk) == (Support.UNSUPPORTED, 0.3)
    assert verdict.detectors["llm"] == pytest.approx(max(1e-4, 1 - yes))


def test_nor_does_its_yes_hold_anything_back_but_its_no_may() -> None:
    for yes, support in ((0.9, Support.SUPPORTED), (0.51, Support.SUPPORTED), (0.02, Support.UNSUPPORTED)):
        with verifying(Asked({SURE: yes}), all_claims=True) as (verifier, _):
            [verdict] = check(verifier, SURE)
        assert verdict.support is support


def test_what_a_model_wrote_itself_its_yes_does_not_release_calibrated_or_not() -> None:
    for weighing in (FITTED, None):
        with verifying(Asked({GREY: 0.95}), weighing=weighing) as (verifier, told):
            [verdict] = check(verifier, GREY, written_by="large")
        assert (verdict.support, verdict.risk) == (Support.UNSUPPORTED, 0.3)
        assert verdict.detectors["llm_own"] == pytest.approx(0.05)
        assert told.opinions == [(0.95, "large")]


def test_its_no_to_what_it_wrote_itself_counts() -> None:
    with verifying(Asked({GREY: 0.05}), weighing=FITTED) as (verifier, _):
        [verdict] = check(verifier, GREY, written_by="large")
    assert verdict.risk == pytest.approx(FITTED.together(0.3, 0.95))


def test_a_value_that_conflicts_is_no_matter_of_opinion() -> None:
    conflict = ClaimValue("five", 17, 21, ValueState.OTHER, ())
    with verifying(Asked({GREY: 0.99}), weighing=FITTED, grounding=Grounding(values=(conflict,))) as (verifier, _):
        [verdict] = check(verifier, GREY)
    assert verdict.risk == 0.3


def test_what_the_judge_cannot_read_the_model_does_not_judge_alone() -> None:
    asked = Asked({GREY: 0.99})
    grounding = Grounding(unread=frozenset({GREY}))
    with verifying(asked, weighing=FITTED, all_claims=True, grounding=grounding) as (verifier, _):
        [verdict] = check(verifier, GREY)
    assert (verdict.support, asked.cases) == (Support.UNCHECKED, [])


def test_without_passages_it_is_not_asked() -> None:
    asked = Asked({GREY: 0.99})
    with verifying(asked, all_claims=True) as (verifier, _):
        verifier.verify([Claim(GREY, 0, len(GREY))], [" "])
    assert asked.cases == []


@pytest.mark.parametrize("yes", [None, 1.5, float("nan")])
def test_junk_leaves_the_judges_verdict_and_the_next_claim_is_asked_about(yes: float | None) -> None:
    said = {RISKY: 0.9} if yes is None else {GREY: yes, RISKY: 0.9}
    with verifying(Asked(said), weighing=FITTED, all_claims=True) as (verifier, told):
        verdicts = check(verifier, GREY, RISKY)
    assert (verdicts[0].risk, verdicts[0].detectors) == (0.3, {"judge": 0.3})
    assert "llm" in verdicts[1].detectors
    assert told.failures == [("llm", FailureReason.INVALID_RISK)]


@pytest.mark.parametrize("failure", [ModelUnavailable("down"), RuntimeError("a fault")])
def test_a_failure_leaves_the_judges_verdicts_and_is_counted_once(failure: Exception) -> None:
    def fail() -> None:
        raise failure

    asked = Asked(dict.fromkeys(RISKS, 0.9), failure=fail)
    with verifying(asked, weighing=FITTED, all_claims=True) as (verifier, told):
        verdicts = check(verifier, SURE, GREY, RISKY)
    assert [verdict.risk for verdict in verdicts] == list(RISKS.values())
    assert told.failures == [("llm", FailureReason.ERROR)]
    assert len(asked.cases) == 1


def test_what_was_said_before_a_failure_counts() -> None:
    def fail_from_the_second_on() -> None:
        if len(asked.cases) > 1:
            raise ModelUnavailable("down")

    asked = Asked(dict.fromkeys(RISKS, 0.95), failure=fail_from_the_second_on)
    with verifying(asked, weighing=FITTED, all_claims=True) as (verifier, told):
        verdicts = check(verifier, GREY, RISKY)
    assert ["llm" in verdict.detectors for verdict in verdicts] == [True, False]
    assert [verdict.support for verdict in verdicts] == [Support.SUPPORTED, Support.UNSUPPORTED]
    assert told.failures == [("llm", FailureReason.ERROR)]


def hang(late: threading.Event) -> None:
    late.wait(30)


def give_up(late: threading.Event) -> None:
    late.wait(0.05)
    raise ModelUnavailable("The language model did not begin to answer in time.")


@pytest.mark.parametrize("failure", [hang, give_up])
def test_what_is_late_is_not_waited_for_and_counted_as_late(failure: Callable[[threading.Event], None]) -> None:
    late, failures = threading.Event(), Failures()
    second = SecondJudge(
        Asked(failure=lambda: failure(late)),
        in_doubt=BAND,
        all_claims=True,
        weighing_of=lambda _: None,
        on_failure=lambda name, reason: failures.append((name, reason)),
        on_opinion=lambda *_: None,
    )
    inspection = Inspection((GREY,), (frozenset(),), PASSAGES, "", ())
    with closing(second):
        assert second.hear(inspection, [Assessment(0.3)], LIMIT, Deadline(0.02)) == {}
        late.set()
    assert failures == [("llm", FailureReason.TIMEOUT)]


def test_samples_are_asked_for_where_the_second_judge_leaves_a_doubt() -> None:
    drawn: list[int] = []

    def samples() -> Sequence[str]:
        drawn.append(1)
        return ["It is so."]

    for yes, times in ((0.97, 0), (0.5, 1)):
        drawn.clear()
        with verifying(Asked({GREY: yes}), weighing=FITTED) as (verifier, _):
            verifier.verify([Claim(GREY, 0, len(GREY))], PASSAGES, samples=samples)
        assert len(drawn) == times
