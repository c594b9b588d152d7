"""The queue as HTML: what waits, what differs between the cases, and which of them are wanted."""

from collections.abc import Sequence

from ui.marks import OFF_POINT, WRONG_ABSTENTION, Json, escape, moment

KINDS = {
    "flagged": "Not supported",
    "unchecked": "Not checked",
    "requested": "Asked for a person",
    "audit": "Random sample",
    "suspended": "Evidence changed",
}
SLAS = {"active": "in time", "hit": "answered in time", "missed": "late"}
_STATUSES = {
    "": "Waiting and claimed",
    "open": "Waiting",
    "claimed": "Claimed",
    "resolved": "Resolved",
    "expired": "Expired",
}
_AGES = {"": "Any age", "60": "Over an hour", "240": "Over 4 hours", "1440": "Over a day"}


def controls(collections: Sequence[str]) -> str:
    """The next case, and which of the queue are shown: a form whose fields are the API's own."""
    chosen = "".join(
        _choice(name, label, options)
        for name, label, options in (
            ("status", "Show", _STATUSES),
            ("kind", "Kind", {"": "All kinds", **KINDS}),
            ("collection", "Collection", {"": "All collections", **{name: name for name in collections}}),
            ("older_than_minutes", "Age", _AGES),
        )
    )
    return (
        '<div class="buttons tools"><button type="button" class="primary" data-next title="n">Next case</button>'
        '<button type="button" class="quiet" data-act="verified">Verified answers</button>'
        '<button type="button" class="quiet icon" data-shortcuts aria-label="Shortcuts" title="Shortcuts">?</button>'
        f'</div><form class="filters" role="search"><input type="search" name="text" placeholder="Search the queue" '
        f'aria-label="Search the queue"><details><summary>Filters</summary><div>{chosen}</div></details></form>'
    )


def listing(escalations: Sequence[Json], current: str) -> str:
    """The queue, in the server's order: most urgent first. Those with the same question stand once."""
    if not escalations:
        return (
            '<div class="empty"><p>Nothing waits for a person.</p>'
            '<p class="muted">Answers that cannot be stood behind, and questions to people, appear here by '
            "themselves.</p></div>"
        )
    shown = _once(escalations, current)
    return f'<ol class="list queue">{"".join(_entry(e, is_current=e["id"] == current) for e in shown)}</ol>{_several()}'


def _once(escalations: Sequence[Json], current: str) -> list[Json]:
    """The first of those that ask the same, or the one at hand; one that somebody holds stands for itself."""
    left_out: set[str] = set()
    shown: list[Json] = []
    for escalation in escalations:
        if escalation["id"] in left_out and escalation["id"] != current and escalation["status"] != "claimed":
            continue
        shown.append(escalation)
        left_out.update(escalation.get("duplicates", []))
    return shown


def is_off_point(escalation: Json) -> bool:
    """Whether it came since its answer, true as it is, answers nothing; a person may have been asked for, too."""
    answer: Json = escalation.get("answer") or {}
    return escalation["kind"] == "flagged" and answer.get("reason") == OFF_POINT


def is_wrong_abstention(escalation: Json) -> bool:
    """Whether it came since a model found no answer where the documents likely hold one."""
    answer: Json = escalation.get("answer") or {}
    return escalation["kind"] == "flagged" and answer.get("reason") == WRONG_ABSTENTION


def kind_of(escalation: Json) -> str:
    """Why it waits, in two words."""
    kind = escalation["kind"]
    if is_wrong_abstention(escalation):
        return "Found no answer"
    return "Does not answer" if is_off_point(escalation) else escape(KINDS.get(kind, kind))


def _choice(name: str, label: str, options: dict[str, str]) -> str:
    choices = "".join(f'<option value="{escape(value)}">{escape(said)}</option>' for value, said in options.items())
    return f'<select name="{name}" aria-label="{label}">{choices}</select>'


def _entry(escalation: Json, *, is_current: bool) -> str:
    answer = escalation.get("answer")
    asked = answer["question"] if answer else escalation["reason"]
    status, sla, known = escalation["status"], escalation["sla"], escape(escalation["id"])
    beside = " off-point" if is_off_point(escalation) else ""
    here = ' aria-current="true"' if is_current else ""
    return (
        f'<li{here}><input type="checkbox" name="several" value="{known}" aria-label="Choose: {escape(asked)}">'
        f'<button type="button" class="row" data-act="open" data-escalation="{known}">'
        f'<span class="asked">{escape(asked)}</span>{_difference(escalation)}<span class="meta">'
        f'<span class="chip kind{beside}">{kind_of(escalation)}</span>{_more(escalation)}'
        f'{_state(status)}<span class="chip sla {escape(sla)}" title="{escape(SLAS.get(sla, sla))}">'
        f"{'late: ' if sla == 'missed' else 'due '}{moment(escalation['due_at'])}</span></span></button></li>"
    )


def _state(status: str) -> str:
    """What waits says nothing of it: most do."""
    return "" if status == "open" else f'<span class="chip {escape(status)}">{escape(status)}</span>'


def _more(escalation: Json) -> str:
    same = len(escalation.get("duplicates", []))
    asked = f'<span class="chip same">asked {same + 1} times</span>' if same else ""
    whose = escalation.get("assigned_to")
    return asked + (f'<span class="chip">for {escape(whose)}</span>' if whose else "")


def _difference(escalation: Json) -> str:
    """What this case is about beside its question: the sentence that stopped it, or what changed."""
    answer: Json = escalation.get("answer") or {}
    claims = [*answer.get("claims", []), *((answer.get("withheld") or {}).get("claims", []))]
    told = next((claim["text"] for claim in claims if claim["support"] != "supported"), "")
    if escalation.get("changes", []):
        told = f"{escalation['changes'][0]['document']} has changed"
    elif escalation["kind"] == "requested" and answer:
        told = escalation["reason"].removeprefix("A person was asked for: ")
    return f'<span class="difference muted">{escape(told)}</span>' if told else ""


def _several() -> str:
    return (
        '<div class="buttons several" hidden><span class="muted" data-chosen></span>'
        '<button type="button" class="quiet" data-several="not_in_documents">Not in the documents</button>'
        '<button type="button" class="danger" data-several="reject">Reject</button>'
        '<button type="button" class="quiet" data-several="assign">Assign to me</button></div>'
    )
