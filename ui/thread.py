"""A conversation as HTML: questions, marked answers, what was withheld, and people's replies."""

from collections.abc import Mapping, Sequence

from ui import computed, mended
from ui.marks import (
    NO_QUESTION,
    NOT_COMPUTABLE,
    OFF_POINT,
    WRONG_ABSTENTION,
    Json,
    citation,
    escape,
    marked,
    moment,
    off_point_sign,
    source_name,
)

_THUMB = (
    '<svg viewBox="0 0 24 24" width="17" height="17" aria-hidden="true"{turn}><path d="M7 10v10H4V10zM7 10l4-7c1.5 0 '
    '2.5 1 2.5 2.5L13 9h5.5c1.2 0 2 1 1.8 2.2l-1.3 7c-.2 1-1 1.8-2 1.8H7" fill="none" '
    'stroke="currentColor" stroke-width="1.7" stroke-linejoin="round"/></svg>'
)
_PLACES = ("first", "second", "third", "fourth", "fifth")
_WAITING = frozenset({"open", "reopened", "expired"})


def conversation(found: Json, answers: Mapping[str, Json], findings: Mapping[str, str] | None = None) -> str:
    """All messages of `found`, oldest first. `answers` maps an answer's id to it, `findings` to how it was found."""
    escalations = found.get("escalations", [])
    messages = found["messages"]
    last_answer = max((i for i, m in enumerate(messages) if m["role"] == "assistant"), default=-1)
    parts = [
        _message(message, answers, escalations, findings or {}, is_last=index == last_answer)
        for index, message in enumerate(messages)
    ]
    states = "".join(
        f'<i hidden data-escalation="{escape(e["id"])}" data-status="{escape(e["status"])}" '
        f'data-position="{escape(e.get("position") or "")}"></i>'
        for e in escalations
    )
    return f'<div data-conversation="{escape(found["id"])}">{"".join(parts)}{states}</div>'


def banner(found: Json) -> str:
    """Whether a person is at work on this conversation, or how many questions come before it."""
    waits = [e for e in found.get("escalations", []) if e["kind"] != "audit"]
    if any(e["status"] == "claimed" for e in waits):
        return '<div class="banner live" role="status">A person is on it now. Their reply will appear here.</div>'
    waiting = [e for e in waits if e["status"] in _WAITING]
    if not waiting:
        return ""
    place = _place(min((e["position"] for e in waiting if e.get("position")), default=None))
    return f'<div class="banner" role="status">A person was asked.{place} Their reply will appear here by itself.</div>'


def _place(position: int | None) -> str:
    if position is None:
        return ""
    told = _PLACES[position - 1] if position <= len(_PLACES) else f"number {position}"
    return f" Your question is {told} in the queue."


def question(text: str) -> str:
    """What the user asked."""
    return f'<article class="message user" aria-label="You"><p class="body">{escape(text)}</p></article>'


def live_answer(answer: Json, *, is_done: bool) -> str:
    """An answer while it comes, sentence by sentence."""
    body = marked(answer["text"], answer["claims"], answer["passages"], answer_id=answer["id"])
    if is_done:
        return f'<article class="message assistant" aria-label="Answer"><div class="body">{body}</div></article>'
    state = "Checking the next sentence" if body else "Reading the documents"
    return (
        f'<article class="message assistant streaming" aria-label="Answer" aria-busy="true"><div class="body">{body}'
        f'</div><p class="working" role="status"><span class="dots" aria-hidden="true"></span>{state}…</p></article>'
    )


def failure(reason: str, text: str) -> str:
    """A question that could not be answered, with a way to try again."""
    return (
        f'<div class="notice error" role="alert"><p>{escape(reason)}</p>'
        f'<button type="button" class="quiet" data-act="retry" data-question="{escape(text)}">Try again</button></div>'
    )


def stopped(text: str) -> str:
    """What stands where an answer was stopped."""
    return (
        '<div class="notice"><p>Stopped. The answer was not finished.</p>'
        f'<button type="button" class="quiet" data-act="retry" data-question="{escape(text)}">Ask again</button></div>'
    )


