"""What is quoted together, and under which name it is weighed."""

from domain.places import Rows, Section, Whole
from generation.quoting.quotables import Quotable, quotables
from monitoring.claims.splitting import split_sentences
from tests.generation.passages import passage

MINUTES = """3. Rents
The meeting resolved, 33 to 11 with 3 abstentions, to raise the rents from 1 October 2025:
   quarter plot   GBP 21
   half plot      GBP 39
   full plot      GBP 71
The water charge stays as it is.

6. Dates 2025
   Seed swap:            Sunday, 9 March, 10:00, trading hut
   Spring work party:    Saturday, 26 April, 9:00
   Open day:             Sunday, 29 June, 11:00 to 16:00
"""

QUESTIONS = """## On the site

**Which ways of paying are there?**
Girocard, Visa, Mastercard and cash. We don't take cheques.

**What can children do?**

- playground with a water pump
- pony rides on Wednesdays (6 euros)

**May I fish?**
With a licence.
"""


def the_one(text: str, words: str) -> Quotable:
    found = quotables([passage(text, place=Section("On the site", Whole()))], split_sentences)
    return next(one for one in found if words in one.sentence.text)


def quoted(text: str, words: str) -> list[str]:
    return [quote.text for quote in the_one(text, words).quotes()]


def test_an_aligned_line_is_quoted_alone() -> None:
    assert quoted(MINUTES, "Open day") == ["Open day: Sunday, 29 June, 11:00 to 16:00"]


def test_an_aligned_line_comes_after_what_announces_it() -> None:
    opening, item = the_one(MINUTES, "half plot").quotes()
    assert opening.text.endswith("to raise the rents from 1 October 2025:")
    assert (item.text, item.is_item) == ("half plot GBP 39", True)


def test_what_announces_aligned_lines_comes_with_them() -> None:
    assert quoted(MINUTES, "resolved")[1:] == ["quarter plot GBP 21", "half plot GBP 39", "full plot GBP 71"]


def test_an_answer_is_weighed_below_its_question() -> None:
    answered = the_one(QUESTIONS, "Girocard")
    assert answered.heading.endswith("Which ways of paying are there?")
    assert not the_one(QUESTIONS, "Which ways").states_something("what can I do?")


def test_a_list_below_a_question_is_quoted_whole_and_weighed_below_it() -> None:
    asked = the_one(QUESTIONS, "What can children do?")
    assert asked.states_something("what can I do?")
    assert asked.above() == "What can children do?"
    assert [(quote.text, quote.is_item) for quote in asked.quotes()] == [
        ("playground with a water pump", True),
        ("pony rides on Wednesdays (6 euros)", True),
    ]


def test_an_item_of_a_list_below_a_question_may_answer_alone() -> None:
    assert quoted(QUESTIONS, "pony") == ["pony rides on Wednesdays (6 euros)"]


def test_a_line_in_bold_names_what_stands_below_it() -> None:
    text = "**I left something behind.**\nWe keep it for three months.\n\n**Note:** dogs are welcome."
    assert not the_one(text, "I left").states_something("what can I do?")
    assert the_one(text, "three months").above() == "I left something behind."
    assert the_one(text, "dogs").states_something("what can I do?")


def test_a_row_is_quoted_with_its_note_in_brackets() -> None:
    rows = "Boat: Heron; Hire: 12\nBoat: Teal (a); Hire: 18\n(a) Half of it on Fridays.\nBoat: Swift; Hire: 30"
    found = quotables([passage(rows, place=Rows(1, 4))], split_sentences)
    assert [[quote.text for quote in one.quotes()] for one in found if "Boat" in one.sentence.text] == [
        ["Boat: Heron; Hire: 12"],
        ["Boat: Teal (a); Hire: 18", "(a) Half of it on Fridays."],
        ["Boat: Swift; Hire: 30"],
    ]


def test_the_heading_above_rows_states_nothing() -> None:
    place = Section("Guide › The lamp", Rows(1, 1))
    lamp, row = quotables([passage("The lamp\n\nLight: green; Meaning: working", place=place)], split_sentences)
    assert (lamp.states_something("which?"), row.states_something("which?")) == (False, True)


SAFETY = """4 Safety

4.1 Leaving the workshop: what to do

1. Switch off the saw. Pull its plug.
2. Empty the bins.
3. Lock the store.

4.2 Guests

Guests wear a badge. The canteen is on the first floor. Guests eat for free there.

**The app** is called Tally.

**Whom do I ask?** The porter.
"""


def test_a_list_below_a_heading_is_quoted_whole() -> None:
    headed = the_one(SAFETY, "what to do")
    assert headed.states_something("Every step of leaving?")
    assert not headed.states_something("Who leaves?")
    assert [quote.text for quote in headed.quotes()] == [
        "Switch off the saw.",
        "Pull its plug.",
        "Empty the bins.",
        "Lock the store.",
    ]


def test_an_item_stands_below_the_heading_of_its_list() -> None:
    assert the_one(SAFETY, "Empty").above() == "4.1 Leaving the workshop: what to do"


def test_a_numbered_line_of_its_own_is_a_heading() -> None:
    assert the_one(SAFETY, "badge").above() == "4.2 Guests"
    assert not the_one(SAFETY, "4.2 Guests").states_something("what can I do?")


def test_there_refers_to_the_sentence_before() -> None:
    assert quoted(SAFETY, "for free") == ["The canteen is on the first floor.", "Guests eat for free there."]


def test_words_in_bold_are_no_mark_of_a_footnote() -> None:
    assert quoted(SAFETY, "Tally") == ["**The app** is called Tally."]


def test_a_slides_item_with_a_bullet_and_a_number_is_one() -> None:
    text = "Stopping: the order\n\n- 1. Press the red button\n- 2. Pull the plug\n- 3. Wait"
    assert quoted(text, "the order") == ["Press the red button", "Pull the plug", "Wait"]
