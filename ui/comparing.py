"""The page Compare: which of two answers is better, without a word of whose they are, and how the models stand."""

from collections.abc import Sequence

import gradio as gr

from ui import plots
from ui.api import Api, ApiProblem, Connection
from ui.marks import Json, escape, moment, percent
from ui.shell import Triggers, block, explain, header, parse

_TEACH = (
    "Nothing waits for votes. <code>candor evaluate compare MODEL MODEL --vote</code> asks several models the same "
    "questions and puts their answers up here."
)
_CHOICES = {"left": "The left one", "right": "The right one", "tie": "Both alike", "neither": "Neither is good"}


class Comparing:
    """One page over `/v1/comparisons`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def build(self, page: gr.Blocks) -> None:
        """Lays the page out and connects it."""
        header("compare")
        with gr.Column(elem_id="compare", elem_classes="sheet"):
            block("<h1>Compare</h1>", elem_id="compare-title")
            self._listing = block('<p class="muted loading">Loading…</p>', elem_id="comparisons")
            self._pair = block(elem_id="pair")
            self._ranking = block(elem_id="ranking")
        triggers = Triggers(page)
        everything = [self._listing, self._pair, self._ranking]
        triggers.on("start", self._start, outputs=everything)
        triggers.on("choose", self._choose, outputs=everything)
        triggers.on("vote", self._vote, outputs=everything)
        triggers.on("ranking", self._rank, outputs=[self._ranking])

    async def _start(self, _: str, request: gr.Request) -> tuple[str, str, str]:
        return await shown(self._connection.of(request), "")

    async def _choose(self, payload: str, request: gr.Request) -> tuple[str, str, str]:
        return await shown(self._connection.of(request), str(parse(payload)["comparison"]))

    async def _vote(self, payload: str, request: gr.Request) -> tuple[str, str, str]:
        api, sent = self._connection.of(request), parse(payload)
        body = {"ticket": sent["ticket"], "choice": sent["choice"]}
        try:
            await api.post(f"/v1/comparisons/{sent['comparison']}/votes", body)
        except ApiProblem as problem:
            listing, pair, _ = await shown(api, str(sent["comparison"]))
            return listing, explain(problem) + pair, ""
        return await shown(api, str(sent["comparison"]))

    async def _rank(self, payload: str, request: gr.Request) -> str:
        try:
            found = await self._connection.of(request).get(f"/v1/comparisons/{parse(payload)['comparison']}/ranking")
        except ApiProblem as problem:
            return explain(problem)
        return ranking(found)


async def shown(api: Api, comparison: str) -> tuple[str, str, str]:
    """The comparisons, the next two answers of one of them, and no ranking, which would take away the blindness."""
    try:
        found = (await api.get("/v1/comparisons"))["comparisons"]
        if not found:
            return f'<p class="muted empty">{_TEACH}</p>', "", ""
        chosen = comparison or str(found[0]["id"])
        following = (await api.get(f"/v1/comparisons/{chosen}/next"))["pair"]
    except ApiProblem as problem:
        return explain(problem), "", ""
    return listing(found, chosen), pair(following, chosen), ""


def listing(comparisons: Sequence[Json], chosen: str) -> str:
    """A button each."""
    items = "".join(
        f'<li><button type="button" class="quiet" data-act="choose" data-comparison="{escape(one["id"])}"'
        f"{' aria-current=true' if one['id'] == chosen else ''}>{one['models']} models, {one['questions']} questions, "
        f"{one['votes']} votes</button> <span class=muted>{escape(one['collection'])}, "
        f"{moment(one['created_at'])}</span></li>"
        for one in comparisons
    )
    return f'<ul class="list">{items}</ul>'


def pair(found: Json | None, comparison: str) -> str:
    """Two answers side by side, and what can be said of them."""
    rank = (
        f'<button type="button" class="quiet" data-act="ranking" data-comparison="{escape(comparison)}">'
        "How do the models stand?</button>"
    )
    if found is None:
        return f'<p class="muted">You have voted on all of them.</p><div class="buttons">{rank}</div>'
    buttons = "".join(
        f'<button type="button" class="primary" data-act="vote" data-comparison="{escape(comparison)}" '
        f'data-ticket="{escape(found["ticket"])}" data-choice="{choice}">{told}</button>'
        for choice, told in _CHOICES.items()
    )
    return (
        f"<h2>{escape(found['question'])}</h2>"
        f'<div class="cards"><section class="card"><h3>Left</h3><p class="said">{escape(found["left"])}</p></section>'
        f'<section class="card"><h3>Right</h3><p class="said">{escape(found["right"])}</p></section></div>'
        f'<div class="buttons" role="group" aria-label="Which is better?">{buttons}{rank}</div>'
    )


def ranking(found: Json) -> str:
    """Chances to be preferred, the strongest first, with their intervals."""
    rows = "".join(
        f'<tr><th scope="row">{escape(one["model"])}</th><td>{percent(one["strength"])}</td>'
        f"<td>{percent(one['low'])} to {percent(one['high'])}</td><td>{one['votes']}</td></tr>"
        for one in found["models"]
    )
    rates = [plots.Interval(one["strength"], one["low"], one["high"]) for one in found["models"]]
    names = [str(one["model"]) for one in found["models"]]
    plot = plots.banded(rates, names, title="Chance to be preferred, with 95 % intervals")
    return (
        '<section class="card"><h2>How the models stand</h2>'
        f'<p class="muted">By {found["comparison"]["votes"]} votes: the '
        "chance that a model’s answer is preferred to another’s. Where intervals overlap, more votes may turn the "
        f'order.</p><table class="facts"><tr><th>Model</th><th>Preferred</th><th>95 %</th><th>Votes</th></tr>{rows}'
        f"</table>{plot}</section>"
    )
