"""What of the passages a model is shown that loses itself in long ones: what quoting would choose from."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.generation import Excerpt, Task
from generation.quoting.generator import ExtractiveGenerator
from generation.quoting.picking import Left
from generation.quoting.quotables import Quote, repeats


@dataclass(frozen=True, slots=True)
class LikeliestSentences:
    """Excerpts of the sentences and rows that likeliest answer, each with what it means nothing without."""

    quoting: ExtractiveGenerator

    def of(self, task: Task, *, most: int) -> tuple[Excerpt, ...]:
        """Of `most` sentences, the likeliest passage first, each in the document's order; none that no longer holds.

        None at all where the passages hold no sentence. Raises `ModelUnavailable`.
        """
        holding = [one.considered for one in self.quoting.picked(task) if one.left is not Left.SUPERSEDED]
        quotes = _each_once([quote for one in holding[:most] for quote in one.quotes])
        passages = dict.fromkeys(quote.passage for quote in quotes)
        return tuple(Excerpt(passage, _joined(quotes, passage)) for passage in passages)


def _each_once(quotes: Sequence[Quote]) -> list[Quote]:
    """Chunks overlap, and an item stands in its list."""
    kept = list[Quote]()
    for quote in sorted(quotes, key=lambda one: -len(one.text)):
        if not any(repeats(quote, other) for other in kept):
            kept.append(quote)
    return sorted(kept, key=quotes.index)


def _joined(quotes: Sequence[Quote], passage: int) -> str:
    told = sorted((one for one in quotes if one.passage == passage), key=lambda one: one.start)
    return "\n".join(f"- {one.text}" if one.is_item else one.text for one in told)
