"""Questions of articles that are kept out of all training, each with the passages that an answer is written from."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import cycle, islice
from pathlib import Path
from types import MappingProxyType

from evaluation import sources
from evaluation.ranking import Bm25
from evaluation.sources import Asked
from evaluation.splits import held_out

PASSAGES = 4
# Two of the sets have several paragraphs an article; PolicyQA's questions are vague, so it counts least.
_TURNS = ("squad2", "tydiqa", "squad2", "tydiqa", "policyqa")
# SQuAD 2 has its own unanswerable questions; of the others every so many is asked without its passage.
_WITHOUT_GOLD_EVERY = 6
_ID_DIGITS = 12

_LOADERS = MappingProxyType[str, Callable[[Path], list[Asked]]](
    {
        "squad2": sources.squad,
        "tydiqa": lambda data: sources.tydiqa(data, part="train"),
        "policyqa": sources.policyqa,
    }
)


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """`golds` are the right answers, none where the `passages` do not hold one; `documents` name the passages.

    `gold_passage` is the paragraph that it was asked of, whether or not it is among the passages.
    """

    id: str
    set: str
    question: str
    passages: tuple[str, ...]
    documents: tuple[str, ...]
    golds: tuple[str, ...]
    gold_passage: str


def kept_questions(data: Path, count: int, *, seed: int, passages: int = PASSAGES) -> list[KeptQuestion]:
    """At most `count`, the sets in turns; fewer are always the first of more. Raises `MissingData`."""
    drawn = {name: _drawn(name, data, seed=seed, passages=passages) for name in _LOADERS}
    return list(islice(_in_turns(drawn), count))


def _in_turns(drawn: dict[str, Iterator[KeptQuestion]]) -> Iterator[KeptQuestion]:
    """Until all are empty."""
    empty: set[str] = set()
    for name in cycle(_TURNS):
        found = next(drawn[name], None)
        if found is not None:
            yield found
        else:
            empty.add(name)
        if empty >= drawn.keys():
            return


def _drawn(name: str, data: Path, *, seed: int, passages: int) -> Iterator[KeptQuestion]:
    rows = [row for row in _LOADERS[name](data) if held_out(row.group) and (row.golds or row.answer is None)]
    chance = random.Random(f"{seed} {name}")
    chance.shuffle(rows)
    paragraphs = list({row.passage: row for row in rows}.values())
    if not paragraphs:
        return
    search = Bm25([row.passage for row in paragraphs])
    for number, row in enumerate(rows):
        without = row.answer is not None and name != "squad2" and number % _WITHOUT_GOLD_EVERY == 0
        others = _distracting(row, paragraphs, search, passages if without else passages - 1)
        chosen = others if without else [row, *others]
        chance.shuffle(chosen)
        yield _kept(name, row, chosen, () if without else row.golds)


def _distracting(row: Asked, paragraphs: Sequence[Asked], search: Bm25, count: int) -> list[Asked]:
    """Those nearest to the question, of the same article first. None holds a gold answer that it could be right by."""
    ranked = [paragraphs[place] for place in search.top(row.question, len(paragraphs))]
    others = [one for one in ranked if one.passage != row.passage and not _holds_any(one.passage, row.golds)]
    same = [one for one in others if one.group == row.group]
    return [*same, *(one for one in others if one.group != row.group)][:count]


def _holds_any(passage: str, golds: Sequence[str]) -> bool:
    return any(gold.lower() in passage.lower() for gold in golds)


def _kept(name: str, row: Asked, chosen: Sequence[Asked], golds: tuple[str, ...]) -> KeptQuestion:
    digest = sha256(f"{row.question}\0{row.passage}\0{len(golds)}".encode()).hexdigest()
    return KeptQuestion(
        f"{name}-{digest[:_ID_DIGITS]}",
        name,
        row.question,
        tuple(one.passage for one in chosen),
        tuple(one.title for one in chosen),
        golds,
        row.passage,
    )
