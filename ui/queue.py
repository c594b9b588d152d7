"""Escalations as HTML: the queue, one case with its evidence, and the form that decides it."""

from collections.abc import Sequence

from ui.evidence import answering, contradicts, evidence_spans, values
from ui.marks import (
    OFF_POINT,
    WRONG_ABSTENTION,
    Json,
    escape,
    highlighted,
    marked,
    meaning_of,
    moment,
    off_point_sign,
    percent,
    source_name,
    support_mark,
)

_KINDS = {
    "flagged": "Not supported",
    "unchecked": "Not checked",
    "requested": "Asked for a person",
    "audit": "Random sample",
    "suspended": "Evidence changed",
}
_SLAS = {"active": "in time", "hit": "answered in time", "missed": "late"}
_LABELS = ("supported", "unsupported", "contradicted")


def listing(escalations: Sequence[Json], current: str) -> str:
    """The queue, in the server's order: most urgent first."""
    if not escalations:
        return (
            '<div class="empty"><p>Nothing waits for a person.</p>'
            '<p class="muted">Answers that cannot be stood behind, and questions to people, appear here by '
            "themselves.</p></div>"
        )
    return f'<ol class="list queue">{"".join(_entry(e, is_current=e["id"] == current) for e in escalations)}</ol>'


def case(escalation: Json, *, is_mine: bool) -> str:
    """One escalation: the question, the whole draft, each claim's evidence, and what can be done."""
    answer = escalation["answer"]
    return (
        f'<article class="case" data-case="{escape(escalation["id"])}" data-mine="{str(is_mine).lower()}">'
        f"{_facts(escalation)}{_draft(answer) if answer else _no_answer()}"
        f"{_form(escalation, is_mine=is_mine)}{_history(escalation['history'])}</article>"
    )


def nothing_chosen() -> str:
    """The place of the case while none is open."""
    return '<p class="muted empty">Choose a case from the queue to see its answer and evidence.</p>'


def _entry(escalation: Json, *, is_current: bool) -> str:
    answer = escalation.get("answer")
    asked = answer["question"] if answer else escalation["reason"]
    status, sla = escalation["status"], escalation["sla"]
    beside = " off-point" if _is_off_point(escalation) else ""
    here = ' aria-current="true"' if is_current else ""
    return (
        f'<li{here}><button type="button" class="row" data-act="open" data-escalation="{escape(escalation["id"])}">'
        f'<span class="asked">{escape(asked)}</span><span class="meta">'
        f'<span class="chip kind{beside}">{_kind(escalation)}</span>'
        f'<span class="chip {escape(status)}">{escape(status)}</span><span class="chip sla {escape(sla)}">'
        f"due {moment(escalation['due_at'])} · {escape(_SLAS.get(sla, sla))}</span></span></button></li>"
    )


def _facts(escalation: Json) -> str:
    claimed = escalation.get("claimed_by")
    holder = f" · held by {escape(claimed)} until {moment(escalation['claim_expires_at'])}" if claimed else ""
    return (
        f'<p class="muted">{_kind(escalation)} · came {moment(escalation["created_at"])} · due '
        f"{moment(escalation['due_at'])} ({escape(_SLAS.get(escalation['sla'], escalation['sla']))}) · collection "
        f"{escape(escalation['collection'])}{holder}</p>"
        f"{_reason(escalation)}"
    )


def _is_off_point(escalation: Json) -> bool:
    """Whether it came since its answer, true as it is, answers nothing; a person may have been asked for, too."""
    answer: Json = escalation.get("answer") or {}
    return escalation["kind"] == "flagged" and answer.get("reason") == OFF_POINT


def _is_wrong_abstention(escalation: Json) -> bool:
    """Whether it came since a model found no answer where the documents likely hold one."""
    answer: Json = escalation.get("answer") or {}
    return escalation["kind"] == "flagged" and answer.get("reason") == WRONG_ABSTENTION


def _kind(escalation: Json) -> str:
    kind = escalation["kind"]
    if _is_wrong_abstention(escalation):
        return "Found no answer"
    return "Does not answer" if _is_off_point(escalation) else escape(_KINDS.get(kind, kind))


def _reason(escalation: Json) -> str:
    told = escape(escalation["reason"])
    if _is_wrong_abstention(escalation):
        return f'<p class="reason" data-reason="{WRONG_ABSTENTION}">{told.removeprefix(f"{WRONG_ABSTENTION}: ")}</p>'
    if not _is_off_point(escalation):
        return f'<p class="reason">{told}</p>'
    return (
        f'<p class="reason off-point" data-reason="{OFF_POINT}">{off_point_sign()} Does not answer the question: '
        f"{told.removeprefix(f'{OFF_POINT}: ')}</p>"
    )


def _no_answer() -> str:
    return '<p class="notice">There is no answer yet: this person asked to talk to someone.</p>'


def _draft(answer: Json) -> str:
    released = marked(answer["text"], answer["claims"], answer["passages"], answer_id=answer["id"])
    withheld = answer.get("withheld")
    kept = (
        '<div class="withheld"><h4>Withheld from the user</h4><div class="body">'
        f"{_marked_withheld(answer, withheld)}</div></div>"
        if withheld
        else ""
    )
    return (
        f'<h2 class="asked">{escape(answer["question"])}</h2><section aria-label="Draft" class="draft">'
        f'<h4>Seen by the user</h4><div class="body">{released}</div>{kept}</section>'
    )


