"""What the evidence says of a claim's values."""

import pytest

from monitoring.detectors.deadline import Late
from monitoring.detectors.values.checking import check_values
from monitoring.detectors.values.value import State


def states(claim: str, *evidence: str, question: str = "") -> list[str]:
    return [checked.state.value for checked in check_values(claim, evidence, question=question)]


SAME = [
    ("The meeting is at 3 pm.", "The meeting is at 15:00."),
    ("The meeting is at 2 pm.", "The meeting starts at 14:00."),
    ("It opened on 2024-03-05.", "It opened on March 5, 2024."),
    ("It opened on 2024-03-05.", "2024. március 5-én nyílt meg."),
    ("It opened on 2024-03-05.", "Es wurde am 5. März 2024 eröffnet."),
    ("The museum opened on 1998-05-03.", "The museum opened on 3 May 1998."),
    ("It takes 90 minutes.", "It takes 1.5 hours."),
    ("There are forty-five chairs.", "There are 45 chairs."),
    ("There are a dozen eggs.", "There are 12 eggs."),
    ("It rose by 5 %.", "It rose by five per cent."),
    ("It had 3.5 million visitors.", "It had 3,500,000 visitors."),
    ("It costs 1,299.50 euros.", "Es kostet 1.299,50 Euro."),
    ("It costs 24,900 forints.", "Az ára 24 900 Ft."),
    ("The bus leaves at 16:10.", "A busz 16.10-kor indul."),
    ("The museum holds 1250 paintings.", "The museum holds 1,250 paintings and 40 statues."),
    ("The museum has one thousand two hundred and fifty paintings.", "The museum has 1,250 paintings."),
    ("The loan period is two weeks.", "The loan period is 14 days."),
    ("The loan period is a fortnight.", "The loan period is 14 days."),
    ("Half of the rooms have a balcony.", "50 % of the rooms have a balcony."),
    ("It is 20 °C in the hall.", "It is 68 °F in the hall."),
    ("Keep it at minus 18 °C.", "Keep it at −18 °C."),
    ("Keep it at -18 °C.", "Keep it at −18 °C."),
    ("Loans last three weeks.", "The loan period is three weeks."),
    ("Six weeks after opening it is bad.", "After opening it is bad in 42 days."),
    ("It has 25 p in it.", "It has £0.25 in it."),
    ("It weighs 5 pounds.", "It weighs 5 lb."),
    ("Bets must be at most 100.", "Bets of more than 100 are not accepted."),
    ("It lasts a year.", "It lasts 12 months."),
    ("A third of them pay.", "33 % of them pay."),
    ("The hall closes at 10 p.m.", "A terem 22 órakor zár."),
]


@pytest.mark.parametrize(("claim", "evidence"), SAME)
def test_an_equal_value_in_another_notation_is_the_same(claim: str, evidence: str) -> None:
    assert states(claim, evidence) == ["same"]


