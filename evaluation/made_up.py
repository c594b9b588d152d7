"""Made-up passages and answers, no two alike, for measuring times: what is read twice may be remembered."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypeAlias

import numpy as np

from evaluation.answer_sets import Row

Offsets: TypeAlias = Callable[[str], Sequence[tuple[int, int]]]

_NAMES = (
    "Halden",
    "Corby",
    "Marlow",
    "Kelso",
    "Arden",
    "Brook",
    "Tamsin",
    "Elmwood",
    "Pendle",
    "Stroud",
    "Wexley",
    "Ashby",
    "Norland",
    "Fairburn",
    "Quill",
)
_THINGS = (
    "museum",
    "library",
    "harbour",
    "workshop",
    "archive",
    "garden",
    "station",
    "market",
    "theatre",
    "clinic",
    "reservoir",
    "mill",
    "school",
)
_STATED = (
    "The {thing} of {name} was opened in {year} by {other} and has been run by the town ever since.",
    "Tickets for the {thing} in {name} cost {small} euros, and groups of more than {number} pay half of that.",
    "{other} wrote in {year} that {number} people worked at the {name} {thing} during the winter.",
    "On weekdays the {name} {thing} opens at {hour} o'clock, and the last visitors are let in an hour before closing.",
    "A report of {year} says that repairs of the roof took {small} months and cost {number} thousand euros.",
    "Since {year} the {thing} has been connected to {other} by a tram that runs every {small} minutes.",
)
_SAID = (
    "In {year}, {other} opened the {thing} of {name}, which belongs to the town.",
    "A ticket costs {small} euros; larger groups get a discount of one half.",
    "According to the passages, about {number} people were employed there in winter.",
    "The {thing} can be visited from {hour} o'clock on, except on Sundays.",
    "Its roof was repaired within {small} months for {number} thousand euros.",
    "You can get there by tram from {other}, which leaves every {small} minutes.",
)


def made_up_row(seed: int, *, passages: int, sentences: int) -> Row:
    """Passages of six sentences, and an answer of which some sentences follow from them."""
    chance = np.random.default_rng(seed)
    topics = [_topic(chance) for _ in range(passages)]
    texts = tuple(" ".join(pattern.format(**topic) for pattern in _STATED) for topic in topics)
    return Row(
        _question(topics[0]), texts, " ".join(islice(_answers(chance, topics), sentences)), wrong=False, group=""
    )


def sized_row(seed: int, *, passages: Sequence[int], answer: int, offsets: Offsets) -> Row:
    """As `made_up_row`, but each passage and the answer have these numbers of tokens."""
    chance = np.random.default_rng(seed)
    topics = [_topic(chance) for _ in passages]
    texts = tuple(
        _sized(_statements(chance, topic), size, offsets) for topic, size in zip(topics, passages, strict=True)
    )
    return Row(_question(topics[0]), texts, _sized(_answers(chance, topics), answer, offsets), wrong=False, group="")


def sized_text(seed: int, *, tokens: int, offsets: Offsets) -> str:
    """Statements on one subject, `tokens` long."""
    chance = np.random.default_rng(seed)
    return _sized(_statements(chance, _topic(chance)), tokens, offsets)


def made_up_sentences(seed: int, *, count: int) -> list[str]:
    """Statements on one subject."""
    chance = np.random.default_rng(seed)
    return list(islice(_answers(chance, [_topic(chance)]), count))


def _sized(sentences: Iterator[str], tokens: int, offsets: Offsets) -> str:
    text = next(sentences)
    while len(offsets(text)) < tokens:
        text = f"{text} {next(sentences)}"
    return text[: offsets(text)[tokens - 1][1]]


def _statements(chance: np.random.Generator, topic: dict[str, object]) -> Iterator[str]:
    while True:
        for pattern in chance.permutation(_STATED):
            yield str(pattern).format(**{**_topic(chance), "name": topic["name"], "thing": topic["thing"]})


def _answers(chance: np.random.Generator, topics: Sequence[dict[str, object]]) -> Iterator[str]:
    """In turns what follows from a passage and what does not."""
    while True:
        for number, pattern in enumerate(chance.permutation(_SAID)):
            known = topics[int(chance.integers(len(topics)))]
            yield str(pattern).format(**(known if number % 2 else {**_topic(chance), "name": known["name"]}))


def _topic(chance: np.random.Generator) -> dict[str, object]:
    name, other = chance.choice(_NAMES, 2, replace=False)
    return {
        "name": f"{name}{chance.choice(['', ' Bay', ' Hill', ' Green'])}",
        "other": str(other),
        "thing": str(chance.choice(_THINGS)),
        "year": int(chance.integers(1850, 2020)),
        "small": int(chance.integers(2, 13)),
        "number": int(chance.integers(14, 900)),
        "hour": int(chance.integers(8, 13)),
    }


def _question(topic: dict[str, object]) -> str:
    return "What is known of the {thing} of {name}, and how can it be visited?".format(**topic)
