"""The short answer stands out within its quote, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.quoting.setting_off import set_off


def test_the_answer_is_in_bold_once() -> None:
    quote = "The deposit is 45 euros, and 45 euros more for a key."
    assert set_off(quote, "45 euros", "deposit?") == "The deposit is **45 euros**, and 45 euros more for a key."


@pytest.mark.parametrize(
    ("quote", "short", "why"),
    [
        ("The deposit is 45 euros.", "deposit", "the question's own word"),
        ("45 euros each.", "45 euros", "most of the quote"),
        ("The deposit is 145 euros in all of our houses.", "45 euros", "a part of a word"),
        (
            "The deposit is due at the very latest on the day before you come to us.",
            "at the very latest on the day before you come",
            "long",
        ),
        ("The deposit is 5 * 9 euros in all of our houses.", "9 euros", "marks of its own"),
        ("The deposit is due.", "", "nothing"),
    ],
)
def test_what_is_no_short_answer_stays_as_it_is(quote: str, short: str, why: str) -> None:
    assert set_off(quote, short, "How much is the deposit?") == quote, why


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_nothing_but_bold_is_added(quote: str, short: str, question: str) -> None:
    assert set_off(quote, short, question).replace("**", "") == quote.replace("**", "")
