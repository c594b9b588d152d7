"""The real application's OpenAPI document, and what in a request, a response or a read of a field is against it."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from fastapi import FastAPI
from jsonschema import Draft202012Validator
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.http.app import _ROUTERS
from server.http.wire.answers import AnswerState
from server.http.wire.chat import ChatCompletionChunk
from server.http.wire.reviews import EscalationState
from server.http.wire.reviews import Message as MessageBody

Json = Any
Schema = Mapping[str, Any]

_ERROR = 400
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "request_id"],
    "properties": {
        "type": {},
        "title": {},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "request_id": {},
    },
    "additionalProperties": False,
}
_OPENAI_ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "object"}}}
_ID = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}, "additionalProperties": False}
_QUEUE = {
    "type": "object",
    "required": ["open", "claimed"],
    "properties": {"open": {"type": "integer"}, "claimed": {"type": "integer"}},
    "additionalProperties": False,
}


@cache
def document() -> dict[str, Any]:
    """OpenAPI of every route that the server mounts; objects hold what is named and nothing else."""
    app = FastAPI()
    for module in _ROUTERS:
        app.include_router(module.router)
    found: dict[str, Any] = _closed(app.openapi())
    return found


def schema_of(model: Any) -> dict[str, Any]:
    """A wire model's own schema, closed as `document` is."""
    closed: dict[str, Any] = _closed(model.model_json_schema(mode="serialization"))
    return closed


@cache
def event_schemas() -> dict[str, Schema]:
    """What each server-sent event carries."""
    return {
        "document": {"$ref": "#/components/schemas/Document"},
        "message": schema_of(MessageBody),
        "escalation": schema_of(EscalationState),
        "answer": schema_of(AnswerState),
        "queue": _QUEUE,
        "deleted": _ID,
    }


@cache
def chunk_schema() -> Schema:
    """A chunk of a streamed completion."""
    return schema_of(ChatCompletionChunk)


def _closed(schema: Json) -> Json:
    if isinstance(schema, list):
        return [_closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _closed(part) for name, part in schema.items()}
    if isinstance(made.get("properties"), dict) and made.get("type") == "object":
        made.setdefault("additionalProperties", False)
    return made


def complaints(value: Json, schema: Schema) -> Iterator[str]:
    """What of `value` is against `schema`."""
    validator = Draft202012Validator({**schema, "components": document()["components"]})
    for error in validator.iter_errors(value):
        yield f"{error.json_path}: {error.message[:300]}"


def operation(method: str, path: str) -> tuple[str, dict[str, Any]] | None:
    """The template and operation that serve a request; those without a parameter come first, as in the server."""
    for template in sorted(document()["paths"], key=lambda known: known.count("{")):
        pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path) and method.lower() in document()["paths"][template]:
            found: dict[str, Any] = document()["paths"][template][method.lower()]
            return template, found
    return None


def of_request(method: str, path: str, query: str, body: bytes, *, content_type: str) -> Iterator[str]:
    """What of a request the real server would not take."""
    known = operation(method, path)
    if known is None:
        yield f"{method} {path} is no route of the server"
        return
    _, described = known
    parameters = {p["name"]: p for p in described.get("parameters", ()) if p["in"] == "query"}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in parameters:
            yield f"{method} {path} takes no parameter {name}"
        else:
            allowed = _typed(value, parameters[name]["schema"])
            yield from (f"{method} {path} {name}: {told}" for told in complaints(allowed, parameters[name]["schema"]))
    content = described.get("requestBody", {}).get("content", {})
    if "application/json" in content and content_type.startswith("application/json"):
        schema = content["application/json"]["schema"]
        yield from (f"{method} {path} body {told}" for told in complaints(json.loads(body or b"null"), schema))
    elif body and content_type.startswith("application/json") and body not in (b"{}", b"null"):
        yield f"{method} {path} takes no JSON body"


def _typed(value: str, schema: Schema) -> Json:
    """A query parameter is text; where a number or a yes or no is wanted, that."""
    if schema.get("type") == "boolean" and value in {"true", "false"}:
        return value == "true"
    return int(value) if schema.get("type") == "integer" and value.lstrip("-").isdigit() else value


