"""Changes a supported sentence so that it no longer is, or rewords it so that it still is.

Every change keeps the sentence's style, so that only a look at the evidence tells the two apart.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from training.lexicon import DAYS, MONTHS, NUMBER_WORDS, OPPOSITES, SPELLED, SYNONYMS, UNITS

_NUMBER = re.compile(r"(?<![\w.,-])\d[\d.,]*\d(?![\w-])|(?<![\w.,-])\d(?![\w.,-]*\d)")
_NAME = re.compile(r"(?<=[a-z,;] )(?:(?:[A-Z][\w’'-]+)(?: (?:of |the |de )?)?)*[A-Z][\w’'-]+")
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|can|could|should|must|may|will|would|does|did|do|has|have|had)\b(?! not|n['’]t|['’]t|,)"
)
_NEGATED = re.compile(
    r"\b(is|are|was|were|can|could|should|must|may|will|would|does|did|do|has|have|had) not\b|\bcannot\b"
)
_OPENINGS = (
    "According to the passage, ",
    "The document says that ",
    "Based on the passages, ",
    "In short, ",
    "According to passage 2, ",
    "Yes, ",
    "- ",
    "* ",
    "1. ",
    "It is stated that ",
    "As the text explains, ",
    "Overall, ",
    "Additionally, ",
    "The passages state that ",
    "**Answer:** ",
)
_ADDITIONS = (
    " on {day}",
    " in {year}",
    ", which costs {number} dollars",
    " for {number} people",
    ", according to a {year} survey",
    " at no extra charge",
    " and is open {number} days a week",
    ", and this has been true since {year}",
    ", mostly in {month}",
    " within {number} hours",
    " for the first time",
    ", as confirmed by the director",
    ", which won an award in {year}",
    " and comes with a {number}-year guarantee",
    " in the city centre",
)


@dataclass(frozen=True, slots=True)
class Changed:
    """A sentence after a change; `spans` are what the evidence does not support, empty after a rewording.

    `contradicts` where the evidence says otherwise, rather than nothing of it.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    contradicts: bool


Change = Callable[[str, random.Random], Changed | None]


def perturbed(sentence: str, rng: random.Random, *, names: Sequence[str] = ()) -> Changed | None:
    """`sentence` with one fact changed, or null where nothing in it can be changed; `names` are there to swap in."""
    changes: list[Change] = [_number, _number, _number, _calendar, _unit, _opposite, _opposite, _negation, _addition]
    if names:
        changes += [lambda text, dice: _name(text, dice, names)] * 3
    rng.shuffle(changes)
    made = (change(sentence, rng) for change in changes)
    return next((changed for changed in made if changed is not None), None)


def asked_of_another(question: str, rng: random.Random, *, names: Sequence[str]) -> str | None:
    """`question` about another number or name, one of `names`; null where it holds neither."""
    changes: list[Change] = [_number, lambda text, dice: _name(text, dice, names)]
    rng.shuffle(changes)
    made = (change(question, rng) for change in changes)
    return next((changed.text for changed in made if changed is not None), None)


def reworded(sentence: str, rng: random.Random) -> str:
    """`sentence` saying the same in slightly other words, where a way is found."""
    text = sentence
    for change in rng.sample([_synonym, _synonym, _without_aside, _plain_number, _spelled_number], k=2):
        text = change(text, rng)
    return text


def opened(said: Changed, rng: random.Random) -> Changed:
    """`said` after words that answers begin sentences with, and that are never wrong themselves."""
    opening, text = rng.choice(_OPENINGS), said.text
    if opening.endswith(", ") and text[1:2].islower():
        text = text[0].lower() + text[1:]
    spans = tuple((start + len(opening), end + len(opening)) for start, end in said.spans)
    return replace(said, text=opening + text, spans=spans)


def names_in(text: str) -> list[str]:
    """Capitalised names in the middle of sentences, with two letters or more."""
    return sorted({found.group() for found in _NAME.finditer(text) if len(found.group()) > 2})


def other_number(number: str, rng: random.Random) -> str:
    """Another number that looks the same: as many digits, the same marks, a year stays near."""
    if re.fullmatch(r"(1[5-9]|20)\d\d", number):
        return str(int(number) + rng.choice([-30, -12, -10, -7, -4, -3, -2, -1, 1, 2, 3, 5, 8, 10, 11, 20]))
    digits = [place for place, character in enumerate(number) if character.isdigit()]
    changed = list(number)
    for place in rng.sample(digits, k=rng.randint(1, min(2, len(digits)))):
        low = "123456789" if place == digits[0] else "0123456789"
        changed[place] = rng.choice([digit for digit in low if digit != number[place]])
    return "".join(changed)