def listing(conversations: Sequence[Json], current: str) -> str:
    """The user's conversations, the `current` one marked."""
    if not conversations:
        return '<p class="muted empty">Your conversations will be listed here.</p>'
    return f'<ul class="list">{"".join(_listed(c, is_current=c["id"] == current) for c in conversations)}</ul>'


def _listed(conversation: Json, *, is_current: bool) -> str:
    title = escape(conversation.get("title") or "New conversation")
    known = f'data-conversation="{escape(conversation["id"])}"'
    here = ' aria-current="true"' if is_current else ""
    return (
        f'<li{here}><button type="button" class="row" data-act="open" {known} data-drawer="close">{title}</button>'
        f'<button type="button" class="quiet icon" data-act="delete" {known} aria-label="Delete {title}" '
        'title="Delete" data-confirm="Delete this conversation, with its files and answers?" data-verb="Delete">'
        "✕</button></li>"
    )


def _message(
    message: Json,
    answers: Mapping[str, Json],
    escalations: Sequence[Json],
    findings: Mapping[str, str],
    *,
    is_last: bool,
) -> str:
    known = f' data-message="{escape(message["id"])}"'
    said = escape(message["content"])
    if message["role"] == "user":
        return f'<article class="message user" aria-label="You"{known}><p class="body">{said}</p></article>'
    if message["role"] == "reviewer":
        return _reply(message, answers.get(message.get("answer_id") or ""), known)
    answer = answers.get(message.get("answer_id") or "")
    if answer is None:
        return f'<article class="message assistant" aria-label="Answer"{known}><div class="body">{said}</div></article>'
    finding = findings.get(answer["id"], "")
    return _answer(answer, known, [e for e in escalations if e["answer_id"] == answer["id"]], finding, is_last=is_last)


def _reply(message: Json, answered: Json | None, known: str) -> str:
    """A person's reply, with the question that it answers: others may have been asked since."""
    asked = f'<p class="muted asked-as">To your question: “{escape(answered["question"])}”</p>' if answered else ""
    return (
        f'<article class="message person" aria-label="Reply from a person"{known}><h3>Reply from a person '
        f'<span class="muted">{moment(message["created_at"])}</span></h3>{asked}'
        f'<div class="body">{escape(message["content"])}</div></article>'
    )


def _answer(answer: Json, known: str, escalations: Sequence[Json], finding: str, *, is_last: bool) -> str:
    outcome = escape(answer["outcome"])
    signs = mended.signs(answer)
    body = marked(answer["text"], answer["claims"], answer["passages"], answer_id=answer["id"], signs=signs)
    asked = any(e["kind"] != "audit" for e in escalations)
    return (
        f'<article class="message assistant {outcome}" aria-label="Answer" data-outcome="{outcome}" '
        f'data-answer="{escape(answer["id"])}"{known}>{_heading(answer, escalations)}{_asked_as(answer)}'
        f'{_short(answer)}<div class="body">{body}</div>'
        f"{mended.fold(answer)}{computed.fold(answer)}{_sources(answer)}{finding}"
        f"{_actions(answer, asked=asked, is_last=is_last)}</article>"
    )


def _short(answer: Json) -> str:
    """The words that answer by themselves, above the sentence that has them; nothing where none are sure."""
    short = answer.get("short_answer")
    if not short or answer["outcome"] != "answered":
        return ""
    return f'<p class="short"><span class="sr">Short answer: </span>{escape(short["text"])}</p>'


def _asked_as(answer: Json) -> str:
    """What was looked for in the question's place, where it leaned on the conversation or was misspelt."""
    asked = answer.get("rewritten_question")
    return f'<p class="muted asked-as">Asked as: “{escape(asked)}”</p>' if asked else ""


