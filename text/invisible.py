"""Characters that nobody sees: hyphens that only might show, blanks of no width, marks of direction."""

import re

_DIVIDED = re.compile("\u00ad[ \t]*\n[ \t]*(?=\\w)")
# Joiners shape letters in Persian, in Indian scripts and in emoji; between these letters they do nothing.
_LATIN = "A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff"
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    f"|(?<=[{_LATIN}])[\u200c\u200d]+(?=[{_LATIN}])"
)


def without_invisible(text: str) -> str:
    """`text` without them, so that words are found; one divided at a line's end is whole again."""
    return _INVISIBLE.sub("", _DIVIDED.sub("", text))
