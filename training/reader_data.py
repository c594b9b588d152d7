"""Examples for the reader: is the passage about the question, and where in it is the answer."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from domain.ports import Encoder
from evaluation import sources
from evaluation.ranking import Bm25, HybridSearch, Search
from evaluation.splits import held_out, scifact_part
from training.perturb import asked_of_another, names_in
from training.tables import table_questions

PASSAGE_CHARS = 950
TABLE_QUESTIONS = 2600
KEPT = {"squad": 7900, "tydiqa": 6600, "policyqa": 2600}  # what two cores get through; a privacy policy teaches least
ARES_KEPT = 3800
SCIFACT_NEGATIVES = 4
HARD = {"squad": 3400, "tydiqa": 2600, "policyqa": 500}
HARD_SCIFACT_NEGATIVES = 3
HARD_ARES = 600
HARD_TABLES = 1000
NEAR_MISSES = {"squad": 500, "tydiqa": 500, "policyqa": 0}
ARES_HELD_BACK_RATIO = 0.1


@dataclass(frozen=True, slots=True)
class ReaderExample:
    """A (question, passage) pair.

    `relevant` is null where nobody said; `answer` is a span in the passage, null where the passage holds
    none; with `span_known` false it teaches nothing about spans.
    """

    question: str
    passage: str
    relevant: bool | None
    answer: tuple[int, int] | None
    span_known: bool
    origin: str


@dataclass(frozen=True, slots=True)
class ReaderData:
    """Training and validation examples, no group in both; `asked`, by set, and `judged` are behind the former."""

    train: list[ReaderExample]
    validation: list[ReaderExample]
    asked: dict[str, list[sources.Asked]]
    judged: list[sources.Judged]


def build(data: Path, *, seed: int) -> ReaderData:
    """All examples from the folder of public data; the same seed gives the same split and order."""
    rng = random.Random(seed)
    train, validation = [], []
    asked: dict[str, list[sources.Asked]] = {}
    for origin, rows in (
        ("squad", sources.squad(data)),
        ("tydiqa", sources.tydiqa(data, part="train")),
        ("policyqa", sources.policyqa(data)),
    ):
        kept, held = kept_and_held(rows)
        _as_the_shipped_reader_drew(rows, rng)
        asked[origin] = kept
        made = asked_examples(kept, origin, rng)
        train += rng.sample(made, min(KEPT[origin], len(made)))
        validation += asked_examples(held, origin, rng)
    judged = sources.ares(data)
    rng.shuffle(judged)
    cut = int(len(judged) * ARES_HELD_BACK_RATIO)
    validation += [judged_example(row, rng) for row in judged[:cut]]
    judged = judged[cut : cut + ARES_KEPT]
    train += [judged_example(row, rng) for row in judged]
    train += scifact_examples(scifact_part(data, held_back=False), rng)
    train += table_examples(rng, count=TABLE_QUESTIONS)
    validation += table_examples(rng, count=TABLE_QUESTIONS // 8)
    rng.shuffle(train)
    return ReaderData(train, validation, asked, judged)


def build_hard(data: Path, first: ReaderData, encoder: Encoder, *, seed: int) -> list[ReaderExample]:
    """The second stage: questions of the first on their own passage and on what a hybrid retriever takes for it.

    Some of them ask the own passage about another name or number than it speaks of.
    """
    rng = random.Random(seed + 1)
    examples: list[ReaderExample] = []
    for origin, rows in first.asked.items():
        made = asked_examples(rows, origin, rng, search=HybridSearch(_passages(rows), encoder))
        examples += rng.sample(made, min(HARD[origin], len(made)))
        missed = near_misses(rows, origin, rng)
        examples += rng.sample(missed, min(NEAR_MISSES[origin], len(missed)))
    part = scifact_part(data, held_back=False)
    search = HybridSearch(list(part.documents.values()), encoder)
    examples += scifact_examples(part, rng, search=search, negatives=HARD_SCIFACT_NEGATIVES)
    examples += [judged_example(row, rng) for row in rng.sample(first.judged, HARD_ARES)]
    examples += table_examples(rng, count=HARD_TABLES)
    rng.shuffle(examples)
    return examples


def kept_and_held(rows: Sequence[sources.Asked]) -> tuple[list[sources.Asked], list[sources.Asked]]:
    """Rows to train on and rows held back."""
    return [row for row in rows if not held_out(row.group)], [row for row in rows if held_out(row.group)]


def _as_the_shipped_reader_drew(rows: Sequence[sources.Asked], rng: random.Random) -> None:
    """Moves `rng` on by the draw that once chose the groups to hold back, so that what it draws next stays the same."""
    groups = len({row.group for row in rows})
    rng.sample(range(groups), max(1, round(groups * 0.1)))


def asked_examples(
    rows: Sequence[sources.Asked], origin: str, rng: random.Random, *, search: Search | None = None
) -> list[ReaderExample]:
    """Each question on its own passage, and each answered one on a passage that only resembles it.

    `search` finds those that resemble it, by default BM25.
    """
    passages = _passages(rows)
    index = search or Bm25(passages)
    examples = []
    for row in rows:
        relevant = True if row.answer else None
        examples.append(
            _cropped(
                ReaderExample(row.question, row.passage, relevant, row.answer, span_known=True, origin=origin), rng
            )
        )
        if row.answer is not None:
            answer = row.passage[slice(*row.answer)].lower()
            other = _resembling(row, [passages[place] for place in index.top(row.question, 8)], answer, rng)
            if other is not None:
                examples.append(
                    _cropped(
                        ReaderExample(row.question, other, relevant=False, answer=None, span_known=True, origin=origin),
                        rng,
                    )
                )
    return examples


def near_misses(rows: Sequence[sources.Asked], origin: str, rng: random.Random) -> list[ReaderExample]:
    """Answered questions that ask for something else, so that their passage holds no answer any more.

    A name comes from another group's question and does not stand in the passage.
    """
    names = [(name, row.group) for row in rows for name in names_in(row.question)]
    examples = []
    for row in rows:
        elsewhere = [name for name, group in rng.sample(names, min(8, len(names))) if group != row.group]
        absent = [name for name in elsewhere if name not in row.passage]
        question = asked_of_another(row.question, rng, names=absent) if row.answer is not None else None
        if question is not None:
            made = ReaderExample(question, row.passage, None, None, span_known=True, origin=origin)
            examples.append(_cropped(made, rng))
    return examples


def judged_example(row: sources.Judged, rng: random.Random) -> ReaderExample:
    """A judged pair; its span is where the answer first stands in the passage; if nowhere, none or unknown."""
    start = row.passage.lower().find(row.answer.lower().rstrip(".")) if row.answer else -1
    span = (start, start + len(row.answer.rstrip("."))) if start >= 0 else None
    known = span is not None or not row.relevant
    return _cropped(ReaderExample(row.query, row.passage, row.relevant, span, known, "ares"), rng)


def scifact_examples(
    part: sources.Ranking, rng: random.Random, *, search: Search | None = None, negatives: int = SCIFACT_NEGATIVES
) -> list[ReaderExample]:
    """Claims with the abstracts that bear on them, and with abstracts that `search` (BM25) takes for such."""
    ids = list(part.documents)
    index = search or Bm25(list(part.documents.values()))
    examples = []
    for key, query in part.queries.items():
        near = [ids[place] for place in index.top(query, 30) if ids[place] not in part.relevant[key]]
        chosen = rng.sample(near, min(negatives, len(near)))
        for document in [*sorted(part.relevant[key]), *chosen]:
            text = part.documents[document][: PASSAGE_CHARS + 300]
            relevant = document in part.relevant[key]
            examples.append(ReaderExample(query, text, relevant, None, not relevant, "scifact"))
    return examples


def table_examples(rng: random.Random, *, count: int) -> list[ReaderExample]:
    """Questions about made-up table rows."""
    return [
        ReaderExample(row.question, row.passage, row.relevant, row.answer, span_known=True, origin="tables")
        for row in table_questions(rng, count=count)
    ]


def _passages(rows: Sequence[sources.Asked]) -> list[str]:
    return sorted({row.passage for row in rows})


def _resembling(row: sources.Asked, near: list[str], answer: str, rng: random.Random) -> str | None:
    others = [text for text in near if text != row.passage and answer not in text.lower()]
    return rng.choice(others) if others else None


def _cropped(example: ReaderExample, rng: random.Random) -> ReaderExample:
    """The example with its passage cut at words to `PASSAGE_CHARS`, around the answer where there is one."""
    excess = len(example.passage) - PASSAGE_CHARS
    if excess <= 0:
        return example
    first, last = example.answer or (0, len(example.passage))
    low = max(0, min(excess, last - PASSAGE_CHARS)) if example.answer else 0
    high = max(low, min(excess, first)) if example.answer else excess
    start = rng.randint(low, high)
    while 0 < start < len(example.passage) and not example.passage[start - 1].isspace():
        start -= 1
    passage = example.passage[start : start + PASSAGE_CHARS]
    if example.answer is None:
        return replace(example, passage=passage)
    if last - start > len(passage):
        return replace(example, passage=passage, answer=None, span_known=False)
    return replace(example, passage=passage, answer=(first - start, last - start))
