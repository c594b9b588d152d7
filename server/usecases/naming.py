"""Which documents a task is done with: by their ids, by their names in the message, or the only one there is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from domain.documents import Document, DocumentStatus, Passage, Scores
from domain.errors import Invalid, Missing, no_such
from domain.ports import DocumentPassages
from domain.stores import DocumentStore
from server.usecases.answer_turns import Turn
from server.usecases.answering import Ask
from server.usecases.choosing import Searched
from server.usecases.drafting import Draft
from server.usecases.stages import StageClock
from text.task_notices import said_to_be_of_a_part

_MOST_PASSAGES = 24
_MOST_DOCUMENTS = 100
_LEAST_CHARACTERS = 3  # of a name without its ending that is looked for in words


@dataclass(frozen=True, slots=True)
class NamedDocuments:
    """The `Understands` of a task that is done with whole documents; of long ones their beginning is read."""

    documents: DocumentStore
    passages: DocumentPassages

    def of(self, ask: Ask, clock: StageClock, turn: Turn) -> Searched:  # noqa: ARG002 - looking them up takes no turn
        """Raises `NotFound` for an id that is not there, `Invalid` where it is not clear which is meant."""
        with clock.stage("retrieve"):
            named = self.named(ask) or self._only(ask)
            return Searched(query_of(ask, named), self.passages_of(named))

    def named(self, ask: Ask) -> list[Document]:
        """Those of the ids, else those whose names stand in the message."""
        if ask.document_ids:
            return [self._of_id(ask, one) for one in dict.fromkeys(ask.document_ids)]
        said = ask.question.casefold()
        return [one for one in self._ready(ask) if _stands_in(one.name, said)]

    def passages_of(self, documents: Sequence[Document]) -> tuple[Passage, ...]:
        """Each has an equal share of what can be read at once."""
        share = max(1, _MOST_PASSAGES // max(1, len(documents)))
        chunks = [chunk for one in documents for chunk in self.passages.of_document(one.id, limit=share)]
        return tuple(Passage(chunk, 1.0, Scores(None, None)) for chunk in chunks)

    def part_read(self, draft: Draft) -> str | None:
        """That not all of the documents was read, in words; null where it was."""
        passages = draft.task.passages
        ids = dict.fromkeys(passage.stored.document_id for passage in passages)
        whole = sum(self.documents.get(one).chunks for one in ids)
        if whole <= len(passages):
            return None
        return said_to_be_of_a_part(read=len(passages), all_of_them=whole, language=draft.ask.collection.language)

    def _of_id(self, ask: Ask, document_id: str) -> Document:
        found = self.documents.get(document_id)
        if found.collection not in ask.partitions:
            raise no_such(Missing.DOCUMENT)
        if found.status is not DocumentStatus.READY:
            raise Invalid(f"The document {found.name} is not ready yet.")
        return found

    def _only(self, ask: Ask) -> list[Document]:
        ready = list(self._ready(ask))
        if len(ready) != 1:
            raise Invalid("Which document is meant? Write its name, or give its id in “candor.document_ids”.")
        return ready

    def _ready(self, ask: Ask) -> Iterator[Document]:
        for partition in reversed(ask.partitions):
            listed = self.documents.list(partition, status=DocumentStatus.READY, cursor=None, limit=_MOST_DOCUMENTS)
            yield from listed.items


def query_of(ask: Ask, documents: Sequence[Document]) -> str:
    """The message with the documents that it does not name: of others the same words ask for something else."""
    unsaid = [one.name for one in documents if one.name.casefold() not in ask.question.casefold()]
    return f"{ask.question} ({', '.join(unsaid)})" if unsaid else ask.question


def _stands_in(name: str, said: str) -> bool:
    """With its ending, or word for word without, where the rest is not too short to mean it."""
    stem = _spaced(PurePath(name).stem.casefold())
    return name.casefold() in said or (len(stem) >= _LEAST_CHARACTERS and f" {stem} " in f" {_spaced(said)} ")


def _spaced(text: str) -> str:
    """Its words, whatever stands between them."""
    return " ".join(re.findall(r"[^\W_]+", text))
