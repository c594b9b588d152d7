"""Questions with what answers them and what only looks like it: what the encoder learns from."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from domain.documents import Passage
from domain.ports import Encoder, Tokenizer
from evaluation.files import json_lines
from evaluation.written_questions import WrittenQuestion, WrittenSet, answered_share
from generation.quoting.considering import below_headings
from generation.quoting.quotables import quotables
from monitoring.claims.splitting import split_sentences
from training.judge.asked import LONGEST_PASSAGE_WORDS, asked_sets
from training.judge.quotes import key_words, quotes_of
from training.judge.written import OWN_FOLDER, training_files
from training.quoting_questions import learnt_sets, passages_of

MOST_WRONG = 3
KEY_WORDS_RATIO = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A question, a text that answers it, and at most `MOST_WRONG` that do not, the likest first."""

    question: str
    right: str
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """What can be found in a set's documents: chunks as they are searched, sentences below their headings."""

    chunks: tuple[str, ...]
    sentences: tuple[str, ...]
    chunk_of: tuple[int, ...]

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> "Library":
        """Every sentence belongs to the chunk at its place in `chunk_of`."""
        told = [
            (below_headings(one.heading, " ".join(quote.text for quote in quotes)), one.index)
            for one in quotables(passages, split_sentences)
            if (quotes := one.quotes())
        ]
        chunks = tuple(one.stored.chunk.searched for one in passages)
        return cls(chunks, tuple(text for text, _ in told), tuple(index for _, index in told))

    def right(self, question: WrittenQuestion) -> list[int]:
        """The places of sentences that answer by themselves."""
        return [at for at, text in enumerate(self.sentences) if answered_share(question, text) == 1]


def all_pairs(data: Path, encoder: Encoder, tokenizer: Tokenizer, rng: random.Random) -> list[Pair]:
    """Those of the sets that are not kept out, the likest wrong texts found by `encoder`. Raises `MissingData`."""
    files = training_files((data / "written", OWN_FOLDER), hungarian_and_german=False)
    answers = [path for path in files if path.name.startswith("answers")]
    pairs = [*written_pairs(learnt_sets(), encoder, tokenizer, rng), *answer_pairs(answers), *public_pairs(data)]
    return with_key_words(pairs, rng)


def written_pairs(sets: Sequence[WrittenSet], encoder: Encoder, tokenizer: Tokenizer, rng: random.Random) -> list[Pair]:
    """Of each question a sentence that answers and its chunk, against those of its set that `encoder` finds likest."""
    return [pair for one in sets for pair in _of_set(one, encoder, tokenizer, rng)]


def answer_pairs(files: Sequence[Path]) -> list[Pair]:
    """Of blocks written by hand: quotes that answer, against quotes that are true and do not."""
    return [pair for path in files for block in json_lines(path) for pair in _of_block(block)]


def public_pairs(data: Path) -> list[Pair]:
    """SQuAD 2, TyDi QA, PolicyQA but for what is held out: the sentence with the answer, against others beside it."""
    return [
        pair
        for rows in asked_sets(data, held_back=False).values()
        for one in rows
        if one.answer and len(one.passage.split()) <= LONGEST_PASSAGE_WORDS
        for pair in _pairs(one.question, list(quotes_of(one)))
    ]


def with_key_words(pairs: Sequence[Pair], rng: random.Random) -> list[Pair]:
    """Some of the questions as key words alone."""
    return [
        replace(pair, question=key_words(pair.question)) if rng.random() < KEY_WORDS_RATIO else pair for pair in pairs
    ]


def _of_set(written: WrittenSet, encoder: Encoder, tokenizer: Tokenizer, rng: random.Random) -> Iterator[Pair]:
    library = Library.of(passages_of(written, tokenizer))
    sentences, chunks = encoder.encode(library.sentences), encoder.encode(library.chunks)
    for question in written.questions:
        right = library.right(question)
        if not right:
            continue
        asked = encoder.encode_queries([question.question])[0]
        chosen, own = rng.choice(right), {library.chunk_of[at] for at in right}
        others = [int(at) for at in np.argsort(-(sentences @ asked)) if at not in right]
        yield _pair(question, library.sentences, chosen, others)
        others = [int(at) for at in np.argsort(-(chunks @ asked)) if at not in own]
        yield _pair(question, library.chunks, library.chunk_of[chosen], others)


def _pair(question: WrittenQuestion, texts: Sequence[str], right: int, others: Sequence[int]) -> Pair:
    return Pair(question=question.question, right=texts[right], wrong=tuple(texts[at] for at in others[:MOST_WRONG]))


def _of_block(block: Mapping[str, Any]) -> Iterator[Pair]:
    told = " ".join(passage["text"] for passage in block["passages"])
    quotes = [
        (one["text"], one["answers"])
        for one in block["answers"]
        if one["support"] == "supported" and one["text"] in told
    ]
    yield from _pairs(block["question"], quotes)


def _pairs(question: str, quotes: Sequence[tuple[str, bool]]) -> Iterator[Pair]:
    wrong = tuple(text for text, answers in quotes if not answers)[:MOST_WRONG]
    yield from (Pair(question=question, right=text, wrong=wrong) for text, answers in quotes if answers)
