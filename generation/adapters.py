"""LoRA adapters of a running endpoint: loaded, asked and unloaded through vLLM's own routes."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import httpx

from domain.errors import Conflict, Invalid, ModelUnavailable, NotFound
from generation.endpoint import Endpoint

_LOAD_SECONDS = 120.0
_UNLOAD_SECONDS = 10.0
_ASK_SECONDS = 60.0
_TRIAL_TOKENS = 24
_MOST_WORDS = 500
_NO_ROUTE = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)


class EndpointAdapters:
    """What vLLM can do with adapters while it runs. `changed` is called when it may serve others than before."""

    def __init__(self, endpoint: Endpoint, client: httpx.Client, *, changed: Callable[[], None]) -> None:
        self._url = endpoint.url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {endpoint.api_key}"} if endpoint.api_key else {}
        self._client = client
        self._changed = changed

    def load(self, name: str, path: str, base: str | None = None) -> None:  # noqa: ARG002 - vLLM has one model to put it on
        """See `AdapterServer.load`."""
        try:
            self._manage("load_lora_adapter", {"lora_name": name, "lora_path": path}, seconds=_LOAD_SECONDS)
        except NotFound as error:  # the folder, not the adapter of that name
            raise Invalid(str(error)) from error

    def unload(self, name: str) -> None:
        """See `AdapterServer.unload`."""
        self._manage("unload_lora_adapter", {"lora_name": name}, seconds=_UNLOAD_SECONDS)

    def ask(self, name: str, question: str) -> str:
        """See `AdapterServer.ask`."""
        messages = [{"role": "user", "content": question}]
        body = {"model": name, "messages": messages, "max_tokens": _TRIAL_TOKENS, "temperature": 0}
        reply = self._post("chat/completions", body, seconds=_ASK_SECONDS)
        if reply.is_error:
            raise ModelUnavailable(_words(reply))
        try:
            return reply.json()["choices"][0]["message"]["content"] or ""
        except (ValueError, LookupError, TypeError) as error:
            raise ModelUnavailable(
                f"The language model at {self._url} did not reply with a chat completion."
            ) from error

    def _manage(self, route: str, body: dict[str, Any], *, seconds: float) -> None:
        try:
            reply = self._post(route, body, seconds=seconds)
        finally:
            self._changed()
        if reply.status_code in _NO_ROUTE and _message(reply) is None:
            raise Conflict(
                f"The language model at {self._url} takes no adapters while it runs; vLLM does where it was started "
                "with --enable-lora and VLLM_ALLOW_RUNTIME_LORA_UPDATING=True."
            )
        if reply.is_server_error:
            raise ModelUnavailable(_words(reply))
        if reply.is_error:
            raise (NotFound if reply.status_code == HTTPStatus.NOT_FOUND else Invalid)(_words(reply))

    def _post(self, route: str, body: dict[str, Any], *, seconds: float) -> httpx.Response:
        try:
            return self._client.post(f"{self._url}/{route}", json=body, headers=self._headers, timeout=seconds)
        except httpx.HTTPError as error:
            reason = str(error) or type(error).__name__
            raise ModelUnavailable(f"The language model at {self._url} gave no reply: {reason}") from error


def _words(reply: httpx.Response) -> str:
    """What the endpoint said, as it said it."""
    return (_message(reply) or reply.text.strip() or f"It answered {reply.status_code}.")[:_MOST_WORDS]


def _message(reply: httpx.Response) -> str | None:
    """The message of OpenAI's error object, null where there is none."""
    try:
        return str(reply.json()["error"]["message"])
    except (ValueError, LookupError, TypeError):
        return None
