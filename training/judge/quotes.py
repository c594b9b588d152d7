"""What could be quoted for a question, as rows that say whether it answers: right sentences, the likeliest wrong."""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from evaluation.sources import Asked as PublicAsked
from evaluation.written_questions import WrittenSet
from inference.models import load_encoder, load_reader
from text.question_words import FUNCTION_WORDS
from text.sentences import SentenceCut, sentence_spans
from text.words import words
from training.judge.asked import LONGEST_PASSAGE_WORDS, SHORTEST_QUOTE_CHARS, asked_sets
from training.judge.rows import JudgeRow, Label, Span
from training.quoting import Asked, Sentence
from training.quoting_questions import asked_to_learn

HARDEST, OTHERS = 4, 2
PUBLIC_HARDEST = 1
LEFT_OPEN_RATIO = 0.3  # of SQuAD 2's questions without an answer: each of their sentences denies
KEY_WORDS_RATIO = 1 / 3

_WORD = re.compile(r"[^\W_](?:[\w'’-]*[^\W_])?")


def found_questions(sets: Iterable[WrittenSet], models: Path) -> Iterator[Asked]:
    """Their questions with what the service finds for them by the encoder in `models`, and what it misses."""
    with load_encoder(models / "encoder") as encoder, load_reader(models / "reader") as reader:
        for written in sets:
            yield from asked_to_learn(written, encoder, encoder, reader)


def written_quote_rows(questions: Iterable[Asked], rng: random.Random) -> list[JudgeRow]:
    """Of each question: what answers it, the `HARDEST` that does not, and `OTHERS` by lot.

    The evidence of each is itself below its headings, as quoting asks the judge. What answers stands there once more
    for the key words of the question, as does every other that does not: else most rows would deny, and so would the
    judge wherever it is in doubt.
    """
    return [row for question in questions for row in _beside_the_question(question, rng)]


def public_quote_rows(data: Path, rng: random.Random) -> list[JudgeRow]:
    """Of each question of SQuAD 2, TyDi QA, PolicyQA: the sentence with its answer, and `PUBLIC_HARDEST` most like it.

    The evidence is the sentence itself or, by lot, its passage; a third of the questions are their key words alone.
    What is held out of all training is left out, and most of what has no answer.
    """
    return [
        _quoted(one, quote, rng, answers=answers)
        for rows in asked_sets(data, held_back=False).values()
        for one in rows
        if len(one.passage.split()) <= LONGEST_PASSAGE_WORDS and (one.answer or rng.random() < LEFT_OPEN_RATIO)
        for quote, answers in quotes_of(one)
    ]


def key_words(question: str) -> str:
    """What somebody types who does not write sentences: its words in lower case, but those that only hold it together.

    The question itself where fewer than two are left.
    """
    asked_words = _WORD.findall(question.lower())
    own = [word for word in asked_words if word not in FUNCTION_WORDS]
    return " ".join(own) if len(own) > 1 else question


def _beside_the_question(question: Asked, rng: random.Random) -> Iterator[JudgeRow]:
    right = [one for one in question.sentences if one.answered == 1]
    wrong = sorted((one for one in question.sentences if one.answered == 0), key=_likeness, reverse=True)
    hardest, others = wrong[:HARDEST], wrong[HARDEST:]
    chosen = [*right, *hardest, *rng.sample(others, min(OTHERS, len(others)))]
    yield from (_alone(question.question, one) for one in chosen)
    yield from (_alone(key_words(question.question), one) for one in [*right, *hardest[::2]])


def _alone(question: str, one: Sentence) -> JudgeRow:
    considered = one.considered
    return JudgeRow(
        question=question,
        claim=considered.text,
        evidence=" ".join(considered.evidence),
        answers=one.answered == 1,
    )


def _likeness(one: Sentence) -> float:
    signals = one.signals
    return signals.near + signals.shared + signals.found


def quotes_of(one: PublicAsked) -> Iterator[tuple[str, bool]]:
    """Sentences of the passage, and whether they answer: the one that does, and those likest to the question."""
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


def _quoted(one: PublicAsked, quote: str, rng: random.Random, *, answers: bool) -> JudgeRow:
    evidence, label = (quote, Label.UNKNOWN) if rng.random() < 0.5 else (one.passage, Label.SUPPORTED)
    question = key_words(one.question) if rng.random() < KEY_WORDS_RATIO else one.question
    return JudgeRow(question=question, claim=quote, evidence=evidence, label=label, answers=answers)
