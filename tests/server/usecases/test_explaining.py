"""How an answer was found is told to whoever asks for it, and to nobody else."""

from dataclasses import replace

import pytest

from domain.explaining import AnsweredBy, Candidate, Explanation
from domain.generation import Answering, AskedPart, Piece, Readings
from server.usecases.answering import EXTRACTIVE
from tests.server.usecases.fakes import DOWN, Choices, Library, Writer
from tests.server.usecases.test_assistant import Apart, Desk, finished

NINE = Candidate("The library opens at nine.", 0, 0.9, None)
FEE = Candidate("A card costs four euros.", 0, 0.2, "less_likely")


def explained(desk: Desk, **changes: object) -> Explanation:
    explanation = finished(list(desk.answer(explain=True, **changes))).explanation
    assert explanation is not None
    return explanation


def test_what_a_model_wrote_is_told_with_what_would_be_quoted_without_it() -> None:
    desk = Desk(Writer(["It opens at nine [1]."]), choices=Choices([NINE, FEE]))
    told = explained(desk)
    assert told == Explanation("When does it open?", AnsweredBy.MODEL, "large", tuple(Library().passages), (NINE, FEE))
    assert "explain" in desk.kept().timings_ms


def test_nobody_is_told_who_did_not_ask() -> None:
    desk = Desk(Writer(["It opens at nine [1]."]))
    assert finished(list(desk.answer())).explanation is None
    assert "explain" not in desk.kept().timings_ms


def test_small_talk_was_not_found_anywhere() -> None:
    assert finished(list(Desk(DOWN).answer(explain=True, question="Hello!"))).explanation is None


def test_what_stands_in_for_a_model_was_quoted() -> None:
    told = explained(Desk(DOWN))
    assert (told.answered_by, told.model, told.candidates) == (AnsweredBy.QUOTING, EXTRACTIVE, (NINE,))


@pytest.mark.parametrize("model_is_up", [True, False])
def test_what_the_check_takes_for_beside_the_point_is_not_said_to_be_quoted(model_is_up: bool) -> None:  # noqa: FBT001 - a case
    beside = Writer(["This is beside it [1]."])
    desk = Desk(Writer(abstains=True) if model_is_up else DOWN, extractive=beside, choices=Choices([NINE, FEE]))
    refused = NINE if model_is_up else replace(NINE, left="off_point")
    assert explained(desk).candidates == (refused, FEE)


def test_what_the_check_refuses_of_one_part_is_not_said_to_be_quoted() -> None:
    parts = [AskedPart("When does it open?"), AskedPart("What is a card?")]
    written = [
        Answering(parts[0]),
        Piece("The library opens at nine [1]."),
        Answering(parts[1]),
        Piece("A beside [1]."),
    ]
    beside = Candidate("A beside.", 0, 0.4, None)
    desk = Desk(
        DOWN,
        extractive=Apart(written),
        several=lambda _: [Readings(part.query) for part in parts],
        choices=Choices([NINE, beside]),
    )
    assert explained(desk).candidates == (NINE, replace(beside, left="off_point"))


def test_the_likeliest_forty_are_told() -> None:
    many = [Candidate(f"Sentence {number}.", 0, 1 / (number + 2), "unlikely") for number in range(50)]
    assert explained(Desk(DOWN, choices=Choices(many))).candidates == tuple(many[:40])


def test_an_answer_stands_although_its_passages_can_no_longer_be_read() -> None:
    desk = Desk(Writer(["It opens at nine [1]."]), choices=Choices(None))
    assert explained(desk).candidates == ()
    assert desk.kept().content == "It opens at nine [1]."
