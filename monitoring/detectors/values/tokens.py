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


_END = Token("", "", -1, -1, "end")


def tokens_of(text: str) -> list[Token]:
    """All that is not blank, in order."""
    return [
        Token(m.group(), m.group().lower(), m.start(), m.end(), m.lastgroup or "sign") for m in _TOKEN.finditer(text)
    ]


class Row:
    """Tokens with an end beyond their end, so that looking ahead and back needs no care."""

    __slots__ = ("_tokens", "text")

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self._tokens = tokens

    def __len__(self) -> int:
        return len(self._tokens)

    def at(self, index: int) -> Token:
        """The token there, an empty one outside."""
        return self._tokens[index] if 0 <= index < len(self._tokens) else _END

    def low(self, index: int) -> str:
        """Its text in lower case, empty outside."""
        return self._tokens[index].low if 0 <= index < len(self._tokens) else ""

    def joined(self, index: int) -> bool:
        """Whether nothing stands between this token and the one before it."""
        return 0 < index < len(self._tokens) and self._tokens[index - 1].end == self._tokens[index].start

    def same_line(self, first: int, last: int) -> bool:
        """Whether no line ends between two tokens."""
        return "\n" not in self.text[self.at(first).end : self.at(last).start]
