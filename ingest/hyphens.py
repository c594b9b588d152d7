"""Hyphens at the ends of lines: those that belong to the word, and those that only divide it."""

import re
from collections import Counter
from collections.abc import Iterable

SOFT_HYPHEN = "\u00ad"
_HYPHENS = f"-‐{SOFT_HYPHEN}"
_LAST_WORD = re.compile(rf"([\w’'&/]+(?:[-‐][\w’'&/]+)*)[{_HYPHENS}]$")
_FIRST_WORD = re.compile(r"[\w’']+")
_WORDS = re.compile(r"[^\W_]+(?:[-‐][^\W_]+)*")

# "Ein- und Ausgang", "two- or three-fold": the hyphen stands for what follows later.
_SUSPENDED = frozenset("and or to und oder bis bzw sowie et ou y o e és vagy en of och og".split())  # noqa: SIM905
# First parts of compounds that are hardly ever a syllable of another word.
_FIRST_PARTS = frozenset(
    """
    well long short high low self half full cross ever fast ill large left right near old open real single double
    triple small top wide two three four five six seven eight nine ten twenty thirty forty fifty first second third
    fourth decision cost risk state time user water energy year month week day hour much quasi non mixed world
    market government community evidence computer data tax price income
    """.split()  # noqa: SIM905
)
_ENDINGS = re.compile(
    r"(?:ing|ings|ed|er|ers|est|ly|ment|ments|ness|less|ful|able|ably|ible|ance|ence|ship|dom|ward|wards|ation|tion|"
    r"sion|ity|ish|ism|ist|ists|age|ages|ous|ive|ial|ian|ary|ery|ory|like|fold|base|bases|self|selves)"
)


class Vocabulary:
    """The words of a document, by which a divided word is recognised."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._counts = Counter[str]()
        for line in lines:
            self._counts.update(word.lower().replace("‐", "-") for word in _WORDS.findall(_whole(line)))

    def joined(self, before: str, after: str) -> tuple[str, str]:
        """How many characters of `before` stay, as a text, and what stands between it and `after`.

        `before` ends with a hyphen; a word of `after` may be its second part.
        """
        first, second = _LAST_WORD.search(before), _FIRST_WORD.match(after)
        if first is None or second is None:
            return before, " " if before.endswith((" -", "–")) else "\n"
        if second[0].lower() in _SUSPENDED and not before.endswith(SOFT_HYPHEN):
            return before, " "
        if before.endswith(SOFT_HYPHEN) or not self._belongs(first[1], second[0]):
            return before[:-1], ""
        return before, ""

    def _belongs(self, first: str, second: str) -> bool:
        """Whether the hyphen between the two would be there within a line, too."""
        if first[-1].isdigit() or second[0].isdigit():
            return True
        whole, hyphenated = self._counts[(first + second).lower()], self._counts[f"{first}-{second}".lower()]
        if whole != hyphenated:
            return hyphenated > whole
        if second[0].isupper() and not (first.isupper() and second.isupper()):
            return True
        last_part = re.split("[-‐]", first)[-1]
        if last_part != first:
            return not self._counts[(last_part + second).lower()]
        return self._are_words(first.lower(), second.lower())

    def _are_words(self, first: str, second: str) -> bool:
        if len(second) < 3 or _ENDINGS.fullmatch(second):
            return False
        return first in _FIRST_PARTS


def ends_with_hyphen(text: str) -> bool:
    """Whether a line ends with a hyphen that may divide a word."""
    return text.endswith(tuple(_HYPHENS)) and len(text) > 1 and text[-2].isalnum()


def _whole(line: str) -> str:
    """A line without the divided word at its end; at its beginning one does little harm."""
    return _LAST_WORD.sub("", line)
