"""Questions that compare two things: which of them is asked for, and what is asked of each. English."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tabular.tokens import Token, tokens, word_set

SidesOf = Callable[[str], Sequence[str]]
"""The question asked of each thing that a question compares; none where it compares nothing."""


class Matter(StrEnum):
    """What of two things is compared, where the comparative says it."""

    MONEY = "money"
    NAMED = "named"
    """Only what the question names: "a bigger boat" may be one with more seats."""
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Comparing:
    """`is_more` null: only how far they are apart; `is_whether`: the first of `sides` is said to be it."""

    sides: tuple[str, str]
    is_more: bool | None
    is_whether: bool
    matter: Matter

    @property
    def less(self) -> str:
        """Of what is counted fewer."""
        return "fewer" if self.sides[0].lower().startswith("how many") else "less"


_MORE: Mapping[Matter, frozenset[str]] = {
    Matter.MONEY: word_set("dearer costlier pricier"),
    Matter.NAMED: word_set(
        "higher bigger larger greater heavier taller deeper wider thicker warmer hotter louder steeper"
    ),
    Matter.ANY: word_set("more longer"),
}
_LESS: Mapping[Matter, frozenset[str]] = {
    Matter.MONEY: word_set("cheaper"),
    Matter.NAMED: word_set("lower smaller lighter narrower thinner colder cooler quieter shallower"),
    Matter.ANY: word_set("less fewer shorter"),
}
_ALL = "|".join(word for words in (*_MORE.values(), *_LESS.values()) for word in words)
_COSTLY = word_set("expensive costly")
_BEING = "is|are|was|were"
_AUXILIARIES = rf"{_BEING}|did|does|do|has|have|had|will"
_WHETHER = re.compile(rf"\s*(?:{_AUXILIARIES})\b.*\bthan\b", re.IGNORECASE)
_DIFFERENCE = re.compile(rf"\bdifferences?\b|\bhow (?:much|many) (?:{_ALL})\b", re.IGNORECASE)
_COMPARED = re.compile(r",? (?:when )?(?:compared|in comparison) (?:to|with) ", re.IGNORECASE)
_BESIDE = word_set(
    "than or and compared to with from difference differences between how much many which what one ones "
    "a an the of in on at for it is are was were do does did has have had s whats whichs that those please pls"
)


def _forms(*forms: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern, re.IGNORECASE), put) for pattern, put in forms)


# "How much dearer is A than B" and the like, as a question whether, or for a difference.
_REWORDED = _forms(
    (rf"how much (more|less) ({_BEING}) (.+) than (.+)", r"\2 \3 \1 expensive than \4"),
    (r"how much (more|less) (does|do|did|will) (.+?) cost (.*)than (.+)", r"\2 \3 cost \1 \4than \5"),
    (rf"how much ({_ALL}) ({_BEING}) (.+) than (.+)", r"\2 \3 \1 than \4"),
    (rf"how (?:many|much) ((?:more|fewer|less) .+?) ({_BEING}) there (.+) than (.+)", r"\2 there \1 \3 than \4"),
    (
        rf"how (?:many|much) ((?:more|fewer|less) .+?) ({_AUXILIARIES}) (.+) (have|get|need|take|hold) (.*)than (.+)",
        r"\2 \3 \4 \1 \5than \6",
    ),
    (rf"({_BEING}) (the )?(.+?) of (.+) ({_ALL}) than (?:that|those) of (.+)", r"\1 the \3 \5 of \4 than of \6"),
    (
        r"(?:what(?:s| is|'s) )?(?:the )?(\w+) difference (?:for|of|in) (.+) between (.+ and .+)",
        r"difference in \1 for \2 between \3",
    ),
    (r"(?:what(?:s| is|'s) )?(?:the )?(\w+) difference (?:for|of|between) (.+ and .+)", r"difference in \1 between \2"),
)
# What is left to a table's words, which say whether both sides are things.
_SIDES = _forms(
    (rf"({_BEING}) (.+) (longer|shorter) than (.+)", r"how long \1 \2\nhow long \1 \4"),
    (rf"({_BEING}) (.+) (?:(?:more|less) expensive|{_ALL}) than (.+)", r"how much \1 \2\nhow much \1 \3"),
    (
        rf"({_AUXILIARIES}) (.+) (have|get|need|take|hold) (?:more|fewer|less) (.+) than (.+)",
        r"how many \4 \1 \2 \3\nhow many \5",
    ),
)


def comparing(question: str, sides_of: SidesOf) -> Comparing | None:
    """Null where a question compares no two things, or has a word that none of the two questions keeps."""
    words = tokens(question)
    found = [(is_more, matter) for word in words for is_more, matter in _said(word)]
    is_apart = _DIFFERENCE.search(question) is not None
    if len(found) > 1 or not (found or is_apart):
        return None
    text = _reworded(question)
    sides = tuple(sides_of(text)) or _sides(text)
    if len(sides) != 2 or not _keeps(words, sides):
        return None
    is_more, matter = found[0] if found else (None, Matter.ANY)
    if matter is Matter.ANY and any(word.low in _COSTLY for word in words):
        matter = Matter.MONEY
    return Comparing((sides[0], sides[1]), None if is_apart else is_more, bool(_WHETHER.match(question)), matter)


def _said(word: Token) -> list[tuple[bool, Matter]]:
    ways = ((True, _MORE), (False, _LESS))
    return [(is_more, matter) for is_more, by in ways for matter in by if word.low in by[matter]]


def _reworded(question: str) -> str:
    text = _COMPARED.sub(" than ", question.strip().rstrip("?.! "))
    return next((found.expand(put) for pattern, put in _REWORDED if (found := pattern.fullmatch(text))), text)


def _sides(text: str) -> tuple[str, ...]:
    found = ((pattern.fullmatch(text), put) for pattern, put in _SIDES)
    return next((tuple(match.expand(put).split("\n")) for match, put in found if match), ())


def _keeps(words: Sequence[Token], sides: Sequence[str]) -> bool:
    """Whether each word of a question is in one of the sides', or says that they are compared."""
    kept = {token.stem for side in sides for token in tokens(side)}
    return all(word.stem in kept or word.low in _BESIDE or word.low in _COSTLY or bool(_said(word)) for word in words)
