"""An answer without a value of the kind that its question asks for does not answer it."""

import pytest

from monitoring.detectors.values.expecting import lacks_the_asked

LACKING = [
    ("When is it open?", "Four euros."),
    ("When is it open?", "The entry costs four euros."),
    ("When is it open?", "Yes."),
    ("Until when is it open?", "12 %"),
    ("In which year did it open?", "This book is for the use of cadets."),
    ("How many rooms are there?", "12 March 2020."),
    ("How many rooms are there?", "Breakfast is served in the winter garden."),
    ("How much is it?", "At 9 am."),
    ("What does it cost?", "At 9:30."),
    ("Where is it?", "15 euros."),
    ("Who runs it?", "In March 1998."),
    ("How long is the loan?", "45 euros."),
    ("How old is it?", "€5"),
    ("How often does it run?", "30 km."),
    ("What share of them pay?", "At 9:30."),
    ("If I lose my card, how much do I pay?", "At 9:30."),
    ("Mikor van nyitva?", "Négy euró."),
    ("Mennyibe kerül?", "2024. március 5."),
    ("Wann ist geöffnet?", "Vier Euro."),
    ("Wie viele Zimmer gibt es?", "Am 3. Mai 2020."),
]


@pytest.mark.parametrize(("question", "answer"), LACKING)
def test_another_kind_of_value_than_was_asked_for_is_no_answer(question: str, answer: str) -> None:
    assert lacks_the_asked(question, answer)


HOLDING = [
    ("When is it open?", "Every day but Monday."),
    ("When is it open?", "9–17"),
    ("When is it open?", "In summer, for four euros."),
    ("When can a courier refuse a trip?", "In the rain."),
    ("When does it have to go back?", "It does not; it is yours, for 5 euros."),
    ("When is the next filter change?", "At 6,500."),
    ("By how much did it rise?", "By eight."),
    ("How much is the fee?", "R1 200."),
    ("How much is it?", "Nothing."),
    ("How much is it?", "It is free."),
    ("How many litres fit in?", "2 l."),
    ("How many rooms have a balcony?", "Only the corner room."),
    ("How many rooms have a balcony?", "Those to the south."),
    ("How long is the wall?", "300 m."),
    ("How long may I stay?", "Until noon."),
    ("How often does it run?", "Hourly, every day."),
    ("Where is it?", "In room 12."),
    ("Who supplies the bakery?", "The mill."),
    ("Is it open?", "Four euros."),
    ("What happens when it rains?", "Four euros are paid back."),
    ("When is it open and what does it cost?", "Four euros."),
    ("How much time is left?", "The documents do not say."),
    ("Mikor van nyitva?", "Hétfőn."),
    ("Wann ist geöffnet?", "Montags."),
    ("", "Four euros."),
]


@pytest.mark.parametrize(("question", "answer"), HOLDING)
def test_what_may_be_an_answer_is_one(question: str, answer: str) -> None:
    assert not lacks_the_asked(question, answer)
