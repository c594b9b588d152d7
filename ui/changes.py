"""What changed of the evidence of a suspended answer, as HTML."""

import difflib
from collections.abc import Iterator

from ui.marks import Json, escape


def changes(escalation: Json) -> str:
    """What the answer said, and each passage that it rested on, before and after."""
    if not escalation.get("changes", []):
        return ""
    former = escalation.get("former_reply")
    said = f'<p>It said: <q class="former">{escape(former)}</q></p>' if former else ""
    rows = "".join(_change(change) for change in escalation.get("changes", []))
    return f'<section class="changes"><h4>What changed in the documents</h4>{said}{rows}</section>'


def _change(change: Json) -> str:
    if change["after"] is None:
        told = f"<del>{escape(change['before'])}</del>"
    else:
        told = " ".join(_compared(change["before"].split(), change["after"].split()))
    gone = " (gone)" if change["after"] is None else ""
    return f'<p class="muted">{escape(change["document"])}{gone}</p><blockquote class="passage">{told}</blockquote>'


def _compared(before: list[str], after: list[str]) -> Iterator[str]:
    """Word by word."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for action, start, end, new_start, new_end in matcher.get_opcodes():
        if action == "equal":
            yield escape(" ".join(before[start:end]))
            continue
        if end > start:
            yield f"<del>{escape(' '.join(before[start:end]))}</del>"
        if new_end > new_start:
            yield f"<ins>{escape(' '.join(after[new_start:new_end]))}</ins>"