def _heading(answer: Json, escalations: Sequence[Json]) -> str:
    """What an answer that is not simply answered needs said first."""
    person = "a person has answered" if any(e["status"] == "resolved" for e in escalations) else "a person will answer"
    if answer.get("reason") == OFF_POINT:
        then = (
            person if answer["outcome"] == "escalated" else "each sentence is supported, but none says what was asked"
        )
        return f'<h3 class="outcome off-point">{off_point_sign()} Does not answer the question: {then}</h3>'
    if answer.get("reason") == WRONG_ABSTENTION:
        quoted = "the model found no answer, these sentences of the documents may be one"
        why = quoted if answer["claims"] else "the model found no answer, but the documents may hold one"
        then = f"; {person}" if answer["outcome"] == "escalated" else ""
        return f'<h3 class="outcome" data-reason="{WRONG_ABSTENTION}">Read with care: {why}{then}</h3>'
    if by_person := answer.get("by_person"):
        day = moment(by_person["answered_at"])
        return f'<h3 class="outcome by-person">Answered by a reviewer <span class="muted">{day}</span></h3>'
    if answer.get("reason") == NO_QUESTION:
        return ""
    headings = {
        "abstained": "Cannot be computed" if answer.get("reason") == NOT_COMPUTABLE else "Not found in the documents",
        "escalated": f"Partly withheld: {person}",
        "flagged": f"Read with care: {_doubt(answer)}",
        "repaired": mended.heading(answer),
    }
    told = headings.get(answer["outcome"])
    return f'<h3 class="outcome">{told}</h3>' if told else ""


def _doubt(answer: Json) -> str:
    """A flagged answer may be risky as a whole although each of its sentences is supported."""
    if all(claim["support"] == "supported" for claim in answer["claims"]):
        return "each sentence is supported, but the answer as a whole is risky"
    return "not every sentence is supported"


def _sources(answer: Json) -> str:
    """The passages that the answer cites or rests on, once each; all of those of a person's answer."""
    passages = answer["passages"]
    used = sorted({e["passage"] for claim in answer["claims"] for e in claim["evidence"]})
    if answer.get("by_person"):
        used = list(range(len(passages)))
    buttons = "".join(
        citation(
            passages[i],
            i + 1,
            answer_id=answer["id"],
            claim=None,
            label=f'<span class="source-name">{escape(source_name(passages[i]))}</span>',
        )
        for i in used
        if i < len(passages)
    )
    return f'<div class="sources" aria-label="Sources">{buttons}</div>' if buttons else ""


def _actions(answer: Json, *, asked: bool, is_last: bool) -> str:
    thumbs = "" if answer["outcome"] == "abstained" else _thumb(answer, "up") + _thumb(answer, "down")
    return (
        f'<div class="actions">{_tally(answer["claims"])}<span class="spacer"></span>{thumbs}'
        f"{_retry(answer) if is_last else ''}{_person(answer, asked=asked)}</div>"
    )


def _tally(claims: Sequence[Json]) -> str:
    if not claims:
        return ""
    supported = sum(claim["support"] == "supported" for claim in claims)
    noun = "sentence" if len(claims) == 1 else "sentences"
    return f'<span class="muted tally">{supported} of {len(claims)} {noun} supported</span>'


def _thumb(answer: Json, rating: str) -> str:
    icon = _THUMB.format(turn="" if rating == "up" else ' transform="rotate(180)"')
    pressed = "true" if answer.get("feedback") == rating else "false"
    label = "Good answer" if rating == "up" else "Bad answer"
    return (
        f'<button type="button" class="quiet icon" data-act="rate" data-answer="{escape(answer["id"])}" '
        f'data-rating="{rating}" aria-pressed="{pressed}" aria-label="{label}" title="{label}">{icon}</button>'
    )


def _retry(answer: Json) -> str:
    return (
        '<button type="button" class="quiet" data-act="retry" '
        f'data-question="{escape(answer["question"])}">Ask again</button>'
    )


def _person(answer: Json, *, asked: bool) -> str:
    if asked:
        return ""
    weight = "primary" if answer["outcome"] == "abstained" and answer.get("reason") != NO_QUESTION else "quiet"
    return (
        f'<button type="button" class="{weight}" data-act="person" data-answer="{escape(answer["id"])}">'
        "Ask a person</button>"
    )