@pytest.mark.parametrize(("evidence", "claim"), SAME)
def test_it_is_the_same_the_other_way_round(claim: str, evidence: str) -> None:
    assert "same" in states(claim, evidence)
    assert "other" not in states(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("We pay 38 euros per kilometre.", "We pay EUR 0.38 per kilometre."),
        ("We pay 38 euros per kilometre for your own car.", "We pay EUR 0.38 per km for your own car."),
        ("Keep it at 18 °C.", "Keep it at −18 °C."),
        ("Keep it at 18 °C.", "Keep it at -18 °C."),
        ("Temperatures of 5 °C occur.", "Temperatures of −5 °C occur."),
        ("It is 20 °F in the hall.", "It is 20 °C in the hall."),
        ("The dose is 5 g.", "The dose is 5 mg."),
        ("The town has 3 billion inhabitants.", "The town has 3 million inhabitants."),
        ("The price is 5 million euros.", "The price is 5 billion euros."),
        ("The bag must weigh at least 20 kg.", "The bag must weigh at most 20 kg."),
        ("Boats under 90 m start early.", "Boats under 9 m start early."),
        ("Closed to vehicles over 350 kg.", "Closed to vehicles over 3.5 t."),
        ("The ticket costs 12 euros.", "The ticket costs 12 dollars."),
        ("The meeting starts at 3 pm.", "The meeting starts at 14:00."),
        ("The loan period is three weeks.", "The loan period is two weeks."),
        ("The museum opened on 4 May 1998.", "The museum opened on 3 May 1998."),
        ("The museum opened in 1989.", "The museum opened in 1998."),
        ("The museum has 1,520 paintings.", "The museum has 1,250 paintings and 40 statues."),
        ("The ticket costs 45 litres.", "The ticket costs 45 euros."),
        ("Sales rose by 8 percent.", "Sales rose by 5 percent."),
        ("A belépő ára 2 500 Ft.", "A belépő ára 1 500 Ft."),
        ("Der Eintritt kostet 12 Euro.", "Der Eintritt kostet 15 Euro."),
        ("A busz 16.20-kor indul.", "A busz 16.10-kor indul."),
    ],
)
def test_another_value_in_the_same_words_is_a_conflict_that_names_its_evidence(claim: str, evidence: str) -> None:
    [checked] = check_values(claim, [evidence])
    assert checked.state is State.OTHER
    [found] = checked.evidence
    assert evidence[found.start : found.end] == found.quote
    assert found.passage == 0


@pytest.mark.parametrize(
    ("claim", "evidence", "question", "expected"),
    [
        ("Temperatures of 5 °C occur.", "Temperatures of −5 °C occur.", "", ["other"]),
        ("12", "The museum has twelve rooms.", "How many rooms does the museum have?", ["same"]),
        ("The museum opened on 1998-05-03.", "The museum opened on 3 May 1998.", "", ["same"]),
        ("The meeting is at 2 pm.", "The meeting starts at 14:00.", "", ["same"]),
        ("The meeting is at 3 pm.", "The meeting starts at 14:00.", "", ["other"]),
        ("The museum holds 1250 paintings.", "The museum holds 1,250 paintings and 40 statues.", "", ["same"]),
        ("The museum has one thousand two hundred and fifty paintings.", "It has 1,250 paintings.", "", ["same"]),
        ("Sales rose by 5 percent.", "Sales fell by 5 percent.", "", ["same"]),  # the verb is the judge's to read
        ("Photography is allowed [1].", "Photography with flash is not allowed.", "", []),
    ],
)
def test_requests_that_used_to_fail_are_told_by_their_values(
    claim: str, evidence: str, question: str, expected: list[str]
) -> None:
    assert states(claim, evidence, question=question) == expected


ACCURACY = "In 2021 the accuracy of the test was 92.3 %. In 2022 the accuracy of the test was 94.1 %."


def test_the_value_of_another_year_is_a_conflict_although_it_stands_there() -> None:
    *_, share = check_values("In 2022 the accuracy of the test was 92.3 %.", [ACCURACY])
    assert share.value.text == "92.3 %"
    assert share.state is State.OTHER
    assert share.occurs
    assert [found.quote for found in share.evidence] == ["94.1 %"]


def test_the_value_of_the_right_year_is_the_same() -> None:
    assert states("In 2021 the accuracy of the test was 92.3 %.", ACCURACY) == ["same", "same"]


def test_a_cell_of_another_row_or_column_is_a_conflict() -> None:
    table = "| Fare | 2023 | 2024 |\n|---|---|---|\n| Adult | €12 | €14 |\n| Child | €6 | €7 |"
    assert states("The adult fare was €14 in 2024.", table)[0] == "same"
    assert states("The child fare was €14 in 2024.", table)[0] == "other"


def test_two_values_that_changed_places_are_both_conflicts() -> None:
    evidence = "An excess of £150 applies to each claim under this section; for claims under 4.2 the excess is £75."
    claim = "An excess of £75 applies to each claim under this section; for claims under 4.2 the excess is £150."
    found = [c for c in check_values(claim, [evidence]) if c.value.unit == "GBP"]
    assert [checked.state for checked in found] == [State.OTHER, State.OTHER]
    assert [checked.evidence[0].quote for checked in found] == ["£150", "£75"]


