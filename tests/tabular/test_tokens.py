"""Words whatever their endings."""

import pytest

from tabular.tokens import alike, is_typo, name_tokens, tokens


@pytest.mark.parametrize(
    ("first", "second", "grade"),
    [
        ("repair", "repair", 3),
        ("repairs", "Repair", 2),
        ("deliveries", "delivery", 2),
        ("cancelled", "cancels", 2),
        ("plumbers", "plumbing", 1),
        ("electricians", "electrical", 1),
        ("works", "workshop", 0),
        ("contract", "contact", 0),
        ("12", "120", 0),
    ],
)
def test_forms_of_one_word_meet_and_other_words_do_not(first: str, second: str, grade: int) -> None:
    [one], [other] = tokens(first), tokens(second)
    assert alike(one, other) == grade


@pytest.mark.parametrize(
    ("word", "right", "slip"),
    [("salery", "salary", True), ("worksop", "workshop", True), ("cat", "car", False), ("parts", "party", False)],
)
def test_one_slip_in_a_long_word_is_a_typo(word: str, right: str, slip: bool) -> None:  # noqa: FBT001  # a parameter
    assert is_typo(word, right) is slip


def test_names_of_columns_are_split_as_people_read_them() -> None:
    assert [token.low for token in name_tokens("unit_priceEur (net)")] == ["unit", "price", "eur", "net"]


def test_codes_dates_and_amounts_stay_whole() -> None:
    assert [token.low for token in tokens("KT-400 on 2025-03-04 for 1,250.50 €, isn't it")] == (
        ["kt", "400", "on", "2025-03-04", "for", "1,250.50", "€", "is", "not", "it"]
    )
