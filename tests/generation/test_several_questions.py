"""Where a message asks two things, each of them stands alone; what is one question stays one."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.generation import Lean, Readings
from generation.several_questions import several

TURNS = Path(__file__).parents[1] / "benchmarks" / "two_parts" / "conversations.jsonl"


def meant(question: str) -> list[str]:
    """Each of its questions with what it leans on put in, where it surely leans on something."""
    return [one.completed[0] if one.lean is Lean.SURELY else one.as_it_stands for one in several(question)]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("how much is the deposit and when do i get it back",
         ["How much is the deposit?", "When do i get the deposit back?"]),
        ("Can the Fenby 40 go in the dishwasher, and if its ruined what does a new one cost?",
         ["Can the Fenby 40 go in the dishwasher?", "What does a new Fenby 40 cost?"]),
        ("Can I bring a dog, and if so, what does it cost?", ["Can I bring a dog?", "What does a dog cost?"]),
        ("Can my son, who is 12, come alone and what does he pay?",
         ["Can my son, who is 12, come alone?", "What does my son pay?"]),
        ("Is there parking? I come by car. What does it cost?",
         ["I come by car. Is there parking?", "I come by car. What does parking cost?"]),
        ("Where do I park and what does it cost?", ["Where do I park?", "Park: what does it cost?"]),
    ],
)  # fmt: skip
def test_the_later_question_means_what_the_first_is_about(question: str, parts: list[str]) -> None:
    assert meant(question) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("what time does it start and where", ["What time does it start?", "Where does it start?"]),
        ("Was the fridge ever outside its range in February, and when?",
         ["Was the fridge ever outside its range in February?",
          "When was the fridge ever outside its range in February?"]),
        ("What paperwork is there and how fast?", ["What paperwork is there?", "Paperwork: how fast?"]),
        ("Can I bring a dog? If so, how much?", ["Can I bring a dog?", "A dog: how much?"]),
        ("In which year was the mole built, and by whom?",
         ["In which year was the mole built?", "By whom was the mole built?"]),
        ("When and where is the meeting?", ["When is the meeting?", "Where is the meeting?"]),
    ],
)  # fmt: skip
def test_words_that_only_ask_are_asked_of_the_same(question: str, parts: list[str]) -> None:
    assert meant(question) == parts


def test_what_is_said_before_belongs_to_all_that_say_little_themselves() -> None:
    assert meant("I've a boat of 9 m: what do I pay for a night and is water included?") == [
        "I've a boat of 9 m: what do I pay for a night?",
        "I've a boat of 9 m: is water included?",
    ]
    assert meant("I took a taxi home. Do I get that paid and how soon must I hand in the receipt?")[1] == (
        "How soon must I hand in the receipt?"
    )


def test_can_you_tell_me_is_meant_for_both() -> None:
    assert meant("Can you tell me what the deposit is and when I get it back?") == [
        "Can you tell me what the deposit is?",
        "Can you tell me when I get the deposit back?",
    ]


def test_what_has_a_matter_of_its_own_leans_on_nothing() -> None:
    assert several("Is parking free and where is the washhouse?") == [
        Readings("Is parking free?"),
        Readings("Where is the washhouse?"),
    ]


def test_a_price_or_a_password_may_be_of_the_first_and_the_documents_say_whether() -> None:
    assert several("Is there wifi? And what's the password?") == [
        Readings("Is there wifi?"),
        Readings("What is the password?", ("Wifi: what is the password?",)),
    ]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Opening hours and prices of the pool?", ["Opening hours of the pool?", "Prices of the pool?"]),
        ("pool opening hours and prices", ["Pool opening hours?", "Pool prices?"]),
        ("What are the address and the phone number of the office?",
         ["What are the address of the office?", "What are the phone number of the office?"]),
    ],
)  # fmt: skip
def test_two_things_asked_of_one(question: str, parts: list[str]) -> None:
    assert meant(question) == parts


def test_three_questions_are_three_and_more_are_left_alone() -> None:
    three = "Where can I get the key, what does it cost, and until when is the office open?"
    assert meant(three) == ["Where can I get the key?", "What does the key cost?", "Until when is the office open?"]
    assert several("What is it? Where is it? When is it? Who runs it?") == []


@pytest.mark.parametrize(
    "question",
    [
        "bread and butter",
        "Is it open between 8 and 10?",
        "Where are the terms and conditions?",
        "What should I bring and wear?",
        "What can and can't I bring?",
        "Do I need to book and pay in advance?",
        "When does the pool open and close?",
        "What happens if I pay late and when the fee is overdue?",
        "When I arrive, where do I park?",
        "If the alarm rings, do I leave the building?",
        "Is there a room that is heated and is close to the lake?",
        "My son, who is six and a half, lost his towel. How long do you keep it?",
        "had the runs all night, fine again this morning. when can i be back",
        "I was ill and was told nothing, what now?",
        "what if my knee goes at km 18 and i cant go on, do i just walk home",
        "Do I get the extra year or how long is it covered?",
        "name and address of the tenant",
        "Who pays?",
        "I come by car. " * 80 + "Is there parking and what does it cost?",
        "",
        "?",
    ],
)
def test_one_question_stays_one(question: str) -> None:
    assert several(question) == []


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Was kostet ein Tagesticket und wie lange gilt es?", 2),
        ("Mennyibe kerül a belépő és mikor nyit a strand?", 2),
        ("Hol lesz a közgyűlés és mikor?", 2),
        ("Was kosten Brot und Butter?", 0),
        ("Mit jelent a gazdag és szegény?", 0),
    ],
)
def test_in_german_and_hungarian_each_begins_with_a_word_that_asks(question: str, parts: int) -> None:
    assert len(several(question)) == parts


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("Which is dearer, the single or the double room?",
         ["How much is the single?", "How much is the double room?"]),
        ("The single or the double, which is dearer?", ["How much is the single?", "How much is the double?"]),
        ("Which programme takes longer, Sports or Easy-care?",
         ["How long does Sports programme take?", "How long does Easy-care programme take?"]),
        ("Which chuck may be run faster, the 200 mm or the 250 mm one?",
         ["How fast may the 200 mm chuck be run?", "How fast may the 250 mm chuck be run?"]),
        ("Under the new tariff, what costs more: a sheet of felt or of card?",
         ["Under the new tariff, how much does a sheet of felt cost?",
          "Under the new tariff, how much does a sheet of card cost?"]),
        ("Who earns more in the first year, a baker or a shop leader?",
         ["How much does a baker earn in the first year?", "How much does a shop leader earn in the first year?"]),
        ("Which offer has the longer guarantee, Merry's or Sprung's?",
         ["How long is the guarantee of Merry's?", "How long is the guarantee of Sprung's?"]),
        ("is the lido or the sauna open longer", ["When is the lido open?", "When is the sauna open?"]),
        ("does the headstock or the feed gearbox take more oil",
         ["How much oil does the headstock take?", "How much oil does the feed gearbox take?"]),
        ("is visiting time longer on ash or on cedar",
         ["How long is visiting time on ash?", "How long is visiting time on cedar?"]),
        ("is it cheaper by bus or train", ["How much is it by bus?", "How much is it by train?"]),
        ("Do I get more days off for a wedding than for moving house?",
         ["How much days off do I get for a wedding?", "How much days off do I get for moving house?"]),
        ("Does the Arrow cost more than the Swift?",
         ["How much does the Arrow cost?", "How much does the Swift cost?"]),
        ("What's the difference in price between the silver and the gold card?",
         ["Price of the silver?", "Price of the gold card?"]),
        ("Compare the silver card with the gold card", ["The silver card?", "The gold card?"]),
        ("calling in sick: whats different for drivers and for the office",
         ["Calling in sick: drivers?", "Calling in sick: for the office?"]),
        ("Did the clinic get more new patients in 2024 than in 2023?",
         ["How many new patients did the clinic get in 2024?", "How many new patients did the clinic get in 2023?"]),
        ("which is cheapest: the red, the blue or the green card?",
         ["How much is the red?", "How much is the blue?", "How much is the green card?"]),
    ],
)  # fmt: skip
def test_a_comparison_asks_the_same_of_each(question: str, sides: list[str]) -> None:
    assert meant(question) == sides


@pytest.mark.parametrize(
    "question",
    [
        "Is the ferry slower than expected?",
        "Is the waiting time longer than 2 hours?",
        "Is it longer or shorter?",
        "Is there more than one lift?",
        "Should I come earlier or later?",
        "Can I stay longer or do I have to pay more?",
        "Do I tell them about the higher amount or does the office do that?",
        "Which is cheaper?",
        "What do I get if I stay longer, a discount or a free night?",
        "Who do I ask for more information, the office or the warden?",
        "What is the latest time I can come, noon or six?",
        "Is it allowed to bring more than two bags or a pram?",
        "Is a bigger boat or a longer stay possible?",
        "Do you have cheaper rooms or tents?",
        "What is the difference between 8 and 10?",
    ],
)
def test_what_names_no_two_things_is_no_comparison(question: str) -> None:
    assert several(question) == []


def test_the_written_turns_fall_apart_into_as_many_questions_as_they_say() -> None:
    turns = [turn for line in TURNS.read_text().splitlines() for turn in json.loads(line)["turns"]]
    found = {turn["say"]: max(1, len(several(turn["say"]))) for turn in turns}
    assert found == {turn["say"]: turn["parts"] for turn in turns}


SPOKEN = """what when where who which how is are do can the a and or , : ; ? . if so it they cost open pool cheaper
longer more than difference between of for price hours another one & I how much und és wann mikor"""


@given(st.lists(st.sampled_from(SPOKEN.split()), max_size=40).map(" ".join))
def test_whatever_is_said_it_is_no_question_two_or_three_and_each_asks_something(message: str) -> None:
    found = several(message)
    assert len(found) in {0, 2, 3}
    for one in found:
        for reading in (one.as_it_stands, *one.completed):
            assert any(character.isalnum() for character in reading)
            assert reading.endswith("?")


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Dog rules, tourers vs seasonal holders: whats the difference",
         ["Dog rules of tourers?", "Dog rules of seasonal holders?"]),
        ("Members vs guests: towel hire", ["Towel hire of Members?", "Towel hire of guests?"]),
        ("notice period for tenants versus owners", ["Notice period of tenants?", "Notice period of owners?"]),
        ("how does the number of beds per room differ between the lodge and the annexe?",
         ["The number of beds per room for the lodge?", "The number of beds per room for the annexe?"]),
        ("Are the parking rules the same for visitors and residents?",
         ["The parking rules of visitors?", "The parking rules of residents?"]),
        ("Do interns and trainees get the same holiday entitlement?",
         ["Holiday entitlement of interns?", "Holiday entitlement of trainees?"]),
        ("Is the price the same for children?", []),
    ],
)  # fmt: skip
def test_a_difference_is_asked_of_each_group(question: str, asked: list[str]) -> None:
    assert [one.as_it_stands for one in several(question)] == asked
