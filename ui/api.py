"""The HTTP API as the page uses it: a client per page event that carries the browser's own cookie."""

import json
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import gradio as gr
import httpx

Body: TypeAlias = dict[str, Any]

_UNAUTHENTICATED = 401
_UNREADY = 503
_TIMEOUT = httpx.Timeout(30, connect=5)
# An answer is silent for as long as the model thinks; the server sets the deadlines.
_STREAM_TIMEOUT = httpx.Timeout(None, connect=5)


class ApiProblem(Exception):
    """The server refused, or could not be reached; the message says why, for people."""

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status

    @property
    def needs_login(self) -> bool:
        """Whether signing in would help."""
        return self.status == _UNAUTHENTICATED


@dataclass(frozen=True, slots=True)
class Api:
    """Calls in the name of one browser. `cookie` is the header as the browser sent it, empty without one."""

    url: str
    cookie: str
    tls: ssl.SSLContext = field(repr=False)

    async def get(self, path: str, **params: str) -> Body:
        """Raises `ApiProblem`."""
        return await self._call("GET", path, params=params)

    async def listed(self, path: str, name: str, *, pages: int, **params: str) -> tuple[list[Body], bool]:
        """The items `name` of the first `pages` pages of a list, and whether there are more. Raises `ApiProblem`."""
        found: list[Body] = []
        cursor: str | None = None
        for _ in range(pages):
            page = await self.get(path, **params, **({"cursor": cursor} if cursor else {}))
            found += page[name]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        return found, cursor is not None

    async def post(self, path: str, body: Body) -> Body:
        """Raises `ApiProblem`."""
        return await self._call("POST", path, body=body)

    async def patch(self, path: str, body: Body) -> Body:
        """Raises `ApiProblem`."""
        return await self._call("PATCH", path, body=body)

    async def change(self, method: str, path: str, body: Body | None) -> None:
        """Raises `ApiProblem`."""
        await self._call(method, path, body=body)

    async def delete(self, path: str) -> None:
        """Raises `ApiProblem`."""
        await self._call("DELETE", path)

    async def state(self, path: str) -> Body:
        """What a health check says, whatever its status. Raises `ApiProblem`."""
        async with self._client() as client:
            response = await client.get(path)
        if response.status_code != _UNREADY:
            _checked(response)
        parsed: Body = response.json()
        return parsed

    async def text(self, path: str) -> str:
        """What `path` holds, as it is. Raises `ApiProblem`."""
        async with self._client() as client:
            return _checked(await client.get(path)).text

    async def chunks(self, body: Body) -> AsyncGenerator[Body, None]:
        """The chunks of a streamed chat completion. Raises `ApiProblem`; closing it stops the answer."""
        async with (
            self._client(limits=_STREAM_TIMEOUT) as client,
            client.stream("POST", "/v1/chat/completions", json={**body, "stream": True}) as response,
        ):
            if response.is_error:
                await response.aread()
            _checked(response)
            async for line in response.aiter_lines():
                data = line.removeprefix("data:").strip() if line.startswith("data:") else ""
                if data and data != "[DONE]":
                    yield _refused_late(json.loads(data))

    async def _call(
        self, method: str, path: str, *, params: Mapping[str, str] | None = None, body: Body | None = None
    ) -> Body:
        async with self._client() as client:
            response = _checked(await client.request(method, path, params=params, json=body))
        parsed: Body = response.json() if response.content else {}
        return parsed

    @asynccontextmanager
    async def _client(self, *, limits: httpx.Timeout = _TIMEOUT) -> AsyncIterator[httpx.AsyncClient]:
        headers = {"cookie": self.cookie} if self.cookie else {}
        # The server is ours and near: a proxy from the environment would only be in the way.
        client = httpx.AsyncClient(base_url=self.url, headers=headers, timeout=limits, verify=self.tls, trust_env=False)
        try:
            async with client:
                yield client
        except httpx.HTTPError as error:
            raise ApiProblem("The server cannot be reached. Is it still running?", status=503) from error


@dataclass(frozen=True, slots=True)
class Connection:
    """Where the API is; makes an `Api` for each page event."""

    url: str
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    def of(self, request: gr.Request) -> Api:
        """The API in the name of the browser behind `request`."""
        return Api(url=self.url, cookie=request.headers.get("cookie") or "", tls=self.tls)


def _checked(response: httpx.Response) -> httpx.Response:
    if response.is_error:
        raise ApiProblem(_reason(response), status=response.status_code)
    return response


def _refused_late(chunk: Body) -> Body:
    if "error" in chunk:
        raise ApiProblem(str(chunk["error"].get("message") or "The answer broke off."), status=502)
    return chunk


def _reason(response: httpx.Response) -> str:
    """What a problem document or OpenAI's error object says."""
    try:
        problem = response.json()
    except ValueError:
        problem = {}
    if not isinstance(problem, dict):
        problem = {}
    openai = problem.get("error")
    told = openai.get("message") if isinstance(openai, dict) else problem.get("detail") or problem.get("title")
    return str(told or f"The server answered {response.status_code}.")
