"""OpenAI's chat completions, each sentence checked before it is sent."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any, TypeAlias

import anyio
import structlog
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.types import Receive

from domain.errors import CandorError, Conflict, Forbidden, Invalid, Unauthenticated
from domain.presence import Presence
from domain.principals import Principal, Role
from domain.tasks import TaskKind
from server.http.access import Chatter
from server.http.answer_pool import AnswerPool
from server.http.application import App, Application
from server.http.wire.answers import Claim
from server.http.wire.chat import (
    AssistantMessage,
    CandorBlock,
    ChatCompletion,
    Choice,
    FinishReason,
    TokenUsage,
    cited,
)
from server.http.wire.chat_request import CandorRequest, ChatRequest
from server.http.wire.documents import Passage
from server.usecases.answering import Ask, Event, Finished, Released, Started
from server.usecases.conversing import Asked, Said
from server.usecases.model_desk import DEFAULT
from server.usecases.stages import unmeasured

router = APIRouter(prefix="/v1", tags=["chat"])

_Watched: TypeAlias = AbstractContextManager[None]
_log = structlog.get_logger()


async def _admitted(app: App) -> AsyncIterator[AnswerPool]:
    """The pool, with room for this answer until the last of its reply is sent."""
    with app.answer_pool.admitted():
        yield app.answer_pool


Admitted = Annotated[AnswerPool, Depends(_admitted)]


@router.post(
    "/chat/completions",
    response_model=ChatCompletion,
    responses={200: {"content": {"text/event-stream": {}}, "description": "With `stream`, chunks of the same."}},
)
async def complete(
    request: Request, body: ChatRequest, app: App, principal: Chatter, pool: Admitted
) -> Response | ChatCompletion:
    """Answers the last message from the documents."""
    ask = await pool.step(app.conversing.ask_of, _asked(body), principal)
    if body.candor is not None and body.candor.rehearse:
        _require_rehearsal(body, principal)
        if ask.task is not TaskKind.QA:
            raise Invalid("Only answers are rehearsed: leave “candor.task” or “candor.rehearse” out.")
        return await pool.step(_rehearsed, app.rehearsing.answer(ask))
    events = _events(app, ask)
    if not body.stream:
        leaving = asyncio.create_task(_noticed(request.receive, ask.presence))
        try:
            return await pool.step(_collect, events)
        finally:
            leaving.cancel()
    first = await pool.step(next, events)  # errors before the first word still get their status
    usage = body.stream_options is not None and body.stream_options.include_usage
    chunks = _Chunks(include_usage=bool(usage))
    relayed = _relay(first, events, chunks, pool, partial(app.streams.keys.watched, principal.key_id))
    return _Answering(relayed, ask.presence)


def _events(app: Application, ask: Ask) -> Iterator[Event]:
    if ask.background is not None:
        return app.errands.run(ask, ask.background)
    return app.assistant.answer(ask) if ask.task is TaskKind.QA else app.tasks[ask.task](ask)


def _require_rehearsal(body: ChatRequest, principal: Principal) -> None:
    if not principal.may(Role.REVIEWER):
        raise Forbidden("Rehearsing needs a key with the role reviewer: leave “candor.rehearse” out.")
    if body.stream:
        raise Invalid("What is rehearsed is not streamed: leave “stream” or “candor.rehearse” out.")


def _rehearsed(events: Iterator[Event]) -> ChatCompletion:
    with unmeasured():
        return _collect(events)


async def _noticed(receive: Receive, presence: Presence) -> None:
    """Waits for the client to leave, and says so: the thread that works for it cannot be cancelled."""
    while (await receive())["type"] != "http.disconnect":
        pass
    presence.leave()


class _Answering(StreamingResponse):
    """An answer as it is written; nobody writes on once the client has left."""

    def __init__(self, events: AsyncIterator[str], presence: Presence) -> None:
        super().__init__(events, media_type="text/event-stream", headers=_UNBUFFERED)
        self._presence = presence

    async def listen_for_disconnect(self, receive: Receive) -> None:
        await _noticed(receive, self._presence)


def _asked(body: ChatRequest) -> Asked:
    wanted, user = body.candor or CandorRequest(), {"user": body.user} if body.user else {}
    return Asked(
        messages=[Said(message.role, message.text) for message in body.messages],
        model=body.model or DEFAULT,
        sampling=body.sampling(),
        collection=wanted.collection,
        conversation_id=wanted.conversation_id,
        k=wanted.k,
        policy=wanted.policy,
        explain=bool(wanted.explain),
        task=wanted.task,
        document_ids=wanted.document_ids or (),
        metadata=(body.metadata or {}) | user,
    )


_UNBUFFERED = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


def _collect(events: Iterator[Event]) -> ChatCompletion:
    finished = next((event for event in events if isinstance(event, Finished)), None)
    if finished is None:
        raise Conflict("Whoever asked has left.")
    answer = finished.answer
    message = AssistantMessage(content=answer.content, annotations=cited(answer))
    return ChatCompletion(
        id=f"chatcmpl-{answer.id}",
        created=int(answer.created_at.timestamp()),
        model=answer.model,
        choices=[Choice(message=message, finish_reason=_finish_reason(finished))],
        usage=TokenUsage.of(finished.usage),
        candor=CandorBlock.of(answer, finished.escalation_id, finished.explanation, finished.diagram),
    )


def _finish_reason(finished: Finished) -> FinishReason:
    """Why the model was cut off where it was, even where what it had begun is not part of the content."""
    return "stop" if finished.cut_short is None else finished.cut_short.value


async def _relay(
    first: Event,
    events: Iterator[Event],
    chunks: "_Chunks",
    pool: AnswerPool,
    watched: Callable[[Callable[[], None]], _Watched],
) -> AsyncIterator[str]:
    """Server-sent chunks; when the client leaves, the answer is closed, which stores what it was shown.

    `watched` is told what to call when the caller's key is revoked: nothing more is shown then.
    """
    revoked = threading.Event()
    try:
        with watched(revoked.set):
            event: Event | None = first
            while event is not None:
                for chunk in chunks.of(event):
                    yield f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"
                event = await pool.step(next, events, None)
                if revoked.is_set():
                    raise Unauthenticated("This API key was revoked while the answer was written.")
    except CandorError as error:
        _log.warning("answer failed while streaming", error=type(error).__name__, detail=str(error))
        yield f"data: {json.dumps({'error': {'message': str(error), 'type': 'server_error'}})}\n\n"
    finally:
        with anyio.CancelScope(shield=True):
            await pool.step(events.close)  # type: ignore[attr-defined]
    yield "data: [DONE]\n\n"


class _Chunks:
    """Turns events into OpenAI's chunks, all under one id."""

    def __init__(self, *, include_usage: bool) -> None:
        self._include_usage = include_usage
        self._head: dict[str, Any] = {}

    def of(self, event: Event) -> list[dict[str, Any]]:
        """The chunks of one event; none is left out and none comes twice."""
        match event:
            case Started():
                return [self._start(event)]
            case Released(text, claim):
                extra = {"candor": {"claim": _plain(Claim.of(claim))}} if claim else {}
                return [self._chunk({"content": text}) | extra]
            case Finished():
                return self._end(event)

    def _start(self, event: Started) -> dict[str, Any]:
        self._head = {
            "id": f"chatcmpl-{event.answer_id}",
            "object": "chat.completion.chunk",
            "created": int(datetime.now(UTC).timestamp()),
            "model": event.model,
        }
        candor = {
            "answer_id": event.answer_id,
            "conversation_id": event.conversation_id,
            "passages": [_plain(Passage.of(passage)) for passage in event.passages],
        }
        return self._chunk({"role": "assistant", "content": ""}) | {"candor": candor}

    def _end(self, event: Finished) -> list[dict[str, Any]]:
        candor = {"candor": _plain(CandorBlock.of(event.answer, event.escalation_id, event.explanation, event.diagram))}
        annotations = [_plain(citation) for citation in cited(event.answer)]
        chunks = [self._chunk({"annotations": annotations}, finish_reason=_finish_reason(event)) | candor]
        if self._include_usage:
            usage = {"choices": [], "usage": _plain(TokenUsage.of(event.usage))}
            chunks.append(self._head | usage | candor)
        return chunks

    def _chunk(self, delta: dict[str, Any], *, finish_reason: str | None = None) -> dict[str, Any]:
        return self._head | {"choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]}


def _plain(body: BaseModel) -> dict[str, Any]:
    plain: dict[str, Any] = body.model_dump(mode="json")
    return plain
