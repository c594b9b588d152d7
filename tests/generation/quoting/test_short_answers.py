"""The short answer is the one value, name or cell that answers; of several, or where little is sure, it is none."""

from dataclasses import replace

import pytest

from domain.generation import Reading
from generation.quoting.considering import Considered
from generation.quoting.quotables import Quote
from generation.quoting.short_answers import short_answer
from generation.quoting.signals import Signals
from text.superseding import Stretch

NOTHING_KNOWN = Signals(
    near=0, read=0, answers=0, shared=0, found=0, wrong_kind=0, lacks_mark=0, lacks_name=0, fragment=0, row=0
)
HOURS = "Meal: Breakfast; Monday to Friday: 6:45–10:00; Saturday: 7:30–10:30; Price per adult: €16"
TICKETS = "Ticket: Ten swims; Until March: £46.00; From April: £50.00; Valid for: 12 months"


def weighed(*quotes: str, seen: str, sure: float = 0.9, likely: float = 0.5, row: bool = False) -> Considered:
    """Quotes of which the reader has `seen` that, `sure` of it."""
    start = " ".join(quotes).index(seen)
    quoted = tuple(Quote(quote, 0, "d", at, quote.startswith("- ")) for at, quote in enumerate(quotes))
    reading = Reading(0.9, sure, start, start + len(seen))
    return Considered(Stretch(0, 0, 9), "d", "", quoted, replace(NOTHING_KNOWN, row=float(row)), likely, reading)


def said_of(question: str, *chosen: Considered) -> str:
    """Nothing where it is none."""
    found = short_answer(chosen, question)
    return found.text if found else ""


def short(question: str, *quotes: str, seen: str, row: bool = False) -> str:
    return said_of(question, weighed(*quotes, seen=seen, row=row))


@pytest.mark.parametrize(
    ("question", "quote", "seen", "said"),
    [
        ("What does a locker cost?", "In the hall a locker costs 45 euros.", "45", "45 euros"),
        ("What does the crane cost?", "Unloading with the crane costs £45 per stop.", "£45", "£45 per stop"),
        (
            "How much may a hotel cost?",
            "Hotels and guest houses are paid for up to £130 a night.",
            "£130",
            "up to £130 a night",
        ),
        ("How many random tests are made?", "About 40 random alcohol tests are made a month.", "40", "About 40"),
        ("How many nights may a guest stay?", "Guests may stay for 28 nights in a row.", "28", "28 nights"),
        (
            "How heavy must a donor be?",
            "Whoever gives blood must weigh 50 kilograms or more.",
            "50",
            "50 kilograms or more",
        ),
        (
            "When is the rota posted?",
            "The rota is posted in the staff room two weeks before it begins.",
            "two weeks",
            "two weeks before it begins",
        ),
        (
            "When is the drop-in?",
            "The drop-in is held in the hall on Friday 6 March, from 16:00 to 19:00.",
            "Friday 6 March, from 16:00 to 19:00",
            "Friday 6 March, from 16:00 to 19:00",
        ),
        (
            "When are tips shared out?",
            "Tips go into a box and are shared out on the first Monday of the month.",
            "Monday of the month",
            "first Monday of the month",
        ),
        ("When does it close?", "On all other days of the week the desk closes at 17:30.", "closes at 17:30", "17:30"),
        ("In what year was it opened?", "The bridge with its seven arches was opened in 1526.", "1526", "1526"),
        (
            "What is the number of the desk?",
            "At night please ring the desk on 0800 555 0199.",
            "ring the desk on 0800 555 0199",
            "0800 555 0199",
        ),
        (
            "Who leads the school?",
            "On 1 August Tamsin Orrell becomes head of the school.",
            "Tamsin Orrell",
            "Tamsin Orrell",
        ),
        (
            "What is the name of the ship?",
            "In the storm of July a trawler, the Havfrua, ran upon the rocks.",
            "Havfrua",
            "Havfrua",
        ),
        (
            "password of the gallery?",
            'Pictures appear every evening; the password is "barcarole".',
            '"barcarole"',
            "barcarole",
        ),
    ],
)
def test_a_value_or_a_name_is_said_whole(question: str, quote: str, seen: str, said: str) -> None:
    assert short(question, quote, seen=seen) == said


