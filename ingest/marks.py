"""Raised and lowered letters in plain text: powers, footnote marks, formulas."""

import re
from types import MappingProxyType

_RAISED = str.maketrans("0123456789+-−–abcdn", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻ᵃᵇᶜᵈⁿ")
_LOWERED = str.maketrans("0123456789+-−–", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋")
_EXPONENT = re.compile(r"[+\-−–]?\d{1,3}")
_POWER_OF_TEN = re.compile(r"(?<![\d.,])10$")
_AFTER_FIGURE = re.compile(r"\d[)%]?$")
_NUMBERS = re.compile(r"[\d+\-−–,;*†‡§\s]+")
_LETTER = re.compile(r"[abcd](?:,[abcd])*|n")

_MINUS = MappingProxyType({"−": "-", "–": "-"})
NOTE = re.compile(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}|[*†‡]{1,3})\s*(?=\w)|(\((?:[a-z]|\d{1,2})\))\s+(?=\S)")
"""What a footnote begins with: a raised figure, a star, or a figure or letter in brackets."""


def is_marked(text: str, note: re.Match[str]) -> bool:
    """Whether a word or figure of `text` has the mark that `NOTE` found."""
    return re.search(rf"[\w%)]\s?{re.escape(note[1] or note[2])}(?![\w*†‡])", text) is not None


def is_note(text: str) -> bool:
    """Whether a line begins with a footnote's mark."""
    return NOTE.match(text) is not None


def raised(mark: str, before: str) -> str:
    """`10` and a raised `5` are `10^5`, `m` and `2` are `m²`, `club` and `3` are `club³`.

    After any other figure a mark is left out: `320` and a raised `1` are `320`, whoever reads the text after us.
    """
    if _EXPONENT.fullmatch(mark) and _POWER_OF_TEN.search(before):
        return "^" + "".join(_MINUS.get(letter, letter) for letter in mark)
    if _AFTER_FIGURE.search(before) and (_NUMBERS.fullmatch(mark) or _LETTER.fullmatch(mark)):
        return ""
    if _NUMBERS.fullmatch(mark) or (_LETTER.fullmatch(mark) and len(before) > 1):
        return mark.translate(_RAISED)
    return mark


def lowered(mark: str, before: str) -> str:
    """After a letter as people type it, `H2O`; after a figure apart from it, `101₂`."""
    return mark.translate(_LOWERED) if before[-1:].isdigit() else mark
