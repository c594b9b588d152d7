import numpy as np
import pytest

from monitoring.quality.preferring import Vote, standings


def test_without_votes_nobody_is_ahead_and_nothing_is_sure() -> None:
    found = standings([], ["a", "b", "c"])
    assert {(one.strength, one.low, one.high, one.votes) for one in found} == {(0.5, 0.0, 1.0, 0)}


def test_who_is_preferred_more_stands_first() -> None:
    votes = [Vote("a", "b", 1.0)] * 8 + [Vote("b", "a", 1.0)] * 2
    first, second = standings(votes, ["b", "a"])
    assert (first.model, second.model, first.votes) == ("a", "b", 10)
    assert first.strength == pytest.approx(8.5 / 11, abs=1e-6)
    assert first.low <= first.strength <= first.high


def test_whose_side_was_left_says_nothing() -> None:
    left = standings([Vote("a", "b", 1.0)] * 5, ["a", "b"])
    right = standings([Vote("b", "a", 0.0)] * 5, ["a", "b"])
    assert [(one.model, one.strength) for one in left] == [(one.model, one.strength) for one in right]


def test_a_tie_is_half_a_vote_each() -> None:
    found = standings([Vote("a", "b", 0.5)] * 20, ["a", "b"])
    assert [one.strength for one in found] == [pytest.approx(0.5), pytest.approx(0.5)]


def test_a_model_that_is_never_preferred_has_a_place_all_the_same() -> None:
    found = standings([Vote("a", "b", 1.0)] * 30, ["a", "b"])
    assert 0 < found[1].strength < 0.1


def test_models_that_never_met_are_ordered_by_what_both_met() -> None:
    votes = [Vote("a", "b", 1.0)] * 9 + [Vote("b", "a", 1.0)] + [Vote("b", "c", 1.0)] * 9 + [Vote("c", "b", 1.0)]
    assert [one.model for one in standings(votes, ["c", "b", "a"])] == ["a", "b", "c"]


@pytest.mark.parametrize(("votes", "sure"), [(1, 0.5), (5, 0.75)])
def test_few_votes_are_not_sure_although_all_agree(votes: int, sure: float) -> None:
    first, second = standings([Vote("a", "b", 1.0, number) for number in range(votes)], ["a", "b"])
    assert first.low < sure < first.high
    assert first.high - first.low > 0.2
    assert (second.low, second.high) == (pytest.approx(1 - first.high), pytest.approx(1 - first.low))


def test_votes_on_one_question_are_less_sure_than_on_many() -> None:
    one, many = (standings([Vote("a", "b", 1.0, n * apart) for n in range(20)], ["a", "b"])[0] for apart in (0, 1))
    assert one.low < many.low
    assert one.strength == many.strength


def test_votes_on_models_that_are_not_compared_are_left_out() -> None:
    assert standings([Vote("a", "z", 1.0)], ["a", "b"])[0].votes == 0


def test_the_interval_holds_what_votes_are_drawn_from() -> None:
    rng = np.random.default_rng(5)
    worth, names = {"a": 4.0, "b": 2.0, "c": 1.0}, ["a", "b", "c"]
    truth = np.mean([4 / 6, 4 / 5])
    held = 0
    for _ in range(40):
        pairs = [tuple(rng.permutation(names)[:2]) for _ in range(120)]
        votes = [Vote(x, y, float(rng.random() < worth[x] / (worth[x] + worth[y]))) for x, y in pairs]
        [strongest] = [one for one in standings(votes, names) if one.model == "a"]
        held += strongest.low <= truth <= strongest.high
    assert held >= 34
