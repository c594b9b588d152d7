"""Rows as tokens: `<s> question </s></s> claim </s></s> evidence </s>`, in the marks of the network's own tokenizer."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from inference.tokens import without_surrogates
from training.judge.rows import NO_ANSWER, JudgeRow, Span

QUESTION_TOKENS = 64
CLAIM_TOKENS = 128
ROW_TOKENS = 320
UNKNOWN = -1

_MARKS = (("<s>", "</s>", "<pad>"), ("[CLS]", "[SEP]", "[PAD]"))
_ACCENTED = "kérdőív"

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class EncodedRow:
    """A row as the network meets it; `UNKNOWN` wherever nothing is known.

    `words` holds a label per token: 1 for one that the evidence does not carry, 0 for one that it does. `start` and
    `end` are the answer's first and last token, 0 where the evidence holds none. `evidence` is where its tokens lie.
    """

    ids: Ints
    words: NDArray[np.int8]
    label: int
    answers: int
    start: int
    end: int
    evidence: Span


class RowTokenizer:
    """A base's tokenizer. Marks such as `</s>` in a text are text."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        tokenizer.no_truncation()
        tokenizer.no_padding()
        tokenizer.encode_special_tokens = True
        vocabulary = tokenizer.get_vocab(with_added_tokens=True)
        self._first, self._between, self.padding = next(
            [vocabulary[mark] for mark in marks] for marks in _MARKS if all(mark in vocabulary for mark in marks)
        )

    @classmethod
    def of(cls, base: Path) -> "RowTokenizer":
        """The one in a model's folder."""
        return cls(Tokenizer.from_file(str(base / "tokenizer.json")))

    @property
    def keeps_accents(self) -> bool:
        """Whether it was made for more than English: an uncased English one drops accents, and reads other words."""
        return self._tokenizer.decode(self._pieces(_ACCENTED).ids).strip() == _ACCENTED

    def count(self, text: str) -> int:
        """Tokens of `text` alone."""
        return len(self._pieces(text).ids)

    def places(self, text: str) -> list[Span]:
        """The characters of each token of `text`."""
        offsets: list[Span] = self._pieces(text).offsets
        return offsets

    def encode(self, rows: Sequence[JudgeRow]) -> list[EncodedRow]:
        """One each, in order; what is too long is cut at its end."""
        parts = (
            self._tokenizer.encode_batch([without_surrogates(text) for text in texts], add_special_tokens=False)
            for texts in ([row.question for row in rows], [row.claim for row in rows], [row.evidence for row in rows])
        )
        return [self._row(row, *encodings) for row, *encodings in zip(rows, *parts, strict=True)]

    def _pieces(self, text: str) -> Encoding:
        return self._tokenizer.encode(without_surrogates(text), add_special_tokens=False)

    def _row(self, row: JudgeRow, question: Encoding, claim: Encoding, evidence: Encoding) -> EncodedRow:
        asked, said = question.ids[:QUESTION_TOKENS], claim.ids[:CLAIM_TOKENS]
        head = [self._first, *asked, self._between, self._between, *said, self._between, self._between]
        read = evidence.ids[: ROW_TOKENS - len(head) - 1]
        ids = np.array([*head, *read, self._between], np.int32)
        words = np.full(len(ids), UNKNOWN, np.int8)
        if row.unsupported is not None:
            words[len(asked) + 3 :][: len(said)] = _marked(claim.offsets[:CLAIM_TOKENS], row.unsupported)
        start, end = _answer(row.answer, evidence.offsets[: len(read)], at=len(head))
        answers = UNKNOWN if row.answers is None else int(row.answers)
        return EncodedRow(ids, words, int(row.label), answers, start, end, (len(head), len(head) + len(read)))


def _marked(offsets: Sequence[Span], spans: Sequence[Span]) -> list[int]:
    return [int(any(start < last and first < end for first, last in spans)) for start, end in offsets]


def _answer(answer: Span | None, offsets: Sequence[Span], *, at: int) -> Span:
    if answer is None:
        return UNKNOWN, UNKNOWN
    if answer == NO_ANSWER:
        return 0, 0
    inside = [place for place, (start, end) in enumerate(offsets) if start < answer[1] and answer[0] < end]
    # What was cut off together with the answer is no passage without one.
    return (at + inside[0], at + inside[-1]) if inside else (UNKNOWN, UNKNOWN)
