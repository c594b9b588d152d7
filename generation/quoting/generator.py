"""Answers by quoting: the sentences of the passages that hold the answer, cited, or an abstention."""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.generation import Abstention, Answering, Generated, Piece, Short, Task, Weighed
from domain.ports import PairReader
from generation.quoting.by_part import each_part, of_any_part
from generation.quoting.considering import Considered, Weighing, consider, read_alone
from generation.quoting.lines import asks_for_all, ends_as_sentence
from generation.quoting.picking import Limits, Picked, pick
from generation.quoting.quotables import Quote, Splitter, repeats
from generation.quoting.short_answers import Located, short_answer
from generation.quoting.yes_no import YesOrNo, asks_yes_or_no
from text.languages import foreign
from text.wording import not_in_documents, reply_to_no_question
from text.words import without_blanks

SURE = 0.5
_REMEMBERED_TASKS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoting:
    """What sentences are weighed and chosen with. `split` cuts a passage into them.

    `abroad` is for questions in other languages than English, null where they are treated as English ones, `by_words`
    for those in scripts without blanks. `yes_or_no` is null where nobody can tell.
    """

    reader: PairReader
    split: Splitter
    weighing: Weighing
    abroad: Weighing | None
    by_words: Weighing
    limits: Limits
    yes_or_no: YesOrNo | None = None


class ExtractiveGenerator:
    """The `Generator` that needs no language model."""

    def __init__(self, quoting: Quoting) -> None:
        self._quoting = quoting
        self._recent: deque[tuple[Task, list[list[Picked]]]] = deque(maxlen=_REMEMBERED_TASKS)

    def generate(self, task: Task) -> Iterator[Generated]:
        """See `Generator.generate`; raises what reader, encoder and judge raise. Of several answers none is short."""
        reply = reply_to_no_question(task.question)
        if reply or not task.parts:
            yield from self._answer(task, [] if reply else self.picked(task), reply)
            return
        for part, asked, picked in zip(task.parts, each_part(task), self._picked(task), strict=True):
            yield Answering(part)
            yield from (item for item in self._answer(asked, picked) if not isinstance(item, Short))

    def _answer(self, task: Task, picked: Sequence[Picked], reply: str | None = None) -> Iterator[Generated]:
        chosen = _whole_lists([one.considered for one in picked if one.left is None], picked, task.query)
        if not chosen:
            yield Abstention(reply or not_in_documents(task.question))
            return
        if (surest := max(one.probability for one in chosen)) >= SURE:
            yield Weighed(surest)
        quotes = _in_order(chosen)
        pieces = list(_pieces(quotes))
        if decided := self._decided(chosen[0], task):
            yield Piece(f"{decided} [{chosen[0].at.passage + 1}]\n\n")
        elif (located := short_answer(self._as_read(chosen, task.query), task.query)) is not None:
            yield from _placed(located, quotes, pieces)
        yield from pieces

    def picked(self, task: Task) -> list[Picked]:
        """All that could be quoted, likeliest first, with what is left and why; raises what reading raises.

        Of a task with parts, a sentence is left for none of them. Whoever asks again of an equal task, as to tell how
        it was answered, waits for no model.
        """
        return of_any_part(self._picked(task))

    def _picked(self, task: Task) -> list[list[Picked]]:
        """The same of each part, in order."""
        whole = replace(task, excerpts=())  # whatever of it a language model is shown
        known = next((found for asked, found in list(self._recent) if asked == whole), None)
        if known is None:
            known = [self._pick(part, one_each=_one_each(task)) for part in each_part(task)]
            self._recent.append((whole, known))
        return known

    def _pick(self, task: Task, *, one_each: bool) -> list[Picked]:
        own = self._quoting
        limits = replace(own.limits, most=1) if one_each or asks_yes_or_no(task.query) else own.limits
        return pick(consider(task, own.reader, own.split, self._weighing(task.query)), task, limits)

    def _as_read(self, chosen: Sequence[Considered], query: str) -> Sequence[Considered]:
        """A quote that was judged was not read yet; of two nobody asks."""
        [best, *others] = chosen
        if others or best.reading is not None or not self._weighing(query).reads:
            return chosen
        return read_alone([best], self._quoting.reader, query)

    def _weighing(self, query: str) -> Weighing:
        own = self._quoting
        if without_blanks(query):
            return own.by_words
        return own.abroad if own.abroad is not None and foreign(query) else own.weighing

    def _decided(self, best: Considered, task: Task) -> str:
        decider = self._quoting.yes_or_no
        return decider.before(best.evidence, task.query) if decider else ""


def _one_each(task: Task) -> bool:
    """Of things that are compared, and of two steps, a second quote would be taken for an answer to the other."""
    return any(part.is_joint for part in task.parts)


def _whole_lists(chosen: Sequence[Considered], picked: Sequence[Picked], query: str) -> list[Considered]:
    """Two items of a list answer as little as one where more of them do: the list stands in their place.

    So it does in that of one item where all of them are asked for.
    """
    if asks_for_all(query):
        chosen = list(dict.fromkeys(_list_of(one, picked) for one in chosen))
    opened = Counter(one.quotes[0] for one in chosen if one.quotes[-1].is_item)
    lists = {quote for quote, items in opened.items() if items > 1}
    whole = (one.considered for one in picked if one.considered.quotes[0] in lists)
    longest = sorted(whole, key=lambda one: -len(one.quotes))
    return list(dict.fromkeys(next((w for w in longest if w.quotes[0] == one.quotes[0]), one) for one in chosen))


def _list_of(one: Considered, picked: Sequence[Picked]) -> Considered:
    """The list that it is an item of, itself where it is none."""
    item = one.quotes[-1]
    lists = (other.considered for other in picked if sum(quote.is_item for quote in other.considered.quotes) > 1)
    return next((found for found in lists if any(repeats(item, quote) for quote in found.quotes)), one)


def _in_order(chosen: Sequence[Considered]) -> list[Quote]:
    """The best sentence's passage first, a passage's sentences in the document's order, each once."""
    quotes: list[Quote] = []
    for one in sorted(chosen, key=lambda one: -len(one.quotes)):  # an item stands in its list
        quotes += (quote for quote in one.quotes if not any(repeats(quote, other) for other in quotes))
    passages = list(dict.fromkeys(quote.passage for one in chosen for quote in one.quotes))
    return sorted(quotes, key=lambda quote: (passages.index(quote.passage), quote.start))


def _pieces(quotes: Sequence[Quote]) -> Iterator[Piece]:
    """One a quote, with what sets it apart from the one before."""
    for index, quote in enumerate(quotes):
        gap = _gap(quotes[index - 1], quote) if index else ""
        yield Piece(f"{gap}{'- ' if quote.is_item else ''}{quote.text} [{quote.passage + 1}]")


def _placed(located: Located, quotes: Sequence[Quote], pieces: Sequence[Piece]) -> Iterator[Short]:
    """Nothing where its quote was left out, since another one holds its words."""
    reached = 0
    for quote, piece in zip(quotes, pieces, strict=True):
        if quote == located.quote:
            start = reached + piece.text.index(quote.text)
            yield Short(start + located.start, start + located.end)
        reached += len(piece.text)


def _gap(before: Quote, after: Quote) -> str:
    """Neighbours of one passage read on, an item is a line; all else, and what is no full sentence, stands apart."""
    if after.is_item and before.passage == after.passage:
        return "\n"
    flows = before.passage == after.passage and ends_as_sentence(before.text) and not after.text[:1].islower()
    return " " if flows else "\n\n"