@pytest.mark.parametrize(
    ("claim", "evidence", "question"),
    [
        ("Together they cost €12.", "The adult ticket costs €8. The child ticket costs €4.", ""),
        ("The river rose by 1.30 m.", "The river rose from 2.10 m on Tuesday to 3.40 m on Thursday.", ""),
        ("That is 24 a year.", "The shop gets two deliveries, two a month.", ""),
        ("The club meets 24 times a year.", "The club meets two times a month.", ""),
        ("€12", "Each day late costs €4.", "What does it cost to be three days late?"),
        ("60 % of the rooms are booked.", "Of the 50 rooms 30 are booked.", ""),
        ("The tower is twice as tall as the house.", "The tower is 40 m tall, the house 20 m.", ""),
        ("The shop is open for eight hours.", "The shop is open from 9:00 to 17:00.", ""),
        ("It was in use for 40 years.", "It was in use from 1950 to 1990.", ""),
        ("The concert ends at 22:00.", "The concert begins at 20:00 and takes two hours.", ""),
        ("It was sold for more than €25.", "It was sold for €28.", ""),
        ("The three wings have 60 rooms together.", "The wings have 10, 20 and 30 rooms.", ""),
    ],
)
def test_simple_arithmetic_over_the_evidence_counts_as_computed(claim: str, evidence: str, question: str) -> None:
    assert "computed" in states(claim, evidence, question=question)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Together they cost €13.", "The adult ticket costs €8. The child ticket costs €4."),
        ("The club meets 26 times a year.", "The club meets two times a month."),
        ("The shop is open for nine hours.", "The shop is open from 9:00 to 17:00."),
    ],
)
def test_arithmetic_that_comes_out_wrong_is_not_computed(claim: str, evidence: str) -> None:
    assert not {"computed", "same"} & set(states(claim, evidence))


def test_a_value_of_the_question_is_no_evidence() -> None:
    [checked] = check_values(
        "It was founded in 1732.", ["It was founded by a duke."], question="Why was it founded in 1732 by the Duke?"
    )
    assert (checked.state, checked.asked, checked.occurs) == (State.ABSENT, True, False)


def test_a_value_that_stands_nowhere_and_contradicts_nothing_is_absent() -> None:
    [checked] = check_values("The café has 30 seats.", ["The museum is closed on Mondays."])
    assert (checked.state, checked.evidence) == (State.ABSENT, ())


@pytest.mark.parametrize(("claim", "state"), [("Order the BX-4410.", "same"), ("Order the BX-4411.", "absent")])
def test_an_identifier_must_stand_there_to_the_letter(claim: str, state: str) -> None:
    assert states(claim, "The pump BX-4410 costs €4410.") == [state]


def test_a_mark_or_a_list_number_is_not_checked() -> None:
    assert states("1. The museum is closed on Mondays [3].", "The museum is closed on Mondays.") == []


@pytest.mark.parametrize(
    ("claim", "state"),
    [("12", "same"), ("13", "other"), ("Twelve.", "same")],
)
def test_a_bare_number_is_judged_by_its_question(claim: str, state: str) -> None:
    question = "How many rooms does the museum have?"
    assert states(claim, "The museum has twelve rooms.", question=question) == [state]


def test_a_conflict_names_the_passage_it_stands_in() -> None:
    passages = ["The museum is closed on Mondays.", "The tower is 92 metres tall."]
    [checked] = check_values("The tower is 29 metres tall.", passages)
    assert [(found.passage, found.quote) for found in checked.evidence] == [(1, "92 metres")]


def test_only_the_first_forty_values_of_a_claim_are_checked() -> None:
    assert states("2 3 4 5 6 7 8 9 " * 20, "2 3 4 5 6 7 8 9 " * 20) == ["same"] * 40


def test_reading_long_evidence_ends_with_its_deadline() -> None:
    def late() -> None:
        raise Late

    with pytest.raises(Late):
        check_values("It costs 5 euros.", ["It costs 6 euros and it weighs 7 kg."], check=late)
