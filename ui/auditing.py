"""An audit as its reviewer sees it: the answer without a word of what the check says."""

from collections.abc import Sequence

from ui.marks import Json, escape, marked, source_name

_LABELS = {
    "supported": "the sources say this",
    "beside": "the sources say this, but it is no answer",
    "unsupported": "no source says this",
    "contradicted": "a source says otherwise",
}


def case(escalation: Json, *, is_mine: bool) -> str:
    """Question, answer and sources, and the form that decides once it is `is_mine`."""
    answer = escalation["answer"]
    text = marked(answer["text"], [], answer["passages"], answer_id=answer["id"])
    return (
        f'<article class="case" data-case="{escape(escalation["id"])}" data-mine="{str(is_mine).lower()}">'
        f'<p class="muted">Random sample · collection {escape(escalation["collection"])}</p>'
        '<p class="reason">Drawn by chance, so that the rate of wrong answers can be known. What the check says is '
        "hidden until you have decided; the user reads nothing of this.</p>"
        f'<h2 class="asked">{escape(answer["question"])}</h2><section aria-label="Draft" class="draft">'
        f'<div class="body">{text}</div></section>{_sources(answer["passages"])}'
        f"{_form(escalation) if is_mine else _claim_button(escalation)}</article>"
    )


def _sources(passages: Sequence[Json]) -> str:
    return "".join(
        f"<details><summary>{number}. {escape(source_name(passage))}</summary>"
        f'<blockquote class="passage">{escape(passage["text"])}</blockquote></details>'
        for number, passage in enumerate(passages, 1)
    )


def _claim_button(escalation: Json) -> str:
    disabled = " disabled" if escalation["status"] == "claimed" else ""
    said = "Someone else holds this case" if disabled else "Claim this case"
    return (
        '<div class="buttons"><button type="button" class="primary" data-act="claim" '
        f'data-escalation="{escape(escalation["id"])}"{disabled}>{said}</button></div>'
    )


def _form(escalation: Json) -> str:
    known = f'data-escalation="{escape(escalation["id"])}"'
    rows = "".join(_row(claim, number) for number, claim in enumerate(escalation["answer"]["claims"]))
    return (
        f'<form class="resolve" {known}><fieldset class="claims"><legend>Sentence by sentence</legend><ol>{rows}</ol>'
        '</fieldset><input type="hidden" name="text" value=""><p class="error" role="alert" id="resolve-told"></p>'
        '<div class="buttons">'
        '<button name="resolution" value="approve" class="primary">As labelled, else right</button>'
        '<button name="resolution" value="reject" class="danger">Wrong</button>'
        '<button name="resolution" value="not_in_documents" class="quiet">Not in the documents</button>'
        f'<span class="spacer"></span><button type="button" class="quiet" data-act="release" {known}>Release</button>'
        "</div></form>"
    )


def _row(claim: Json, number: int) -> str:
    options = "".join(f'<option value="{label}">{meaning}</option>' for label, meaning in _LABELS.items())
    return (
        f'<li class="claim-row"><p class="quoted">{escape(claim["text"])}</p><label class="label">Your judgement '
        f'<select name="label-{number}" aria-label="Your judgement of sentence {number + 1}">'
        f'<option value="">none</option>{options}</select></label></li>'
    )
