"""Answers by quoting: the sentences of the passages that hold the answer, cited, or an abstention."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.generation import Abstention, Generated, Piece, Task
from domain.ports import PairReader
from generation.quoting.considering import Considered, consider
from generation.quoting.picking import Limits, Picked, pick
from generation.quoting.quotables import Quote, Splitter, ends_as_sentence
from generation.quoting.setting_off import set_off
from generation.quoting.signals import Weights
from text.wording import not_in_documents, reply_to_no_question


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotingOptions:
    """How likely a sentence answers, and from when on it is quoted; fitted and chosen as docs/decisions.md says.

    `most_read` sentences are read one by one, which takes most of the time. A short answer is set off from
    `set_off_from` on.
    """

    weights: Weights
    limits: Limits
    most_read: int = 40
    set_off_from: float = 0.5


class ExtractiveGenerator:
    """The `Generator` that needs no language model. `split` cuts a passage into sentences."""

    def __init__(self, reader: PairReader, *, split: Splitter, options: QuotingOptions) -> None:
        self._reader = reader
        self._split = split
        self._options = options

    def generate(self, task: Task) -> Iterator[Generated]:
        """See `Generator.generate`; raises what the reader raises."""
        reply = reply_to_no_question(task.question)
        chosen = [] if reply else [one.considered for one in self.picked(task) if one.left is None]
        if not chosen:
            yield Abstention(reply or not_in_documents(task.question))
            return
        quotes = _in_order(chosen)
        shorts = {
            one.quotes[-1].start: one.short for one in chosen[:1] if one.probability >= self._options.set_off_from
        }
        for index, quote in enumerate(quotes):
            yield Piece(_gap(quotes[index - 1], quote) if index else "")
            yield Piece(f"{set_off(quote.text, shorts.get(quote.start, ''))} [{quote.passage + 1}]")

    def picked(self, task: Task) -> list[Picked]:
        """All that could be quoted, likeliest first, with what is left and why; raises what the reader raises."""
        options = self._options
        found = consider(task, self._reader, self._split, options.weights, most_read=options.most_read)
        return pick(found, task, options.limits)


def _in_order(chosen: Sequence[Considered]) -> list[Quote]:
    """The best sentence's passage first, a passage's sentences in the document's order, each once."""
    quotes: list[Quote] = []
    for one in chosen:
        quotes += (quote for quote in one.quotes if not any(_repeats(quote, other) for other in quotes))
    passages = list(dict.fromkeys(quote.passage for quote in quotes))
    return sorted(quotes, key=lambda quote: (passages.index(quote.passage), quote.start))


def _repeats(quote: Quote, other: Quote) -> bool:
    """Whether overlapping chunks gave the same words twice."""
    same_place = (quote.document_id, quote.start) == (other.document_id, other.start)
    return same_place or quote.text.casefold() in other.text.casefold()


def _gap(before: Quote, after: Quote) -> str:
    """Neighbours of one passage read on; anything else, and what is no full sentence, stands apart."""
    flows = before.passage == after.passage and ends_as_sentence(before.text) and not after.text[:1].islower()
    return " " if flows else "\n\n"
