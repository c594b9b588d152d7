"""The review page: the queue, the case at hand, and its decision."""

from typing import Any

import gradio as gr

from ui import auditing, evidence, queue
from ui.api import Api, ApiProblem, Body, Connection
from ui.shell import Triggers, block, explain, header, parse

_MISSING = 404
_STATUSES = [("Waiting and claimed", ""), ("Waiting", "open"), ("Claimed", "claimed"), ("Resolved", "resolved")]


class Review:
    """One page over `/v1/escalations`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def build(self, page: gr.Blocks) -> None:
        """Lays the page out and connects it."""
        header("review")
        self._current = gr.State("")
        with gr.Row(elem_id="review"):
            with gr.Column(elem_id="side"):
                self._status = gr.Dropdown(_STATUSES, value="", label="Show", elem_id="status")
                self._listing = block('<p class="muted loading">Loading…</p>', elem_id="queue")
            with gr.Column(elem_id="case-column"):
                self._told = block(elem_id="told")
                self._case = block(queue.nothing_chosen(), elem_id="case")
            with gr.Column(elem_id="panel"):
                self._evidence = block(elem_id="evidence")
        self._connect(page)

    def _connect(self, page: gr.Blocks) -> None:
        where = [self._status, self._current]
        everything = [self._told, self._current, self._case, self._listing]
        triggers = Triggers(page)
        triggers.on("refresh", self._refresh, inputs=where, outputs=everything)
        for action in ("open", "claim", "release", "resolve"):
            triggers.on(action, getattr(self, f"_{action}"), inputs=[self._status], outputs=everything)
        triggers.on("evidence", self._show_evidence, inputs=[self._current], outputs=[self._evidence])
        self._status.change(self._list, where, [self._listing], show_progress="hidden", api_visibility="private")

    async def _list(self, status: str, current: str, request: gr.Request) -> str:
        return await _listing(self._connection.of(request), status, current)

    async def _refresh(self, _: str, status: str, current: str, request: gr.Request) -> tuple[Any, ...]:
        """The queue anew. The case at hand stays as it is, typing included, unless it is gone."""
        api = self._connection.of(request)
        if current and await _is_gone(api, current):
            return _GONE, "", queue.nothing_chosen(), await _listing(api, status, "")
        return gr.skip(), gr.skip(), gr.skip(), await _listing(api, status, current)

    async def _open(self, payload: str, status: str, request: gr.Request) -> tuple[Any, ...]:
        return await self._shown(payload, status, request)

    async def _claim(self, payload: str, status: str, request: gr.Request) -> tuple[Any, ...]:
        return await self._shown(payload, status, request, action="claim")

    async def _release(self, payload: str, status: str, request: gr.Request) -> tuple[Any, ...]:
        return await self._shown(payload, status, request, action="release")

    async def _resolve(self, payload: str, status: str, request: gr.Request) -> tuple[Any, ...]:
        return await self._shown(payload, status, request, action="resolve")

    async def _shown(
        self, payload: str, status: str, request: gr.Request, *, action: str | None = None
    ) -> tuple[Any, ...]:
        """Does `action` to the case, then shows it: what was told, its id, the case, the queue.

        A refused decision leaves the case as it stands, so that nothing typed is lost.
        """
        api = self._connection.of(request)
        sent = parse(payload)
        escalation_id = str(sent["escalation"])
        told = ""
        try:
            if action:
                await api.post(f"/v1/escalations/{escalation_id}/{action}", sent.get("decision") or {})
                told = _DONE.get(action, "")
                told = _AUDITED if await _is_decided_audit(api, escalation_id) else told
            shown: Any = await _case(api, escalation_id)
        except ApiProblem as problem:
            told, shown = explain(problem), gr.skip()
        return told, escalation_id, shown, await _listing(api, status, escalation_id)

    async def _show_evidence(self, payload: str, current: str, request: gr.Request) -> str:
        sent = parse(payload)
        try:
            answer = (await self._connection.of(request).get(f"/v1/escalations/{current}"))["answer"]
        except ApiProblem:
            return evidence.missing()
        claim = sent.get("claim")
        return evidence.panel(
            {**answer, "claims": queue.all_claims(answer)},
            passage_index=int(sent["passage"]),
            claim_index=None if claim is None else int(claim),
        )


_DONE = {"resolve": '<p class="notice good" role="status">Sent. The reply is in the conversation.</p>'}
_AUDITED = '<p class="notice good" role="status">Counted. This is what the check had said of it.</p>'


_GONE = '<p class="notice" role="status">This case is gone: its conversation was deleted.</p>'


async def _is_gone(api: Api, escalation_id: str) -> bool:
    try:
        await api.get(f"/v1/escalations/{escalation_id}")
    except ApiProblem as problem:
        return problem.status == _MISSING
    return False


async def _case(api: Api, escalation_id: str) -> str:
    found = await api.get(f"/v1/escalations/{escalation_id}")
    shown = auditing.case if found["blind"] else queue.case
    return shown(found, is_mine=_is_held_by(found, await api.get("/v1/me")))


async def _is_decided_audit(api: Api, escalation_id: str) -> bool:
    found = await api.get(f"/v1/escalations/{escalation_id}")
    return bool(found["kind"] == "audit" and found["resolution"])


def _is_held_by(escalation: Body, me: Body) -> bool:
    return bool(escalation["status"] == "claimed" and escalation["claimed_by"] == me["name"])


async def _listing(api: Api, status: str, current: str) -> str:
    try:
        found = await api.get("/v1/escalations", **({"status": status} if status else {}))
    except ApiProblem as problem:
        return explain(problem)
    kept = [e for e in found["escalations"] if status or e["status"] != "resolved"]
    more = '<p class="muted">More wait behind these.</p>' if found.get("next_cursor") else ""
    return queue.listing(kept, current) + more