@pytest.mark.parametrize(
    ("question", "quote", "seen"),
    [
        ("May I pay by cheque?", "Since the end of 2023 cheques have not been accepted.", "2023"),
        ("Can it take hot water? It comes at 55 degrees.", "The inlet may be fed with water of up to 60 °C.", "60 °C"),
        ("Is it 3 or 4 euros?", "A ticket for the pool in the park costs 4 euros.", "4 euros"),
        ("When do we leave and from where?", "We all leave from the yard on Friday 18 July.", "Friday 18 July"),
        ("What do we pay altogether?", "For each of the children we ask 4 euros.", "4 euros"),
        ("What does the yellow bin cost?", "The bin costs something.", "The bin costs something"),
        ("How many days of leave are there?", "All that is left of the leave lapses on 31 March.", "31 March"),
        ("What is the deposit?", "2.4 A deposit has to be paid by all who rent.", "2.4"),
        ("What do you need from me?", "Fitting a meter is free and takes some time.", "free"),
        ("Which allergens must be named?", "These allergens must be named at once if somebody asks:", "at once"),
        ("How long is a label valid?", "28 days.", "28 days"),
        ("What happens on 4 May?", "The museum opens its doors again on 4 May.", "4 May"),
    ],
)
def test_where_it_would_not_answer_by_itself_there_is_none(question: str, quote: str, seen: str) -> None:
    assert short(question, quote, seen=seen) == ""


TOUR = "The tour costs 420 euros for the orchestra and 265 euros for the Junior Strings."


@pytest.mark.parametrize(
    ("question", "seen", "said"),
    [
        ("What does the tour cost for the Junior Strings?", "265 euros", "265 euros"),
        ("What does the tour cost for the Junior Strings?", "420 euros", ""),
        ("What does the tour cost for the Junior Strings?", "420 euros for the orchestra and 265 euros", ""),
        ("What does the tour cost?", "420 euros", ""),
    ],
)
def test_of_several_values_the_questions_words_and_the_reader_have_to_agree(
    question: str, seen: str, said: str
) -> None:
    assert short(question, TOUR, seen=seen) == said


def test_a_bare_number_takes_the_unit_of_the_one_before_so_it_may_be_meant_as_well() -> None:
    full = "A full charge of the dome lasts 22 hours, or 15 if you stream music all day."
    assert short("How long does a full charge last?", full, seen="22 hours") == ""
    assert short("How long does a full charge last if I stream?", full, seen="22 hours") == ""
    other = "A full charge of the dome lasts 22 hours, which 15 people have confirmed."
    assert short("How long does a full charge last?", other, seen="22 hours") == "22 hours"


def test_how_many_asks_for_one_unit_and_others_are_no_rivals() -> None:
    keys = "Live keys expire after 400 days; an e-mail reminds their owner four weeks earlier."
    assert short("After how many days do keys expire?", keys, seen="400 days") == "after 400 days"
    assert short("When do keys expire?", keys, seen="400 days") == ""


@pytest.mark.parametrize(
    ("question", "row", "seen", "said"),
    [
        ("When is breakfast on Saturdays?", HOURS, "7:30", "7:30–10:30"),
        ("When is breakfast on Saturdays?", HOURS, "6:45–10:00", ""),
        ("When is breakfast?", HOURS, "6:45–10:00", ""),
        ("What is the price of breakfast?", HOURS, "€16", "€16"),
        ("What do ten swims cost from April?", TICKETS, "£50.00", "£50.00"),
        ("What do ten swims cost from April?", TICKETS, "£46.00; From April: £50.00", ""),
        ("What about pets in room three?", "Room: three; Beds: two of 90 cm; Pets: no", "no", ""),
        ("For how long are ten swims valid?", TICKETS, "12 months", "12 months"),
        ("What about ten swims?", TICKETS, "Ten swims", ""),
        ("What is the note?", "Item: Desk; Note: Old; worn; Price: 9; Place: Hall; Floor: 2", "Old", ""),
    ],
)
def test_of_a_row_it_is_the_whole_cell_of_the_column_that_is_asked_for(
    question: str, row: str, seen: str, said: str
) -> None:
    assert short(question, row, seen=seen, row=True) == said


def test_it_stands_in_one_of_the_quotes_and_in_no_list() -> None:
    club, rule = "Members get a card of the club.", "It is valid for two years in all our houses."
    question = "How long is a card of the club valid?"
    assert short(question, club, rule, seen="two years") == "two years"
    assert short(question, club, rule, seen="club. It is valid for two years") == ""
    assert short(question, club, f"- {rule}", seen="two years") == ""


def test_who_is_unsure_of_the_quote_of_the_words_or_which_of_two_quotes_it_is_says_none() -> None:
    question, quote = "What does a locker cost?", "In the hall a locker costs 45 euros."
    sure = weighed(quote, seen="45 euros")
    assert said_of(question, sure) == "45 euros"
    assert said_of(question, weighed(quote, seen="45 euros", sure=0.6)) == ""
    assert said_of(question, weighed(quote, seen="45 euros", likely=0.3)) == ""
    assert said_of(question, sure, weighed("A large locker is dearer.", seen="dearer")) == ""


def test_what_nobody_read_has_none() -> None:
    unread = replace(weighed("A szekrények díja naponta 500 forint.", seen="500 forint"), reading=None)
    assert said_of("Mennyi a szekrények díja?", unread) == ""
