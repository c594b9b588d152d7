from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.office.number_formats import shown

MOMENT, MIDNIGHT = datetime.fromisoformat("2024-03-05T14:05"), datetime.fromisoformat("2024-03-05")


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (7, "General", "7"),
        (0.1 + 0.2, "General", "0.3"),
        (12.0, "General", "12"),
        (True, "General", "TRUE"),
        ("as it is", "0.00", "as it is"),
        (0.256, "0%", "26%"),
        (0.256, "0.0%", "25.6%"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (1234.5, "#,##0.00 [$€-407]", "1,234.50 €"),
        (5, '"$"#,##0', "$5"),
        (-1234.5, "#,##0.00;[Red]-#,##0.00", "-1,234.50"),
        (-3, "0;(0)", "(3)"),
        (-3, "0.0", "-3.0"),
        (0, '0;-0;"none"', "none"),
        (7, "000", "007"),
        (12.5, "0.##", "12.5"),
        (12.0, "0.##", "12"),
        (1234567, '#,##0,"k"', "1,235k"),
        (2.5, "0", "3"),
        (MOMENT, "d mmmm yyyy", "5 March 2024"),
        (MOMENT, "ddd, d mmm yy", "Tue, 5 Mar 24"),
        (MOMENT, "d mmm yyyy h:mm AM/PM", "5 Mar 2024 2:05 PM"),
        (MOMENT, "yyyy-mm-dd hh:mm:ss", "2024-03-05 14:05:00"),
        (MOMENT, "dd.mm.yyyy", "05.03.2024"),
        (MOMENT, "m/d/yy h:mm", "2024-03-05 14:05"),
        (MIDNIGHT, "mm-dd-yy", "2024-03-05"),
        (MIDNIGHT, "yyyy-mm-dd h:mm:ss", "2024-03-05"),
        (date(2024, 3, 5), "dd/mm/yyyy", "2024-03-05"),
        (time(9, 30), "h:mm", "09:30"),
        (timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
    ],
)
def test_a_value_is_written_as_its_cell_shows_it(value: object, number_format: str, expected: str) -> None:
    assert shown(value, number_format) == expected


@example(1e28, "0")
@example(1.5, "0." + "0" * 40)
@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers() | st.datetimes(), st.text(max_size=12))
def test_no_format_is_a_crash(value: object, number_format: str) -> None:
    assert isinstance(shown(value, number_format), str)
