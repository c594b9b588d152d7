"""How an answer was found, as HTML folded below it: what was searched for, each passage, its rest; what was drawn."""

from base64 import b64encode
from collections.abc import Sequence

from ui.marks import Json, citation, escape, percent, source_name

_SHOWN = 3
_LEFT = {
    "superseded": "an older rule",
    "repeats_the_question": "repeats the question",
    "lacks_what_is_asked_anew": "lacks what is asked anew",
    "unlikely": "unlikely to answer",
    "less_likely": "less likely than the best",
    "said_already": "says the same again",
    "off_point": "the check says that it does not answer the question",
}
_SEARCHES = {"meaning": "dense", "words": "lexical"}
_NOTES = {
    "computation": "The answer was computed over these passages, not chosen from their sentences.",
    "model": "A language model wrote the answer. What is below is what would be quoted without it.",
}


def fold(explanation: Json | None, answer_id: str) -> str:
    """Nothing where nothing was looked for."""
    if not explanation:
        return ""
    known = _NOTES.get(explanation["answered_by"])
    note = f'<p class="muted">{known}</p>' if known else ""
    return (
        '<details class="finding"><summary>How this was found</summary>'
        f'<p>Searched for: <span class="query">“{escape(explanation["query"])}”</span></p>'
        f"{note}{_passages(explanation, answer_id)}</details>"
    )


def picture(diagram: Json | None) -> str:
    """What was drawn, as an image: no script in it runs, and nothing is fetched for it."""
    if not diagram or not diagram["svg"]:
        return ""
    encoded = b64encode(diagram["svg"].encode()).decode()
    return f'<img class="diagram" alt="The diagram" src="data:image/svg+xml;base64,{encoded}">'


def _passages(explanation: Json, answer_id: str) -> str:
    passages = explanation["passages"]
    if not passages:
        return '<p class="muted">No passage was found.</p>'
    quoted = "would be quoted" if explanation["answered_by"] == "model" else "quoted"
    parts = [
        _passage(
            passage,
            number,
            [one for one in explanation["candidates"] if one["passage"] == number - 1],
            answer_id=answer_id,
            quoted=quoted,
        )
        for number, passage in enumerate(passages, 1)
    ]
    return f"<ol>{''.join(parts)}</ol>"


def _passage(passage: Json, number: int, candidates: Sequence[Json], *, answer_id: str, quoted: str) -> str:
    label = f'<span class="source-name">{escape(source_name(passage))}</span>'
    rows = [_candidate(one, quoted) for one in candidates]
    first, rest = f"<ul>{''.join(rows[:_SHOWN])}</ul>" if rows else "", rows[_SHOWN:]
    more = f"<details><summary>{len(rest)} more</summary><ul>{''.join(rest)}</ul></details>" if rest else ""
    return (
        f"<li>{citation(passage, number, answer_id=answer_id, claim=None, label=label)} "
        f'<span class="muted scores">{_scores(passage)}</span>{first}{more}</li>'
    )


def _scores(passage: Json) -> str:
    """Each search has a score for what it found itself."""
    found = passage["scores"]
    known = [f"{name} {found[key]:.2f}" for name, key in _SEARCHES.items() if found[key] is not None]
    return " · ".join(["relevance " + percent(passage["relevance"]), *known])


def _candidate(one: Json, quoted: str) -> str:
    left = one["left"]
    why = f'<span class="taken">{quoted}</span>' if left is None else escape(_LEFT.get(left, left))
    return (
        f'<li><span class="probability">{percent(one["probability"])}</span>'
        f'<span class="said">{escape(one["text"])} <span class="muted">— {why}</span></span></li>'
    )
