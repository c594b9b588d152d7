"""Questions of SQuAD 2 articles that are kept out of all training, each to be asked of a collection of paragraphs.

In a whole collection a paragraph has to be found before it can answer. What its paragraph does not answer another one
might: SQuAD's people were shown one alone, so a right answer to such a question counts as a wrong one.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from evaluation.sources import Asked, squad
from evaluation.splits import held_out

PARAGRAPHS = 500
_ID_DIGITS = 12


@dataclass(frozen=True, slots=True)
class ParagraphQuestion:
    """`golds` are the right answers, none where its paragraph, in the article `document`, does not hold one."""

    id: str
    question: str
    document: str
    golds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParagraphCollection:
    """Paragraphs in their order by the title of their article, and the questions that are asked of all of them."""

    documents: Mapping[str, tuple[str, ...]]
    questions: tuple[ParagraphQuestion, ...]


def paragraph_collections(
    data: Path, count: int, *, seed: int, paragraphs: int = PARAGRAPHS
) -> list[ParagraphCollection]:
    """At most `count` questions, drawn from `seed`, in as few collections as hold the paragraphs that they ask of.

    Each is filled up with other paragraphs of the set, trained articles' too, to `paragraphs` if there are so many.
    Raises `MissingData`.
    """
    rows = squad(data)
    chance = random.Random(f"{seed} paragraphs")
    asked = [row for row in rows if held_out(row.group) and (row.golds or row.answer is None)]
    chance.shuffle(asked)
    drawn = asked[:count]
    needed = _passages(drawn)
    others = [one for one in _passages(rows) if one not in set(needed)]
    chance.shuffle(others)
    parts = (needed[start : start + paragraphs] for start in range(0, len(needed), paragraphs))
    return [_collection({*part, *others[: paragraphs - len(part)]}, set(part), rows, drawn) for part in parts]


def first_questions(collections: Sequence[ParagraphCollection], count: int) -> Iterator[ParagraphCollection]:
    """The first `count` questions, still among all paragraphs of their collections; the whole of them for 0."""
    left = count or sum(len(one.questions) for one in collections)
    for one in collections:
        if not left:
            return
        questions = one.questions[:left]
        left -= len(questions)
        yield ParagraphCollection(one.documents, questions)


def _passages(rows: Iterable[Asked]) -> list[str]:
    return list(dict.fromkeys(row.passage for row in rows))


def _collection(
    chosen: set[str], needed: set[str], rows: Sequence[Asked], drawn: Sequence[Asked]
) -> ParagraphCollection:
    documents: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        if row.passage in chosen:
            documents[row.title][row.passage] = None
    questions = tuple(_question(row) for row in drawn if row.passage in needed)
    return ParagraphCollection({title: tuple(held) for title, held in documents.items()}, questions)


def _question(row: Asked) -> ParagraphQuestion:
    digest = sha256(f"{row.question}\0{row.passage}".encode()).hexdigest()
    return ParagraphQuestion(digest[:_ID_DIGITS], row.question, row.title, row.golds)
