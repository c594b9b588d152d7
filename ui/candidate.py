"""A candidate on a share of the traffic, as HTML."""

from ui.marks import Json, escape, moment, percent

_WORSE = {
    "stopped": "more of its answers were flagged or withheld",
    "wrong": "more of its audited answers were wrong",
    "unanswered": "more often it gave no answer of its own",
}


def canary_card(canary: Json | None) -> str:
    """How the candidate stands beside the default; nothing where none is tried."""
    if canary is None:
        return ""
    rows = "".join(_row(arm, canary["arms"][arm]) for arm in ("candidate", "baseline"))
    return (
        f'<section class="card" id="canary"><h2>Candidate {escape(canary["candidate"])}</h2><p>{_state(canary)}</p>'
        '<table class="facts"><tr><th></th><th>Answers</th><th>Flagged or withheld</th><th>Wrong, audited</th>'
        "<th>No answer of its own</th></tr>"
        f"{rows}</table>{_untried(canary['untried'])}"
        '<p class="muted">Of a conversation each counts once. The intervals hold however often one looks.</p>'
        '<button type="button" class="quiet" data-act="canary" '
        f'data-confirm="Give {escape(canary["candidate"])} its share and count from nothing?" '
        'data-verb="Try anew">Try anew</button></section>'
    )


def _state(canary: Json) -> str:
    if canary["returned_at"] is None:
        return f"Answers {percent(canary['share'])} of the conversations since {moment(canary['started_at'])}."
    why = _WORSE[canary["worse"]]
    return f"<strong>Returned</strong> {moment(canary['returned_at'])}: {why}. The default answers alone."


def _untried(collections: list[str]) -> str:
    if not collections:
        return ""
    return f"<p>Not tried in {escape(', '.join(collections))}: a model of their own answers there.</p>"


def _row(arm: str, found: Json) -> str:
    rates = "".join(f"<td>{_rate(found[name])}</td>" for name in ("stopped_rate", "wrong_rate", "unanswered_rate"))
    return f'<tr><th scope="row">{arm}</th><td>{found["answers"]}</td>{rates}</tr>'


def _rate(rate: Json) -> str:
    if rate["point"] is None:
        return "–"
    return f"{percent(rate['point'])} ({percent(rate['low'])} to {percent(rate['high'])})"
