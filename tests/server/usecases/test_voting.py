"""Two answers are shown without their models; each person votes once on each two."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from domain.comparisons import Ballot, Choice, Compared, Pair
from domain.errors import NotFound
from server.usecases.voting import Voting, shares

COMPARED = [Compared(f"Question {number}?", {m: f"{m} says {number}" for m in ("a", "b", "c")}) for number in range(8)]


@dataclass
class Comparisons:
    """The part of `ComparisonStore` that voting speaks to."""

    held: Sequence[Compared] = field(default_factory=lambda: COMPARED)
    votes: list[Ballot] = field(default_factory=list)
    key: bytes = b"a secret"

    def secret(self, comparison_id: str) -> bytes:
        return self.key

    def compared(self, comparison_id: str) -> Sequence[Compared]:
        return self.held

    def ballots(self, comparison_id: str) -> Sequence[Ballot]:
        return self.votes

    def vote(self, comparison_id: str, ballot: Ballot) -> None:
        self.votes.append(ballot)


def voting(store: Comparisons) -> Voting:
    return Voting(store)  # type: ignore[arg-type]


def shown(desk: Voting, voter: str | None) -> Pair:
    pair = desk.next_pair("comparison_1", voter)
    assert pair is not None
    return pair


def test_a_person_sees_each_two_once_and_then_nothing_more() -> None:
    desk, seen = voting(Comparisons()), set()
    while (pair := desk.next_pair("comparison_1", "ann")) is not None:
        seen.add((pair.position, frozenset({pair.left_model, pair.right_model})))
        desk.vote("comparison_1", pair.ticket, Choice.LEFT, "ann")
    assert len(seen) == 8 * 3
    assert desk.next_pair("comparison_1", "bob") is not None


def test_the_same_two_are_shown_until_they_are_voted_on() -> None:
    desk = voting(Comparisons())
    assert shown(desk, "ann") == shown(desk, "ann")


def test_what_has_the_fewest_votes_comes_first() -> None:
    store = Comparisons()
    desk = voting(store)
    for _ in range(10):
        desk.vote("comparison_1", shown(desk, "ann").ticket, Choice.TIE, "ann")
    voted = {(one.position, frozenset({one.left_model, one.right_model})) for one in store.votes}
    pair = shown(desk, "bob")
    assert (pair.position, frozenset({pair.left_model, pair.right_model})) not in voted


def test_who_stands_left_is_chance() -> None:
    store = Comparisons()
    desk = voting(store)
    while (pair := desk.next_pair("comparison_1", None)) is not None:
        desk.vote("comparison_1", pair.ticket, Choice.LEFT, None)
    lefts = {one.left_model for one in store.votes if {one.left_model, one.right_model} == {"a", "b"}}
    assert lefts == {"a", "b"}


def test_a_ticket_says_nothing_of_who_wrote() -> None:
    pair = shown(voting(Comparisons()), "ann")
    assert pair.ticket.isalnum()
    assert len({shown(voting(Comparisons()), voter).ticket for voter in ("ann", "bob", "eve")}) > 1


def test_tickets_and_sides_hang_on_what_no_client_knows() -> None:
    """The id, the position, the models' names and the code are public: another secret, other tickets and sides."""

    def pairs(key: bytes) -> list[Pair]:
        store = Comparisons(key=key)
        desk, found = voting(store), []
        while (pair := desk.next_pair("comparison_1", "ann")) is not None:
            found.append(pair)
            desk.vote("comparison_1", pair.ticket, Choice.TIE, "ann")
        return sorted(found, key=lambda pair: (pair.position, sorted((pair.left_model, pair.right_model))))

    one, again, other = pairs(b"a secret"), pairs(b"a secret"), pairs(b"another")
    assert one == again
    assert {pair.ticket for pair in one}.isdisjoint(pair.ticket for pair in other)
    turned = [mine.left_model != theirs.left_model for mine, theirs in zip(one, other, strict=True)]
    assert 0 < sum(turned) < len(turned)


def test_answers_that_read_the_same_are_no_choice() -> None:
    same = Comparisons([Compared("Q?", {"a": "Nine.", "b": "Nine. "})])
    assert voting(same).next_pair("comparison_1", "ann") is None


def test_a_ticket_of_nothing_is_refused() -> None:
    with pytest.raises(NotFound):
        voting(Comparisons()).vote("comparison_1", "made up", Choice.LEFT, "ann")


def test_a_tie_and_neither_count_half() -> None:
    ballots = [Ballot(0, "a", "b", choice, None) for choice in Choice]
    assert [share for _, _, share, _ in shares(ballots)] == [1.0, 0.0, 0.5, 0.5]
