"""Documents, collections and passages as they travel."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator
from pydantic_core import PydanticCustomError

from domain import documents
from domain import stated as domain_stated
from domain.documents import DocumentStatus, Policy
from domain.places import Page, PageRows, Place, Rows, SheetRows, Slide, heading_of, spot_of
from text.describing import described

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Whole(BaseModel):
    """What is sent to us. JSON can write half of a character (a lone surrogate), which no text can hold."""

    @field_validator("*")
    @classmethod
    def _whole_characters(cls, value: Any) -> Any:  # noqa: ANN401 - a field of any kind
        if any(_LONE_SURROGATE.search(text) for text in _texts(value)):
            raise PydanticCustomError("half_character", "holds half of a character (a lone surrogate)")
        return value


def _texts(value: object) -> Iterator[str]:
    """The strings of a field; models inside it look at their own."""
    match value:
        case str():
            yield value
        case list() | tuple():
            yield from (text for item in value for text in _texts(item))
        case dict():
            yield from (text for pair in value.items() for item in pair for text in _texts(item))


class Body(Whole):
    """A request body; unknown fields are refused by name."""

    model_config = ConfigDict(extra="forbid")


class Progress(BaseModel):
    """How much of the current stage is done."""

    done: int
    total: int


class StatedFact(BaseModel):
    """A thing that a document says of itself, and where: `start` is an offset into its text, null for its name."""

    value: str
    quote: str
    start: int | None


class Stated(BaseModel):
    """What a document says of itself, null where it says nothing; `text` says all of it for people.

    Dates are in ISO 8601, cut where they are vague. `dated` is of when the document is.
    """

    text: str
    valid_from: StatedFact | None
    valid_until: StatedFact | None
    dated: StatedFact | None
    version: StatedFact | None
    replaces: StatedFact | None

    @classmethod
    def of(cls, stated: domain_stated.Stated) -> "Stated":
        """From the domain."""
        return cls(
            text=described(stated),
            valid_from=_fact(stated.valid_from),
            valid_until=_fact(stated.valid_until),
            dated=_fact(stated.dated),
            version=_fact(stated.version),
            replaces=_fact(stated.replaces),
        )


def _fact(fact: domain_stated.Fact | None) -> StatedFact | None:
    return None if fact is None else StatedFact(value=fact.value, quote=fact.quote, start=fact.start)


class Document(BaseModel):
    """An uploaded document."""

    id: str
    name: str
    collection: str
    media_type: str
    sha256: str
    bytes: int
    version: int
    status: DocumentStatus
    error: str | None
    chunks: int
    pages: int | None
    progress: Progress
    created_at: datetime
    warnings: list[str]
    stated: Stated

    @classmethod
    def of(cls, document: documents.Document) -> "Document":
        """From the domain."""
        return cls(
            id=document.id,
            name=document.name,
            collection=document.collection,
            media_type=document.media_type,
            sha256=document.sha256,
            bytes=document.bytes,
            version=document.version,
            status=document.status,
            error=document.error,
            chunks=document.chunks,
            pages=document.pages,
            progress=Progress(done=document.progress.done, total=document.progress.total),
            created_at=document.created_at,
            warnings=list(document.warnings),
            stated=Stated.of(document.stated),
        )


class DocumentList(BaseModel):
    """Newest first."""

    documents: list[Document]
    next_cursor: str | None


class Collection(BaseModel):
    """A named set of documents."""

    name: str
    policy: Policy
    language: str
    threshold: float | None
    audit_probability: float | None
    model: str | None
    prompt: str | None
    created_at: datetime

    @classmethod
    def of(cls, collection: documents.Collection) -> "Collection":
        """From the domain."""
        return cls(
            name=collection.name,
            policy=collection.policy,
            language=collection.language,
            threshold=collection.threshold,
            audit_probability=collection.audit_probability,
            model=collection.model,
            prompt=collection.prompt,
            created_at=collection.created_at,
        )


class CollectionList(BaseModel):
    """By name."""

    collections: list[Collection]


class Scores(BaseModel):
    """What each index gave, null where it did not find the passage."""

    dense: float | None
    lexical: float | None


class Passage(BaseModel):
    """A piece of a document; `start` and `end` are offsets into the parsed document's text.

    A slide's number is its `page` too; rows of a sheet are numbered as the spreadsheet shows them.
    """

    chunk_id: str
    document_id: str
    document: str
    collection: str
    text: str
    page: int | None
    rows: tuple[int, int] | None
    sheet: str | None
    slide: int | None
    heading: str | None
    stated: Stated
    start: int
    end: int
    relevance: float
    scores: Scores

    @classmethod
    def of(cls, passage: documents.Passage) -> "Passage":
        """From the domain."""
        stored, chunk = passage.stored, passage.stored.chunk
        return cls(
            chunk_id=str(stored.id),
            document_id=stored.document_id,
            document=stored.document,
            collection=stored.collection,
            text=chunk.text,
            page=page_of(chunk.place),
            rows=rows_of(chunk.place),
            sheet=sheet_of(chunk.place),
            slide=slide_of(chunk.place),
            heading=heading_of(chunk.place),
            stated=Stated.of(stored.stated),
            start=chunk.start,
            end=chunk.end,
            relevance=passage.relevance,
            scores=Scores(dense=passage.scores.dense, lexical=passage.scores.lexical),
        )


def page_of(place: Place) -> int | None:
    """The page's or slide's number, null for anything else."""
    spot = spot_of(place)
    return spot.number if isinstance(spot, Page | PageRows | Slide) else None


def rows_of(place: Place) -> tuple[int, int] | None:
    """The first and last row, null for anything else."""
    spot = spot_of(place)
    return (spot.first, spot.last) if isinstance(spot, Rows | SheetRows | PageRows) else None


def sheet_of(place: Place) -> str | None:
    """The sheet's name, null for anything else."""
    spot = spot_of(place)
    return spot.sheet if isinstance(spot, SheetRows) else None


def slide_of(place: Place) -> int | None:
    """The slide's number, null for anything else."""
    spot = spot_of(place)
    return spot.number if isinstance(spot, Slide) else None