def _number(sentence: str, rng: random.Random) -> Changed | None:
    return _replace_one(sentence, list(_NUMBER.finditer(sentence)), lambda found: other_number(found, rng), rng)


def _calendar(sentence: str, rng: random.Random) -> Changed | None:
    return _from_lists(sentence, [MONTHS, DAYS, NUMBER_WORDS], rng)


def _unit(sentence: str, rng: random.Random) -> Changed | None:
    return _from_lists(sentence, [units.split() for units in UNITS], rng)


def _opposite(sentence: str, rng: random.Random) -> Changed | None:
    return _from_lists(sentence, [pair.split() for pair in OPPOSITES], rng)


def _name(sentence: str, rng: random.Random, names: Sequence[str]) -> Changed | None:
    found = [match for match in _NAME.finditer(sentence) if len(match.group()) > 2]
    others = [name for name in names if name not in sentence]
    return _replace_one(sentence, found, lambda _: rng.choice(others), rng) if others else None


def _negation(sentence: str, rng: random.Random) -> Changed | None:
    negated = list(_NEGATED.finditer(sentence))
    if negated:
        return _replace_one(sentence, negated, lambda found: found.removesuffix("not").rstrip(), rng)
    return _replace_one(sentence, list(_AUXILIARY.finditer(sentence)), lambda found: f"{found} not", rng)


def _addition(sentence: str, rng: random.Random) -> Changed | None:
    body = sentence.rstrip(".!? ")
    addition = rng.choice(_ADDITIONS).format(
        day=rng.choice(DAYS), month=rng.choice(MONTHS), year=rng.randint(1950, 2024), number=rng.randint(2, 60)
    )
    span = (len(body), len(body) + len(addition))
    return Changed(f"{body}{addition}.", (span,), contradicts=False) if body else None


def _from_lists(sentence: str, lists: Sequence[Sequence[str]], rng: random.Random) -> Changed | None:
    peers = {word: words for words in lists for word in words}
    pattern = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, peers), key=len, reverse=True)) + r")\b")

    def other(found: str) -> str:
        return rng.choice([word for word in peers[found] if word != found])

    return _replace_one(sentence, list(pattern.finditer(sentence)), other, rng)


def _replace_one(
    sentence: str, found: Sequence[re.Match[str]], other: Callable[[str], str], rng: random.Random
) -> Changed | None:
    if not found:
        return None
    chosen = rng.choice(found)
    replacement = other(chosen.group())
    text = sentence[: chosen.start()] + replacement + sentence[chosen.end() :]
    return Changed(text, ((chosen.start(), chosen.start() + len(replacement)),), contradicts=True)


def _synonym(sentence: str, rng: random.Random) -> str:
    for pair in rng.sample(SYNONYMS, k=len(SYNONYMS)):
        for word, other in permutations(pair.split(" = ")):
            if re.search(rf"\b{re.escape(word)}(?!\w)", sentence):
                return re.sub(rf"\b{re.escape(word)}(?!\w)", other, sentence, count=1)
    return sentence


def _without_aside(sentence: str, _: random.Random) -> str:
    return re.sub(r" \([^()]*\)|, which [^,.;]*(?=[,.])", "", sentence, count=1)


def _plain_number(sentence: str, _: random.Random) -> str:
    return re.sub(r"(?<=\d),(?=\d{3}\b)", "", sentence)


def _spelled_number(sentence: str, _: random.Random) -> str:
    """A small number in words, or its word in digits."""
    digits = re.search(r"(?<![\w.,:/$€£-])(?:1?[2-9]|1[01]|20)(?![\w.,:/%-]*\d|[\w%-])", sentence)
    if digits and digits.start() > 0:
        return sentence[: digits.start()] + SPELLED[int(digits.group())] + sentence[digits.end() :]
    word = re.search(r"(?<![\w-])(?:" + "|".join(SPELLED.values()) + r")\b(?!-)", sentence)
    if word is None:
        return sentence
    value = next(str(number) for number, spelled in SPELLED.items() if spelled == word.group())
    return sentence[: word.start()] + value + sentence[word.end() :]
