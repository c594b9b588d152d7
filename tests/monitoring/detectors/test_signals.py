"""What is measured of a claim beside the model's reading."""

import pytest

from domain.generation import ClaimReading, Relation, TokenRisk
from domain.odds import logit
from monitoring.detectors.numbers import invented_numbers
from monitoring.detectors.signals import Signals, known_of, measure
from text.numerals import known_numbers

PASSAGES = ["The museum in Halden opened in 1921.", "It is closed on Mondays.", "The museum in Halden opened in 1921."]


def signals(claim: str, *, cited: frozenset[int] = frozenset(), question: str = "") -> Signals:
    tokens = tuple(TokenRisk(0, 1, risk) for risk in (0.1, 0.5, 0.9, 0.2))
    return measure(ClaimReading(tokens, Relation(0.7, 0.2, 0.1)), claim, cited, known_of(tuple(PASSAGES), question))


def test_the_worst_tokens_and_the_relation_are_logits() -> None:
    found = signals("The museum opened.")
    assert found.worst_token == pytest.approx(logit(0.9))
    assert found.worst_tokens == pytest.approx((logit(0.9) + logit(0.5) + logit(0.2)) / 3)
    assert found.not_entailed == pytest.approx(logit(0.3))
    assert found.contradicted == pytest.approx(logit(0.1))


def test_names_numbers_and_words_that_stand_nowhere_are_counted() -> None:
    known = signals("The museum in Halden opened in 1921.")
    assert (known.new_numbers, known.new_names, known.new_words) == (0, 0, 0)
    new = signals("The gallery in Lindau opened in 1931.")
    assert (new.new_numbers, new.new_names) == (1, 1)
    assert 0 < new.new_words < 1


def test_what_the_question_holds_is_not_new() -> None:
    assert signals("Ivo Brandt saw 40 of it.", question="Did Ivo Brandt see 40?").new_numbers == 0


@pytest.mark.parametrize(
    ("claim", "cited", "elsewhere"),
    [
        ("The museum is closed on Mondays.", frozenset({1}), 0.0),
        ("The museum is closed on Mondays.", frozenset({0}), 1.0),
        ("The museum is closed on Mondays.", frozenset({98}), 0.0),
        ("According to passage 2, the museum is closed on Mondays.", frozenset(), 0.0),
        ("According to passages 1 and 3, the museum is closed on Mondays.", frozenset(), 1.0),
        ("The gallery in Halden opened in 1921.", frozenset({2}), 0.0),
        ("The museum is closed on Mondays.", frozenset(), 0.0),
    ],
)
def test_a_claim_that_is_found_in_another_passage_than_it_cites_is_noticed(
    claim: str, cited: frozenset[int], elsewhere: float
) -> None:
    assert signals(claim, cited=cited).cited_elsewhere == elsewhere


@pytest.mark.parametrize(
    ("claim", "passage", "invented"),
    [
        ("It costs 1,200 euros.", "The price is 1200 euros.", False),
        ("Az ára 1 200 Ft.", "Ára: 1.200 Ft", False),
        ("It weighs 3,5 kg.", "Weight 3.50 kg", False),
        ("It starts on 2024-05-12.", "Starts on 12 May 2024.", False),
        ("It opens at 14:30.", "Opens at 2:30 pm.", False),
        ("There are 5 lamps.", "Five lamps.", False),
        ("There are 14 lamps.", "Fourteen lamps.", False),
        ("Step 3: read it.", "Read.", False),
        ("See B12 for the 3rd one.", "The third", False),
        ("It costs 1,300 euros.", "The price is 1200 euros.", True),
        ("It opens at 15:30.", "Opens at 2:30 pm.", True),
        ("Since 2019 it is free.", "Free since 2018.", True),
        ("A 2024-ben kötött", "2023-ban kötötték", True),
        ("It runs for three years.", "It runs for two years.", True),
        ("Öt nap.", "Négy nap.", True),
        ("Wear a hard hat.", "Wear a helmet.", False),
        ("Három nap.", "Négy nap.", True),
        ("Két hét alatt elkészül.", "14 nap alatt elkészül.", False),
        ("It takes 10-15 days.", "It takes 10-20 days.", True),
        ("It takes 10-15 days.", "It takes 10 to 15 days.", False),
        ("It starts on 2024-05-19.", "Starts on 12 May 2024.", True),
        ("COVID-19 spreads.", "The virus spreads.", False),
        ("A three-year plan.", "A plan for 3 years.", False),
        ("It has twenty-five rooms and five hundred beds.", "25 rooms, 500 beds", False),
        ("It takes five and a half hours.", "5.5 hours", False),
        ("Based on the three provided passages, it is free.", "It is free.", False),
        ("There are key differences between the two.", "Tea and coffee differ.", False),
    ],
)
def test_numbers_that_the_evidence_does_not_hold_are_noticed(claim: str, passage: str, *, invented: bool) -> None:
    assert bool(invented_numbers(claim, known_numbers(passage))) == invented
