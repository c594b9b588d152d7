"""What a message asks, without what is told beside it."""

import pytest

from generation.quoting.asked_part import asked_part


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        (
            "We are four and a dog. How much is a tent for one night? Many thanks, Petra",
            "How much is a tent for one night?",
        ),
        ("my locker key is gone, what does a new key cost", "what does a new key cost"),
        ("riverside gym - when does the sauna open to guests?", "when does the sauna open to guests?"),
        (
            "We would like to join. Roughly how long is the queue for lessons? Regards, Tim",
            "Roughly how long is the queue for lessons?",
        ),
    ],
)
def test_greetings_and_stories_are_no_part_of_it(message: str, asked: str) -> None:
    assert asked_part(message).startswith(asked)


@pytest.mark.parametrize(
    "message",
    [
        "How much is a tent?",
        "average rent of flats? only those with a balcony",
        "the light is red, is it broken?",
        "price of a day ticket",
    ],
)
def test_a_message_that_asks_too_little_without_the_rest_is_left_whole(message: str) -> None:
    assert asked_part(message) == message
