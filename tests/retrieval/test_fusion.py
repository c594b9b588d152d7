"""Fusion invents nothing and ignores the order of its inputs."""

import random

from hypothesis import given
from hypothesis import strategies as st

from retrieval.fusion import reciprocal_rank_fusion

rankings = st.lists(st.lists(st.integers(1, 30), unique=True, max_size=20), max_size=5)


@given(rankings)
def test_fusion_gives_each_ranked_chunk_once_and_no_other(lists: list[list[int]]) -> None:
    fused = [one.chunk_id for one in reciprocal_rank_fusion(lists)]
    assert len(fused) == len(set(fused))
    assert set(fused) == {chunk_id for ranking in lists for chunk_id in ranking}


@given(rankings, st.randoms(use_true_random=False))
def test_the_order_of_the_rankings_does_not_matter(lists: list[list[int]], chance: random.Random) -> None:
    shuffled = list(lists)
    chance.shuffle(shuffled)
    assert reciprocal_rank_fusion(shuffled) == reciprocal_rank_fusion(lists)


@given(rankings)
def test_shares_fall_from_one_and_stay_above_zero(lists: list[list[int]]) -> None:
    shares = [one.share for one in reciprocal_rank_fusion(lists)]
    assert shares == sorted(shares, reverse=True)
    assert all(0 < share <= 1 for share in shares)
    assert not shares or shares[0] == 1


@given(st.lists(st.integers(1, 30), unique=True))
def test_one_ranking_keeps_its_order(ranking: list[int]) -> None:
    assert [one.chunk_id for one in reciprocal_rank_fusion([ranking])] == ranking


@given(rankings, st.integers(1, 30))
def test_being_ranked_first_once_more_never_costs_a_place(lists: list[list[int]], chunk_id: int) -> None:
    def place(of: list[list[int]]) -> int:
        order = [one.chunk_id for one in reciprocal_rank_fusion(of)]
        return order.index(chunk_id) if chunk_id in order else len(order)

    assert place([*lists, [chunk_id]]) <= place(lists)


def test_the_formula_is_the_published_one() -> None:
    first, second = reciprocal_rank_fusion([[7, 8], [7]], constant=60)
    assert (first.chunk_id, second.chunk_id) == (7, 8)
    assert second.share == (1 / 62) / (2 / 61)


def test_a_chunk_named_twice_counts_where_it_stands_first() -> None:
    assert reciprocal_rank_fusion([[1, 2, 1]]) == reciprocal_rank_fusion([[1, 2]])
