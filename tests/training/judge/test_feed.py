"""Sets get their shares of the tokens, none of their rows twice in a pass, and a feed goes on where another stood."""

from collections import Counter

import pytest

from training.judge.feed import Feed, Lengths, OtherRows, batches, padded

SETS = {
    "long": Lengths(0.5, [200 + at % 80 for at in range(700)]),
    "short": Lengths(0.3, [20 + at % 30 for at in range(1500)]),
    "rare": Lengths(0.2, [60] * 90),
}


def feed(seed: int = 1, sets: dict[str, Lengths] = SETS) -> Feed:
    return Feed(sets, batch_tokens=1536, seed=seed)


def test_each_set_has_its_share_of_the_tokens_however_long_its_rows_are() -> None:
    source = feed()
    lengths = [length for one in SETS.values() for length in one.tokens]
    places = [name for name, one in SETS.items() for _ in one.tokens]
    taken: Counter[str] = Counter()
    for _ in range(600):
        for index in source.next():
            taken[places[index]] += lengths[index]
    total = taken.total()
    assert {name: round(taken[name] / total, 2) for name in SETS} == pytest.approx(
        {"long": 0.5, "short": 0.3, "rare": 0.2}, abs=0.02
    )


def test_a_set_is_gone_through_before_any_of_its_rows_comes_again() -> None:
    source = feed(sets={"only": Lengths(1.0, [30] * 2048)})
    first = [index for _ in range(200) for index in source.next()]
    assert sorted(first[:2048]) == list(range(2048))


def test_a_batch_holds_rows_of_similar_length_within_its_tokens() -> None:
    source = feed()
    lengths = [length for one in SETS.values() for length in one.tokens]
    for _ in range(50):
        batch = [lengths[index] for index in source.next()]
        assert padded(max(batch)) * len(batch) <= 1536


def test_a_row_that_is_longer_than_a_batch_is_one_of_its_own() -> None:
    assert batches([(0, 400), (1, 10), (2, 10)], tokens=64) == [[1, 2], [0]]
    assert batches([], tokens=64) == []


@pytest.mark.parametrize("given", [0, 1, 37, 400])
def test_a_feed_goes_on_where_another_stood(given: int) -> None:
    whole, broken, resumed = feed(), feed(), feed()
    for _ in range(given):
        assert whole.next() == broken.next()
    resumed.restore(broken.state())
    assert [resumed.next() for _ in range(300)] == [whole.next() for _ in range(300)]


def test_a_feed_of_other_rows_shares_seeds_or_batches_is_refused() -> None:
    state = feed().state()
    more = SETS | {"rare": Lengths(0.2, [60] * 91)}
    shares = SETS | {"rare": Lengths(0.3, [60] * 90)}
    for other in (feed(2), feed(sets=more), feed(sets=shares), Feed(SETS, batch_tokens=2048, seed=1)):
        with pytest.raises(OtherRows):
            other.restore(state)


def test_another_seed_gives_another_order() -> None:
    assert feed(1).next() != feed(2).next()


def test_sets_without_rows_or_share_are_left_out_and_the_others_keep_their_numbers() -> None:
    sets = {"none": Lengths(0.9, []), "off": Lengths(0.0, [10] * 5), "some": Lengths(0.1, [10] * 3)}
    assert set(Feed(sets, batch_tokens=64, seed=1).next()) <= {5, 6, 7}
    with pytest.raises(ValueError, match="no row"):
        Feed({"none": Lengths(1.0, [])}, batch_tokens=64, seed=1)
