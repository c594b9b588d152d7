"""The shipped grounding model, end to end: what the passages say passes, what was changed or invented does not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.answers import Support, Verdict
from monitoring.claims.splitting import split_claims
from monitoring.verdict.verifier import ClaimVerifier
from server.wiring.opening import open_models
from server.wiring.settings import Settings
from training.details import read_details

FOLDER = Path(__file__).parents[2] / "models" / "grounding"
PASSAGES = [
    "The Halden Museum opened in 1921 and is run by the town. It is closed on Mondays and on public holidays. "
    "Adults pay 4 euros; children under 12 enter free of charge.",
    "Lockers are at the entrance and take a coin of 1 euro. Photographs may be taken without flash. "
    "The cafe on the first floor serves lunch from 11:30 to 14:00. Groups of more than ten should book a week ahead. "
    "The policy covers fire damage. Water damage is excluded. The contract runs for 14 months.",
    "product: Lamp A12; price: 39.90 EUR; stock: 14; warehouse: Marlow\n"
    "product: Pump C7; price: 210.00 EUR; stock: 3; warehouse: Kelso",
]
SUPPORTED = [
    "The Halden Museum opened in 1921, and the town runs it.",
    "The museum is closed on Mondays [1].",
    "According to the passages, children under 12 get in free.",
    "Lunch is served in the cafe from 11:30 to 14:00.",
    "You may take photographs, but without flash.",
    "The price of Lamp A12 is 39.90 EUR.",
    "The contract runs for fourteen months.",
    "Fire damage is covered by the policy.",
]
WRONG = [
    "The Halden Museum opened in 1931 and is run by the town.",
    "The museum is closed on Fridays [1].",
    "Groups of more than fifty should book a week ahead.",
    "Lunch is served in the cafe from 11:30 to 16:45.",
    "The roof terrace has a swimming pool for guests.",
    "The price of Lamp A12 is 77.50 EUR.",
    "The contract runs for 15 months.",
    "It runs for three years.",
]
CONTRADICTED = [
    ("The Halden Museum opened in 1931 and is run by the town.", "The Halden Museum opened in 1921"),
    ("Groups of more than fifty should book a week ahead.", "Groups of more than ten"),
    ("The price of Lamp A12 is 77.50 EUR.", "product: Lamp A12; price: 39.90 EUR"),
]


@pytest.fixture(scope="module")
def verifier() -> Iterator[ClaimVerifier]:
    with open_models(Settings(_env_file=None, judge="small")) as models:
        checker = ClaimVerifier(
            models.grounding,
            models.consistency,
            models.risk,
            threshold=models.claim_threshold,
            grey_band=models.grey_band,
            deadline_seconds=60,
            on_failure=lambda name, reason: pytest.fail(f"{name}: {reason}"),
        )
        yield checker
        checker.close()


def _check(verifier: ClaimVerifier, claim: str) -> Verdict:
    (verdict,) = verifier.verify(split_claims(claim), PASSAGES)
    return verdict


@pytest.mark.parametrize("claim", SUPPORTED)
def test_what_stands_in_the_passages_is_supported_and_shows_where(verifier: ClaimVerifier, claim: str) -> None:
    verdict = _check(verifier, claim)
    assert verdict.support is Support.SUPPORTED
    assert verdict.evidence


@pytest.mark.parametrize("claim", WRONG)
def test_what_was_changed_or_invented_is_not(verifier: ClaimVerifier, claim: str) -> None:
    assert _check(verifier, claim).support in {Support.UNSUPPORTED, Support.CONTRADICTED}


def test_what_the_question_takes_for_granted_is_no_evidence(verifier: ClaimVerifier) -> None:
    claims = split_claims("The museum was founded in 1732 by the Duke of Norfolk.")
    question = "Why was the museum founded in 1732 by the Duke of Norfolk?"
    (verdict,) = verifier.verify(claims, PASSAGES, question=question)
    assert verdict.support in {Support.UNSUPPORTED, Support.CONTRADICTED}


@pytest.mark.parametrize(("claim", "quote"), CONTRADICTED)
def test_a_contradiction_is_called_one_and_shown(verifier: ClaimVerifier, claim: str, quote: str) -> None:
    verdict = _check(verifier, claim)
    assert verdict.support is Support.CONTRADICTED
    assert [evidence.quote[: len(quote)] for evidence in verdict.evidence] == [quote]


def test_a_streamed_sentence_is_judged_as_in_the_whole_answer(verifier: ClaimVerifier) -> None:
    claims = split_claims(" ".join([*SUPPORTED, *WRONG]))
    whole = verifier.verify(claims, PASSAGES)
    streamed = [verifier.verify([claim], PASSAGES)[0] for claim in claims]
    assert [verdict.support for verdict in whole] == [verdict.support for verdict in streamed]
    assert [verdict.risk for verdict in whole] == pytest.approx([verdict.risk for verdict in streamed], abs=0.02)


def test_no_sentence_of_a_long_answer_goes_unchecked_against_long_passages(verifier: ClaimVerifier) -> None:
    filler = "The river is wide and its banks are green, and people walk there in the evening with their dogs. "
    passages = [filler * 30, *PASSAGES, filler * 30]
    invented = "The director of the museum, Ivo Brandt, was born in Lindau in 1958."
    answer = " ".join([*SUPPORTED[:4]] * 12 + [invented])
    *rest, last = verifier.verify(split_claims(answer), passages)
    assert last.support is not Support.SUPPORTED
    assert all(verdict.risk is not None for verdict in rest)
    assert sum(verdict.support is Support.SUPPORTED for verdict in rest) > 0.7 * len(rest)


def test_a_wrong_word_at_the_end_of_a_very_long_sentence_is_found(verifier: ClaimVerifier) -> None:
    long = "The museum is closed on Mondays and on public holidays, " * 22
    right = _check(verifier, f"{long}and adults pay 4 euros.")
    wrong = _check(verifier, f"{long}and the roof has a swimming pool.")
    assert right.risk is not None
    assert wrong.risk is not None
    assert wrong.risk > right.risk
    assert wrong.support is not Support.SUPPORTED


def test_the_thresholds_come_with_the_model() -> None:
    details = read_details(FOLDER)
    assert 0 < details["claim_threshold"] < 1
    assert 0 < details["answer_threshold"] <= 1


def test_samples_that_disagree_speak_against_a_claim_without_passages(verifier: ClaimVerifier) -> None:
    claim = split_claims("The Halden Museum opened in 1921.")
    (same,) = verifier.verify(claim, [], samples=lambda: ["The museum in Halden opened in 1921."] * 3)
    (other,) = verifier.verify(claim, [], samples=lambda: ["The museum in Halden opened in 1874."] * 3)
    assert same.support is Support.SUPPORTED
    assert other.support is Support.UNSUPPORTED


def test_samples_that_are_divided_do_not_support_a_claim(verifier: ClaimVerifier) -> None:
    samples = ["Paris has 2 million people.", "Paris has 5 million people."]
    (verdict,) = verifier.verify(split_claims("Paris has 2 million people."), [], samples=lambda: samples)
    assert verdict.support is Support.UNSUPPORTED
