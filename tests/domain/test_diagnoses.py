"""What failed of an answer, and which reason is believed."""

from dataclasses import replace

import pytest

from domain.answers import Answer, CheckedClaim, Claim, Outcome, Support, Verdict
from domain.diagnoses import Failed, Failure, Sides, Sight, cause_of, failure_of
from domain.reviews import Cause, ClaimLabel, Resolution, ResolutionKind
from tests.storage import samples

RIGHT, WRONG, AGAINST, UNREAD = Support.SUPPORTED, Support.UNSUPPORTED, Support.CONTRADICTED, Support.UNCHECKED
AGREED, DOUBTED = Failure(None, doubts_check=False), Failure(None, doubts_check=True)


def answer(*supports: Support, outcome: Outcome = Outcome.ANSWERED) -> Answer:
    """With a claim each, the later the riskier."""
    claims = tuple(
        CheckedClaim(Claim("It is.", 0, 6), Verdict(support, None if support is UNREAD else at / 10, (), {}))
        for at, support in enumerate(supports)
    )
    return replace(samples.answer("c"), claims=claims, withheld=None, outcome=outcome)


def decided(kind: ResolutionKind, *labels: ClaimLabel) -> Resolution:
    return Resolution(kind, "", labels, reuse=False, reviewer="ann")


@pytest.mark.parametrize(
    ("given", "failure"),
    [
        (answer(RIGHT), None),
        (answer(outcome=Outcome.ABSTAINED), AGREED),
        (answer(RIGHT, outcome=Outcome.FLAGGED), AGREED),
        (answer(UNREAD, outcome=Outcome.FLAGGED), AGREED),
        (answer(RIGHT, WRONG, AGAINST, outcome=Outcome.ESCALATED), Failure(2, doubts_check=False)),
    ],
)
def test_without_a_person_it_is_what_the_check_stopped(given: Answer, failure: Failure | None) -> None:
    assert failure_of(Failed(given, None)) == failure


@pytest.mark.parametrize(
    ("resolution", "supports", "failure"),
    [
        (decided(ResolutionKind.APPROVE), [RIGHT], None),
        (decided(ResolutionKind.APPROVE), [RIGHT, WRONG], Failure(1, doubts_check=True)),
        (decided(ResolutionKind.REJECT), [RIGHT, WRONG], Failure(1, doubts_check=False)),
        (decided(ResolutionKind.REJECT), [RIGHT], DOUBTED),
        (decided(ResolutionKind.APPROVE, ClaimLabel(0, RIGHT)), [RIGHT], None),
        (decided(ResolutionKind.APPROVE, ClaimLabel(0, WRONG)), [RIGHT], Failure(0, doubts_check=True)),
        (decided(ResolutionKind.APPROVE, ClaimLabel(0, RIGHT)), [AGAINST], Failure(0, doubts_check=True)),
        (decided(ResolutionKind.EDIT, ClaimLabel(0, WRONG)), [AGAINST], Failure(0, doubts_check=False)),
        (decided(ResolutionKind.EDIT, ClaimLabel(0, WRONG)), [UNREAD], Failure(0, doubts_check=False)),
        (decided(ResolutionKind.EDIT, ClaimLabel(0, RIGHT, answers=False)), [RIGHT], AGREED),
    ],
)
def test_what_a_person_says_goes_before_what_the_check_says(
    resolution: Resolution, supports: list[Support], failure: Failure | None
) -> None:
    assert failure_of(Failed(answer(*supports), resolution)) == failure


def test_an_abstention_that_a_person_refuses_says_nothing_against_the_check() -> None:
    assert failure_of(Failed(answer(outcome=Outcome.ABSTAINED), decided(ResolutionKind.REJECT))) == AGREED


FOR, DENIES = Sides(supports=True), Sides(contradicts=True)


@pytest.mark.parametrize(
    ("sight", "cause"),
    [
        (Sight(), Cause.OUTSIDE_DOCUMENTS),
        (Sight(wider=FOR), Cause.RETRIEVAL_MISS),
        (Sight(wider=DENIES), Cause.RETRIEVAL_MISS),
        (Sight(wider_answers=True), Cause.RETRIEVAL_MISS),
        (Sight(given=DENIES), Cause.PASSAGES_IGNORED),
        (Sight(given_answers=True, wider_answers=True), Cause.PASSAGES_IGNORED),
        (Sight(given_answers=True, wider=FOR), Cause.RETRIEVAL_MISS),
        (Sight(given=DENIES, wider=FOR), Cause.SOURCES_CONFLICT),
        (Sight(given=Sides(supports=True, contradicts=True)), Cause.SOURCES_CONFLICT),
    ],
)
def test_the_reason_is_the_likeliest(sight: Sight, cause: Cause) -> None:
    assert cause_of(AGREED, sight) is cause
    assert cause_of(DOUBTED, sight) is Cause.DETECTOR_WRONG
