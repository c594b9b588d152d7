"""Labelled claims and answers get the judge's risk; what says nothing of the judge is left out and counted."""

from collections.abc import Sequence

import pytest

from monitoring.detectors.detection import Inspection
from monitoring.verdict.labelled import Labelled, Left, scored

PASSAGES = ("The library opens at nine in the morning. Dogs are not allowed in the building.",)


def row(text: str, *, answer: bool = False, wrong: bool = False, passages: Sequence[str] = PASSAGES) -> Labelled:
    return Labelled(text, answer, "When does it open?", tuple(passages), wrong)


class Lengths:
    """A judge for which a claim is as risky as it is long in percent of a hundred characters; it reads no "nem"."""

    def __init__(self) -> None:
        self.seen: list[Inspection] = []

    def __call__(self, inspection: Inspection) -> list[float | None]:
        self.seen.append(inspection)
        return [None if " nem " in claim else len(claim) / 100 for claim in inspection.claims]


def test_a_claim_is_scored_without_its_marks_and_an_answer_as_its_worst_claim() -> None:
    score = Lengths()
    found, left = scored(
        [
            row("**It opens** early [1].", wrong=True),
            row("Sure! It opens early. Nobody may bring any dog.", answer=True),
        ],
        score,
    )
    assert [one.risk for one in found] == pytest.approx([0.15, 0.25])
    assert [one.wrong for one in found] == [True, False]
    assert len({one.group for one in found}) == 1
    assert not left
    assert score.seen[0].claims == ("It opens early.",)
    assert (score.seen[0].cited, score.seen[0].question) == ((frozenset({0}),), "When does it open?")


@pytest.mark.parametrize(
    ("text", "answer", "reason"),
    [
        ("The library opens at nine in the morning.", False, Left.QUOTED),
        ("[1]", False, Left.NO_CLAIM),
        ("Hello! How can I help?", True, Left.NO_CLAIM),
        ("Ez nem igaz.", False, Left.UNREAD),
        ("It opens early. Ez nem igaz.", True, Left.UNREAD),
    ],
)
def test_what_says_nothing_of_the_judge_is_left_out_with_its_reason(text: str, *, answer: bool, reason: Left) -> None:
    found, left = scored([row(text, answer=answer)], Lengths())
    assert (found, left) == ([], {reason: 1})


def test_claims_beside_other_passages_are_of_another_group() -> None:
    found, _ = scored([row("It opens early."), row("It opens early.", passages=["It opens."])], Lengths())
    assert len({one.group for one in found}) == 2
