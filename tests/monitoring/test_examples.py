"""Answers that the check once got wrong, or must never get wrong, against the models as they are shipped."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.answers import Support
from domain.documents import Policy
from evaluation.subjects import Local, local
from monitoring.detectors.detection import FailureReason
from monitoring.verdict.judging import Case, Judgement

MODELS = Path(__file__).parents[2] / "models"
MUSEUM = ("Photography with flash is not allowed.", "The museum is closed on Mondays.")

RIGHT = frozenset({Support.SUPPORTED})
WRONG = frozenset({Support.CONTRADICTED, Support.UNSUPPORTED})
RIGHT_OR_UNREAD = frozenset({Support.SUPPORTED, Support.UNCHECKED})
NOTHING_CLAIMED = frozenset({None, Support.UNCHECKED})


@dataclass(frozen=True, slots=True)
class Example:
    """An answer to `question`, if any, and what may be said of its support beside `passages`."""

    name: str
    answer: str
    passages: tuple[str, ...]
    allowed: frozenset[Support | None]
    question: str | None = None


REPORTED = [
    Example("opposite-fell-rose", "Sales rose by 5 percent.", ("Sales fell by 5 percent.",), WRONG),
    Example("opposite-cannot-can", "Visitors can bring pets.", ("Visitors cannot bring pets.",), WRONG),
    Example("opposite-prohibited-permitted", "Smoking is permitted.", ("Smoking is prohibited.",), WRONG),
    Example("opposite-not-allowed-allowed", "Photography with flash is allowed.", MUSEUM, WRONG),
    Example("opposite-closed-open", "The museum is open on Mondays.", MUSEUM, WRONG),
    Example("closed-is-not-open", "The museum is not open on Mondays.", MUSEUM, RIGHT),
    Example("some-all", "All rooms have a balcony.", ("Some rooms have a balcony.",), WRONG),
    Example("minus-sign-lost", "Temperatures of 5 °C occur.", ("Temperatures of −5 °C occur.",), WRONG),
    Example("misquoted", "The text says: “Photography with flash is allowed.”", MUSEUM, WRONG),
    Example(
        "bare-number-right-in-digits",
        "12",
        ("The museum has twelve rooms.",),
        RIGHT,
        "How many rooms does the museum have?",
    ),
    Example("date-iso", "The museum opened on 1998-05-03.", ("The museum opened on 3 May 1998.",), RIGHT),
    Example("time-of-day-pm", "The meeting is at 2 pm.", ("The meeting starts at 14:00.",), RIGHT),
    Example("another-time-of-day-pm", "The meeting is at 3 pm.", ("The meeting starts at 14:00.",), WRONG),
    Example(
        "thousands-without-comma",
        "The museum holds 1250 paintings.",
        ("The museum holds 1,250 paintings and 40 statues.",),
        RIGHT,
    ),
    Example(
        "number-in-words-long",
        "The museum has one thousand two hundred and fifty paintings.",
        ("The museum has 1,250 paintings.",),
        RIGHT,
    ),
    Example("german-true", "Das Museum ist montags geschlossen.", MUSEUM, RIGHT_OR_UNREAD),
    Example("hungarian-true", "A múzeum hétfőnként zárva tart.", MUSEUM, RIGHT_OR_UNREAD),
    Example("no-claim-at-all", "👍", MUSEUM, NOTHING_CLAIMED),
]
BASIC = [
    Example("covered-excluded", "Water damage is covered.", ("Water damage is excluded.",), WRONG),
    Example("loans", "Loans last three weeks.", ("The loan period is three weeks.",), RIGHT),
    Example("yes-to-no", "Yes.", ("Dogs are not allowed.",), WRONG, "Are dogs allowed?"),
    Example("no-to-no", "No.", ("Dogs are not allowed.",), RIGHT, "Are dogs allowed?"),
    Example(
        "decimal-lost",
        "38 euros per kilometre.",
        ("For each kilometre that is driven, 0.38 euros are paid back.",),
        WRONG,
        "How much is paid back per kilometre?",
    ),
    Example(
        "decimal-kept",
        "0.38 euros per kilometre.",
        ("For each kilometre that is driven, 0.38 euros are paid back.",),
        RIGHT,
        "How much is paid back per kilometre?",
    ),
    Example(
        "another-year",
        "In 2023, 92.3 % of the trains were on time.",
        ("In 2022, 92.3 % of the trains were on time. In 2023, 89.1 % of the trains were on time.",),
        WRONG,
        "What share of the trains was on time in 2023?",
    ),
    Example(
        "only-the-question-says-so",
        "It was founded in 1732 by the Duke.",
        ("The school has 400 pupils and stands beside the river.", "Its first head was a priest from Halden."),
        WRONG,
        "Why was it founded in 1732 by the Duke?",
    ),
    Example("a-mark-alone", "[1]", MUSEUM, NOTHING_CLAIMED),
]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    """With no setting of the developer's, and time enough on a busy machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("CANDOR_")]:
            patch.delenv(name)
        patch.setenv("CANDOR_VERIFY_LIMIT_SECONDS", "120")
        patch.chdir(tmp_path_factory.mktemp("elsewhere"))
        with local(MODELS) as subject:
            yield subject
    assert {reason for _, reason in subject.failures} <= {FailureReason.MISSING_EVIDENCE}


