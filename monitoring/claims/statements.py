"""What a claim states: its text without citation marks, list and heading markers, and emphasis."""

import re

from text.marks import strip_marks

_BLANKS = re.compile(r"\s*")
_DECORATION = re.compile(r"(?:[-*+•–>]|#{1,6}|(\d{1,3}\.)|\d{1,3}\)|[a-z]\))\s+")
_EMPHASIS = re.compile(r"\*\*|__|`")


def bare_statement(text: str) -> str:
    """What a claim states: without marks, list and heading markers, and emphasis."""
    unmarked = strip_marks(text).text
    return _EMPHASIS.sub("", unmarked[decoration_end(unmarked) :]).strip()


def stated(claim: str) -> tuple[str, list[int]]:
    """`bare_statement`, and where each character of it stands in the claim, in ascending order."""
    unmarked = strip_marks(claim)
    start = decoration_end(unmarked.text)
    emphasis = {at for match in _EMPHASIS.finditer(unmarked.text, start) for at in range(*match.span())}
    kept = [at for at in range(start, len(unmarked.text)) if at not in emphasis]
    text = "".join(unmarked.text[at] for at in kept)
    first, end = len(text) - len(text.lstrip()), len(text.rstrip())
    return text[first:end], [unmarked.offsets[at] for at in kept[first:end]]


def decoration_end(text: str) -> int:
    """Where `text` begins, list and heading markers left out.

    A number with a full stop before a small letter is an ordinal, "8. emelet", and states something.
    """
    blanks = _BLANKS.match(text)
    position = blanks.end() if blanks else 0
    while marker := _DECORATION.match(text, position):
        if marker[1] and text[marker.end() : marker.end() + 1].islower():
            break
        position = marker.end()
    return position
