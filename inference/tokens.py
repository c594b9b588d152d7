"""Text to token ids and offsets, whatever the text holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from domain.errors import Misconfigured
from inference.artefacts import Artefact

_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
# A known word has 100 characters at most, so this many per token go beyond any window, unless blanks or unknown
# words come in long runs; without the cut a 5 MB text took seconds to be cut to 256 tokens.
_CHARS_PER_TOKEN = 101
# What starts a row and what ends a part of it, in vocabularies of the RoBERTa and of the BERT family.
_ROBERTA = ("<s>", "</s>")
_BERT = ("[CLS]", "[SEP]")


@dataclass(frozen=True, slots=True)
class Row:
    """A model's input without padding: token ids, and the segment that each token is of, counted from 0."""

    ids: NDArray[np.int32]
    segments: NDArray[np.int32]

    @classmethod
    def of(cls, ids: Sequence[int], segments: Sequence[int]) -> "Row":
        """From lists."""
        return cls(np.array(ids, np.int32), np.array(segments, np.int32))


class WordPieces:
    """The tokenizer of one model. Marks such as `[SEP]` in a text are text, never special tokens."""

    def __init__(self, artefact: Artefact) -> None:
        self._tokenizer = Tokenizer.from_file(str(artefact.tokenizer))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._tokenizer.encode_special_tokens = True
        first, separator = _ROBERTA if self._tokenizer.token_to_id(_ROBERTA[0]) is not None else _BERT
        self.first = self._special(first, artefact)
        self.separator = self._special(separator, artefact)
        self.max_tokens = artefact.max_tokens

    def single(self, texts: Sequence[str]) -> list[Row]:
        """One row per text, cut at its end to the window."""
        room = self.max_tokens - 2
        parts = self._tokenizer.encode_batch_fast(
            [without_surrogates(text[: room * _CHARS_PER_TOKEN]) for text in texts], add_special_tokens=False
        )
        rows = [[self.first, *part.ids[:room], self.separator] for part in parts]
        return [Row.of(row, [0] * len(row)) for row in rows]

    def pair(self, first: Sequence[int], second: Sequence[int]) -> Row:
        """`[CLS] first [SEP] second [SEP]`; the caller has made both fit."""
        head = [self.first, *first, self.separator]
        return Row.of([*head, *second, self.separator], [0] * len(head) + [1] * (len(second) + 1))

    def pieces(self, text: str, *, limit: int | None = None) -> Encoding:
        """Ids and offsets into `text`, special tokens left out; `limit` says how many tokens matter at most."""
        relevant = text if limit is None else text[: limit * _CHARS_PER_TOKEN]
        encoding = self._tokenizer.encode(without_surrogates(relevant), add_special_tokens=False)
        if limit is not None:
            encoding.truncate(limit)
        return encoding

    def _special(self, token: str, artefact: Artefact) -> int:
        number = self._tokenizer.token_to_id(token)
        if number is None:
            raise Misconfigured(
                f"{artefact.tokenizer} has no token {token}: it is no word-piece tokenizer of the BERT or MPNet kind."
            )
        return number


def without_surrogates(text: str) -> str:
    """`text` with each lone surrogate replaced, which no tokenizer takes; one for one, so that offsets still hold."""
    return _LONE_SURROGATES.sub("�", text)