def judged(shipped: Local, example: Example) -> Judgement:
    case = Case(passages=example.passages, policy=Policy.ANNOTATE, question=example.question)
    return shipped.judge.judge(example.answer, case)


@pytest.mark.parametrize("example", [*REPORTED, *BASIC], ids=lambda example: example.name)
def test_an_answer_is_judged_by_what_it_says(shipped: Local, example: Example) -> None:
    found = judged(shipped, example)
    assert found.support in example.allowed, found
    if example.allowed == NOTHING_CLAIMED:
        assert all(claim.verdict.risk != 0 for claim in found.claims)


def test_the_opposite_names_the_sentence_that_says_otherwise(shipped: Local) -> None:
    [example] = [one for one in REPORTED if one.name == "opposite-closed-open"]
    [claim] = judged(shipped, example).claims
    assert claim.verdict.support is Support.CONTRADICTED
    assert [evidence.quote for evidence in claim.verdict.evidence] == ["The museum is closed on Mondays."]


def test_an_answer_that_is_true_and_answers_something_else_is_beside_the_point(shipped: Local) -> None:
    passages = ("Dogs have to be kept on a lead in the garden.", "Breakfast is served from 7 to 10.")
    case = Case(passages=passages, policy=Policy.ANNOTATE, question="When is breakfast served?")
    beside, to_the_point = (shipped.judge.judge(answer, case) for answer in passages)
    assert (beside.support, beside.off_point) == (Support.SUPPORTED, True)
    assert (to_the_point.support, to_the_point.off_point) == (Support.SUPPORTED, False)


def test_a_streamed_sentence_is_judged_as_in_the_whole_answer(shipped: Local) -> None:
    filler = "The river is wide and its banks are green, and people walk there in the evening with their dogs. "
    passages = (filler * 8, *MUSEUM, filler * 8, "Groups of more than ten should book a week ahead.")
    answer = (
        "Photography with flash is not allowed [2]. On Mondays the museum is shut. It is open on Mondays. "
        "Groups of more than fifty should book a week ahead. The director was born in 1958."
    )
    case = Case(passages=passages, policy=Policy.ANNOTATE, question="What are the rules of the museum?")
    whole, hearing = shipped.judge.judge(answer, case), shipped.judge.hearing(case)
    for claim in (checked.claim for checked in whole.claims):
        [alone] = hearing.check([claim])
        hearing.take(alone)
    streamed = hearing.close()
    assert [one.verdict.support for one in streamed.claims] == [one.verdict.support for one in whole.claims]
    # Rows of other lengths beside a row move its last digits, since activations are rounded.
    risks = [[one.verdict.risk for one in judgement.claims] for judgement in (streamed, whole)]
    assert risks[0] == pytest.approx(risks[1], abs=0.02)
    assert (streamed.outcome, streamed.off_point) == (whole.outcome, whole.off_point)
