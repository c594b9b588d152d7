"""Terms with what they mean indented below them, as glossaries have them."""

import re

# A term, a full sentence below it in words, and no line of code.
_DEFINITION = re.compile(
    r"(?:(?<=\n\n)|\A)(?P<term>[^\W_][^\n.:;!?]{0,60})\n"
    r"(?P<below>[ \t]{2,}[^\W\d_a-z][^\n={}<>;]*(?:\n[ \t]{2,}\S[^\n]*)*[.])(?=[ \t]*(?:\n|\Z))"
)
_TERM_WORDS, _FEWEST_WORDS = 5, 4


def with_terms(text: str) -> str:
    """`text` with each term before its meaning, on one line, so that neither is read without the other."""
    return _DEFINITION.sub(_joined, text)


def _joined(found: re.Match[str]) -> str:
    term, below = found["term"].rstrip(), found["below"].lstrip()
    is_one = len(term.split()) <= _TERM_WORDS and len(below.split()) >= _FEWEST_WORDS
    return f"{term}: {below}" if is_one else found[0]
