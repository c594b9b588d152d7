"""When a review says that an answer is wrong, and what whoever reviews it blindly sees."""

from dataclasses import replace

import pytest

from domain.answers import Outcome, Support
from domain.audits import blinded, is_wrong
from domain.repairs import Repair, RepairReason
from domain.reviews import ClaimLabel, ResolutionKind
from tests.storage import samples

FINE, BAD, WORSE = (
    ClaimLabel(claim, support)
    for claim, support in enumerate([Support.SUPPORTED, Support.UNSUPPORTED, Support.CONTRADICTED])
)

BESIDE = replace(FINE, answers=False)


@pytest.mark.parametrize(
    ("kind", "labels", "wrong"),
    [
        (ResolutionKind.APPROVE, [], False),
        (ResolutionKind.APPROVE, [FINE], False),
        (ResolutionKind.APPROVE, [FINE, BAD], True),
        (ResolutionKind.EDIT, [FINE, WORSE], True),
        (ResolutionKind.EDIT, [FINE], False),
        (ResolutionKind.EDIT, [], True),
        (ResolutionKind.REJECT, [FINE], True),
        (ResolutionKind.NOT_IN_DOCUMENTS, [], True),
        (ResolutionKind.APPROVE, [BESIDE], True),
        (ResolutionKind.APPROVE, [replace(FINE, answers=True), replace(BESIDE, claim=1)], False),
    ],
)
def test_an_answer_is_wrong_where_a_sentence_is_or_where_it_was_refused(
    kind: ResolutionKind, labels: list[ClaimLabel], *, wrong: bool
) -> None:
    assert is_wrong(kind, labels) is wrong


def test_the_blind_see_all_that_was_written_and_nothing_of_the_check() -> None:
    repair = Repair("It was 1732.", RepairReason.UNSUPPORTED, "", 0, 0)
    answer = replace(samples.answer("conv_1"), repairs=(repair,), timings_ms={"repair": 3.0})
    seen = blinded(answer)
    assert seen.content == "Some. [1] All of them."
    assert [seen.content[c.claim.start : c.claim.end] for c in seen.claims] == ["Some. [1]", "All of them."]
    assert {c.verdict.support for c in seen.claims} == {Support.UNCHECKED}
    assert not any(c.verdict.evidence or c.verdict.detectors or c.verdict.values for c in seen.claims)
    assert (seen.outcome, seen.support, seen.risk, seen.reason) == (Outcome.ANSWERED, None, None, None)
    assert (seen.withheld, seen.short_answer, seen.notice) == (None, None, None)
    assert (seen.repairs, seen.timings_ms) == ((), {})
    assert (seen.question, seen.passages) == (answer.question, answer.passages)
