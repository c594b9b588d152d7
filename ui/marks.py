"""Claims and citations as HTML: every character of a document or a model is escaped here, nothing passes as markup."""

import html
import re
from collections.abc import Sequence
from operator import itemgetter
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

FORMATS = "PDF, Word, Excel, PowerPoint, ODT, HTML, mail, CSV, TXT, Markdown"
"""What can be uploaded, as people call it."""

ACCEPTED = ".pdf,.docx,.docm,.xlsx,.xlsm,.pptx,.pptm,.odt,.html,.htm,.eml,.csv,.tsv,.txt,.md,.markdown"
"""The same for the browser's file picker."""

_FINE = 0.1  # below it a decimal is shown
_CITATION = re.compile(r"\[(\d{1,3})\]")
_ICONS = {"supported": "✓", "unsupported": "!", "contradicted": "✕", "unchecked": "?"}
_MEANINGS = {
    "supported": "Supported: the sources say this",
    "unsupported": "Not supported: no source says this",
    "contradicted": "Contradicted: a source says otherwise",
    "unchecked": "Not checked: the check did not run",
}


OFF_POINT = "off_point"
NO_QUESTION = "no_question"
WRONG_ABSTENTION = "wrong_abstention"
NOT_COMPUTABLE = "not_computable"


def escape(value: object) -> str:
    """Text as HTML, safe in attributes too."""
    return html.escape(str(value), quote=True)


def place(passage: Json) -> str:
    """Where in its document a passage is, from coarse to fine: heading, page or slide, sheet, rows; or nothing."""
    return ", ".join(part for part in (_heading(passage), _leaf(passage), _sheet(passage), _rows(passage)) if part)


def _heading(passage: Json) -> str:
    return f"“{passage['heading']}”" if passage.get("heading") else ""


def _leaf(passage: Json) -> str:
    if passage.get("slide") is not None:
        return f"slide {passage['slide']}"
    return "" if passage.get("page") is None else f"page {passage['page']}"


def _sheet(passage: Json) -> str:
    return f"sheet “{passage['sheet']}”" if passage.get("sheet") else ""


def _rows(passage: Json) -> str:
    rows = passage.get("rows")
    if not rows:
        return ""
    return f"row {rows[0]}" if rows[0] == rows[1] else f"rows {rows[0]}–{rows[1]}"


def source_name(passage: Json) -> str:
    """Document, what it says of itself, and place, as people say it."""
    return ", ".join(part for part in (str(passage["document"]), passage["stated"]["text"], place(passage)) if part)


def support_mark(support: str) -> str:
    """The sign of a verdict: a shape as well as a colour, with its meaning for ears and pointers."""
    meaning = _MEANINGS.get(support, support)
    icon = _ICONS.get(support, "?")
    return f'<span class="sign" role="img" aria-label="{escape(meaning)}" title="{escape(meaning)}">{icon}</span>'


def off_point_sign() -> str:
    """The sign of an answer beside the point; the words beside it say what it means."""
    return '<span class="sign" aria-hidden="true">≠</span>'


def meaning_of(support: str) -> str:
    """A verdict in a sentence."""
    return _MEANINGS.get(support, support)


def marked(
    content: str,
    claims: Sequence[Json],
    passages: Sequence[Json],
    *,
    answer_id: str,
    first_claim: int = 0,
    signs: Sequence[tuple[int, str]] = (),
) -> str:
    """`content` with each claim marked and each citation a button; claims are numbered from `first_claim`.

    Offsets count code points, as Python does. `signs` are HTML at an offset, between claims.
    """
    parts: list[str] = []
    reached, waiting = 0, sorted(signs, key=itemgetter(0))
    for index, claim in enumerate(claims, first_claim):
        parts += _passed(waiting, claim["start"])
        parts.append(_cited(content[reached : claim["start"]], passages, answer_id=answer_id, claim=None))
        inner = _cited(content[claim["start"] : claim["end"]], passages, answer_id=answer_id, claim=index)
        support = escape(claim["support"])
        parts.append(
            f'<span class="claim {support}" data-support="{support}" data-claim="{index}">{inner}'
            f"{_sign(claim, answer_id=answer_id, index=index)}</span>"
        )
        reached = claim["end"]
    parts += _passed(waiting, len(content))
    parts.append(_cited(content[reached:], passages, answer_id=answer_id, claim=None))
    return "".join(parts)


def _passed(waiting: list[tuple[int, str]], reached: int) -> list[str]:
    """The signs up to there, which wait no longer."""
    passed = [sign for offset, sign in waiting if offset <= reached]
    del waiting[: len(passed)]
    return passed


def _sign(claim: Json, *, answer_id: str, index: int) -> str:
    """The verdict's sign; where something speaks for or against the claim or a value of it, a button that shows it."""
    mark = support_mark(claim["support"])
    shown = [*claim["evidence"], *(found for value in claim.get("values", ()) for found in value["evidence"])]
    if not shown:
        return mark
    return (
        f'<button type="button" class="why" data-act="evidence" data-answer="{escape(answer_id)}" '
        f'data-passage="{shown[0]["passage"]}" data-claim="{index}" '
        f'aria-label="{escape(meaning_of(claim["support"]))}: show where">{mark}</button>'
    )


def _cited(text: str, passages: Sequence[Json], *, answer_id: str, claim: int | None) -> str:
    parts: list[str] = []
    reached = 0
    for match in _CITATION.finditer(text):
        number = int(match[1])
        if not 1 <= number <= len(passages):
            continue
        parts.append(escape(text[reached : match.start()]))
        parts.append(citation(passages[number - 1], number, answer_id=answer_id, claim=claim))
        reached = match.end()
    parts.append(escape(text[reached:]))
    return "".join(parts)


def citation(passage: Json, number: int, *, answer_id: str, claim: int | None, label: str = "") -> str:
    """A button that opens the evidence; `number` counts passages from 1."""
    name = escape(source_name(passage))
    which = "" if claim is None else f' data-claim="{claim}"'
    return (
        f'<button type="button" class="cite" data-act="evidence" data-answer="{escape(answer_id)}" '
        f'data-passage="{number - 1}"{which} aria-label="Source {number}: {name}" title="{name}">'
        f"{number}{label}</button>"
    )


def highlighted(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """`text` with `spans` marked; they may overlap, and what lies outside of the text is ignored."""
    parts: list[str] = []
    reached = 0
    for start, end in sorted(spans):
        first, last = max(start, reached), min(end, len(text))
        if first >= last:
            continue
        parts.append(f"{escape(text[reached:first])}<mark>{escape(text[first:last])}</mark>")
        reached = last
    parts.append(escape(text[reached:]))
    return "".join(parts)


def percent(ratio: float | None) -> str:
    """A ratio for people, or a dash where there is none."""
    if ratio is None:
        return "–"
    return f"{100 * ratio:.1f}\u00a0%" if 0 < ratio < _FINE else f"{100 * ratio:.0f}\u00a0%"


def moment(value: str | None) -> str:
    """A time that the browser shows in its own zone."""
    if not value:
        return ""
    return f'<time datetime="{escape(value)}">{escape(value[:16].replace("T", " "))} UTC</time>'
