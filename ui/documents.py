"""The documents page: what a collection holds, how far each document is, and what went wrong."""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from ui.api import Api, ApiProblem, Body, Connection
from ui.marks import ACCEPTED, FORMATS, escape, moment
from ui.shell import Triggers, block, collection_names, explain, header, more_button, parse

_STATUSES = {
    "": "All",
    "ready": "Ready",
    "queued": "Waiting",
    "parsing": "Reading",
    "embedding": "Indexing",
    "failed": "Failed",
}
_FINAL = frozenset({"ready", "failed"})
_ADD = (
    '<button type="button" class="primary" id="attach">Add documents</button>'
    f'<input type="file" id="attach-input" multiple hidden accept="{ACCEPTED}">'
    f'<span class="muted">or drop {FORMATS} files anywhere here</span>'
)


class Documents:
    """One page over `/v1/documents`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def build(self, page: gr.Blocks) -> None:
        """Lays the page out and connects it."""
        header("documents")
        with gr.Column(elem_id="documents", elem_classes="sheet"):
            block("<h1>Documents</h1>", elem_id="documents-title")
            with gr.Row(elem_classes="controls"):
                self._collection = gr.Dropdown(
                    ["default"], value="default", label="Collection", elem_id="collection", allow_custom_value=True
                )
                self._status = gr.Dropdown(
                    [(name, status) for status, name in _STATUSES.items()], value="", label="Status", elem_id="status"
                )
                self._name = gr.Textbox(label="Name contains", elem_id="name-filter", max_lines=1)
            block(_ADD, elem_id="add", classes="add")
            block("", elem_id="files")
            self._told = block(elem_id="told")
            self._table = block('<p class="muted loading">Loading…</p>', elem_id="table")
        filters: list[Any] = [self._collection, self._status, self._name]
        triggers = Triggers(page)
        triggers.on("start", self._start, outputs=[self._collection, self._table])
        triggers.on("refresh", self._refresh, inputs=filters, outputs=[self._table])
        triggers.on("more", self._more, inputs=filters, outputs=[self._table])
        triggers.on("delete", self._delete, inputs=filters, outputs=[self._told, self._table])
        gr.on(
            [control.change for control in filters],
            self._list,
            filters,
            [self._table],
            show_progress="hidden",
            trigger_mode="always_last",
            api_visibility="private",
        )

    async def _start(self, payload: str, request: gr.Request) -> tuple[gr.Dropdown, str]:
        names = await collection_names(self._connection.of(request))
        wanted = parse(payload).get("collection")
        chosen = wanted if wanted in names else names[0]
        return gr.Dropdown(names, value=chosen), await self._list(chosen, "", "", request)

    async def _refresh(self, _: str, collection: str, status: str, name: str, request: gr.Request) -> str:
        return await self._list(collection, status, name, request)

    async def _list(self, collection: str, status: str, name: str, request: gr.Request) -> str:
        return await _table(self._connection.of(request), collection, status, name, pages=1)

    async def _more(self, payload: str, collection: str, status: str, name: str, request: gr.Request) -> str:
        pages = int(parse(payload)["pages"])
        return await _table(self._connection.of(request), collection, status, name, pages=pages)

    async def _delete(
        self, payload: str, collection: str, status: str, name: str, request: gr.Request
    ) -> tuple[str, str]:
        api = self._connection.of(request)
        told = ""
        try:
            await api.delete(f"/v1/documents/{parse(payload)['document']}")
        except ApiProblem as problem:
            told = explain(problem)
        return told, await self._list(collection, status, name, request)


async def _table(api: Api, collection: str, status: str, name: str, *, pages: int) -> str:
    params = {"collection": collection, **({"status": status} if status else {})}
    try:
        found, has_more = await api.listed("/v1/documents", "documents", pages=pages, **params)
    except ApiProblem as problem:
        return explain(problem)
    kept = [document for document in found if name.casefold() in document["name"].casefold()]
    return _rows(kept, is_filtered=bool(status or name)) + (more_button(pages) if has_more else "")


def _rows(documents: Sequence[Body], *, is_filtered: bool) -> str:
    if not documents:
        told = "No document matches." if is_filtered else "No documents here yet. Add some, or drop them on this page."
        return f'<p class="muted empty">{told}</p>'
    return (
        '<table class="documents"><thead><tr><th scope="col">Name</th><th scope="col">Status</th>'
        '<th scope="col">Size</th><th scope="col">Added</th>'
        '<th scope="col"><span class="sr">Actions</span></th></tr></thead>'
        f"<tbody>{''.join(_row(document) for document in documents)}</tbody></table>"
    )


def _row(document: Body) -> str:
    name, status = escape(document["name"]), document["status"]
    delete = (
        f'<button type="button" class="quiet icon" data-act="delete" data-document="{escape(document["id"])}" '
        f'data-confirm="Delete {name}? Nothing of it can be found afterwards." data-verb="Delete" '
        f'aria-label="Delete {name}" title="Delete">✕</button>'
    )
    version = f' <span class="muted">version {document["version"]}</span>' if document["version"] > 1 else ""
    states = document["stated"]["text"]
    version += f'<br><span class="muted stated">{escape(states)}</span>' if states else ""
    return (
        f'<tr data-document="{escape(document["id"])}" data-status="{escape(status)}"><th scope="row">{name}{version}'
        f"</th><td>{_status(document)}</td><td>{_extent(document)}</td><td>{moment(document['created_at'])}</td>"
        f"<td>{delete}</td></tr>"
    )


def _status(document: Body) -> str:
    status = document["status"]
    said = f'<span class="chip {escape(status)}">{escape(_STATUSES.get(status, status))}</span>'
    if document.get("error"):
        return f'{said} <span class="reason">{escape(document["error"])}</span>'
    if status in _FINAL:
        return said + "".join(_warning(warning) for warning in document["warnings"])
    done, total = document["progress"]["done"], document["progress"]["total"]
    value = f' value="{done / total:.3f}"' if total else ""
    return f'{said} <progress max="1"{value} aria-label="Progress of {escape(document["name"])}"></progress>'


def _warning(warning: str) -> str:
    return f' <span class="reason warning">{escape(warning)}</span>'


def _counted(count: int | None, thing: str) -> str:
    return f"{count} {thing}{'s' * (count > 1)} · " if count else ""


def _extent(document: Body) -> str:
    pages = _counted(document.get("pages"), "page")
    size = document["bytes"]
    shown = f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"
    passages = _counted(document["chunks"], "passage")
    return f"{pages}{passages}{shown}"