def of_response(method: str, path: str, status: int, body: bytes) -> Iterator[str]:
    """What of a JSON response the real server would not give."""
    known = operation(method, path)
    if known is None:
        return
    _, described = known
    if status >= _ERROR and str(status) not in described["responses"]:
        schema: Schema = _OPENAI_ERROR if path.startswith("/v1/chat") else _PROBLEM
    else:
        schema = (
            described["responses"].get(str(status), {}).get("content", {}).get("application/json", {}).get("schema")
        )
        if str(status) not in described["responses"]:
            yield f"{method} {path} never answers {status}"
    if schema is not None:
        yield from (f"{method} {path} {status} {told}" for told in complaints(json.loads(body), schema))


def of_stream(path: str, text: str) -> Iterator[str]:
    """What of a piece of an event stream the real server would not send."""
    event = ""
    for line in text.splitlines():
        name, _, value = line.partition(": ")
        if name == "event":
            event = value
        elif name == "data" and value != "[DONE]":
            schema = event_schemas().get(event) if path.endswith("/events") else chunk_schema()
            if schema is None:
                yield f"{path} sends no event {event!r}"
            else:
                yield from (f"{path} {event} {told}" for told in complaints(json.loads(value), schema))


class Witness:
    """ASGI middleware that tells `told` whatever of a request or response is against the document."""

    def __init__(self, app: ASGIApp, *, told: Callable[[str], None]) -> None:
        self._app, self._told = app, told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(("/v1/", "/readyz")):
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send, self._told)
        await self._app(scope, exchange.receive, exchange.send)
        exchange.end()


class _Exchange:
    """One request with its reply, as they pass."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, told: Callable[[str], None]) -> None:
        self._receive, self._send, self._told = receive, send, told
        self._method, self._path = scope["method"], scope["path"]
        self._query = scope["query_string"].decode()
        self._asked_type = dict(scope["headers"]).get(b"content-type", b"").decode()
        self._asked, self._replied, self._type, self._status = b"", b"", "", 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._asked += message.get("body", b"")
        return message

    async def send(self, message: Message) -> None:
        body = message.get("body", b"")
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._type = dict(message["headers"]).get(b"content-type", b"").decode()
        elif self._type.startswith("text/event-stream"):
            self._tell(of_stream(self._path, body.decode()))
        else:
            self._replied += body
        await self._send(message)

    def end(self) -> None:
        self._tell(of_request(self._method, self._path, self._query, self._asked, content_type=self._asked_type))
        if "json" in self._type:
            self._tell(of_response(self._method, self._path, self._status, self._replied))

    def _tell(self, complaints: Iterator[str]) -> None:
        for complaint in complaints:
            self._told(complaint)


class Held(dict[str, Any]):
    """A JSON object whose reader may read only fields that its schema names; others are told."""

    def __init__(self, value: Mapping[str, Any], schema: Schema, defs: Schema, told: Callable[[str], None]) -> None:
        super().__init__(value)
        self._names = properties(schema, defs)
        self._told = told

    def __getitem__(self, name: str) -> Any:
        self._check(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:  # type: ignore[override]
        self._check(name)
        return super().get(name, default)

    def _check(self, name: str) -> None:
        if self._names is not None and name not in self._names:
            self._told(f"{name} is no field of an object with {', '.join(sorted(self._names))}")


def held(value: Json, schema: Schema, defs: Schema, told: Callable[[str], None]) -> Json:
    """`value` with every object in it `Held` to its schema."""
    if isinstance(value, list):
        parts = [part.get("items", {}) for part in _variants(schema, defs) if "items" in part]
        return [held(item, {"anyOf": parts}, defs, told) for item in value]
    if not isinstance(value, dict):
        return value
    names = properties(schema, defs) or {}
    inner = {name: held(part, names.get(name, {}), defs, told) for name, part in value.items()}
    return Held(inner, schema, defs, told)


def properties(schema: Schema, defs: Schema) -> dict[str, Schema] | None:
    """The fields that an object may have, by name; null where any may be there."""
    found: dict[str, list[Schema]] = {}
    for part in _variants(schema, defs):
        if part.get("type") == "object" and "properties" not in part:
            return None
        for name, inner in part.get("properties", {}).items():
            found.setdefault(name, []).append(inner)
    return {name: {"anyOf": parts} for name, parts in found.items()} if found else None


def _variants(schema: Schema, defs: Schema) -> Iterator[Schema]:
    if "$ref" in schema:
        yield from _variants(defs[schema["$ref"].rsplit("/", 1)[-1]], defs)
    elif "anyOf" in schema:
        for part in schema["anyOf"]:
            yield from _variants(part, defs)
    else:
        yield schema
