"""One case as HTML: the question, the talk before it, the whole draft, each sentence's evidence, what became of it."""

from collections.abc import Sequence

from ui import decision, insights
from ui.changes import changes
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
from ui.queue import SLAS, is_off_point, is_wrong_abstention, kind_of

_ROLES = {"user": "User", "assistant": "Candor", "reviewer": "Person"}


def case(escalation: Json, *, is_mine: bool, briefing: Json | None = None) -> str:
    """What is known of an escalation, and what can be done. `briefing` is null where nothing more could be had."""
    answer = escalation["answer"]
    known = (
        f'data-case="{escape(escalation["id"])}" data-mine="{str(is_mine).lower()}" '
        f'data-status="{escape(escalation["status"])}"'
    )
    rows = _claim_rows(answer, is_open=is_mine) if answer else ""
    body = (
        f"{_facts(escalation)}{insights.diagnosis(briefing)}"
        f"{_draft(answer) if answer else _no_answer()}{changes(escalation)}{_before(briefing)}"
        f"{rows}{_wider(briefing)}{_answered_alike(briefing)}{_history(escalation['history'])}"
    )
    return f'<article class="case" {known}>{decision.around(body, escalation, briefing, is_mine=is_mine)}</article>'


def nothing_chosen() -> str:
    """The place of the case while none is open."""
    return '<p class="muted empty">Choose a case from the queue, or take the next one (n), to see its answer.</p>'


def all_claims(answer: Json) -> list[Json]:
    """Released claims first, then withheld ones: the numbering of labels."""
    withheld = answer.get("withheld")
    return [*answer["claims"], *(withheld["claims"] if withheld else [])]


def _facts(escalation: Json) -> str:
    claimed = escalation.get("claimed_by")
    holder = f" · held by {escape(claimed)} until {moment(escalation['claim_expires_at'])}" if claimed else ""
    whose = f" · for {escape(escalation['assigned_to'])}" if escalation.get("assigned_to") else ""
    return (
        f'<p class="muted">{kind_of(escalation)} · came {moment(escalation["created_at"])} · due '
        f"{moment(escalation['due_at'])} ({escape(SLAS.get(escalation['sla'], escalation['sla']))}) · collection "
        f"{escape(escalation['collection'])}{whose}{holder}</p>{_reason(escalation)}{_same(escalation)}"
    )


def _same(escalation: Json) -> str:
    others = len(escalation.get("duplicates", []))
    if not others:
        return ""
    noun = "other person" if others == 1 else "others"
    return f'<p class="notice same">{others} {noun} asked the same: your reply goes to them, too.</p>'


def _reason(escalation: Json) -> str:
    told = escape(escalation["reason"])
    if is_wrong_abstention(escalation):
        return f'<p class="reason" data-reason="{WRONG_ABSTENTION}">{told.removeprefix(f"{WRONG_ABSTENTION}: ")}</p>'
    if not is_off_point(escalation):
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


def _before(briefing: Json | None) -> str:
    """The turns of the conversation, where there is more than this question and its answer."""
    messages = briefing["messages"] if briefing else []
    if len(messages) <= 2:
        return ""
    turns = "".join(
        f'<li class="{escape(m["role"])}"><b>{_ROLES[m["role"]]}</b> {escape(m["content"])}</li>' for m in messages
    )
    said = f"The conversation, {len(messages)} messages"
    return f'<details class="before"><summary>{said}</summary><ol>{turns}</ol></details>'


def _wider(briefing: Json | None) -> str:
    passages = briefing["passages"] if briefing else []
    if not passages:
        return ""
    found = "".join(_passage(passage) for passage in passages)
    return f'<section class="wider"><h4>What a wider search finds</h4>{found}</section>'


def _passage(passage: Json) -> str:
    return (
        f"<details><summary>{escape(source_name(passage))} · {percent(passage['relevance'])}</summary>"
        f'<blockquote class="passage">{escape(passage["text"])}</blockquote></details>'
    )


def _answered_alike(briefing: Json | None) -> str:
    alike = briefing["verified_answers"] if briefing else []
    rows = "".join(
        f'<li><p class="quoted">{escape(one["question"])}</p><p>{escape(one["text"])}</p>'
        f'<button type="button" class="quiet" data-draft="{escape(one["text"])}">Use this reply</button></li>'
        for one in alike
    )
    return (
        f'<section class="alike"><h4>Verified answers to questions like this</h4><ul>{rows}</ul></section>'
        if rows
        else ""
    )


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
    label = decision.label_choice(number) if is_open else ""
    return (
        f'<li class="claim-row {escape(claim["support"])}"><p class="quoted">{escape(claim["text"])}</p>'
        f'<p class="muted">{support_mark(claim["support"])} {escape(meaning_of(claim["support"]))}{risk}'
        f"{escape(f' ({detectors})') if detectors else ''}</p>{answering(claim)}{values(claim, passages)}"
        f"{_evidence(claim, passages)}{label}</li>"
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


def _history(entries: Sequence[Json]) -> str:
    rows = "".join(
        f"<li>{moment(entry['at'])} · {escape(entry['action'])} by {escape(entry['actor'])}"
        f"{': ' + escape(entry['comment']) if entry.get('comment') else ''}</li>"
        for entry in entries
    )
    return f'<details class="history"><summary>History</summary><ul>{rows}</ul></details>' if rows else ""
