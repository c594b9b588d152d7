"""One source of an answer as HTML: document and place, the page as a picture, the passage with its supporting words.

And what is known of a claim beside its support: its values, and whether it answers the question.
"""

from collections.abc import Sequence
from urllib.parse import quote

from ui.marks import Json, escape, highlighted, meaning_of, off_point_sign, percent, place, source_name, support_mark

_STATES = {
    "same": ("✓", "the source has the same"),
    "other": ("✕", "the source has another"),
    "computed": ("Σ", "computed from the source"),
    "absent": ("!", "found in no source"),
}


def panel(answer: Json, *, passage_index: int, claim_index: int | None) -> str:
    """What speaks for or against a claim of `answer` in one passage; without a claim, all words that support one."""
    passages = answer["passages"]
    if not 0 <= passage_index < len(passages):
        return missing()
    passage = passages[passage_index]
    chosen = [] if claim_index is None else answer["claims"][claim_index : claim_index + 1]
    claims = chosen or [claim for claim in answer["claims"] if not contradicts(claim)]
    spans = evidence_spans(claims, passage_index) + _value_spans(chosen, passage_index)
    verdict = _verdict(chosen[0], passages) if chosen else ""
    against = " against" if chosen and contradicts(chosen[0]) else ""
    known = [said[:1].upper() + said[1:] for said in (passage["stated"]["text"], place(passage)) if said]
    return (
        f'<div class="evidence">{_bar(passage_index + 1)}'
        f'<h3 class="evidence-name">{escape(passage["document"])}</h3>'
        f'<p class="muted">{escape(" · ".join([*known, "relevance " + percent(passage["relevance"])]))}</p>'
        f"{verdict}{_none_marked(spans)}"
        f'<blockquote class="passage{against}" tabindex="0" aria-label="Passage">'
        f"{highlighted(passage['text'], spans)}</blockquote>"
        f"{_picture(passage, spans)}</div>"
    )


def contradicts(claim: Json) -> bool:
    """Whether the claim's evidence speaks against it."""
    return bool(claim["support"] == "contradicted")


def evidence_spans(claims: Sequence[Json], passage_index: int) -> list[tuple[int, int]]:
    """What speaks for `claims`, or against contradicted ones, in one passage, as offsets into its text."""
    return [
        (evidence["start"], evidence["end"])
        for claim in claims
        for evidence in claim["evidence"]
        if evidence["passage"] == passage_index
    ]


def _value_spans(claims: Sequence[Json], passage_index: int) -> list[tuple[int, int]]:
    """Where values of `claims`, or others in their place, stand in one passage."""
    values = [value for claim in claims for value in claim.get("values", ())]
    return evidence_spans(values, passage_index)


def answering(claim: Json) -> str:
    """Whether the claim answers the question; nothing where nobody looked."""
    answers = claim.get("answers_question")
    if answers is None:
        return ""
    if answers:
        return '<p class="answers">Answers the question</p>'
    return f'<p class="answers off-point">{off_point_sign()} Does not answer the question</p>'


def values(claim: Json, passages: Sequence[Json]) -> str:
    """The numbers, dates and amounts of a claim, each with what the sources have."""
    rows = "".join(_value(value, passages) for value in claim.get("values", ()))
    return f'<ul class="values" aria-label="Values">{rows}</ul>' if rows else ""


def _value(value: Json, passages: Sequence[Json]) -> str:
    icon, meaning = _STATES.get(value["state"], ("?", value["state"]))
    known = [found for found in value["evidence"] if found["passage"] < len(passages)]
    quotes = ", ".join(f"“{found['quote']}”" for found in known)
    names = ", ".join(dict.fromkeys(source_name(passages[found["passage"]]) for found in known))
    where = f": {quotes} ({names})" if known else ""
    return (
        f'<li class="value {escape(value["state"])}"><span class="sign" aria-hidden="true">{icon}</span> '
        f"<strong>{escape(value['text'])}</strong> {escape(meaning + where)}</li>"
    )


def missing() -> str:
    """The panel where there is nothing to show."""
    return (
        f'<div class="evidence">{_bar(None)}<p class="muted">This source cannot be shown now. '
        "The answer may still be in the making: try again in a moment.</p></div>"
    )


def _bar(number: int | None) -> str:
    title = "Source" if number is None else f"Source {number}"
    return (
        f'<div class="panel-bar"><h2 tabindex="-1">{title}</h2><button type="button" class="quiet icon" '
        'data-close="panel" aria-label="Close the evidence panel" title="Close (Esc)">✕</button></div>'
    )


def _verdict(claim: Json, passages: Sequence[Json]) -> str:
    support = escape(claim["support"])
    risk = "" if claim["risk"] is None else f' <span class="muted">· risk {percent(claim["risk"])}</span>'
    return (
        f'<div class="verdict {support}"><p class="quoted">{escape(claim["text"])}</p>'
        f"<p>{support_mark(claim['support'])} {escape(meaning_of(claim['support']))}{risk}</p>"
        f"{answering(claim)}{values(claim, passages)}</div>"
    )


def _none_marked(spans: Sequence[tuple[int, int]]) -> str:
    return "" if spans else '<p class="muted">No words of this passage were found to speak for or against it.</p>'


def _picture(passage: Json, spans: Sequence[tuple[int, int]]) -> str:
    if passage.get("page") is None or passage.get("slide") is not None:  # a slide cannot be drawn
        return ""
    start, end = min(spans, default=(0, len(passage["text"])))
    source = (
        f"/v1/documents/{quote(passage['document_id'], safe='')}/pages/{passage['page']}.png"
        f"?highlight={passage['start'] + start}-{passage['start'] + end}"
    )
    return (
        f'<figure class="page"><a href="{escape(source)}" target="_blank" rel="noopener">'
        f'<img src="{escape(source)}" alt="Page {escape(passage["page"])} of {escape(passage["document"])}, '
        'the cited words marked"></a>'
        f"<figcaption>Page {escape(passage['page'])}; opens in full size</figcaption></figure>"
    )
