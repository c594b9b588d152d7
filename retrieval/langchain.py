"""Any retriever as a LangChain retriever, for someone's own chain."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field

from domain.documents import Passage
from domain.places import Page, Rows
from domain.ports import Retriever

DEFAULT_K = 6


class CandorRetriever(BaseRetriever):
    """`retriever` (a `domain.ports.Retriever`) searching `collections` for `k` passages.

    A document's id is the chunk's; its metadata are a passage's fields as `/v1/search` names them.
    """

    retriever: Any
    collections: tuple[str, ...] = ("default",)
    k: int = Field(default=DEFAULT_K, ge=1)

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002  LangChain passes it by this name
    ) -> list[Document]:
        retriever: Retriever = self.retriever
        return [_document(passage) for passage in retriever.retrieve(query, collections=self.collections, k=self.k)]


def _document(passage: Passage) -> Document:
    stored, chunk = passage.stored, passage.stored.chunk
    metadata = {
        "chunk_id": stored.id,
        "document_id": stored.document_id,
        "document": stored.document,
        "collection": stored.collection,
        "page": chunk.place.number if isinstance(chunk.place, Page) else None,
        "rows": [chunk.place.first, chunk.place.last] if isinstance(chunk.place, Rows) else None,
        "start": chunk.start,
        "end": chunk.end,
        "relevance": passage.relevance,
        "scores": {"dense": passage.scores.dense, "lexical": passage.scores.lexical},
    }
    return Document(id=str(stored.id), page_content=chunk.text, metadata=metadata)
