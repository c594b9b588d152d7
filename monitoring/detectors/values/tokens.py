"""Texts cut into figures, words and signs."""

import re
from collections.abc import Sequence
from typing import NamedTuple

# Blanks group digits only in threes: "24 900 Ft". A power belongs to its unit: "m2", "km³".
_TOKEN = re.compile(
    r"(?P<figure>(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d.,:/]?\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,'’:/]\d+)*)"
    r"|(?P<word>[cdkm]?m[23](?!\w)|[^\W\d_]+(?:['’][^\W\d_]+)?)|(?P<sign>\S)"
)


def word_set(words: str) -> frozenset[str]:
    """A table of words, written as a text."""
    return frozenset(words.split())


class Token(NamedTuple):
    """`low` is the text in lower case; `sort` is figure, word or sign."""

    text: str
    low: str
    start: int
    end: int
    sort: str


_FARTHEST = 16
_MARGIN = (Token("", "", -1, -2, "end"),) * _FARTHEST


def tokens_of(text: str) -> list[Token]:
    """All that is not blank, in order."""
    return [
        Token(m.group(), m.group().lower(), m.start(), m.end(), m.lastgroup or "sign") for m in _TOKEN.finditer(text)
    ]


class Row:
    """Tokens with empty ones before and after them, so that looking ahead and back a few needs no care."""

    __slots__ = ("_lows", "_tokens", "text")

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self._tokens = (*_MARGIN, *tokens, *_MARGIN)
        self._lows = [token.low for token in self._tokens]

    def at(self, index: int) -> Token:
        """The token there, an empty one outside."""
        return self._tokens[index + _FARTHEST]

    def low(self, index: int) -> str:
        """Its text in lower case, empty outside."""
        return self._lows[index + _FARTHEST]

    def joined(self, index: int) -> bool:
        """Whether nothing stands between this token and the one before it."""
        return self._tokens[index + _FARTHEST - 1].end == self._tokens[index + _FARTHEST].start

    def same_line(self, first: int, last: int) -> bool:
        """Whether no line ends between two tokens."""
        return "\n" not in self.text[self.at(first).end : self.at(last).start]
