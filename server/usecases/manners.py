"""What is said where nothing of the documents is quoted: to small talk, of what they hold, and where they end."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from domain.conversations import Author
from domain.documents import Document, DocumentStatus, Passage
from domain.errors import ModelUnavailable
from domain.explaining import Candidate
from domain.generation import Task
from domain.places import HEADING_PATH, Page, Place, Rows, SheetRows, Slide, heading_of, is_table, spot_of
from domain.ports import Considering
from domain.stores import DocumentStore
from server.usecases.answering import Ask
from text.question_words import own_words
from text.replies import NearPlace, nearest, no_documents, outline, perhaps, reply_to, still_reading
from text.small_talk import Talk, spoken
from text.wording import Language, language_of, not_in_documents
from text.words import head

_BEING_READ = (DocumentStatus.QUEUED, DocumentStatus.PARSING, DocumentStatus.EMBEDDING)
_MOST_DOCUMENTS = 20
_MOST_PLACES = 2
_NEAR_FROM = 1 / 3
# Such a sentence answered about half of the fresh questions that were falsely left open; where there was none a small
# model answered none (docs/decisions.md).
_MAY_ANSWER_FROM = 0.08
_TITLE_CHARACTERS = 60
_PATH_DEPTH = 2
_log = structlog.get_logger()


class Mannered(Protocol):
    """Says what is said in place of what documents say."""

    def reply(self, ask: Ask) -> str | None:
        """What to say to a message before anything is written; null where something is to be."""

    def abstention(self, text: str, ask: Ask, task: Task) -> str:
        """`text`, that nothing was found, as it is said."""

    def may_answer(self, task: Task) -> bool:
        """Whether a sentence of the passages may answer, or nobody can tell now."""


@dataclass(frozen=True, slots=True)
class Manners:
    """Knows which documents there are, and what people say beside questions."""

    documents: DocumentStore
    considering: Considering

    def reply(self, ask: Ask) -> str | None:
        """What to say to a message that is nothing but small talk; null where something is asked."""
        said = spoken(ask.question)
        if said is None:
            return None
        language = said.language or self._language(ask)
        return self._outline(ask, language) if said.talk is Talk.OUTLINE else reply_to(said.talk, language)

    def abstention(self, text: str, ask: Ask, task: Task) -> str:
        """`text`, that nothing was found, with what stands near it; or why nothing could be found."""
        language = language_of(ask.question)
        waiting = [document.name for document in self._listed(ask, *_BEING_READ)]
        if not task.passages and not waiting and not any(self._listed(ask, None)):
            return no_documents(language)
        parts = [self._beside(text, ask, task, language)]
        parts += [still_reading(waiting, language)] if waiting else []
        return " ".join(parts)

    def _beside(self, text: str, ask: Ask, task: Task, language: Language) -> str:
        """The sentence that may answer after all stands in place of what has the same words."""
        sentence = self._sentence(task)
        if sentence is not None and text == not_in_documents(ask.question):
            return perhaps(sentence, language)
        near = _near(task.query, task.passages) if sentence is None else [sentence]
        return f"{text} {nearest(near[:_MOST_PLACES], language)}" if near else text

    def may_answer(self, task: Task) -> bool:
        """See `Mannered`."""
        try:
            return self._likeliest(task) is not None
        except ModelUnavailable as error:
            _log.warning("nearest sentence not looked for", detail=str(error))
            return True

    def _likeliest(self, task: Task) -> Candidate | None:
        """The sentence that may answer. Raises `ModelUnavailable`."""
        likeliest = next(iter(self.considering.considered(task)), None) if task.passages else None
        return None if likeliest is None or likeliest.probability < _MAY_ANSWER_FROM else likeliest

    def _sentence(self, task: Task) -> NearPlace | None:
        """Null where the passages cannot be read now: that nothing was found stands all the same."""
        try:
            likeliest = self._likeliest(task)
        except ModelUnavailable as error:
            _log.warning("nearest sentence not looked for", detail=str(error))
            return None
        if likeliest is None:
            return None
        stored = task.passages[likeliest.passage].stored
        return NearPlace(likeliest.passage + 1, stored.document, likeliest.text, tuple(_spots(stored.chunk.place)))

    def _language(self, ask: Ask) -> Language:
        """That of the last thing that was said, else of the collection."""
        earlier = [turn.text for turn in ask.history if turn.author is Author.USER and turn.text.strip("?!. ")]
        if earlier:
            return language_of(earlier[-1])
        known = {language.value: language for language in Language}
        return known.get(ask.collection.language, Language.ENGLISH)

    def _outline(self, ask: Ask, language: Language) -> str:
        ready = [*self._listed(ask, DocumentStatus.READY)]
        waiting = [document.name for document in self._listed(ask, *_BEING_READ)]
        if not ready and not waiting:
            return no_documents(language)
        told = [(document.name, self._sections(document)) for document in ready[:_MOST_DOCUMENTS]]
        contents = [outline(told, language, left_out=len(ready) - len(told))] if ready else []
        return "\n\n".join([*contents, *([still_reading(waiting, language)] if waiting else [])])

    def _listed(self, ask: Ask, *statuses: DocumentStatus | None) -> Iterator[Document]:
        """At most a hundred of each, the conversation's own first."""
        for partition in reversed(ask.partitions):
            for status in statuses:
                yield from self.documents.list(partition, status=status, cursor=None, limit=100).items

    def _sections(self, document: Document) -> Sequence[str]:
        """Its headings of the first two levels; of a document without headings none."""
        paths = (heading_of(mark.place) for mark in self.documents.marks(document.id))
        parts = (path.split(HEADING_PATH)[:_PATH_DEPTH][-1] for path in paths if path)
        return list(dict.fromkeys(parts))


