"""A value belongs to what its clause, its row and its column name."""

import pytest

from monitoring.detectors.values.checking import check_values

SHARES = "92.3 % in 2021; 88.1 % in 2019"
TABLE = "| Year | Share | Cost |\n|---|---|---|\n| 2019 | 88.1 % | €40 |\n| 2021 | 92.3 % | €45 |"
PRICES = "A tent costs 129 euros. A sleeping bag costs 99 euros."


def found(claim: str, evidence: str, question: str = "") -> list[tuple[str, str]]:
    """Of each value what is said of it, and the text that says so."""
    checked = check_values(claim, [evidence], question=question)
    return [(one.state.value, one.evidence[0].quote if one.evidence else "") for one in checked]


OF_ANOTHER = [
    ("92.3 %", "88.1 %", SHARES, "What was the share in 2019?"),
    ("92.3 %", "88.1 %", "The share was 92.3 % in 2021 and 88.1 % in 2019.", "What was the share in 2019?"),
    ("92.3 %", "88.1 %", "In 2021, the share was 92.3 %, in 2019 88.1 %.", "What was the share in 2019?"),
    ("92.3 %", "88.1 %", "The share rose from 88.1 % in 2019 to 92.3 % in 2021.", "What was the share in 2019?"),
    ("92.3 %", "88.1 %", "The share in 2021 was 92.3 %. The share in 2019 was 88.1 %.", "What was the share in 2019?"),
    ("92.3 %", "88.1 %", "Share in 2019: 88.1 %\nShare in 2021: 92.3 %", "What was the share in 2019?"),
    ("92.3 %", "88.1 %", TABLE, "What was the share in 2019?"),
    ("€45", "€40", TABLE, "What was the cost in 2019?"),
    ("Adults: 6 euros.", "12 euros", "Adults: 12 euros; children: 6 euros.", ""),
    ("12 euros.", "6", "Adults pay 12 euros and children 6 euros.", "What do children pay?"),
    ("12 euros.", "6", "12 euros for adults, students and guests, 6 euros for children.", "What do children pay?"),
    ("12 euros.", "6", "- adults: 12 euros\n- children: 6 euros", "How much do children pay?"),
    ("9 am", "10 am", "Opening: Monday 9 am, Saturday 10 am.", "When is the opening on Saturdays?"),
    ("9 am", "10 am", "Opens at 9 am on weekdays, at 10 am on Sat.", "When does it open on Saturday?"),
    ("A tent costs 99 euros.", "129 euros", PRICES, ""),
    ("99 euros.", "129 euros", PRICES, "How much does a tent cost?"),
    ("It costs 99 euros.", "129 euros", PRICES, "How much does a tent cost?"),
    ("A tent costs 99 euros.", "129 euros", "- Tent: 129 euros\n- Sleeping bag: 99 euros", ""),
    ("12 Euro.", "6 Euro", "Erwachsene zahlen 12 Euro und Kinder 6 Euro.", "Was zahlen Kinder?"),
    ("1200 Ft.", "600 Ft", "A felnőtt jegy 1200 Ft, a gyerek jegy 600 Ft.", "Mennyibe kerül a gyerek jegy?"),
]


@pytest.mark.parametrize(("claim", "otherwise", "evidence", "question"), OF_ANOTHER)
def test_the_value_of_another_thing_is_a_conflict_with_the_things_own(
    claim: str, otherwise: str, evidence: str, question: str
) -> None:
    [(state, quote)] = found(claim, evidence, question)
    assert state == "other"
    assert quote.startswith(otherwise)


ITS_OWN = [
    ("88.1 %", SHARES, "What was the share in 2019?"),
    ("92.3 %", SHARES, "What was the share in 2021?"),
    ("88.1 %", TABLE, "What was the share in 2019?"),
    ("92.3 %", "The share rose from 88.1 % in 2019 to 92.3 % in 2021.", "What was the share in 2021?"),
    ("A tent costs 129 euros.", PRICES, ""),
    ("99 euros.", PRICES, "How much does a sleeping bag cost?"),
    ("6 euros", "Adults pay 12 euros and children 6 euros.", "What do children pay?"),
    ("6 euros", "Adults pay 12 euros and children 6 euros.", "What do kids pay?"),
    ("Kids pay 6 euros.", "Adults pay 12 euros and children 6 euros.", ""),
    ("10 am", "Opening: Monday 9 am, Saturday 10 am.", "When is the opening on Saturdays?"),
    ("100 g hold 2 g of salt.", "Nutrition | per 100 g | per 40 g\nFat | 14 g | 6 g\nsalt | 2 g | 1 g", ""),
    ("Children pay 6 euros.", "Adults and children pay 12 and 6 euros respectively.", ""),
    ("The price is 99 euros.", PRICES, ""),
]


@pytest.mark.parametrize(("claim", "evidence", "question"), ITS_OWN)
def test_a_things_own_value_and_one_that_may_be_its_own_are_no_conflict(
    claim: str, evidence: str, question: str
) -> None:
    assert {state for state, _ in found(claim, evidence, question)} == {"same"}


def test_a_claim_that_tells_both_values_apart_rightly_holds_no_conflict() -> None:
    states = [
        state for state, _ in found("Children pay 6 euros, adults 12 euros.", "Adults 12 euros, children 6 euros.")
    ]
    assert states == ["same", "same"]
