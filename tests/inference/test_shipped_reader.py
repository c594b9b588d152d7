"""The shipped reader reads the same however it is run."""

from pathlib import Path

import pytest

from inference.models import load_reader
from inference.options import RuntimeOptions

READER = Path(__file__).parents[2] / "models" / "reader"
QUESTION = "How long is the break that drivers have to take?"
PASSAGES = [
    "Drivers take a break of 45 minutes after four and a half hours at the wheel.",
    "Dogs travel free. The office opens at nine and closes at five, on Saturdays at noon.",
    "A break is not paid.",
]


@pytest.mark.parametrize("lanes", [1, 2, 3])
def test_what_answers_is_relevant_and_what_does_not_is_not_in_any_number_of_lanes(lanes: int) -> None:
    with load_reader(READER, RuntimeOptions(lanes=lanes)) as reader:
        answer, other, _ = reader.read(QUESTION, PASSAGES)
    assert answer.relevance > 0.9 > 0.3 > other.relevance > 0.001
    assert "45 minutes" in PASSAGES[0][answer.start : answer.end]
