"""Batches without end out of several sets, each with its share of the tokens."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

LENGTH_STEP = 16
ROUND_ROWS = 2048  # what is sorted by length together


class Began(TypedDict):
    """Where each set stood when a round began: passes over it, rows of this one, tokens of all."""

    round: int
    positions: dict[str, list[int]]


class State(TypedDict):
    """A feed's position: what it feeds from, its round, and how many of that round's batches it gave."""

    rows: dict[str, list[float]]
    made_with: list[int]
    began: Began
    given: int


class OtherRows(ValueError):
    """A run can only be resumed on the rows that it began with."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """A set's rows as their tokens, and its share of all."""

    share: float
    tokens: Sequence[int]


@dataclass(slots=True)
class _Position:
    passes: int = 0
    row: int = 0
    taken: int = 0


class Feed:
    """Indices of rows, counted through all sets in their order, in batches of at most `batch_tokens` padded tokens.

    Each set is gone through in its own time, without replacement; the next row is of the set that is furthest behind
    its share. Everything hangs on the seed, so that a position is a few numbers.
    """

    def __init__(self, sets: Mapping[str, Lengths], *, batch_tokens: int, seed: int) -> None:
        self._sets = {name: one for name, one in sets.items() if one.share > 0 and one.tokens}
        if not self._sets:
            raise ValueError("There is no row to learn from.")
        self._batch_tokens, self._seed = batch_tokens, seed
        self._offsets = _offsets(sets)
        self._positions = {name: _Position() for name in self._sets}
        self._orders: dict[str, tuple[int, list[int]]] = {}
        self._round = 0
        self._queue: list[list[int]] = []
        self._given = 0
        self._began = self._snapshot()

    def next(self) -> list[int]:
        """The next batch."""
        if self._given == len(self._queue):
            self._began = self._snapshot()
            self._queue, self._given = self._filled(), 0
        batch = self._queue[self._given]
        self._given += 1
        return batch

    def taken(self) -> dict[str, int]:
        """Tokens of each set in all rounds that were begun."""
        return {name: position.taken for name, position in self._positions.items()}

    def state(self) -> State:
        """Where it stands, for `restore`."""
        return {"rows": self._rows(), "made_with": self._made_with(), "began": self._began, "given": self._given}

    def restore(self, state: State) -> None:
        """Goes to where another feed of the same rows stood. Raises `OtherRows`."""
        if (state["rows"], state["made_with"]) != (self._rows(), self._made_with()):
            raise OtherRows(
                "The rows, their shares, the seed or the size of batches are not those that the run began with: "
                "begin a new one from its weights."
            )
        self._began = state["began"]
        self._round = self._began["round"]
        self._positions = {name: _Position(*numbers) for name, numbers in self._began["positions"].items()}
        self._queue, self._given = (self._filled() if state["given"] else []), state["given"]

    def _rows(self) -> dict[str, list[float]]:
        return {name: [one.share, len(one.tokens), sum(one.tokens)] for name, one in self._sets.items()}

    def _made_with(self) -> list[int]:
        return [self._seed, self._batch_tokens]

    def _snapshot(self) -> Began:
        positions = {name: [place.passes, place.row, place.taken] for name, place in self._positions.items()}
        return {"round": self._round, "positions": positions}

    def _filled(self) -> list[list[int]]:
        rows = [self._drawn() for _ in range(ROUND_ROWS)]
        self._round += 1
        made = batches(rows, tokens=self._batch_tokens)
        random.Random(f"{self._seed}/round {self._round}").shuffle(made)
        return made

    def _drawn(self) -> tuple[int, int]:
        """A row's index and its tokens."""
        name = min(self._sets, key=lambda name: self._positions[name].taken / self._sets[name].share)
        tokens, position = self._sets[name].tokens, self._positions[name]
        if position.row == len(tokens):
            position.passes, position.row = position.passes + 1, 0
        index = self._order(name, position.passes)[position.row]
        position.row += 1
        position.taken += tokens[index]
        return self._offsets[name] + index, tokens[index]

    def _order(self, name: str, passes: int) -> list[int]:
        known = self._orders.get(name)
        if known is None or known[0] != passes:
            order = list(range(len(self._sets[name].tokens)))
            random.Random(f"{self._seed}/{name}/{passes}").shuffle(order)
            known = self._orders[name] = (passes, order)
        return known[1]


def batches(rows: Sequence[tuple[int, int]], *, tokens: int) -> list[list[int]]:
    """Indices of rows (index, tokens) in batches of similar length, of at most `tokens` padded ones, or of one row."""
    made: list[list[int]] = []
    batch: list[int] = []
    for index, length in sorted(rows, key=lambda row: row[1]):
        if batch and (len(batch) + 1) * padded(length) > tokens:
            made.append(batch)
            batch = []
        batch.append(index)
    return [*made, batch] if batch else made


def padded(tokens: int) -> int:
    """The next multiple of `LENGTH_STEP`, so that kernels are reused."""
    return -(-tokens // LENGTH_STEP) * LENGTH_STEP


def _offsets(sets: Mapping[str, Lengths]) -> dict[str, int]:
    offsets, total = {}, 0
    for name, one in sets.items():
        offsets[name] = total
        total += len(one.tokens)
    return offsets