def _near(query: str, passages: Sequence[Passage]) -> list[NearPlace]:
    """Where the most of the question's own words stand, a third of them or more; each place once."""
    asked = own_words(query)
    shares = {passage.stored.id: _share(asked, passage) for passage in passages}
    numbered = sorted(enumerate(passages, 1), key=lambda pair: (-shares[pair[1].stored.id], pair[0]))
    near = [_near_place(number, p, asked) for number, p in numbered if shares[p.stored.id] >= _NEAR_FROM]
    return list({(place.document, place.words, place.spots): place for place in reversed(near)}.values())[::-1]


def _share(asked: frozenset[str], passage: Passage) -> float:
    there = _heads(own_words(f"{passage.stored.document} {passage.stored.chunk.searched}"))
    return len(_heads(asked) & there) / len(asked) if asked else 0.0


def _heads(words: Iterable[str]) -> set[str]:
    return {head(word) for word in words}


def _near_place(number: int, passage: Passage, asked: frozenset[str]) -> NearPlace:
    place = passage.stored.chunk.place
    heading = heading_of(place)
    # Short sections stand together in a passage, under the heading that they share.
    title = None if heading and is_table(place) else _title(passage.text, asked)
    name = title or (heading.split(HEADING_PATH)[-1] if heading else None)
    return NearPlace(number, passage.stored.document, name, tuple(_spots(place)))


def _title(text: str, asked: frozenset[str]) -> str | None:
    """The line of a text that reads like a heading and has a word of the question."""
    lines = (line.strip("#*- ") for line in text.splitlines())
    short = (line for line in lines if 0 < len(line) <= _TITLE_CHARACTERS and line[-1] not in ".!?,;:|")
    return next((line for line in short if _heads(asked) & _heads(own_words(line))), None)


def _spots(place: Place) -> Iterator[tuple[str, str]]:
    match spot_of(place):
        case Page(number):
            yield "page", str(number)
        case Slide(number):
            yield "slide", str(number)
        case SheetRows(sheet, first, last):
            yield "sheet", sheet
            yield "rows", _span(first, last)
        case Rows(first, last):
            yield "rows", _span(first, last)


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"
