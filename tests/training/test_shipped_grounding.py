"""The shipped grounding model, end to end: what the passages say passes, what was changed or invented does not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from inference.models import load_classifier
from monitoring.grounding import Calibration, Finding, GroundingDetector
from training.details import read_details

FOLDER = Path(__file__).parents[2] / "models" / "grounding"
PASSAGES = [
    "The Halden Museum opened in 1921 and is run by the town. It is closed on Mondays and on public holidays. "
    "Adults pay 4 euros; children under 12 enter free of charge.",
    "Lockers are at the entrance and take a coin of 1 euro. Photographs may be taken without flash. "
    "The cafe on the first floor serves lunch from 11:30 to 14:00. Groups of more than ten should book a week ahead.",
    "product: Lamp A12; price: 39.90 EUR; stock: 14; warehouse: Marlow\n"
    "product: Pump C7; price: 210.00 EUR; stock: 3; warehouse: Kelso",
]
SUPPORTED = [
    "The Halden Museum opened in 1921 and is run by the town.",
    "The museum is closed on Mondays [1].",
    "According to the passages, children under 12 get in free.",
    "Lunch is served in the cafe from 11:30 to 14:00.",
    "You may take photographs, but without flash.",
    "The price of Lamp A12 is 39.90 EUR.",
]
WRONG = [
    ("The Halden Museum opened in 1931 and is run by the town.", "1931"),
    ("The museum is closed on Fridays [1].", "Fridays"),
    ("Children under 12 pay 4 dollars for a locker.", "dollars"),
    ("Lunch is served in the cafe from 11:30 to 16:45.", "16:45"),
    ("The roof terrace has a swimming pool for guests.", "swimming pool"),
    ("The price of Lamp A12 is 77.50 EUR.", "77.50"),
]


@pytest.fixture(scope="module")
def detector() -> Iterator[GroundingDetector]:
    calibration = Calibration.from_details(read_details(FOLDER)["calibration"])
    with load_classifier(FOLDER) as classifier:
        yield GroundingDetector(classifier, calibration)


def _check(detector: GroundingDetector, claim: str) -> Finding:
    (finding,) = detector.check([claim], PASSAGES)
    assert finding is not None
    return finding


@pytest.mark.parametrize("claim", SUPPORTED)
def test_what_stands_in_the_passages_has_a_low_risk(detector: GroundingDetector, claim: str) -> None:
    assert _check(detector, claim).risk < 0.25


@pytest.mark.parametrize(("claim", "words"), WRONG)
def test_what_was_changed_or_invented_has_a_high_risk_and_is_marked(
    detector: GroundingDetector, claim: str, words: str
) -> None:
    finding = _check(detector, claim)
    assert finding.risk > 0.4
    assert any(claim[start:end] in words or words in claim[start:end] for start, end in finding.unsupported)
