"""Whether an answer holds the words that a question expects, whatever their case, spacing and number format."""

import re
import unicodedata
from collections.abc import Iterable

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | {"\u00ad": None})
_CITATION_MARK = re.compile(r"\s*\[\d+\]")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:[, ]\d{3})+(?!\d)")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")


def normalise(text: str) -> str:
    """Folded case and white space, plain dashes, no citation marks; `2,000` reads 2000 and `89,5` reads 89.5."""
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).casefold()
    plain = " ".join(_CITATION_MARK.sub("", plain).split())
    plain = _THOUSANDS.sub(lambda number: re.sub("[, ]", "", number.group()), plain)
    return _DECIMAL_COMMA.sub(".", plain)


def holds_words(text: str, words: Iterable[str]) -> bool:
    """Whether every phrase occurs at the start of a word; a suffix may follow (Hungarian), but no further digit."""
    plain = normalise(text)
    return all(re.search(rf"(?<!\w)(?<!\d[.,]){re.escape(normalise(word))}(?!\d|[.,]\d)", plain) for word in words)
