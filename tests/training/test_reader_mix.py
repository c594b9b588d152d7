"""The second pass mixes near misses with what the reader has learnt, answered and not in about equal parts."""

import random

from training.reader_data import ReaderExample, table_examples
from training.reader_mix import near_miss_validation, second_pass

PASSAGE = (
    "The old bridge at Marlow was built by Ivo Brandt. It was repaired in {year} after the flood had taken two of its "
    "piers. Tolls were paid until the summer of that year. The piers stand on oak piles, which divers look at."
)


def _asked(year: int) -> ReaderExample:
    passage = PASSAGE.format(year=year)
    start = passage.index("bridge")
    return ReaderExample(
        f"What was repaired in {year}?",
        passage,
        relevant=True,
        answer=(start, start + len("bridge")),
        span_known=True,
        origin="squad",
    )


def _first() -> list[ReaderExample]:
    return [*(_asked(year) for year in range(1900, 1960)), *table_examples(random.Random(1), count=60)]


def test_the_second_pass_holds_old_examples_and_every_kind_of_near_miss() -> None:
    first = _first()
    made = second_pass(first, seed=3)
    assert {example.origin for example in made} == {"squad", "tables", "made", "conditioned"}
    new = [example for example in made if example.origin == "squad" and example not in first]
    assert {"bridge" in example.passage for example in new} == {True, False}
    assert all(example.answer is None for example in new)
    assert second_pass(first, seed=3) == made


def test_each_kind_of_near_miss_is_measured_beside_answered_questions() -> None:
    kinds = near_miss_validation(_first(), seed=3, count=30)
    assert set(kinds) == {"taken out", "changed", "made facts", "conditioned rows"}
    for examples in kinds.values():
        assert {example.answer is not None for example in examples} == {True, False}
