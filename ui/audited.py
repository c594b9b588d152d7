"""What the random audit says, as HTML: the rate over weeks, how right the check is, a threshold to be tried."""

import json
from collections.abc import Sequence

from ui import plots
from ui.marks import Json, escape, percent

_TEACH = (
    "A rate appears once people have reviewed answers that were drawn by chance. Every answer that claims something "
    "may be drawn, at most every fifth and about twenty a week unless set otherwise; they wait on the "
    "<a href=/review>review page</a> as “Random sample”. Open one, compare each sentence with the sources, and say "
    "whether the answer is right. The first few give a wide interval; thirty narrow it with the help of the risks of "
    "all other answers."
)


_WITH = {"ppi++": " and the risks of all others"}


def rate_card(now: Json, weeks: Sequence[Json]) -> str:
    """The rate of four weeks and week by week, or how to come by one."""
    rate = now["hallucination_rate"]
    if not rate["labels"]:
        return f'<section class="card"><h2>Wrong answers, audited</h2><p class="muted empty">{_TEACH}</p></section>'
    labels = [str(week["start"])[5:10] for week in weeks]
    rates = [plots.Interval.of(week["hallucination_rate"]) for week in weeks]
    plot = plots.banded(rates, labels, title="Wrong answers by week, with 95 % intervals")
    return (
        f'<section class="card" id="rate"><h2>Wrong answers, audited</h2><p>{_said(rate)} of what was delivered in the '
        f"last four weeks is wrong, by {rate['labels']} answers drawn by chance"
        f"{_WITH.get(rate['method'], '')}.</p>"
        f"{plot}</section>"
    )


def detector_card(now: Json) -> str:
    """How right the check is, or why nobody knows."""
    found = [(name, now["detector"][name]) for name in ("precision", "recall")]
    told = "".join(f"<p>{_detector_line(name, rate)}</p>" for name, rate in found)
    known = [plots.Interval.of(rate) for _, rate in found]
    plot = plots.banded(known, ["precision", "recall"], title="The check, with 95 % intervals") if any(known) else ""
    return f'<section class="card" id="detector"><h2>How right the check is</h2>{told}{plot}</section>'


def _detector_line(name: str, rate: Json) -> str:
    if name == "precision":
        what, missing = "of what it flags is wrong", "flagged"
    else:
        what, missing = "of what is wrong is flagged", "wrong"
    if rate["point"] is None:
        return f'<span class="muted">{name.capitalize()}: no audited answer was {missing} yet.</span>'
    return f"{name.capitalize()}: {_said(rate)} {what}, by {rate['labels']} answers."


def threshold_card(replayed: Json, collection: str | None) -> str:
    """A slider over what each threshold would have done, and, of one collection, the button that sets it."""
    steps = [
        {"threshold": step["threshold"], "told": _threshold_line(step)}
        for step in replayed["thresholds"]
        if step["reviews_a_day"]["point"] is not None
    ]
    heading = "<h2>Another threshold</h2>"
    if not steps:
        told = (
            "Once answers that may be audited were given, this replays their risks: how many a day people would read."
        )
        return f'<section class="card">{heading}<p class="muted empty">{told}</p></section>'
    at = _nearest(steps, replayed["current"])
    return (
        f'<section class="card" id="thresholds" data-steps="{escape(json.dumps(steps))}">{heading}'
        f'<label for="threshold">A sentence is not supported from this risk on</label>'
        f'<input type="range" id="threshold" min="0" max="{len(steps) - 1}" value="{at}">'
        f'<output for="threshold" id="threshold-told">{escape(steps[at]["told"])}</output>'
        f"{_setting(replayed, collection, steps[at])}</section>"
    )


def _setting(replayed: Json, collection: str | None, step: Json) -> str:
    if collection is None:
        return '<p class="muted">Choose one collection above to set its threshold.</p>'
    return (
        f'<p class="muted">In force: {replayed["current"]:.2f}. Replayed on {replayed["answers"]} answers of four '
        f"weeks, {replayed['labels']} of them audited.</p>"
        f'<button type="button" class="primary" data-act="threshold" data-collection="{escape(collection)}" '
        f'data-threshold="{step["threshold"]}" '
        f'data-confirm="Use this threshold for “{escape(collection)}” from now on?" '
        'data-verb="Use it">Use this threshold</button>'
    )


def _nearest(steps: Sequence[Json], current: float | None) -> int:
    wanted = 0.5 if current is None else current
    return min(range(len(steps)), key=lambda at: abs(float(steps[at]["threshold"]) - wanted))


def _threshold_line(step: Json) -> str:
    reviews = step["reviews_a_day"]
    told = f"At {step['threshold']:.2f}: {reviews['point']:.1f} reviews a day"
    precision, recall = step["precision"], step["recall"]
    if precision["point"] is not None:
        told += f"; {_said(precision)} of these are of wrong answers"
    if recall["point"] is not None:
        told += f"; {_said(recall)} of the wrong ones are found"
    if precision["point"] is None and recall["point"] is None:
        told += "; what they would find is not known before answers were audited"
    return f"{told}."


def _said(rate: Json) -> str:
    return f"{percent(rate['point'])} ({percent(rate['low'])} to {percent(rate['high'])})"
