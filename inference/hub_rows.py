"""Classifiers of transformers that read two texts in one row: the extra `hub` brings the library."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tokenizers import Encoding

from domain.errors import Misconfigured
from inference.hub import Turns, library, loaded
from inference.lifecycle import Closable
from inference.tokens import without_surrogates

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

_SLICE_ROWS = 32
_SLICE_TOKENS = 8192
_USUAL_WINDOW_TOKENS = 512
# A tokenizer without a limit gives 10^30 for one.
_MOST_WINDOW_TOKENS = 2**20


def load_classifier(name: str, kind: str) -> "tuple[PreTrainedModel, PreTrainedTokenizerBase]":
    """The model by name or path as `AutoModelFor…` of this kind, on the GPU where there is one. Raises `Misconfigured`.

    Code that a model brings along is not run.
    """
    torch, transformers = library("torch"), library("transformers")
    tokenizer = loaded(transformers.AutoTokenizer.from_pretrained, name)
    make: Callable[..., Any] = getattr(transformers, f"AutoModelFor{kind}").from_pretrained
    model, report = loaded(
        lambda given: make(given, dtype=torch.float32, output_loading_info=True, trust_remote_code=False), name
    )
    if report["missing_keys"]:
        # transformers fills them with random numbers, and only logs it.
        raise Misconfigured(f"The model {name!r} has no trained classifier: it lacks {sorted(report['missing_keys'])}.")
    return model.to("cuda" if torch.cuda.is_available() else "cpu"), tokenizer


class PairRows(Closable):
    """A model and its tokenizer. Marks such as `[SEP]` in a text are text.

    `room` is how many tokens of both texts a row takes, at most `most_tokens` with its marks.
    """

    def __init__(
        self,
        model: "PreTrainedModel",
        tokenizer: "PreTrainedTokenizerBase",
        *,
        name: str,
        most_tokens: int = _MOST_WINDOW_TOKENS,
    ) -> None:
        if not getattr(tokenizer, "is_fast", False) or tokenizer.pad_token_id is None:
            raise Misconfigured(f"The model {name!r} has no fast tokenizer with a token for padding.")
        window = min(most_tokens, _window_tokens(model, tokenizer))
        self.room = window - int(tokenizer.num_special_tokens_to_add(pair=True))
        self._model = model.eval()
        self._tokenizer = tokenizer
        self._pieces = tokenizer.backend_tokenizer
        self._pieces.no_truncation()
        self._pieces.no_padding()
        self._pieces.encode_special_tokens = True
        self._turns = Turns(name)

    def encoded(self, text: str) -> Encoding:
        """Its tokens without marks; offsets are into `text`."""
        encoding: Encoding = self._pieces.encode(without_surrogates(text), add_special_tokens=False)
        return encoding

    def cut(self, text: str, *, tokens: int) -> list[Encoding]:
        """In parts of at most `tokens` that overlap; one, maybe empty, where it fits."""
        encoding = self.encoded(text)
        if len(encoding.ids) <= tokens:
            return [encoding]
        encoding.truncate(tokens, stride=min(self.room // 8, tokens - 1))
        return [encoding, *encoding.overflowing]

    def row(self, first: Encoding, second: Encoding) -> Encoding:
        """Both with the model's marks; `sequence_ids` say which token is of which."""
        row: Encoding = self._pieces.post_process(first, second)
        return row

    def probabilities(self, rows: Sequence[Encoding]) -> list[Any]:
        """Of each row's classes, or of each of its tokens', padding too, in nested lists. Raises `ModelUnavailable`.

        A single class is no rest of others: its probability is by itself.
        """
        return [one for part in _slices(rows) for one in self._turns.take(self._probabilities, part)]

    def close(self) -> None:
        """See `Closable`."""
        self._turns.close()

    def _probabilities(self, rows: Sequence[Encoding]) -> list[Any]:
        import torch

        longest = max(len(row.ids) for row in rows)
        for row in rows:
            row.pad(longest, direction=self._tokenizer.padding_side, pad_id=self._tokenizer.pad_token_id)
        inputs = {
            "input_ids": [row.ids for row in rows],
            "attention_mask": [row.attention_mask for row in rows],
            "token_type_ids": [row.type_ids for row in rows],
        }
        known = self._tokenizer.model_input_names
        tensors = {name: torch.tensor(inputs[name], device=self._model.device) for name in inputs if name in known}
        with torch.inference_mode():
            logits = self._model(**tensors).logits
            found: list[Any] = (logits.sigmoid() if logits.shape[-1] == 1 else logits.softmax(dim=-1)).tolist()
        return found


def _slices(rows: Sequence[Encoding]) -> Iterator[list[Encoding]]:
    """In order; what runs together takes bounded memory."""
    part: list[Encoding] = []
    for row in rows:
        longest = max(len(other.ids) for other in (*part, row))
        if part and (len(part) == _SLICE_ROWS or longest * (len(part) + 1) > _SLICE_TOKENS):
            yield part
            part = []
        part.append(row)
    if part:
        yield part


def _window_tokens(model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerBase") -> int:
    """What the tokenizer and the model's positions allow; either may name no limit."""
    # RoBERTa and its kin count positions from behind the one that padding has.
    reserved = [
        layer.padding_idx + 1
        for place, layer in model.named_modules()
        if place.endswith("position_embeddings") and getattr(layer, "padding_idx", None) is not None
    ]
    positions = (getattr(model.config, "max_position_embeddings", None) or 0) - max(reserved, default=0)
    limits = [limit for limit in (tokenizer.model_max_length, positions) if 0 < limit <= _MOST_WINDOW_TOKENS]
    return int(min(limits, default=_USUAL_WINDOW_TOKENS))
