"""A real word-piece tokenizer with a vocabulary of single letters and a few words."""

import string
from collections.abc import Sequence

import tokenizers
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

_WORDS = ["the", "report", "of", "and", "a", "##ing", "##ed", "##s", "sale"]


class TinyTokenizer:
    """The port `Tokenizer`; `calls` counts how often a text was tokenised, `characters` how much of it."""

    def __init__(self) -> None:
        letters = string.ascii_lowercase + string.digits + string.punctuation
        pieces = ["[UNK]", *letters, *(f"##{letter}" for letter in letters), *_WORDS]
        vocabulary = {piece: index for index, piece in enumerate(dict.fromkeys(pieces))}
        self._tokenizer = tokenizers.Tokenizer(WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
        self._tokenizer.normalizer = BertNormalizer()
        self._tokenizer.pre_tokenizer = BertPreTokenizer()
        self.characters = 0

    def offsets(self, text: str) -> Sequence[tuple[int, int]]:
        self.characters += len(text)
        return self._tokenizer.encode(text, add_special_tokens=False).offsets

    def count(self, text: str) -> int:
        return len(self.offsets(text))
