"""Classifiers as the hub has them, made on the spot: with random weights to be loaded, or of words to be predicted."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.inference.hub_library import MARKS

WORDS = [*MARKS, *(f"w{number}" for number in range(200))]
WORDS += ["passage", "question", "not", ".", ":", "?", "the", "is", "yes", *map(str, range(10))]
# So that no two of the sentences by which nameless labels are tried are alike.
WORDS += ["library", "does", "dogs", "forbidden", "ticket", "forty", "maria"]


def tokenizer(*, limit: int = 64) -> Any:
    import transformers

    return transformers.BertTokenizerFast(
        vocab={word: number for number, word in enumerate(WORDS)}, model_max_length=limit
    )


def write_classifier(
    folder: Path, *, labels: Sequence[str], kind: str = "Sequence", positions: int = 64, seed: int = 3
) -> Path:
    """A tiny BERT with random weights as its makers would publish it; `kind` is Sequence or Token."""
    import torch
    import transformers

    torch.manual_seed(seed)
    config = transformers.BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=positions,
        pad_token_id=0,
        initializer_range=0.5,
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
    )
    model = getattr(transformers, f"BertFor{kind}Classification")(config)
    model.save_pretrained(folder)
    tokenizer(limit=positions).save_pretrained(folder)
    return folder


class WordModel:
    """What a model of transformers is to its callers; `say` turns the words of both texts into logits.

    `rows` are the two texts of every row that it read, as words, and `longest` how many tokens the longest took.
    """

    def __init__(
        self, labels: Sequence[str], say: Callable[[list[str], list[str]], list[Any]], *, tokens: bool = False
    ) -> None:
        import torch

        self._say, self._tokens = say, tokens
        self.rows: list[tuple[list[str], list[str]]] = []
        self.longest = 0
        self.device = torch.device("cpu")
        id2label = dict(enumerate(labels))
        self.config = type("Config", (), {"id2label": id2label, "num_labels": len(labels)})()

    def eval(self) -> "WordModel":
        return self

    def named_modules(self) -> list[Any]:
        return []

    def state_dict(self) -> dict[str, Any]:
        return {}

    def __call__(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
        import torch

        self.longest = max(self.longest, input_ids.shape[1])
        logits = [self._row(ids, types) for ids, types in zip(input_ids.tolist(), token_type_ids.tolist(), strict=True)]
        return type("Output", (), {"logits": torch.tensor(logits)})

    def _row(self, ids: list[int], types: list[int]) -> list[Any]:
        first, second = (
            [WORDS[i] for i, t in zip(ids, types, strict=True) if t == text and i >= len(MARKS)] for text in (0, 1)
        )
        self.rows.append((first, second))
        said = iter(self._say(first, second))
        if not self._tokens:
            return list(said)
        # The second text's tokens in order; nobody asks for the others.
        return [next(said) if t == 1 and i >= len(MARKS) else [0.0, 0.0] for i, t in zip(ids, types, strict=True)]
