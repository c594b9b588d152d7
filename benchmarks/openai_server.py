"""A small OpenAI-compatible server for a model of this machine: the two calls that a client needs, one at a time."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Literal, Protocol, TypeAlias
from uuid import uuid4

import uvicorn
from fastapi import FastAPI
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field

MOST_TOKENS = 256


class Message(BaseModel):
    """A turn of the conversation, in plain text."""

    role: Literal["system", "user", "assistant"]
    content: str


class StreamOptions(BaseModel):
    """What a stream is to hold beside the text."""

    include_usage: bool = False


class Completion(BaseModel):
    """What is asked for. Without a temperature the likeliest token is taken, so that a run can be repeated."""

    model: str = ""
    messages: Annotated[list[Message], Field(min_length=1)]
    stream: bool = False
    stream_options: StreamOptions | None = None
    temperature: float | None = Field(None, ge=0, le=2)
    top_p: float | None = Field(None, gt=0, le=1)
    max_tokens: int | None = Field(None, ge=1)
    max_completion_tokens: int | None = Field(None, ge=1)
    seed: int | None = None

    @property
    def most_tokens(self) -> int:
        """The longest answer."""
        return self.max_completion_tokens or self.max_tokens or MOST_TOKENS


@dataclass(frozen=True, slots=True)
class Ended:
    """Comes last."""

    prompt_tokens: int
    completion_tokens: int
    finish_reason: Literal["stop", "length"]

    @property
    def usage(self) -> dict[str, int]:
        """As the protocol has it."""
        total = self.prompt_tokens + self.completion_tokens
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "total_tokens": total,
        }


Written: TypeAlias = str | Ended


class Writer(Protocol):
    """Writes answers, one at a time; `sha256` is of the file that the weights came in."""

    @property
    def name(self) -> str:
        """What the endpoint calls it."""

    @property
    def sha256(self) -> str:
        """Of its file."""

    def write(self, asked: Completion) -> Iterator[Written]:
        """The answer in pieces, then how it ended."""


def create_app(writer: Writer) -> FastAPI:
    """The two calls that a client needs."""
    app = FastAPI(title="A small language model", docs_url=None, redoc_url=None)
    turn = threading.Lock()

    @app.get("/v1/models")
    def models() -> dict[str, object]:
        entry = {"id": writer.name, "object": "model", "created": 0, "owned_by": "benchmarks", "sha256": writer.sha256}
        return {"object": "list", "data": [entry]}

    @app.post("/v1/chat/completions", response_model=None)
    def complete(asked: Completion) -> StreamingResponse | JSONResponse:
        if asked.stream:
            return StreamingResponse(_events(writer, asked, turn), media_type="text/event-stream")
        with turn:
            return JSONResponse(_whole(writer, asked))

    return app


def _whole(writer: Writer, asked: Completion) -> dict[str, object]:
    text, ended = "", Ended(0, 0, "stop")
    for written in writer.write(asked):
        if isinstance(written, Ended):
            ended = written
        else:
            text += written
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": ended.finish_reason}
    return {**_head(writer, "chat.completion"), "choices": [choice], "usage": ended.usage}


def _events(writer: Writer, asked: Completion, turn: threading.Lock) -> Iterator[str]:
    head = _head(writer, "chat.completion.chunk")
    with turn:
        yield _event({**head, "choices": [_delta({"role": "assistant", "content": ""}, None)]})
        for written in writer.write(asked):
            if isinstance(written, str):
                yield _event({**head, "choices": [_delta({"content": written}, None)]})
                continue
            yield _event({**head, "choices": [_delta({}, written.finish_reason)]})
            if asked.stream_options and asked.stream_options.include_usage:
                yield _event({**head, "choices": [], "usage": written.usage})
    yield "data: [DONE]\n\n"


def _head(writer: Writer, kind: str) -> dict[str, object]:
    return {"id": f"chatcmpl-{uuid4().hex}", "object": kind, "created": int(time.time()), "model": writer.name}


def _delta(delta: dict[str, str], finish_reason: str | None) -> dict[str, object]:
    return {"index": 0, "delta": delta, "finish_reason": finish_reason}


def _event(chunk: dict[str, object]) -> str:
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"


@contextmanager
def endpoint(writer: Writer, *, port: int = 0) -> Iterator[str]:
    """The base URL of a server on loopback; port 0 takes a free one."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        server = uvicorn.Server(uvicorn.Config(create_app(writer), log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        finally:
            server.should_exit = True
            thread.join()
