"""Suggestions over HTTP: questions for whoever does not know yet what to ask."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from domain import suggestions
from domain.documents import conversation_partition
from domain.errors import Invalid, Missing
from domain.principals import Principal
from domain.suggestions import varied
from server.http.access import Chatter
from server.http.application import App, Application

router = APIRouter(prefix="/v1/suggestions", tags=["suggestions"])


class Suggestion(BaseModel):
    """A question, and the document that was found to answer it when it became ready."""

    question: str
    document_id: str
    document: str

    @classmethod
    def of(cls, suggestion: suggestions.Suggestion) -> "Suggestion":
        """As it travels."""
        return cls(question=suggestion.question, document_id=suggestion.document_id, document=suggestion.document)


class SuggestionList(BaseModel):
    """Questions, those of different documents first; none where none was found."""

    suggestions: list[Suggestion]


@router.get("")
def list_suggestions(
    app: App,
    principal: Chatter,
    collection: str | None = None,
    conversation_id: str | None = None,
    limit: Annotated[int, Query(ge=1, le=20)] = 4,
) -> SuggestionList:
    """Questions that documents of a collection answer; for a conversation, of its own documents first."""
    partitions = _partitions(app, principal, collection, conversation_id)
    held = [one for partition in partitions for one in app.suggestions.questions(partition, limit=limit)]
    return SuggestionList(suggestions=[Suggestion.of(one) for one in varied(held, limit=limit)])


def _partitions(
    app: Application, principal: Principal, collection: str | None, conversation_id: str | None
) -> list[str]:
    """Raises `NotFound` for what is not the caller's."""
    if conversation_id is None:
        name = collection or "default"
        principal.require_collection(name)
        return [app.collections.get(name).name]
    if collection is not None:
        raise Invalid("Give a collection or a conversation_id, not both.")
    conversation = app.conversations.get(conversation_id)
    principal.require_owner(conversation.owner, Missing.CONVERSATION)
    shared = [conversation.collection] if principal.sees(conversation.collection) else []
    return [conversation_partition(conversation.id), *shared]
