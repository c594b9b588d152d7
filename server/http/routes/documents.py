"""Documents over HTTP: upload, state, progress, pages, removal."""

import re
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, ServerSentEvent

from domain import documents
from domain.documents import CONVERSATION_PREFIX, DocumentStatus, MediaType, conversation_partition
from domain.errors import Invalid, Missing, NotFound, no_such
from domain.principals import Principal
from server.http.access import Chatter
from server.http.application import App, Application
from server.http.events import event_of
from server.http.wire.documents import Document, DocumentList
from server.usecases.broker import Deleted, document_topic

router = APIRouter(prefix="/v1/documents", tags=["documents"])

_HIGHLIGHT = re.compile(r"(\d{1,12})-(\d{1,12})")
_FINAL = (DocumentStatus.READY, DocumentStatus.FAILED)


def _partition(app: Application, principal: Principal, collection: str | None, conversation_id: str | None) -> str:
    """Where the documents meant by a request are; raises `NotFound` for what is not the caller's."""
    if conversation_id is None:
        name = collection or "default"
        principal.require_collection(name)
        return app.collections.get(name).name
    if collection is not None:
        raise Invalid("Give a collection or a conversation_id, not both.")
    conversation = app.conversations.get(conversation_id)
    principal.require_owner(conversation.owner, Missing.CONVERSATION)
    return conversation_partition(conversation_id)


def _visible(document_id: str, app: App, principal: Chatter) -> documents.Document:
    """The document, where it is the caller's to see."""
    document = app.documents.get(document_id)
    if document.collection.startswith(CONVERSATION_PREFIX):
        conversation = app.conversations.get(document.collection.removeprefix(CONVERSATION_PREFIX))
        principal.require_owner(conversation.owner, Missing.DOCUMENT)
    elif not principal.sees(document.collection):
        raise no_such(Missing.DOCUMENT)
    return document


Visible = Annotated[documents.Document, Depends(_visible)]


async def _one_file(request: Request) -> None:
    """Of several only the last would be taken in, and nobody told."""
    count = len((await request.form()).getlist("file"))
    if count > 1:
        raise Invalid(f"One file a request is read, and this one holds {count}; send each in a request of its own.")


@router.post(
    "",
    status_code=202,
    responses={200: {"model": Document, "description": "The same bytes were there."}},
    dependencies=[Depends(_one_file)],
)
def upload_document(
    file: UploadFile,
    response: Response,
    app: App,
    principal: Chatter,
    collection: Annotated[str | None, Form()] = None,
    conversation_id: Annotated[str | None, Form()] = None,
) -> Document:
    """Takes a file in; reading it goes on in the background."""
    partition = _partition(app, principal, collection, conversation_id)
    name = file.filename or "unnamed"
    document, new = app.intake.receive(file.file, name=name, collection=partition, principal=principal)
    if not new:
        response.status_code = 200
    return Document.of(document)


@router.get("")
def list_documents(
    app: App,
    principal: Chatter,
    collection: str | None = None,
    conversation_id: str | None = None,
    status: DocumentStatus | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> DocumentList:
    """Documents of a collection or of a conversation, newest first."""
    partition = _partition(app, principal, collection, conversation_id)
    found = app.documents.list(partition, status=status, cursor=cursor, limit=limit)
    return DocumentList(documents=[Document.of(d) for d in found.items], next_cursor=found.next_cursor)


@router.get("/{document_id}")
def get_document(document: Visible) -> Document:
    """One document."""
    return Document.of(document)


@router.delete("/{document_id}", status_code=204)
def delete_document(document: Visible, app: App, principal: Chatter) -> None:
    """Removes a document for good. In a collection that is for its uploader or an admin."""
    app.intake.delete(document, principal=principal)
    app.streams.document_gone(document.id)


@router.get("/{document_id}/events", response_class=EventSourceResponse)
async def document_events(document: Visible, app: App, principal: Chatter) -> AsyncIterator[ServerSentEvent]:
    """Progress, until the document is ready, failed or deleted."""
    with app.streams.open(principal, document_topic(document.id)) as changes:
        try:
            current = await run_in_threadpool(app.documents.get, document.id)
        except NotFound:
            yield event_of(Deleted(document.id))
            return
        yield event_of(current)
        if current.status in _FINAL:
            return
        async for happening in changes:
            yield event_of(happening)
            if isinstance(happening, documents.Document) and happening.status in _FINAL:
                return


@router.get(
    "/{document_id}/pages/{page}.png",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}, "description": "The page as a picture."}},
)
def page_picture(document: Visible, page: int, app: App, highlight: str | None = None) -> Response:
    """A page of a PDF, from 1, with the text between two offsets marked."""
    if document.media_type is not MediaType.PDF:
        raise NotFound(f"“{document.name}” has no pages that can be drawn.")
    path = app.originals.path(app.documents.visible_sha256(document.id))
    picture = app.renderer.render(path, page=page, highlight=_span(highlight))
    return Response(picture, media_type="image/png", headers={"Cache-Control": "private, max-age=300"})


def _span(highlight: str | None) -> tuple[int, int] | None:
    if highlight is None:
        return None
    match = _HIGHLIGHT.fullmatch(highlight)
    if match is None or int(match[1]) >= int(match[2]):
        raise Invalid("highlight must read START-END, two offsets into the document's text.")
    return int(match[1]), int(match[2])
