"""The form that decides a case, which stays in view, and what stands in its place before and after."""

from collections.abc import Sequence

from ui.insights import CAUSES
from ui.marks import Json, escape

_LABELS = {
    "supported": "Supported",
    "beside": "Supported, but not an answer",
    "unsupported": "Not supported",
    "contradicted": "Contradicted",
}
_CAUSES = {"": "Why it was wrong", **CAUSES, "detector_wrong": "Nothing: the check was wrong"}
_EXPIRED = "Nobody judged this audit in time. Its answer counts as not reviewed."
_LANGUAGES = {"en": "English", "hu": "Hungarian", "de": "German"}


def around(body: str, escalation: Json, briefing: Json | None, *, is_mine: bool) -> str:
    """The case's `body` and below it, always in view, what can be done with it."""
    known = f'data-escalation="{escape(escalation["id"])}"'
    if escalation.get("resolution"):
        return f'{body}<div class="dock">{_decided(escalation["resolution"], known)}</div>'
    if is_mine:
        return (
            f'<form class="resolve" {known}>{body}<div class="dock">{_fields(escalation, briefing)}'
            f'<p class="error" role="alert" id="resolve-told"></p>{_buttons(escalation, known)}</div></form>'
        )
    if escalation["status"] == "expired":
        return f'{body}<div class="dock"><p class="notice">{_EXPIRED}</p></div>'
    disabled = " disabled" if escalation["status"] == "claimed" else ""
    said = "Someone else holds this case" if disabled else "Claim this case"
    return (
        f'{body}<div class="dock"><div class="buttons"><button type="button" class="primary" data-act="claim" '
        f"{known}{disabled}>{said}</button>{_assigning(escalation, known)}</div></div>"
    )


def label_choice(number: int) -> str:
    """A click each: what the reviewer says of a sentence."""
    options = "".join(
        f'<label><input type="radio" name="label-{number}" value="{value}"> {said}</label>'
        for value, said in _LABELS.items()
    )
    return f'<div class="labels" role="radiogroup" aria-label="Your judgement of sentence {number + 1}">{options}</div>'


def _decided(resolution: Json, known: str) -> str:
    cause = f" · {_CAUSES.get(resolution['cause'], '')}" if resolution.get("cause") else ""
    return (
        f'<section class="notice"><h4>Resolved: {escape(resolution["resolution"].replace("_", " "))}</h4>'
        f'<p class="body">{escape(resolution["text"])}</p><p class="muted">by {escape(resolution["reviewer"])}'
        f'{escape(cause)}</p><button type="button" class="quiet" data-act="reopen" {known} '
        'data-confirm="Open this case again? Its reply stays in the conversation." data-verb="Open again">'
        "Open again</button></section>"
    )


def _fields(escalation: Json, briefing: Json | None) -> str:
    answer = escalation["answer"]
    again = " checked" if escalation.get("former_reply") else ""  # else what still holds would be given no more
    return (
        f'<label for="reply">Reply to the user{_in_language(briefing)}</label>'
        '<textarea id="reply" name="text" rows="2" placeholder="Left empty, a standard sentence is sent"></textarea>'
        f'<div class="options">{_draft_copy(escalation) if answer else ""}{_canned(briefing)}{_causes()}'
        f'<label class="check"><input type="checkbox" name="reuse"{again}> Use this reply again</label>'
        '<label class="check"><input type="checkbox" name="next" checked> Then the next</label></div>'
    )


def _in_language(briefing: Json | None) -> str:
    language = briefing["language"] if briefing else "en"
    return "" if language == "en" else f" in {_LANGUAGES.get(language, language)}"


def _canned(briefing: Json | None) -> str:
    replies: Sequence[Json] = briefing["canned_replies"] if briefing else ()
    if not replies:
        return ""
    options = "".join(f'<option value="{escape(one["text"])}">{escape(one["name"])}</option>' for one in replies)
    return f'<select data-canned aria-label="Canned reply"><option value="">Canned reply</option>{options}</select>'


def _causes() -> str:
    options = "".join(f'<option value="{value}">{said}</option>' for value, said in _CAUSES.items())
    return f'<select name="cause" aria-label="Why it was wrong">{options}</select>'


def _draft_copy(escalation: Json) -> str:
    """A button that puts what was said into the reply, to be edited: the former reply, else the draft's sentences.

    Their marks count other passages.
    """
    answer = escalation["answer"]
    withheld = answer.get("withheld")
    claims = [*answer["claims"], *(withheld["claims"] if withheld else [])]
    draft = escalation.get("former_reply") or " ".join(claim["text"] for claim in claims)
    return f'<button type="button" class="quiet" data-draft="{escape(draft)}">Start from the draft</button>'


def _buttons(escalation: Json, known: str) -> str:
    can_approve = bool(escalation["answer"] or escalation.get("former_reply"))
    said = "It still holds" if escalation.get("former_reply") else "Approve the draft"
    approve = (
        f'<button name="resolution" value="approve" class="primary" title="a">{said}</button>' if can_approve else ""
    )
    weight = "quiet" if can_approve else "primary"
    return (
        f'<div class="buttons">{approve}<button name="resolution" value="edit" class="{weight}" title="Ctrl+Enter">'
        'Send my reply</button><button name="resolution" value="not_in_documents" class="quiet" title="x">Not in the '
        'documents</button><button name="resolution" value="reject" class="danger" title="r">Reject</button>'
        f'<span class="spacer"></span><button type="button" class="quiet" data-act="release" title="u" {known}>Release'
        "</button></div>"
    )


def _assigning(escalation: Json, known: str) -> str:
    if escalation.get("assigned_to"):
        return f'<button type="button" class="quiet" data-act="assign" {known}>Leave it to anybody</button>'
    return f'<button type="button" class="quiet" data-act="assign" data-me {known}>Assign to me</button>'
