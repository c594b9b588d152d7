"""The review page: the queue, the case at hand, and its decision."""

from typing import Any

import gradio as gr

from ui import auditing, case, evidence, queue, verified
from ui.api import Api, ApiProblem, Body, Connection
from ui.shell import Triggers, block, collection_names, explain, header, parse

_MISSING = 404
_CASE_ACTIONS = ("open", "claim", "release", "reopen", "assign", "resolve", "next", "several", "verified", "unverify")
Update = tuple[Any, ...]


class Review:
    """One page over `/v1/escalations` and `/v1/verified-answers`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def build(self, page: gr.Blocks) -> None:
        """Lays the page out and connects it."""
        header("review")
        self._current, self._filters = gr.State(""), gr.State({})
        with gr.Row(elem_id="review"):
            with gr.Column(elem_id="side"):
                self._controls = block(elem_id="controls")
                self._listing = block('<p class="muted loading">Loading…</p>', elem_id="queue")
            with gr.Column(elem_id="case-column"):
                self._told = block(elem_id="told")
                self._case = block(case.nothing_chosen(), elem_id="case")
            with gr.Column(elem_id="panel"):
                self._evidence = block(elem_id="evidence")
        self._connect(page)

    def _connect(self, page: gr.Blocks) -> None:
        everything = [self._told, self._current, self._case, self._listing]
        triggers = Triggers(page)
        triggers.on("start", self._start, inputs=[self._filters], outputs=[self._controls, *everything])
        triggers.on("refresh", self._refresh, inputs=[self._filters, self._current], outputs=everything)
        triggers.on("filter", self._filter, inputs=[self._current], outputs=[self._filters, self._listing])
        for action in _CASE_ACTIONS:
            triggers.on(action, getattr(self, f"_{action}"), inputs=[self._filters], outputs=everything)
        triggers.on("evidence", self._show_evidence, inputs=[self._current], outputs=[self._evidence])

    async def _start(self, payload: str, filters: Body, request: gr.Request) -> Update:
        api, wanted = self._connection.of(request), parse(payload).get("case")
        controls = queue.controls(await collection_names(api))
        if wanted:
            return (controls, *(await _shown(api, wanted, filters)))
        return controls, "", "", case.nothing_chosen(), await _listing(api, filters, "")

    async def _filter(self, payload: str, current: str, request: gr.Request) -> Update:
        filters = {name: value for name, value in parse(payload).items() if value}
        return filters, await _listing(self._connection.of(request), filters, current)

    async def _refresh(self, _: str, filters: Body, current: str, request: gr.Request) -> Update:
        """The queue anew. The case at hand stays as it is, typing included, unless it is gone."""
        api = self._connection.of(request)
        if current and await _is_gone(api, current):
            return _GONE, "", case.nothing_chosen(), await _listing(api, filters, "")
        return gr.skip(), gr.skip(), gr.skip(), await _listing(api, filters, current)

    async def _open(self, payload: str, filters: Body, request: gr.Request) -> Update:
        return await _shown(self._connection.of(request), parse(payload)["escalation"], filters)

    async def _claim(self, payload: str, filters: Body, request: gr.Request) -> Update:
        return await self._done(payload, filters, request, "claim")

    async def _release(self, payload: str, filters: Body, request: gr.Request) -> Update:
        return await self._done(payload, filters, request, "release")

    async def _reopen(self, payload: str, filters: Body, request: gr.Request) -> Update:
        return await self._done(payload, filters, request, "reopen")

    async def _assign(self, payload: str, filters: Body, request: gr.Request) -> Update:
        name = (await self._connection.of(request).get("/v1/me"))["name"] if "me" in parse(payload) else None
        return await self._done(payload, filters, request, "assign", {"reviewer": name})

    async def _resolve(self, payload: str, filters: Body, request: gr.Request) -> Update:
        """A refused decision leaves the case as it stands, so that nothing typed is lost."""
        sent, api = parse(payload), self._connection.of(request)
        done = await self._done(payload, filters, request, "resolve", sent["decision"])
        if not sent.get("next") or done[0] not in {_SENT, _AUDITED}:
            return done
        following = await _next(api, filters, sent)
        return (done[0] + following[0], *following[1:])

    async def _done(
        self, payload: str, filters: Body, request: gr.Request, action: str, body: Body | None = None
    ) -> Update:
        """Does `action` to the case, then shows it."""
        api, escalation_id = self._connection.of(request), str(parse(payload)["escalation"])
        try:
            await api.post(f"/v1/escalations/{escalation_id}/{action}", body or {})
        except ApiProblem as problem:
            return explain(problem), escalation_id, gr.skip(), await _listing(api, filters, escalation_id)
        told = await _told(api, escalation_id) if action == "resolve" else ""
        return await _shown(api, escalation_id, filters, told=told)

    async def _next(self, payload: str, filters: Body, request: gr.Request) -> Update:
        return await _next(self._connection.of(request), filters, parse(payload))

    async def _several(self, payload: str, filters: Body, request: gr.Request) -> Update:
        api, sent = self._connection.of(request), parse(payload)
        try:
            told = await _to_several(api, sent["ids"], sent["action"])
        except ApiProblem as problem:
            told = explain(problem)
        return told, "", case.nothing_chosen(), await _listing(api, filters, "")

    async def _verified(self, _: str, filters: Body, request: gr.Request) -> Update:
        api = self._connection.of(request)
        try:
            shown = verified.listing((await api.get("/v1/verified-answers"))["verified_answers"])
        except ApiProblem as problem:
            shown = explain(problem)
        return "", "", shown, await _listing(api, filters, "")

    async def _unverify(self, payload: str, filters: Body, request: gr.Request) -> Update:
        try:
            await self._connection.of(request).delete(f"/v1/verified-answers/{parse(payload)['verified']}")
        except ApiProblem as problem:
            return explain(problem), gr.skip(), gr.skip(), gr.skip()
        return await self._verified(payload, filters, request)

    async def _show_evidence(self, payload: str, current: str, request: gr.Request) -> str:
        sent = parse(payload)
        try:
            answer = (await self._connection.of(request).get(f"/v1/escalations/{current}"))["answer"]
        except ApiProblem:
            return evidence.missing()
        claim = sent.get("claim")
        return evidence.panel(
            {**answer, "claims": case.all_claims(answer)},
            passage_index=int(sent["passage"]),
            claim_index=None if claim is None else int(claim),
        )


_SENT = '<p class="notice good" role="status">Sent. The reply is in the conversation.</p>'
_NOTHING = '<p class="notice" role="status">Nothing waits that fits.</p>'
_AUDITED = '<p class="notice good" role="status">Counted. This is what the check had said of it.</p>'
_GONE = '<p class="notice" role="status">This case is gone: its conversation was deleted.</p>'


async def _shown(api: Api, escalation_id: str, filters: Body, *, told: str = "") -> Update:
    """What was told, its id, the case, the queue."""
    try:
        shown: Any = await _case(api, escalation_id)
    except ApiProblem as problem:
        told, shown = explain(problem), gr.skip()
    return told, escalation_id, shown, await _listing(api, filters, escalation_id)


async def _next(api: Api, filters: Body, sent: Body) -> Update:
    wanted = {name: value for name, value in filters.items() if name != "status"}
    try:
        taken = await api.post("/v1/escalations/claim-next", {**wanted, "skip": sent.get("skip", [])})
    except ApiProblem as problem:
        return explain(problem), gr.skip(), gr.skip(), gr.skip()
    if not taken:
        return _NOTHING, "", case.nothing_chosen(), await _listing(api, filters, "")
    return await _shown(api, taken["id"], filters)


async def _to_several(api: Api, ids: list[str], action: str) -> str:
    if action == "assign":
        name = (await api.get("/v1/me"))["name"]
        for escalation_id in ids:
            await api.post(f"/v1/escalations/{escalation_id}/assign", {"reviewer": name})
        return f'<p class="notice good" role="status">{len(ids)} are yours.</p>'
    decided = await api.post("/v1/escalations/resolve-several", {"ids": ids, "resolution": action})
    refused = f", {len(decided['refused'])} could not be" if decided["refused"] else ""
    return f'<p class="notice good" role="status">{len(decided["resolved"])} are resolved{refused}.</p>'


async def _is_gone(api: Api, escalation_id: str) -> bool:
    try:
        await api.get(f"/v1/escalations/{escalation_id}")
    except ApiProblem as problem:
        return problem.status == _MISSING
    return False


async def _case(api: Api, escalation_id: str) -> str:
    found = await api.get(f"/v1/escalations/{escalation_id}")
    is_mine = _is_held_by(found, await api.get("/v1/me"))
    if found["blind"]:
        return auditing.case(found, is_mine=is_mine)
    try:
        briefing = await api.get(f"/v1/escalations/{escalation_id}/briefing")
    except ApiProblem:
        briefing = None
    return case.case(found, is_mine=is_mine, briefing=briefing)


async def _told(api: Api, escalation_id: str) -> str:
    """What is said of a decision: that of an audit reaches nobody."""
    found = await api.get(f"/v1/escalations/{escalation_id}")
    return _AUDITED if found["kind"] == "audit" else _SENT


def _is_held_by(escalation: Body, me: Body) -> bool:
    return bool(escalation["status"] == "claimed" and escalation["claimed_by"] == me["name"])


async def _listing(api: Api, filters: Body, current: str) -> str:
    wanted = filters if filters.get("status") else {**filters, "undecided": "true"}
    try:
        found = await api.get("/v1/escalations", **wanted)
    except ApiProblem as problem:
        return explain(problem)
    more = '<p class="muted">More wait behind these.</p>' if found.get("next_cursor") else ""
    return queue.listing(found["escalations"], current) + more
