"""What stands in a text as a value, and where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.detectors.values.reading import read_values
from monitoring.detectors.values.value import Bound, Kind


def amounts(text: str) -> list[tuple[str, str, float]]:
    return [(value.kind.value, value.unit, value.low) for value in read_values(text)]


@pytest.mark.parametrize(
    ("text", "kind", "unit", "amount"),
    [
        ("It holds 1,250 paintings.", "number", "", 1250),
        ("It holds 1250 paintings.", "number", "", 1250),
        ("There are one thousand two hundred and fifty paintings.", "number", "", 1250),
        ("forty-five chairs", "number", "", 45),
        ("a dozen eggs", "number", "", 12),
        ("half a million people", "number", "", 500_000),
        ("3.5 million visitors", "number", "", 3_500_000),
        ("3,500,000 visitors", "number", "", 3_500_000),
        ("two and a half", "number", "", 2.5),
        ("negyvenöt szék", "number", "", 45),
        ("ezerkétszázötven kép van", "number", "", 1250),
        ("Das sind fünfundvierzig Stühle", "number", "", 45),
        ("zwei Millionen Besucher", "number", "", 2_000_000),
        ("Das kostet 1.299,50 Euro", "money", "EUR", 1299.5),
        ("It costs 1,299.50 euros", "money", "EUR", 1299.5),
        ("Az ára 24 900 Ft", "money", "HUF", 24_900),
        ("Az ára 24.900 forint", "money", "HUF", 24_900),
        ("$5", "money", "USD", 5),
        ("35p", "money", "GBP", 0.35),
        ("£41m", "money", "GBP", 41e6),
        ("92.3 %", "share", "%", 92.3),
        ("five per cent", "share", "%", 5),
        ("öt százalék", "share", "%", 5),
        ("fünf Prozent", "share", "%", 5),
        ("half of them", "share", "%", 50),
        ("two thirds of them", "share", "%", 66.66666667),
        ("kétharmada", "share", "%", 66.66666667),
        ("-18 °C", "measure", "°C", -18),
        ("\u221218 °C", "measure", "°C", -18),
        ("minus eighteen degrees Celsius", "measure", "°C", -18),
        ("68 °F", "measure", "°C", 20),
        ("5 mg", "measure", "g", 0.005),
        ("5 g", "measure", "g", 5),
        ("0.9 km", "measure", "m", 900),
        ("90 m³", "measure", "l", 90_000),
        ("36 km/h", "measure", "m/s", 10),
        ("500 MB", "measure", "B", 5e8),
        ("ninety minutes", "duration", "s", 5400),
        ("1.5 hours", "duration", "s", 5400),
        ("an hour and a half", "duration", "s", 5400),
        ("2 hours 20 minutes", "duration", "s", 8400),
        ("2:41:30", "duration", "s", 9690),
        ("a fortnight", "duration", "s", 1_209_600),
        ("két hétig", "duration", "s", 1_209_600),
        ("zwei Wochen", "duration", "s", 1_209_600),
        ("a year and a half", "duration", "mo", 18),
        ("15:00", "time", "", 900),
        ("3 p.m.", "time", "", 900),
        ("half past seven in the evening", "time", "", 1170),
        ("a quarter to five in the afternoon", "time", "", 1005),
        ("ten to midnight", "time", "", 1430),
        ("noon", "time", "", 720),
        ("A busz 16.10-kor indul", "time", "", 970),
        ("este 8-ig", "time", "", 1200),
        ("um 19.30 Uhr", "time", "", 1170),
        ("halb acht", "time", "", 450),
        ("fél nyolckor", "time", "", 450),
        ("the 5th", "ordinal", "", 5),
        ("twenty-first", "ordinal", "", 21),
        ("twice", "multiple", "×", 2),
        ("three times", "multiple", "×", 3),
        ("háromszor", "multiple", "×", 3),
    ],
)
def test_a_value_is_read_in_its_base_unit(text: str, kind: str, unit: str, amount: float) -> None:
    [(found_kind, found_unit, found)] = amounts(text)
    assert (found_kind, found_unit) == (kind, unit)
    assert found == pytest.approx(amount)


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05",
        "March 5, 2024",
        "5 March 2024",
        "the 5th of March 2024",
        "2024. március 5-én",
        "5. März 2024",
        "2024. 03. 05.",
        "05.03.2024",
    ],
)
def test_a_date_is_the_same_in_all_notations(text: str) -> None:
    [value] = read_values(text)
    assert (value.kind, value.readings[0]) == (Kind.DATE, (2024.0, 3.0, 5.0))


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("at least 5 kg", Bound.AT_LEAST),
        ("no less than 5 kg", Bound.AT_LEAST),
        ("5 kg or more", Bound.AT_LEAST),
        ("legalább 5 kg", Bound.AT_LEAST),
        ("mindestens 5 kg", Bound.AT_LEAST),
        ("at most 5 kg", Bound.AT_MOST),
        ("no more than 5 kg", Bound.AT_MOST),
        ("up to 5 kg", Bound.AT_MOST),
        ("legfeljebb 5 kg", Bound.AT_MOST),
        ("höchstens 5 kg", Bound.AT_MOST),
        ("about 5 kg", Bound.ABOUT),
        ("5 kg", Bound.EXACTLY),
        ("5 to 8 kg", Bound.RANGE),
    ],
)
def test_a_bound_is_read_with_its_value(text: str, bound: Bound) -> None:
    [value] = read_values(text)
    assert value.bound is bound


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("between 10 and 15 cm", (0.1, 0.15)),
        ("10–15 cm", (0.1, 0.15)),
        ("£118–126 million", (118e6, 126e6)),
        ("€10–20", (10, 20)),
        ("három és öt nap között", (259_200, 432_000)),
    ],
)
def test_a_range_is_one_value_with_two_ends(text: str, ends: tuple[float, float]) -> None:
    [value] = read_values(text)
    assert value.readings[0] == pytest.approx(ends)


@pytest.mark.parametrize(
    ("text", "per"), [("38 euros per kilometre", "m*1000"), ("€12 an hour", "s*3600"), ("havi 185 000 Ft", "mo*1")]
)
def test_a_rate_says_what_it_is_for(text: str, per: str) -> None:
    [value] = read_values(text)
    assert value.per == per


@pytest.mark.parametrize(
    "text",
    [
        "It is open [1].",
        "It is open [1, 2].",
        "1. Press the button.",
        "Step 2: open it.",
        "According to passage 3 it is.",
        "4.2 Theft is covered.",
        "First of all, it is open.",
        "The other one is open.",
        "It is the best one.",
    ],
)
def test_what_only_numbers_a_mark_a_list_or_a_step_is_no_value(text: str) -> None:
    assert read_values(text) == ()


@pytest.mark.parametrize(
    ("text", "label"), [("the pump BX-4410", "BX-4410"), ("error E10", "E10"), ("v2.3.1", "v2.3.1")]
)
def test_an_identifier_is_a_label_and_no_number(text: str, label: str) -> None:
    assert [(value.kind, value.text) for value in read_values(text)] == [(Kind.LABEL, label)]


def test_a_figure_that_two_languages_read_differently_has_both_readings() -> None:
    assert {reading[0] for reading in read_values("1.234")[0].readings} == {1234, 1.234}
    assert read_values("Es waren 1.234 Tiere auf der Straße und am See.")[0].low == 1234


def test_a_time_without_half_of_the_day_may_be_either() -> None:
    assert {reading[0] for reading in read_values("at half past seven")[0].readings} == {450, 1170}
    assert [value.readings for value in read_values("from 7:30 to 19:30")] == [((450,),), ((1170,),)]


@given(st.text(alphabet="0123456789 .,:-–/%€$£°ab", max_size=40) | st.text(max_size=60))
def test_every_value_is_the_slice_it_says_and_none_overlap(text: str) -> None:
    end = 0
    for value in read_values(text):
        assert text[value.start : value.end] == value.text
        assert value.start >= end
        end = value.end


@given(st.integers(min_value=0, max_value=999_999))
def test_a_number_means_the_same_with_and_without_separators(number: int) -> None:
    [plain], [grouped] = read_values(f"{number} chairs of"), read_values(f"{number:,} chairs of")
    assert plain.readings[0] in grouped.readings
