"""Which two answers a person is shown next, without a word of who wrote them, and what becomes of the vote."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from domain.comparisons import Ballot, Choice, Compared, ComparisonStore, Pair
from domain.errors import Missing, no_such


@dataclass(frozen=True, slots=True)
class Voting:
    """Over the comparisons that are kept."""

    comparisons: ComparisonStore

    def next_pair(self, comparison_id: str, voter: str | None) -> Pair | None:
        """Of those that the voter has not seen, one with the fewest votes; null where all were seen.

        Raises `NotFound`.
        """
        ballots = self.comparisons.ballots(comparison_id)
        votes = Counter(_key(one.position, one.left_model, one.right_model) for one in ballots)
        seen = {_key(one.position, one.left_model, one.right_model) for one in ballots if one.voter == voter}
        waiting = [pair for pair in self._pairs(comparison_id) if _key_of(pair) not in seen]
        if not waiting:
            return None
        return min(waiting, key=lambda pair: (votes[_key_of(pair)], _digest(voter or "", pair.ticket)))

    def vote(self, comparison_id: str, ticket: str, choice: Choice, voter: str | None) -> None:
        """On the pair of that ticket. Raises `NotFound`."""
        pair = next(
            (one for one in self._pairs(comparison_id) if hmac.compare_digest(one.ticket.encode(), ticket.encode())),
            None,
        )
        if pair is None:
            raise no_such(Missing.COMPARISON)
        self.comparisons.vote(comparison_id, Ballot(pair.position, pair.left_model, pair.right_model, choice, voter))

    def _pairs(self, comparison_id: str) -> Iterator[Pair]:
        secret = self.comparisons.secret(comparison_id)
        for position, compared in enumerate(self.comparisons.compared(comparison_id)):
            yield from _pairs_of(comparison_id, position, compared, secret)


def shares(ballots: Sequence[Ballot]) -> Iterator[tuple[str, str, float, int]]:
    """Left, right, what of each vote goes to the left, and its question: a tie, and neither, count half for both."""
    of_left = {Choice.LEFT: 1.0, Choice.RIGHT: 0.0}
    return ((one.left_model, one.right_model, of_left.get(one.choice, 0.5), one.position) for one in ballots)


def _pairs_of(comparison_id: str, position: int, compared: Compared, secret: bytes) -> Iterator[Pair]:
    """Which of two stands left is chance, and stays so. Answers that read the same are no choice.

    Only who has the secret can tell from a ticket whose answers they are.
    """
    for first, second in combinations(sorted(compared.answers), 2):
        if compared.answers[first].strip() == compared.answers[second].strip():
            continue
        drawn = _signed(secret, str(position), first, second)
        turned = int(drawn[-1], 16) % 2
        left, right = (second, first) if turned else (first, second)
        yield Pair(
            ticket=drawn[:32],
            comparison_id=comparison_id,
            position=position,
            question=compared.question,
            left_model=left,
            right_model=right,
            left=compared.answers[left],
            right=compared.answers[right],
        )


def _key_of(pair: Pair) -> tuple[int, frozenset[str]]:
    return _key(pair.position, pair.left_model, pair.right_model)


def _key(position: int, first: str, second: str) -> tuple[int, frozenset[str]]:
    return position, frozenset({first, second})


def _signed(secret: bytes, *parts: str) -> str:
    return hmac.new(secret, "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
