"""What could be quoted for a question, as rows that say whether it answers: right sentences, the likeliest wrong."""

import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from evaluation.sources import Asked as PublicAsked
from evaluation.written_questions import WrittenSet
from inference.models import load_encoder, load_reader
from text.sentences import SentenceCut, sentence_spans
from text.words import words
from training.judge.asked import LONGEST_PASSAGE_WORDS, SHORTEST_QUOTE_CHARS, asked_sets
from training.judge.rows import JudgeRow, Label, Span
from training.quoting import Asked, Sentence
from training.quoting_questions import JUDGES_SETS, asked, written_sets

HARDEST, OTHERS = 6, 3
PUBLIC_HARDEST = 2


def learnt_sets() -> list[WrittenSet]:
    """The written sets that the judge learns from. What quoting makes of its word is fitted on the others."""
    return [one for one in written_sets() if one.name in JUDGES_SETS]


def found_questions(sets: Iterable[WrittenSet], models: Path) -> Iterator[Asked]:
    """Their questions with what the service finds for them, by the encoder and the reader in `models`."""
    with load_encoder(models / "encoder") as encoder, load_reader(models / "reader") as reader:
        for written in sets:
            yield from asked(written, encoder, encoder, reader)


def written_quote_rows(questions: Iterable[Asked], rng: random.Random) -> list[JudgeRow]:
    """Of each question: what answers it, the `HARDEST` that does not, and `OTHERS` by lot.

    The evidence of each is itself below its headings, as quoting asks the judge.
    """
    return [row for question in questions for row in _beside_the_question(question, rng)]


def public_quote_rows(data: Path, rng: random.Random) -> list[JudgeRow]:
    """Of each question of SQuAD 2, TyDi QA, PolicyQA: the sentence with its answer, and `PUBLIC_HARDEST` most like it.

    The evidence is the sentence itself or, by lot, its passage. What is held out of all training is left out.
    """
    return [
        _quoted(one, quote, answers=answers, alone=rng.random() < 0.5)
        for rows in asked_sets(data, held_back=False).values()
        for one in rows
        if len(one.passage.split()) <= LONGEST_PASSAGE_WORDS
        for quote, answers in _quotes(one)
    ]


def _beside_the_question(question: Asked, rng: random.Random) -> Iterator[JudgeRow]:
    right = [one for one in question.sentences if one.answered == 1]
    wrong = sorted((one for one in question.sentences if one.answered == 0), key=_likeness, reverse=True)
    hardest, others = wrong[:HARDEST], wrong[HARDEST:]
    for one in [*right, *hardest, *rng.sample(others, min(OTHERS, len(others)))]:
        considered = one.considered
        yield JudgeRow(
            question=question.question,
            claim=considered.text,
            evidence=" ".join(considered.evidence),
            answers=one.answered == 1,
        )


def _likeness(one: Sentence) -> float:
    signals = one.signals
    return signals.near + signals.shared + signals.found


def _quotes(one: PublicAsked) -> Iterator[tuple[str, bool]]:
    """Sentences of the passage, and whether they answer."""
    places = [span for span in (one.answer, *one.others) if span]
    spans = sentence_spans(one.passage, SentenceCut.EVIDENCE)
    spans = [(start, end) for start, end in spans if end - start >= SHORTEST_QUOTE_CHARS]
    holding = [span for span in spans if any(_holds(span, place) for place in places)]
    yield from ((one.passage[slice(*span)], True) for span in holding[:1])
    # Where the answer's words stand a second time, that sentence may answer as well.
    given = [one.passage[slice(*place)] for place in places]
    beside = [one.passage[slice(*span)] for span in spans if span not in holding]
    yield from ((quote, False) for quote in _most_like(one.question, beside) if not _has_any(quote, given))


def _most_like(question: str, quotes: Sequence[str]) -> list[str]:
    asked_words = set(words(question))
    return sorted(quotes, key=lambda quote: -len(asked_words & set(words(quote))))[:PUBLIC_HARDEST]


def _has_any(quote: str, answers: Iterable[str]) -> bool:
    return any(answer in quote for answer in answers)


def _holds(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _quoted(one: PublicAsked, quote: str, *, answers: bool, alone: bool) -> JudgeRow:
    evidence, label = (quote, Label.UNKNOWN) if alone else (one.passage, Label.SUPPORTED)
    return JudgeRow(question=one.question, claim=quote, evidence=evidence, label=label, answers=answers)
