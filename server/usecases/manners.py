"""What is said where nothing of the documents is quoted: to small talk, of what they hold, and where they end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.conversations import Author
from domain.documents import Document, DocumentStatus, Passage, conversation_partition
from domain.generation import Task
from domain.places import HEADING_PATH, Page, Place, Rows, SheetRows, Slide, heading_of, spot_of
from domain.stores import DocumentStore
from server.usecases.answering import Ask, NewConversation
from text.replies import NearPlace, nearest, no_documents, outline, reply_to, still_reading
from text.small_talk import Talk, spoken
from text.wording import Language, language_of
from text.words import QUESTION_STEMMER

_BEING_READ = (DocumentStatus.QUEUED, DocumentStatus.PARSING, DocumentStatus.EMBEDDING)
_MOST_DOCUMENTS = 20
_MOST_PLACES = 2
_NEAR_FROM = 0.1
_PATH_DEPTH = 2


def partitions_of(ask: Ask) -> list[str]:
    """Where it is looked: the conversation's own documents, and the collection's."""
    own = [] if isinstance(ask.conversation, NewConversation) else [conversation_partition(ask.conversation.id)]
    return [ask.collection.name, *own]


@dataclass(frozen=True, slots=True)
class Manners:
    """Knows which documents there are, and what people say beside questions."""

    documents: DocumentStore

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
        near = _near(task.query, task.passages)
        parts = [text, nearest(near, language)] if near else [text]
        parts += [still_reading(waiting, language)] if waiting else []
        return " ".join(parts)

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
        for partition in reversed(partitions_of(ask)):
            for status in statuses:
                yield from self.documents.list(partition, status=status, cursor=None, limit=100).items

    def _sections(self, document: Document) -> Sequence[str]:
        """Its headings of the first two levels; of a document without headings none."""
        paths = (heading_of(mark.place) for mark in self.documents.marks(document.id))
        parts = (path.split(HEADING_PATH)[:_PATH_DEPTH][-1] for path in paths if path)
        return list(dict.fromkeys(parts))


def _near(query: str, passages: Sequence[Passage]) -> list[NearPlace]:
    """Where the best passages stand that share a word with the question, each place once."""
    asked = QUESTION_STEMMER.stems(query)
    near = {
        (passage.stored.document, passage.stored.chunk.place): _near_place(number, passage)
        for number, passage in reversed(list(enumerate(passages, 1)))
        if passage.relevance >= _NEAR_FROM and asked & QUESTION_STEMMER.stems(passage.stored.chunk.searched)
    }
    return sorted(near.values(), key=lambda place: place.number)[:_MOST_PLACES]


def _near_place(number: int, passage: Passage) -> NearPlace:
    place = passage.stored.chunk.place
    heading = heading_of(place)
    last = heading.split(HEADING_PATH)[-1] if heading else None
    return NearPlace(number, passage.stored.document, last, tuple(_spots(place)))


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
