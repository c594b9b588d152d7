"""Questions about passages (SQuAD 2, TyDi QA, PolicyQA) as answers to judge and as passages to read.

What `evaluation.splits.held_out` keeps out of all training is left out, or is all there is, as the caller asks.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from evaluation import sources
from evaluation.splits import held_out
from text.sentences import SentenceCut, sentence_spans
from training.judge.rows import NO_ANSWER, JudgeRow, Label, Span

LONGEST_PASSAGE_WORDS = 220
ANSWERS_A_QUESTION = 2
SHORTEST_QUOTE_CHARS = 16
WINDOW_TOKENS = 240
FILLED_TOKENS = 200

CountTokens = Callable[[str], int]


def asked_sets(data: Path, *, held_back: bool) -> Mapping[str, list[sources.Asked]]:
    """The questions of the three sets: those that are kept out of all training, or the others."""
    whole = {
        "squad": sources.squad(data),
        "tydiqa": sources.tydiqa(data, part="train"),
        "policyqa": sources.policyqa(data),
    }
    return {name: [asked for asked in rows if held_out(asked.group) is held_back] for name, rows in whole.items()}


def answer_rows(data: Path, rng: random.Random) -> list[JudgeRow]:
    """Fragments and quoted sentences as answers: right, wrong, and true but off the point; two a question."""
    return [row for rows in asked_sets(data, held_back=False).values() for row in _made_answers(rows, rng)]


def reading_rows(
    data: Path, count_tokens: CountTokens, rng: random.Random, *, held_back: bool = False
) -> list[JudgeRow]:
    """A question and a passage with the answer's place or none; `kind` names the set."""
    return [
        row
        for name, rows in asked_sets(data, held_back=held_back).items()
        for asked in rows
        for row in _read(asked, name, count_tokens, rng)
    ]


def _made_answers(rows: Sequence[sources.Asked], rng: random.Random) -> Iterator[JudgeRow]:
    for passage, questions in groupby(rows, key=lambda asked: asked.passage):
        if len(passage.split()) <= LONGEST_PASSAGE_WORDS:
            together = list(questions)
            quotes = [passage[start:end] for start, end in sentence_spans(passage, SentenceCut.EVIDENCE)]
            quotes = [quote for quote in quotes if len(quote) >= SHORTEST_QUOTE_CHARS]
            given = sorted({passage[slice(*asked.answer)] for asked in together if asked.answer})
            for asked in together:
                made = _answers_to(asked, quotes, given, rng)
                rng.shuffle(made)
                yield from made[:ANSWERS_A_QUESTION]


def _answers_to(
    asked: sources.Asked, quotes: Sequence[str], given: Sequence[str], rng: random.Random
) -> list[JudgeRow]:
    right = [asked.passage[slice(*span)] for span in (asked.answer, *asked.others) if span]
    holding = [quote for quote in quotes if any(answer in quote for answer in right)]
    beside = [quote for quote in quotes if quote not in holding]
    # Another question's answer may be right as well, in other words, unless nothing of it is shared.
    others = [other for other in given if not any(other in answer or answer in other for answer in right)]
    made = []
    if right:
        made += [_answer(asked, answer, Label.SUPPORTED, answers=True) for answer in (right[0], *holding[:1])]
        made += [_answer(asked, rng.choice(others), Label.NOT_SUPPORTED, answers=None)] if others else []
    elif asked.plausible:
        wrong = asked.passage[slice(*asked.plausible)]
        made.append(_answer(asked, wrong, Label.NOT_SUPPORTED, answers=None))
    if beside:
        made.append(_answer(asked, rng.choice(beside), Label.SUPPORTED, answers=False))
    return made


def _answer(asked: sources.Asked, said: str, label: Label, *, answers: bool | None) -> JudgeRow:
    return JudgeRow(question=asked.question, claim=said, evidence=asked.passage, label=label, answers=answers)


def _read(asked: sources.Asked, name: str, count_tokens: CountTokens, rng: random.Random) -> Iterator[JudgeRow]:
    start, end = _window(asked, count_tokens, rng)
    text = asked.passage[start:end]
    if asked.answer is None:
        yield JudgeRow(question=asked.question, evidence=text, answer=NO_ANSWER, kind=name)
    elif start <= asked.answer[0] and asked.answer[1] <= end:
        place = (asked.answer[0] - start, asked.answer[1] - start)
        yield JudgeRow(question=asked.question, evidence=text, answer=place, kind=name)


def _window(asked: sources.Asked, count_tokens: CountTokens, rng: random.Random) -> Span:
    """The whole passage where it fits; else whole sentences around the answer, or around any where there is none.

    It grows to either side as a coin falls, so that where an answer stands in a window says nothing.
    """
    if count_tokens(asked.passage) <= WINDOW_TOKENS:
        return 0, len(asked.passage)
    spans = sentence_spans(asked.passage, SentenceCut.EVIDENCE)
    tokens = [count_tokens(asked.passage[start:end]) for start, end in spans]
    first = last = _sentence_of(asked.answer, spans, rng)
    while sum(tokens[first : last + 1]) < FILLED_TOKENS and (first > 0 or last < len(spans) - 1):
        if first > 0 and (last == len(spans) - 1 or rng.random() < 0.5):
            first -= 1
        else:
            last += 1
    return spans[first][0], spans[last][1]


def _sentence_of(answer: Span | None, spans: Sequence[Span], rng: random.Random) -> int:
    holding = [at for at, (start, end) in enumerate(spans) if answer and start <= answer[0] < end]
    return holding[0] if holding else rng.randrange(len(spans))
