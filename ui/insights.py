"""What is behind the figures, as HTML: why answers failed, what is asked in vain, documents, times, the log."""

from collections.abc import Sequence

from ui import plots
from ui.marks import Json, escape, moment, percent

CAUSES = {
    "retrieval_miss": "The right passage was not found",
    "passages_ignored": "The passages were ignored",
    "sources_conflict": "Sources conflict",
    "outside_documents": "Outside of the documents",
    "detector_wrong": "The check is suspect",
    "question_unclear": "The question is unclear",
}
_TEACH_CAUSES = (
    "Nothing failed in this time that was looked into. Why an answer failed is found out in quiet moments, by what a "
    "wider search would have found."
)
_NO_GAPS = "Every question of this time got an answer."
_MOST_STAGES = 8


def causes_card(gaps: Json) -> str:
    """Why answers failed, most first."""
    counted = sorted(gaps["causes"].items(), key=lambda pair: -pair[1])
    bars = [plots.Bar(CAUSES.get(cause, cause), count, f"{count}") for cause, count in counted]
    return _card("causes", "Why answers failed", plots.ranked(bars, title="Answers by reason") or _empty(_TEACH_CAUSES))


def topics_card(gaps: Json) -> str:
    """What is asked in vain, a fold a topic."""
    return _card("gaps", "Asked in vain", "".join(map(_topic, gaps["topics"])) or _empty(_NO_GAPS))


def _topic(topic: Json) -> str:
    ends = (("abstained", "not found"), ("escalated", "withheld"))
    how = ", ".join(f"{topic[name]} {said}" for name, said in ends if topic[name])
    asked = "".join(f"<li>{escape(one['question'])}{_why(one)}</li>" for one in topic["examples"])
    return (
        f'<details class="topic"><summary><b>{topic["count"]}</b> {escape(topic["topic"])} '
        f'<span class="muted">{escape(topic["collection"])}, {how}</span></summary><ul>{asked}</ul></details>'
    )


def _why(question: Json) -> str:
    cause = question["cause"]
    return f' <span class="muted">{escape(CAUSES.get(cause, cause))}</span>' if cause else ""


def documents_card(citing: Json) -> str:
    """Documents by the harm they do, and those on which no answer rests."""
    if not citing["answers"] and not citing["uncited"]:
        return _card("bearing", "Documents behind answers", _empty("No answer rests on a document yet."))
    rows = "".join(
        f'<tr><th scope="row">{escape(one["document"])}</th><td>{one["wrong"]}</td><td>{one["thumbs_down"]}</td>'
        f"<td>{one['answers']}</td></tr>"
        for one in citing["documents"]
    )
    head = "<thead><tr><th>Document</th><th>Wrong</th><th>Thumbs down</th><th>Answers</th></tr></thead>"
    table = f'<table class="bearing">{head}<tbody>{rows}</tbody></table>' if rows else ""
    return _card("bearing", "Documents behind answers", table + _uncited(citing))


def _uncited(citing: Json) -> str:
    if not citing["uncited"]:
        return '<p class="muted">Each document is behind an answer.</p>'
    names = "".join(f"<li>{escape(one['document'])}</li>" for one in citing["never_cited"])
    more = citing["uncited"] - len(citing["never_cited"])
    rest = f"<li>and {more} more</li>" if more else ""
    return (
        f"<details><summary>Behind none of the last {citing['answers']} answers: {citing['uncited']}</summary>"
        f"<ul>{names}{rest}</ul></details>"
    )


def latency_card(latency: Json) -> str:
    """How long each stage takes: the median as a bar, with what one answer in twenty exceeds."""
    bars = [
        plots.Bar(stage["stage"], stage["p50"], f"{_seconds(stage['p50'])}, one in 20 over {_seconds(stage['p95'])}")
        for stage in latency["stages"][:_MOST_STAGES]
    ]
    drawn = plots.ranked(bars, title="Median time by stage") or _empty("No answer was timed in this time.")
    return _card("latency", "How long answers take", drawn)


def disliked_card(disliked: Json) -> str:
    """Thumbs down, with what users say."""
    rows = "".join(
        f"<li>{escape(one['question'])}<br>"
        f'<span class="muted">{escape(one["comment"] or "No reason given")}</span></li>'
        for one in disliked["questions"]
    )
    return _card("disliked", "Thumbs down", f"<ul>{rows}</ul>" if rows else _empty("No thumb down in this time."))


def log_card(log: Json) -> str:
    """What was asked last, with outcome and time."""
    rows = "".join(
        f'<tr><td class="muted">{moment(one["created_at"])}</td><th scope="row">{escape(one["question"])}</th>'
        f"<td>{_outcome(one)}</td><td>{'' if one['latency_ms'] is None else _seconds(one['latency_ms'])}</td></tr>"
        for one in log["questions"]
    )
    head = "<thead><tr><th>Asked</th><th>Question</th><th>Outcome</th><th>Took</th></tr></thead>"
    table = f'<table class="log">{head}<tbody>{rows}</tbody></table>' if rows else _empty("Nothing was asked.")
    more = '<p class="muted">Older ones: <code>GET /v1/quality/questions</code>.</p>' if log["next_cursor"] else ""
    return _card("log", "Questions", table + more)


def _outcome(question: Json) -> str:
    outcome = question["outcome"]
    if outcome is None:
        return '<span class="muted" title="An audit of it waits">hidden until audited</span>'
    return f'<span class="key {escape(outcome)}">{escape(outcome)}</span>{_why(question)}'


def anchors_card(anchors: Json) -> str:
    """Whether the check is what it was."""
    if anchors["judged_at"] is None:
        return _card("anchors", "The check on frozen claims", _empty("Judged in a quiet moment, then nightly."))
    wrong = "–" if anchors["wrong_ratio"] is None else percent(anchors["wrong_ratio"])
    told = (
        f"<p>Of {anchors['claims']} hard claims that never change the check judges {wrong} wrongly: it lets "
        f"{anchors['missed']} pass that are wrong and refuses {anchors['refused']} that are right.</p>"
    )
    if anchors["change"] is None:
        changed = "There is one night to look at: from the second on a change shows."
    else:
        changed = f"Since {moment(anchors['since'])} their risks moved by {anchors['change']:.3f} on average."
    note = f'<p>{changed}</p><p class="muted">{moment(anchors["judged_at"])}, {escape(anchors["judge"])}</p>'
    return _card("anchors", "The check on frozen claims", told + note)


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


def _empty(told: str) -> str:
    return f'<p class="muted empty">{told}</p>'


def _card(name: str, title: str, body: str) -> str:
    return f'<section class="card" id="{name}"><h2>{title}</h2>{body}</section>'


def diagnosis(briefing: Json | None) -> str:
    """Why the answer of a case failed, as it was found out; nothing where that is not known."""
    found = briefing.get("diagnosis") if briefing else None
    if not found:
        return ""
    where = f" See {escape(found['document'])}." if found["document"] else ""
    of = "" if found["claim"] is None else f" (sentence {found['claim'] + 1})"
    said = escape(CAUSES.get(found["cause"], found["cause"]))
    return f'<p class="reason found" data-cause="{escape(found["cause"])}">Likely why{of}: {said}.{where}</p>'


def cards(first: Sequence[str], wide: str) -> str:
    """All of them: small ones side by side, the log below."""
    return f'<div class="cards">{"".join(first)}</div>{wide}'
