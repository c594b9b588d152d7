"""Readings that were made a moment ago, so that the generator reads the reranked passages for free."""

from collections.abc import Callable, Sequence
from sys import getsizeof

from domain.generation import Reading
from inference.recent import Recent

_ENTRY_BYTES = 400  # key, reading and their places in the dictionary, beside the texts


class RecentReadings:
    """By question and passage."""

    def __init__(self) -> None:
        self._recent: Recent[tuple[str, str], Reading] = Recent(_weight)

    def complete(
        self, question: str, passages: Sequence[str], read: Callable[[Sequence[str]], Sequence[Reading]]
    ) -> list[Reading]:
        """One reading per passage, in order; `read` is asked once for all that are not known, each passage once."""
        keys = [(question, passage) for passage in passages]
        return self._recent.complete(keys, lambda unread: read([passage for _, passage in unread]))


def _weight(key: tuple[str, str], _: Reading) -> int:
    """A question counts with each of its passages."""
    return _ENTRY_BYTES + sum(map(getsizeof, key))
