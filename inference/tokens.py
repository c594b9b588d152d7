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


@dataclass(frozen=True, slots=True)
class Row:
    """A model's input without padding. Tokens from `boundary` on are of the second segment."""

    ids: NDArray[np.int32]
    boundary: int


class WordPieces:
    """The tokenizer of one model. Marks such as `[SEP]` in a text are text, never special tokens."""

    def __init__(self, artefact: Artefact) -> None:
        self._tokenizer = Tokenizer.from_file(str(artefact.tokenizer))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._tokenizer.encode_special_tokens = True
        self._first = self._special("[CLS]", artefact)
        self._separator = self._special("[SEP]", artefact)
        self.max_tokens = artefact.max_tokens

    def single(self, texts: Sequence[str]) -> list[Row]:
        """One row per text, cut at its end to the window."""
        room = self.max_tokens - 2
        parts = self._tokenizer.encode_batch_fast(
            [without_surrogates(text[: room * _CHARS_PER_TOKEN]) for text in texts], add_special_tokens=False
        )
        rows = [[self._first, *part.ids[:room], self._separator] for part in parts]
        return [Row(np.array(row, np.int32), len(row)) for row in rows]

    def pair(self, first: Sequence[int], second: Sequence[int]) -> Row:
        """`[CLS] first [SEP] second [SEP]`; the caller has made both fit."""
        head = [self._first, *first, self._separator]
        return Row(np.array([*head, *second, self._separator], np.int32), len(head))

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
            raise Misconfigured(f"{artefact.tokenizer} has no token {token}: it is not a BERT word-piece tokenizer.")
        return number


def without_surrogates(text: str) -> str:
    """`text` with each lone surrogate replaced, which no tokenizer takes; one for one, so that offsets still hold."""
    return _LONE_SURROGATES.sub("�", text)
