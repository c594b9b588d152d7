"""The models page: what can answer, how more come, and what each collection takes."""

from urllib.parse import quote

import gradio as gr

from ui import shelf
from ui.api import Api, ApiProblem, Connection
from ui.shell import Triggers, block, explain, header, parse

_SHELF = "/v1/local-models"
_ADD = (
    '<button type="button" class="primary" id="attach">Add a GGUF file</button>'
    '<input type="file" id="attach-input" hidden accept=".gguf">'
    '<span class="muted">or drop one anywhere here; or</span>'
    '<input type="text" id="model-path" aria-label="Path on the server" placeholder="GGUF file or OpenVINO '
    'folder on the server"><button type="button" class="quiet" id="add-path">Add from the server</button>'
)


class Models:
    """One page over `/v1/local-models` and `/v1/collections`, for admins."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def build(self, page: gr.Blocks) -> None:
        """Lays the page out and connects it."""
        header("models")
        with gr.Column(elem_id="models", elem_classes="sheet"):
            block("<h1>Models</h1>", elem_id="models-title")
            block(_ADD, elem_id="add", classes="add")
            block("", elem_id="files")
            self._told = block(elem_id="told")
            self._shelf = block('<p class="muted loading">Loading…</p>', elem_id="shelf")
            self._collections = block(elem_id="collections")
        triggers = Triggers(page)
        outputs = [self._told, self._shelf, self._collections]
        triggers.on("start", self._start, outputs=outputs)
        triggers.on("refresh", self._refresh, outputs=[self._shelf, self._collections])
        for name in ("add", "get", "remove", "drop", "default", "collection"):
            triggers.on(name, getattr(self, f"_{name}"), outputs=outputs)

    async def _start(self, _: str, request: gr.Request) -> tuple[str, str, str]:
        return "", *(await _shown(self._connection.of(request)))

    async def _refresh(self, _: str, request: gr.Request) -> tuple[str, str]:
        return await _shown(self._connection.of(request))

    async def _add(self, payload: str, request: gr.Request) -> tuple[str, str, str]:
        return await self._change("POST", _SHELF, {"path": str(parse(payload)["path"])}, request)

    async def _get(self, payload: str, request: gr.Request) -> tuple[str, str, str]:
        return await self._change("POST", f"{_SHELF}/get", {"name": str(parse(payload)["model"])}, request)

    async def _remove(self, payload: str, request: gr.Request) -> tuple[str, str, str]:
        return await self._change("DELETE", f"{_SHELF}/{quote(str(parse(payload)['model']))}", None, request)

    async def _drop(self, payload: str, request: gr.Request) -> tuple[str, str, str]:
        path = f"{_SHELF}/arrivals/{quote(str(parse(payload)['arrival']))}"
        return await self._change("DELETE", path, None, request)

    async def _default(self, payload: str, request: gr.Request) -> tuple[str, str, str]:
        return await self._change("PUT", "/v1/models/default", {"model": str(parse(payload)["model"])}, request)

    async def _collection(self, payload: str, request: gr.Request) -> tuple[str, str, str]:
        sent = parse(payload)
        path = f"/v1/collections/{quote(str(sent['collection']))}"
        return await self._change("PATCH", path, {str(sent["field"]): sent["value"] or None}, request)

    async def _change(
        self, method: str, path: str, body: dict[str, str | None] | None, request: gr.Request
    ) -> tuple[str, str, str]:
        """What went wrong, if anything, and the page as it is now."""
        api, told = self._connection.of(request), ""
        try:
            await api.change(method, path, body)
        except ApiProblem as problem:
            told = explain(problem)
        return told, *(await _shown(api))


async def _shown(api: Api) -> tuple[str, str]:
    try:
        found = await api.get(_SHELF)
        collections = (await api.get("/v1/collections"))["collections"]
    except ApiProblem as problem:
        return explain(problem), ""
    return shelf.told(found), shelf.collections(found, collections)
