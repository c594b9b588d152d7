"""What was worked out of texts is kept up to so many bytes, and no longer."""

import gc
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.generation import ClaimReading, EvidencePair, Relation, TokenRisk
from monitoring.detectors import evidence, quotation, signals
from monitoring.detectors.detection import Inspection
from monitoring.detectors.grounding import GroundingDetector
from monitoring.detectors.remembering import Remembered
from tests.monitoring.risk_models import risk_model


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 60)), max_size=60))
def test_what_is_kept_weighs_what_it_says_and_never_more_than_the_limit(steps: list[tuple[int, int]]) -> None:
    remembered: Remembered[int, int] = Remembered(limit_bytes=100, weigh=lambda _, value: value)
    weights: dict[int, int] = {}
    for key, weight in steps:
        weights[key] = remembered.get(key, lambda weight=weight: weight)  # type: ignore[misc]
        assert 0 <= remembered.kept_bytes <= 100


def test_the_one_used_longest_ago_goes_first_and_what_is_too_large_is_not_kept() -> None:
    made: list[str] = []
    remembered: Remembered[str, str] = Remembered(limit_bytes=2, weigh=lambda key, _: len(key))

    def get(key: str) -> str:
        return remembered.get(key, lambda: made.append(key) or key)  # type: ignore[func-returns-value]

    assert [get(key) for key in ("a", "b", "a", "c", "a", "b", "huge", "huge")] == [*"abacab", "huge", "huge"]
    assert made == ["a", "b", "c", "b", "huge", "huge"]


def test_what_fails_to_be_made_is_made_again() -> None:
    remembered: Remembered[str, str] = Remembered(limit_bytes=100, weigh=lambda _, __: 1)

    def fail() -> str:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        remembered.get("a", fail)
    assert remembered.get("a", lambda: "made") == "made"


class Words:
    """A working stand-in for the model."""

    def read(self, claims: object, passages: object) -> list[ClaimReading]:
        return [ClaimReading((TokenRisk(0, 1, 0.1),), Relation(0.9, 0.1, 0.0)) for _ in claims]  # type: ignore[attr-defined]

    def compare(self, pairs: list[EvidencePair]) -> list[Relation]:
        return [Relation(0.9, 0.1, 0.0) for _ in pairs]

    def count_tokens(self, text: str) -> int:
        return len(text.split())


def test_the_caches_hold_what_they_say_they_hold() -> None:
    detector = GroundingDetector(Words(), Words(), risk_model())
    before = sum(cache.kept_bytes for cache in (quotation._remembered, evidence._remembered, signals._remembered))
    gc.collect()
    tracemalloc.start()
    try:
        for number in range(2):
            passages = tuple(f"The {number} {place} shelf is empty {place}. " * 150 for place in range(10))
            quotation.Quotations(passages).find("It was never said.")
            detector.check(Inspection(("The shelf is full.",), (frozenset(),), passages, "", ()))
            del passages
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    caches = (quotation._remembered, evidence._remembered, signals._remembered, detector._packers)
    said = sum(cache.kept_bytes for cache in caches) - before
    assert 2**20 < kept < 1.3 * said
