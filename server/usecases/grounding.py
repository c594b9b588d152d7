"""Where the answer was found that a question goes on from: there its own answer likely stands, too."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from domain.documents import Passage
from domain.generation import Ground
from domain.places import heading_of
from server.usecases.choosing import Searched
from text.marks import strip_marks
from text.sentences import SentenceCut, sentence_spans
from text.words import word_count

_FEWEST_WORDS = 4
_MOST_ADDED = 2
_LOOKED_AT = 3
_RELEVANT = 0.5


def on_its_grounds(meant: Searched, reply: str, before: Sequence[Passage]) -> Searched:
    """`meant` with where `reply` was found among `before`, and with what stands there.

    A reply that nothing was found comes of what was nearest, of which only the documents are known.
    """
    held = [*_holding(reply, before)]
    if not held:
        near = [one for one in before if one.stored.document in reply]
        near = near or [one for one in before[:_LOOKED_AT] if one.relevance >= _RELEVANT]
        ids = dict.fromkeys(one.stored.document_id for one in near)
        return replace(meant, grounds=tuple(Ground(one, None) for one in ids))
    grounds = dict.fromkeys(Ground(one.stored.document_id, heading_of(one.stored.chunk.place)) for one in held)
    return replace(meant, passages=_with(held[:_MOST_ADDED], meant.passages), grounds=tuple(grounds))


def _holding(reply: str, before: Sequence[Passage]) -> Iterator[Passage]:
    text = strip_marks(reply).text
    spans = sentence_spans(text, SentenceCut.CLAIMS)
    said = [_plain(text[start:end]) for start, end in spans if word_count(text[start:end]) >= _FEWEST_WORDS]
    return (one for one in before if any(quote in _plain(one.text) for quote in said))


def _plain(text: str) -> str:
    return " ".join(text.split()).strip("- ").casefold()


def _with(added: Sequence[Passage], found: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """In place of the last of what was found, so that no more are read."""
    known = {one.stored.id for one in found}
    new = [one for one in added if one.stored.id not in known]
    return (*found[: len(found) - len(new)], *new) if len(found) > len(new) else (*found, *new)
