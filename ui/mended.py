"""What of an answer was changed before it was shown, as HTML: signs where it stands, and a fold that tells all."""

from ui.marks import Json, escape

_WHY = {
    "unsupported": "no source says it",
    "contradicted": "a source says otherwise",
    "off_point": "it did not answer the question",
    "repeated": "it is said already",
}


def heading(answer: Json) -> str:
    """What was done, in a few words."""
    if answer.get("model") == "extractive":
        return "Quoted from the documents: what the language model wrote was left out"
    changes = answer.get("repairs") or []
    sentences = [one for one in changes if one["reason"] != "off_point"]
    rewritten = sum(1 for one in sentences if one["text"])
    told = [] if len(sentences) == len(changes) else ["the answer was rewritten"]
    told += [f"{_sentences(rewritten)} rewritten"] if rewritten else []
    told += [f"{_sentences(len(sentences) - rewritten)} left out"] if len(sentences) > rewritten else []
    return f"Mended before it was shown: {', '.join(told)}"


def signs(answer: Json) -> list[tuple[int, str]]:
    """Behind what was written anew and where something was left out, as `marked` takes them."""
    return [(one["end"], _sign(one)) for one in answer.get("repairs") or []]


def fold(answer: Json) -> str:
    """Nothing for an answer that is shown as it was written."""
    changes = answer.get("repairs") or []
    if not changes:
        return ""
    items = "".join(f"<li>{_change(one)}</li>" for one in changes)
    return f'<details class="mended"><summary>What was changed</summary><ul>{items}</ul></details>'


def _change(change: Json) -> str:
    was = f"<del>{escape(change['original'])}</del> " if change["original"] else ""
    now = f"<ins>{escape(change['text'])}</ins>" if change["text"] else "Left out"
    return f'{was}{now} <span class="muted">({escape(_why(change))})</span>'


def _why(change: Json) -> str:
    return _WHY.get(change["reason"], str(change["reason"]))


def _sentences(count: int) -> str:
    return "one sentence was" if count == 1 else f"{count} sentences were"


def _sign(change: Json) -> str:
    icon, what = ("↻", "Rewritten") if change["text"] else ("…", "Left out")
    was = f". It was: “{change['original']}”" if change["original"] else ""
    meaning = escape(f"{what}, since {_why(change)}{was}")
    return f'<span class="sign mended" role="img" aria-label="{meaning}" title="{meaning}">{icon}</span>'
