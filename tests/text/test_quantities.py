"""Values are found with their units, each once, ranges as one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.quantities import QuantityKind, quantities


def found(text: str) -> list[tuple[QuantityKind, str]]:
    return [(one.kind, text[one.start : one.end]) for one in quantities(text)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("A locker costs 45 euros.", QuantityKind.MONEY, "45 euros"),
        ("A locker costs € 2.40 a day.", QuantityKind.MONEY, "€ 2.40"),
        ("It comes to £1,200.50.", QuantityKind.MONEY, "£1,200.50"),
        ("It costs 45p.", QuantityKind.MONEY, "45p"),
        ("Children travel free of charge.", QuantityKind.MONEY, "free of charge"),
        ("It rose by 14.9 per cent.", QuantityKind.PERCENT, "14.9 per cent"),
        ("It lasts thirty-five minutes.", QuantityKind.DURATION, "thirty-five minutes"),
        ("It takes five working days.", QuantityKind.DURATION, "five working days"),
        ("One day is enough.", QuantityKind.DURATION, "One day"),
        ("It is emptied every second week.", QuantityKind.FREQUENCY, "every second week"),
        ("It meets once a month.", QuantityKind.FREQUENCY, "once a month"),
        ("It is on Saturday 21 June.", QuantityKind.DATE, "Saturday 21 June"),
        ("It begins on April 3, 2025.", QuantityKind.DATE, "April 3, 2025"),
        ("Wages come on the 25th of each month.", QuantityKind.DATE, "the 25th of each month"),
        ("It ends on 2025-04-03.", QuantityKind.DATE, "2025-04-03"),
        ("It was founded in 1924.", QuantityKind.YEAR, "1924"),
        ("It has 1924 pounds.", QuantityKind.MONEY, "1924 pounds"),
        ("We close at 17:30.", QuantityKind.CLOCK, "17:30"),
        ("We close at 5.30 pm.", QuantityKind.CLOCK, "5.30 pm"),
        ("Wash at 60 °C.", QuantityKind.TEMPERATURE, "60 °C"),
        ("It is 3 mm thick.", QuantityKind.LENGTH, "3 mm"),
        ("It weighs 7.8 kg.", QuantityKind.MASS, "7.8 kg"),
        ("It holds 2.4 litres.", QuantityKind.VOLUME, "2.4 litres"),
        ("It has 80 kW.", QuantityKind.POWER, "80 kW"),
        ("Ring +44 1632 960 118 at night.", QuantityKind.PHONE, "+44 1632 960 118"),
        ("Write to desk@town.example.", QuantityKind.EMAIL, "desk@town.example"),
        ("It has twelve rooms.", QuantityKind.BARE, "twelve"),
    ],
)
def test_a_value_has_its_unit(text: str, kind: QuantityKind, value: str) -> None:
    assert found(text) == [(kind, value)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Breakfast is served 6:45–10:00.", ["6:45–10:00"]),
        ("Open from Monday to Friday, 9:00 to 17:00.", ["Monday to Friday", "9:00 to 17:00"]),
        ("It hangs between 60 and 90 cm above the floor.", ["60 and 90 cm"]),
        ("It is on Wednesdays and Saturdays.", ["Wednesdays and Saturdays"]),
        ("It has 60 and 90 seats.", ["60", "90"]),
        ("It lasts 20 minutes, on opening nights 30.", ["20 minutes", "30"]),
    ],
)
def test_a_range_is_one_value_and_a_list_is_several(text: str, values: list[str]) -> None:
    assert [value for _, value in found(text)] == values


@pytest.mark.parametrize(
    "text", ["2.4 Hotels are paid for.", "See section 12 and rule 3.", "Take the red one.", "R40."]
)
def test_numbers_of_sections_and_parts_of_codes_are_no_values(text: str) -> None:
    assert found(text) == []


@given(st.text(alphabet="0123456789:.,–-+ €£%apmeurosdaysMayandto()\n", max_size=80))
def test_values_stand_in_order_and_apart(text: str) -> None:
    ends = [0, *(one.end for one in quantities(text))]
    assert all(end <= one.start < one.end <= len(text) for end, one in zip(ends, quantities(text), strict=False))
