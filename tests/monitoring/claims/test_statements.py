"""What a claim states, and where each character of it stands in the claim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.claims.statements import bare_statement, stated


@given(text=st.text(alphabet="ab*`-_# []123.,\n", max_size=40))
def test_what_is_stated_stands_in_the_claim_in_order(text: str) -> None:
    said, places = stated(text)
    assert said == bare_statement(text)
    assert [text[place] for place in places] == list(said)
    assert places == sorted(set(places))


@pytest.mark.parametrize(
    ("claim", "statement", "place"),
    [
        ("It costs [12] 12 euros.", "It costs 12 euros.", 14),
        ("1. It costs **12** euros [12].", "It costs 12 euros.", 14),
        ("- It costs [1, 12] `12` euros.", "It costs 12 euros.", 20),
    ],
)
def test_a_figure_is_found_where_it_stands_and_not_in_a_mark_of_the_same_number(
    claim: str, statement: str, place: int
) -> None:
    said, places = stated(claim)
    assert said == statement
    assert places[said.index("12")] == place
    assert claim[place : place + 2] == "12"
