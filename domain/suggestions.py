"""Questions that a document was found to answer, for whoever does not know yet what to ask."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, zip_longest
from typing import Protocol

from domain.documents import Chunk

FORM = 1
"""How questions are made and checked. After a change those of all documents are made anew."""


class QuestionKind(StrEnum):
    """What a question was made from: one that the document itself asks and answers, a sentence, a row of a table."""

    ASKED = "asked"
    FACT = "fact"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A question, and the part `[start, end)` of the document's text that answers it, which stands in `section`."""

    question: str
    kind: QuestionKind
    start: int
    end: int
    section: str


@dataclass(frozen=True, slots=True)
class Unasked:
    """A visible version that no questions were made of. `collection` is the key of its partition."""

    document_id: str
    version: int
    collection: str


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of one document, best first."""

    document_id: str
    document: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that a document answers."""

    question: str
    document_id: str
    document: str


class SuggestionStore(Protocol):
    """The questions of documents. Each is gone with the version that it was made of."""

    def unasked(self) -> Unasked | None:
        """That of the newest document that waits."""

    def chunks(self, document_id: str, *, limit: int) -> Sequence[Chunk]:
        """The first visible ones of a document, in order."""

    def keep(self, made_of: Unasked, questions: Sequence[str]) -> None:
        """Nothing happens where the version is gone."""

    def questions(self, collection: str, *, limit: int) -> Sequence[Questions]:
        """Of the newest documents of a partition that have some."""


def varied(documents: Sequence[Questions], *, limit: int) -> list[Suggestion]:
    """At most `limit`, each question once: the first of each document, then the second of each."""
    found: dict[str, Suggestion] = {}
    for suggestion in _in_turns(documents):
        found.setdefault(suggestion.question.casefold(), suggestion)
    return list(islice(found.values(), limit))


def _in_turns(documents: Sequence[Questions]) -> Iterator[Suggestion]:
    for turn in zip_longest(*(document.questions for document in documents)):
        for document, question in zip(documents, turn, strict=True):
            if question is not None:
                yield Suggestion(question, document.document_id, document.document)
