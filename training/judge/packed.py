"""Encoded rows in one file: made once where the data is, learnt from where it is not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.judge.encoding import EncodedRow
from training.judge.feed import Lengths


@dataclass(frozen=True, slots=True)
class EncodedSet:
    """A set's rows, and its share of the tokens."""

    share: float
    rows: list[EncodedRow]

    @property
    def lengths(self) -> Lengths:
        """What a feed needs of it."""
        return Lengths(self.share, [len(row.ids) for row in self.rows])


def save_sets(path: Path, sets: Mapping[str, EncodedSet]) -> None:
    """Writes them as a compressed `.npz`, which is about two bytes a token."""
    arrays: dict[str, NDArray[np.generic]] = {"names": np.array(list(sets)), "shares": _shares(sets)}
    for name, one in sets.items():
        arrays |= {f"{name}/{part}": array for part, array in _flat(one.rows).items()}
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


def load_sets(path: Path) -> dict[str, EncodedSet]:
    """What `save_sets` wrote."""
    with np.load(path, allow_pickle=False) as file:
        return {
            str(name): EncodedSet(float(share), _unflat({part: file[f"{name}/{part}"] for part in _PARTS}))
            for name, share in zip(file["names"], file["shares"], strict=True)
        }


_PARTS = ("ids", "words", "sizes", "known")


def _shares(sets: Mapping[str, EncodedSet]) -> NDArray[np.float64]:
    return np.array([one.share for one in sets.values()], np.float64)


def _flat(rows: Sequence[EncodedRow]) -> dict[str, NDArray[np.generic]]:
    known = [(row.label, row.answers, row.start, row.end, *row.evidence) for row in rows]
    return {
        "ids": np.concatenate([row.ids for row in rows]) if rows else np.zeros(0, np.int32),
        "words": np.concatenate([row.words for row in rows]) if rows else np.zeros(0, np.int8),
        "sizes": np.array([len(row.ids) for row in rows], np.int32),
        "known": np.array(known, np.int16).reshape(len(rows), 6),
    }


def _unflat(arrays: Mapping[str, NDArray[np.generic]]) -> list[EncodedRow]:
    if not len(arrays["sizes"]):
        return []
    cuts = np.cumsum(arrays["sizes"])[:-1]
    parts = zip(np.split(arrays["ids"], cuts), np.split(arrays["words"], cuts), arrays["known"].tolist(), strict=True)
    return [
        EncodedRow(ids, words, label, answers, start, end, (first, last))
        for ids, words, (label, answers, start, end, first, last) in parts
    ]
