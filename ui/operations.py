"""The operations page: outcomes, the audited rate, the check, thresholds, queue, what is behind them, health."""

import asyncio
import re
from collections.abc import Sequence
from urllib.parse import quote

import gradio as gr

from ui import audited, candidate, insights, plots
from ui.api import Api, ApiProblem, Body, Connection
from ui.marks import escape, percent
from ui.shell import Triggers, block, collection_names, explain, header, parse

_WINDOWS = {
    "1h": ("Last hour", "5m"),
    "24h": ("Last day", "1h"),
    "7d": ("Last week", "6h"),
    "30d": ("Last month", "1d"),
    "90d": ("Last quarter", "3d"),
}
_CLOCKED = frozenset({"1h", "24h"})
_OUTCOMES = ("answered", "repaired", "flagged", "escalated", "abstained")
_AUDIT_WINDOW, _AUDIT_WEEKS = "28d", "84d"
_QUARTER = "90d"
_MOST_TOPICS, _MOST_DISLIKED, _MOST_LOGGED = "10", "10", "20"
_EVERYTHING = "all collections"
_SERIES = re.compile(r'^candor_documents\{status="(\w+)"\} ([\d.e+]+)$', re.MULTILINE)


class Operations:
    """One page over `/v1/quality`, `/readyz` and `/metrics`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def build(self, page: gr.Blocks) -> None:
        """Lays the page out and connects it."""
        header("operations")
        with gr.Column(elem_id="operations", elem_classes="sheet"):
            block("<h1>Operations</h1>", elem_id="operations-title")
            with gr.Row(elem_classes="controls"):
                self._collection = gr.Dropdown(
                    [_EVERYTHING], value=_EVERYTHING, label="Collection", elem_id="collection"
                )
                windows = [(name, window) for window, (name, _) in _WINDOWS.items()]
                self._window = gr.Dropdown(windows, value="24h", label="Time", elem_id="window")
            self._figures = block('<p class="muted loading">Loading…</p>', elem_id="figures")
            self._audits = block(elem_id="audits")
            self._canary = block(elem_id="candidate")
            self._behind = block(elem_id="behind")
            self._health = block(elem_id="health")
        triggers = Triggers(page)
        outputs = [self._figures, self._audits, self._canary, self._behind, self._health]
        triggers.on("start", self._start, outputs=[self._collection, *outputs])
        triggers.on("threshold", self._set_threshold, outputs=[self._audits])
        triggers.on("canary", self._restart, outputs=[self._canary])
        gr.on(
            [self._collection.change, self._window.change],
            self._show,
            [self._collection, self._window],
            outputs,
            show_progress="hidden",
            trigger_mode="always_last",
            api_visibility="private",
        )

    async def _start(self, _: str, request: gr.Request) -> tuple[gr.Dropdown, str, str, str, str, str]:
        names = await collection_names(self._connection.of(request))
        return gr.Dropdown([_EVERYTHING, *names]), *(await self._show(_EVERYTHING, "24h", request))

    async def _show(self, collection: str, window: str, request: gr.Request) -> tuple[str, str, str, str, str]:
        api = self._connection.of(request)
        return await asyncio.gather(
            _figures(api, collection, window),
            _audits(api, collection),
            _canary(api),
            _behind(api, collection, window),
            _health(api),
        )

    async def _restart(self, _: str, request: gr.Request) -> str:
        api = self._connection.of(request)
        try:
            return candidate.canary_card(await api.post("/v1/quality/canary/restart", {}))
        except ApiProblem as problem:
            return explain(problem) + await _canary(api)

    async def _set_threshold(self, payload: str, request: gr.Request) -> str:
        api, sent = self._connection.of(request), parse(payload)
        collection = str(sent["collection"])
        try:
            await api.patch(f"/v1/collections/{quote(collection)}", {"threshold": float(sent["threshold"])})
        except ApiProblem as problem:
            return explain(problem) + await _audits(api, collection)
        return await _audits(api, collection)


async def _canary(api: Api) -> str:
    """For admins who see everything alone."""
    try:
        return candidate.canary_card((await api.get("/v1/quality/canary"))["canary"])
    except ApiProblem:
        return ""


def _scope(collection: str) -> dict[str, str]:
    return {} if collection == _EVERYTHING else {"collection": collection}


async def _audits(api: Api, collection: str) -> str:
    """The audited figures; thresholds are for admins alone."""
    scope = _scope(collection)
    try:
        now, weeks = await asyncio.gather(
            api.get("/v1/quality", **scope, window=_AUDIT_WINDOW),
            api.get("/v1/quality/series", **scope, window=_AUDIT_WEEKS, step="7d"),
        )
    except ApiProblem:
        return ""  # the figures above say why
    cards = audited.rate_card(now, weeks["series"]) + audited.detector_card(now)
    try:
        replayed = await api.get("/v1/quality/thresholds", **scope, window=_AUDIT_WINDOW)
    except ApiProblem:
        replayed = None
    if replayed is not None:
        cards += audited.threshold_card(replayed, scope.get("collection"))
    return f'<div class="cards">{cards}</div>'


async def _behind(api: Api, collection: str, window: str) -> str:
    """Reasons, gaps, documents, times, thumbs and questions; nothing for whoever may not read them."""
    scope = {"window": window, **_scope(collection)}
    try:
        gaps, citing, latency, disliked, log, anchors = await asyncio.gather(
            api.get("/v1/quality/gaps", **scope, limit=_MOST_TOPICS),
            api.get("/v1/quality/documents", **_scope(collection), window=_QUARTER),
            api.get("/v1/quality/latency", **scope),
            api.get("/v1/quality/questions", **scope, rating="down", limit=_MOST_DISLIKED),
            api.get("/v1/quality/questions", **scope, limit=_MOST_LOGGED),
            api.get("/v1/quality/anchors"),
        )
    except ApiProblem:
        return ""  # the figures above say why
    return insights.cards(
        [
            insights.causes_card(gaps),
            insights.topics_card(gaps),
            insights.documents_card(citing),
            insights.latency_card(latency),
            insights.disliked_card(disliked),
            insights.anchors_card(anchors),
        ],
        insights.log_card(log),
    )


async def _figures(api: Api, collection: str, window: str) -> str:
    params = {"window": window, **_scope(collection)}
    try:
        totals, series = await asyncio.gather(
            api.get("/v1/quality", **params), api.get("/v1/quality/series", **params, step=_WINDOWS[window][1])
        )
    except ApiProblem as problem:
        return explain(problem)
    if not totals["answers"]:
        told = "No answers in this time yet. As soon as someone asks, their outcomes show here."
        return f'<p class="muted empty">{told}</p>'
    return _tiles(totals) + _plots(series["series"], by_clock=window in _CLOCKED)


def _tiles(totals: Body) -> str:
    tiles = [
        ("Answers", str(totals["answers"]), ""),
        ("Flagged or withheld", *_flagged(totals)),
        ("Not in the documents", str(totals["outcomes"].get("abstained", 0)), "honest abstentions"),
        ("Hallucination rate", *_audited(totals["hallucination_rate"])),
    ]
    return f'<dl class="tiles">{"".join(_tile(*tile) for tile in tiles)}</dl>'


def _flagged(totals: Body) -> tuple[str, str]:
    """Never without how many were checked, and how many were right and beside the point."""
    rate = totals["flagged_rate"]
    if rate["point"] is None:
        return "–", "nothing to count yet"
    checked = totals["answers"] - totals["outcomes"].get("abstained", 0)
    return percent(rate["point"]), f"of {checked} checked, {totals['off_point']} off the point; {_interval(rate)}"


def _audited(rate: Body) -> tuple[str, str]:
    if not rate["labels"]:
        return "–", "no audited answers yet"
    return percent(rate["point"]), f"{_interval(rate)}, from {rate['labels']} audited answers"


def _interval(rate: Body) -> str:
    return f"95 % interval {percent(rate['low'])} to {percent(rate['high'])}"


def _tile(name: str, value: str, note: str) -> str:
    return (
        f'<div class="tile"><dt>{escape(name)}</dt><dd>{escape(value)}</dd><dd class="muted">{escape(note)}</dd></div>'
    )


def _plots(points: Sequence[Body], *, by_clock: bool) -> str:
    labels = [str(point["start"])[11:16] if by_clock else str(point["start"])[5:10] for point in points]
    rates = [plots.Interval.of(point["flagged_rate"]) for point in points]
    legend = "".join(f'<span class="key {name}">{name}</span>' for name in _OUTCOMES)
    outcomes = plots.stacked([p["outcomes"] for p in points], _OUTCOMES, labels, title="Answers by outcome over time")
    flagged = plots.banded(rates, labels, title="Flagged rate over time, with 95 % intervals")
    queue = plots.stepped([p["escalations_open"] for p in points], labels, title="Open escalations over time")
    return (
        f'<div class="cards"><section class="card"><h2>Answers by outcome</h2>'
        f'<p class="legend">{legend}</p>{outcomes}</section>'
        f'<section class="card"><h2>Flagged or withheld, with 95 % interval</h2>{flagged}</section>'
        f'<section class="card"><h2>Waiting for a person</h2>{queue}</section></div>'
        '<p class="muted">Times are UTC.</p>'
    )


async def _health(api: Api) -> str:
    """What `/readyz` says of each dependency, and documents by status."""
    try:
        ready = await api.state("/readyz")
    except ApiProblem as problem:
        return f'<section class="card"><h2>Health</h2>{explain(problem)}</section>'
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{_state(is_well=part["ok"])} {escape(part["detail"])}</td></tr>'
        for name, part in ready["components"].items()
    )
    return (
        f'<div class="cards"><section class="card"><h2>Health</h2><table class="facts">{rows}</table></section>'
        f'<section class="card"><h2>Documents</h2>{await _documents(api)}</section></div>'
    )


def _state(*, is_well: bool) -> str:
    return '<span class="chip ready">well</span>' if is_well else '<span class="chip failed">not well</span>'


async def _documents(api: Api) -> str:
    try:
        counts = {status: float(count) for status, count in _SERIES.findall(await api.text("/metrics"))}
    except ApiProblem as problem:
        return explain(problem)
    if not any(counts.values()):
        return '<p class="muted empty">No documents yet.</p>'
    rows = "".join(f'<tr><th scope="row">{s}</th><td>{count:.0f}</td></tr>' for s, count in counts.items())
    return f'<table class="facts">{rows}</table>'
