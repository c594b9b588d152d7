"""The newer of two documents on one matter comes first where both were found about as well."""

from collections.abc import Sequence

from domain.documents import Passage
from text.superseding import superseded

CLOSE = 0.25
"""How much less the newer may have in the order, of 1. Nothing else is moved: a newer document alone is no merit."""


def newer_first(query: str, passages: Sequence[Passage], scores: Sequence[float]) -> list[Passage]:
    """`passages`, best first by their `scores`, with what holds before what it took the place of."""
    order = list(range(len(passages)))
    for one in superseded(query, passages):
        old, new = one.old.passage, one.new.passage
        if order.index(new) > order.index(old) and scores[old] - scores[new] <= CLOSE:
            order.remove(new)
            order.insert(order.index(old), new)
    return [passages[number] for number in order]
