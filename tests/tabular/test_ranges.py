"""Which numbers lie in the spans that cells stand for."""

import pytest

from tabular.ranges import range_of


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("2 to 5 years", (2, 3.5, 5), (1.9, 6)),
        ("5–9", (5, 9), (4, 10)),
        ("10 and more", (10, 40), (9,)),
        ("65 years and over", (65, 90), (64,)),
        ("over 5 years", (5.5, 6), (5,)),
        ("Up to 4 hours", (0.5, 4), (4.5,)),
        ("under 2", (0, 1.9), (2,)),
        ("ab 10 Jahren", (10, 11), (9,)),
    ],
)
def test_a_span_holds_the_numbers_between_its_ends(
    text: str, inside: tuple[float, ...], outside: tuple[float, ...]
) -> None:
    found = range_of(text)
    assert found is not None
    assert [found.holds(number) for number in (*inside, *outside)] == [True] * len(inside) + [False] * len(outside)


@pytest.mark.parametrize("text", ["Mincer", "30 min", "1–2 (3–4)", "E12"])
def test_what_names_no_span_or_several_is_none(text: str) -> None:
    assert range_of(text) is None
