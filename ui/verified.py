"""Verified answers as HTML."""

from collections.abc import Sequence

from ui.marks import Json, escape, moment


def listing(verified: Sequence[Json]) -> str:
    """All of them: what they say, how often they were given, which are suspended."""
    if not verified:
        return (
            '<div class="empty"><p>No verified answers yet.</p><p class="muted">Tick “Use this reply again” when you '
            "answer a case: whoever asks the same is then given your reply at once.</p></div>"
        )
    rows = "".join(_row(one) for one in verified)
    return (
        '<h2>Verified answers</h2><table class="verified"><thead><tr><th>Question and answer</th><th>Given</th>'
        f"<th>By</th><th></th></tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(one: Json) -> str:
    state = '<span class="chip missed">suspended</span>' if one["suspended"] else ""
    used = f", last {moment(one['last_used'])}" if one["last_used"] else ""
    times = "once" if one["hits"] == 1 else f"{one['hits']} times"
    sources = ", ".join(dict.fromkeys(passage["document"] for passage in one["passages"]))
    return (
        f'<tr><td><b>{escape(one["question"])}</b> {state}<br>{escape(one["text"])}<br><span class="muted">'
        f"{escape(one['collection'])}{escape(f' · rests on {sources}') if sources else ''}</span></td>"
        f"<td>{times}{used}</td><td>{escape(one['reviewer'])}<br>{moment(one['answered_at'])}</td>"
        f'<td><button type="button" class="danger" data-act="unverify" data-verified="{escape(one["id"])}" '
        'data-confirm="Delete this verified answer? It will not be given any more." data-verb="Delete">Delete</button>'
        "</td></tr>"
    )