def _marked_withheld(answer: Json, withheld: Json) -> str:
    return marked(
        withheld["text"],
        withheld["claims"],
        answer["passages"],
        answer_id=answer["id"],
        first_claim=len(answer["claims"]),
    )


def all_claims(answer: Json) -> list[Json]:
    """Released claims first, then withheld ones: the numbering of labels."""
    withheld = answer.get("withheld")
    return [*answer["claims"], *(withheld["claims"] if withheld else [])]


def _claim_rows(answer: Json, *, is_open: bool) -> str:
    rows = "".join(
        _claim_row(claim, number, answer["passages"], is_open=is_open)
        for number, claim in enumerate(all_claims(answer))
    )
    return (
        f'<fieldset class="claims"><legend>Sentences and their evidence</legend><ol>{rows}</ol></fieldset>'
        if rows
        else ""
    )


def _claim_row(claim: Json, number: int, passages: Sequence[Json], *, is_open: bool) -> str:
    risk = "" if claim["risk"] is None else f" · risk {percent(claim['risk'])}"
    detectors = ", ".join(f"{name} {percent(value)}" for name, value in claim["detectors"].items())
    label = _label_choice(number) if is_open else ""
    return (
        f'<li class="claim-row {escape(claim["support"])}"><p class="quoted">{escape(claim["text"])}</p>'
        f'<p class="muted">{support_mark(claim["support"])} {escape(meaning_of(claim["support"]))}{risk}'
        f"{escape(f' ({detectors})') if detectors else ''}</p>{answering(claim)}{values(claim, passages)}"
        f"{_evidence(claim, passages)}{label}</li>"
    )


def _label_choice(number: int) -> str:
    options = "".join(f'<option value="{label}">{escape(meaning_of(label))}</option>' for label in _LABELS)
    return (
        f'<label class="label">Your judgement <select name="label-{number}" '
        f'aria-label="Your judgement of sentence {number + 1}"><option value="">none</option>{options}</select></label>'
    )


def _evidence(claim: Json, passages: Sequence[Json]) -> str:
    used = sorted({e["passage"] for e in claim["evidence"] if e["passage"] < len(passages)})
    shown = used or list(range(min(1, len(passages))))
    unmarked = "" if used else "Nearest source, nothing marked: "
    return "".join(
        f"<details><summary>{unmarked}{escape(source_name(passages[i]))}</summary>"
        f'<blockquote class="passage{" against" if contradicts(claim) else ""}">'
        f"{highlighted(passages[i]['text'], evidence_spans([claim], i))}</blockquote></details>"
        for i in shown
    )


def _form(escalation: Json, *, is_mine: bool) -> str:
    """Claims and, by whose turn it is: the decision that was made, the button to claim, or the form to decide."""
    answer, resolution = escalation["answer"], escalation.get("resolution")
    rows = _claim_rows(answer, is_open=is_mine) if answer else ""
    if resolution:
        return (
            f'{rows}<section class="notice"><h4>Resolved: {escape(resolution["resolution"].replace("_", " "))}</h4>'
            f'<p class="body">{escape(resolution["text"])}</p></section>'
        )
    if is_mine:
        return _decision_form(escalation, rows)
    disabled = " disabled" if escalation["status"] == "claimed" else ""
    said = "Someone else holds this case" if disabled else "Claim this case"
    return (
        f'{rows}<div class="buttons"><button type="button" class="primary" data-act="claim" '
        f'data-escalation="{escape(escalation["id"])}"{disabled}>{said}</button></div>'
    )


def _decision_form(escalation: Json, rows: str) -> str:
    known = f'data-escalation="{escape(escalation["id"])}"'
    answer = escalation["answer"]
    return (
        f'<form class="resolve" {known}>{rows}<label for="reply">Reply to the user</label>'
        '<textarea id="reply" name="text" rows="5" placeholder="Left empty, the draft or a standard sentence is sent">'
        f"</textarea>{_draft_copy(answer) if answer else ''}"
        '<label class="check"><input type="checkbox" name="reuse"> Use this reply again for the same question</label>'
        '<p class="error" role="alert" id="resolve-told"></p>'
        f'<div class="buttons">{_decisions(has_answer=bool(answer))}<span class="spacer"></span>'
        f'<button type="button" class="quiet" data-act="release" {known}>Release</button></div></form>'
    )


def _draft_copy(answer: Json) -> str:
    """A button that puts the draft's sentences into the reply, to be edited."""
    draft = " ".join(claim["text"] for claim in all_claims(answer))
    return f'<button type="button" class="quiet" data-draft="{escape(draft)}">Start from the draft</button>'


def _decisions(*, has_answer: bool) -> str:
    approve = (
        '<button name="resolution" value="approve" class="primary">Approve the draft</button>' if has_answer else ""
    )
    weight = "quiet" if has_answer else "primary"
    return (
        f'{approve}<button name="resolution" value="edit" class="{weight}">Send my reply</button>'
        '<button name="resolution" value="not_in_documents" class="quiet">Not in the documents</button>'
        '<button name="resolution" value="reject" class="danger">Reject</button>'
    )


def _history(entries: Sequence[Json]) -> str:
    rows = "".join(
        f"<li>{moment(entry['at'])} · {escape(entry['action'])} by {escape(entry['actor'])}"
        f"{': ' + escape(entry['comment']) if entry.get('comment') else ''}</li>"
        for entry in entries
    )
    return f'<details class="history"><summary>History</summary><ul>{rows}</ul></details>' if rows else ""
