"""Words that say how an amount limits what is meant: at least, up to, about, minus."""

from monitoring.detectors.values.tokens import Row
from monitoring.detectors.values.value import Bound

_AT_LEAST = (
    "at least", "no less than", "not less than", "no fewer than", "minimum", "minimum of", "more than", "over", "above",
    "exceeding", "exceeds", "exceed", "beyond", "no earlier than", "mindestens", "mehr als", "über", "wenigstens",
    "legalább", "több mint", "minimum :", "older than", "longer than", "larger than", "greater than", "higher than",
    "upwards of", "not under", "not below", "≥", ">", "not before", "starting at", "starting from", "min .",
)  # fmt: skip
_AT_MOST = (
    "at most", "no more than", "not more than", "no later than", "maximum", "maximum of", "up to", "less than", "under",
    "below", "fewer than", "not exceeding", "not exceed", "limited to", "höchstens", "bis zu", "maximal", "weniger als",
    "unter", "legfeljebb", "maximum :", "kevesebb mint", "not over", "not above", "≤", "<", "younger than", "within",
    "shorter than", "smaller than", "lower than", "never more than", "no longer than", "never exceed", "never exceeds",
    "cannot exceed", "capped at", "max .", "innerhalb von", "not beyond",
)  # fmt: skip
_ABOUT = (
    "about", "around", "approximately", "approx", "approx .", "roughly", "some", "nearly", "almost", "circa", "ca .",
    "c .", "etwa", "rund", "ungefähr", "fast", "gut", "knapp", "körülbelül", "kb .", "mintegy", "közel", "~", "≈",
    "just under", "just over", "a little over", "a little under", "a little more than", "a little less than",
    "slightly more than", "slightly less than", "well over", "rather more than", "rather less than",
)  # fmt: skip
_LONGEST = 4
_BEFORE = (
    {tuple(phrase.split()): Bound.AT_LEAST for phrase in _AT_LEAST}
    | {tuple(phrase.split()): Bound.AT_MOST for phrase in _AT_MOST}
    | {tuple(phrase.split()): Bound.ABOUT for phrase in _ABOUT}
)
_LAST_WORDS = frozenset(phrase[-1] for phrase in _BEFORE)
_AFTER = {
    ("or", "more"): Bound.AT_LEAST,
    ("and", "over"): Bound.AT_LEAST,
    ("or", "over"): Bound.AT_LEAST,
    ("and", "above"): Bound.AT_LEAST,
    ("or", "older"): Bound.AT_LEAST,
    ("or", "longer"): Bound.AT_LEAST,
    ("at", "least"): Bound.AT_LEAST,
    ("at", "the", "earliest"): Bound.AT_LEAST,
    ("or", "less"): Bound.AT_MOST,
    ("or", "fewer"): Bound.AT_MOST,
    ("and", "under"): Bound.AT_MOST,
    ("at", "most"): Bound.AT_MOST,
    ("at", "the", "most"): Bound.AT_MOST,
    ("at", "the", "latest"): Bound.AT_MOST,
    ("oder", "mehr"): Bound.AT_LEAST,
    ("oder", "weniger"): Bound.AT_MOST,
    ("feletti",): Bound.AT_LEAST,
    ("fölötti",): Bound.AT_LEAST,
    ("felett",): Bound.AT_LEAST,
    ("alatti",): Bound.AT_MOST,
    ("alatt",): Bound.AT_MOST,
}
_FIRST_WORDS_AFTER = frozenset(phrase[0] for phrase in _AFTER)
_MINUS = ("-", "−", "–", "minus", "mínusz")


def bound_at(row: Row, start: int, end: int) -> Bound:
    """What the words around the tokens from `start` to `end` say."""
    if row.low(start - 1) in ("the", "a", "of") and row.low(start - 2) in ("maximum", "minimum", "over", "within"):
        start -= 1
    if row.low(start - 1) in _LAST_WORDS:
        for length in range(_LONGEST, 0, -1):
            words = tuple(row.low(start - length + step) for step in range(length))
            if words in _BEFORE:
                return _BEFORE[words]
    for length in (3, 2, 1) if row.low(end) in _FIRST_WORDS_AFTER else ():
        words = tuple(row.low(end + step) for step in range(length))
        if words in _AFTER:
            return _AFTER[words]
    return Bound.EXACTLY


def minus_before(row: Row, index: int) -> int:
    """The index where the sign of a negative amount stands, else `index` itself; a hyphen after a word is none."""
    sign = row.low(index - 1)
    if sign not in _MINUS:
        return index
    if sign in ("minus", "mínusz"):
        return index - 1
    opens = index < 2 or not row.joined(index - 1) or row.low(index - 2) in ("(", "[", "|", ":", "€", "$", "£")
    return index - 1 if row.joined(index) and opens and row.low(index - 2) not in ("bc",) else index
