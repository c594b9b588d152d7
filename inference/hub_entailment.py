"""Sequence classifiers of transformers as entailment models; the extra `hub` brings the library."""

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from tokenizers import Encoding

from domain.errors import Misconfigured
from domain.generation import EvidencePair, Relation
from inference.hub import Turns, library, loaded
from inference.lifecycle import Closable
from inference.tokens import without_surrogates

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

_SLICE_ROWS = 32
_USUAL_WINDOW_TOKENS = 512
# A tokenizer without a limit gives 10^30 for one.
_MOST_WINDOW_TOKENS = 2**20
_CLASSES = {"entail": "entailed", "neutral": "neutral", "contradict": "contradicted"}
_HEADS = [["contradicted", "entailed"], ["contradicted", "entailed", "neutral"]]


def load_hub_entailment(name: str) -> "HubEntailment":
    """A sequence classification model by name or path, on the GPU where there is one. Raises `Misconfigured`."""
    torch, transformers = library("torch"), library("transformers")
    tokenizer = loaded(transformers.AutoTokenizer.from_pretrained, name)
    model, report = loaded(
        lambda given: transformers.AutoModelForSequenceClassification.from_pretrained(
            given, dtype=torch.float32, output_loading_info=True
        ),
        name,
    )
    if report["missing_keys"]:
        # transformers fills them with random numbers, and only logs it.
        raise Misconfigured(f"The model {name!r} has no trained classifier: it lacks {sorted(report['missing_keys'])}.")
    return HubEntailment(model.to("cuda" if torch.cuda.is_available() else "cpu"), tokenizer, name=name)


class HubEntailment(Closable):
    """Implements `EntailmentModel` as SelfCheckGPT asks its own: the claim is the first text, the evidence the second.

    A pair beyond the window is read in several rows: the evidence in windows that overlap, of which what one supports
    is supported, and a claim of more than half a row in parts that overlap, of which the worst counts.
    """

    def __init__(self, model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerBase", *, name: str) -> None:
        if not getattr(tokenizer, "is_fast", False) or tokenizer.pad_token_id is None:
            raise Misconfigured(f"The model {name!r} has no fast tokenizer with a token for padding.")
        self._classes = _classes([model.config.id2label[place] for place in range(model.config.num_labels)], name)
        self._room = _window_tokens(model, tokenizer) - int(tokenizer.num_special_tokens_to_add(pair=True))
        self.identity = f"hub:{name}"
        self._model = model.eval()
        self._tokenizer = tokenizer
        self._pieces = tokenizer.backend_tokenizer
        self._pieces.no_truncation()
        self._pieces.no_padding()
        self._pieces.encode_special_tokens = True
        self._turns = Turns(name)

    def compare(self, pairs: Sequence[EvidencePair]) -> list[Relation]:
        """See `EntailmentModel.compare`. Raises `ModelUnavailable`."""
        read = [self._rows(pair) for pair in pairs]
        rows = [row for parts in read for windows in parts for row in windows]
        found = iter(self._relations(rows))
        return [
            max((min(islice(found, len(windows)), key=_conflict) for windows in parts), key=_conflict) for parts in read
        ]

    def close(self) -> None:
        """See `Closable`."""
        self._turns.close()

    def _rows(self, pair: EvidencePair) -> list[list[Encoding]]:
        """Per part of the claim a row for each window of the evidence; no token of either is left out."""
        beside_evidence = self._room - len(self._encoded(pair.evidence).ids)
        parts = self._cut(pair.claim, tokens=max(self._room // 2, beside_evidence))
        return [
            [
                self._pieces.post_process(part, window)
                for window in self._cut(pair.evidence, tokens=self._room - len(part.ids))
            ]
            for part in parts
        ]

    def _cut(self, text: str, *, tokens: int) -> list[Encoding]:
        encoding = self._encoded(text)
        encoding.truncate(tokens, stride=self._room // 8)
        return [encoding, *encoding.overflowing]

    def _encoded(self, text: str) -> Encoding:
        encoding: Encoding = self._pieces.encode(without_surrogates(text), add_special_tokens=False)
        return encoding

    def _relations(self, rows: Sequence[Encoding]) -> list[Relation]:
        relations: list[Relation] = []
        for start in range(0, len(rows), _SLICE_ROWS):
            probabilities = self._turns.take(self._probabilities, rows[start : start + _SLICE_ROWS])
            relations += [
                Relation(**{"neutral": 0.0, **dict(zip(self._classes, row, strict=True))}) for row in probabilities
            ]
        return relations

    def _probabilities(self, rows: Sequence[Encoding]) -> list[list[float]]:
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
            probabilities: list[list[float]] = torch.softmax(self._model(**tensors).logits, dim=-1).tolist()
        return probabilities


def _classes(labels: Sequence[str], name: str) -> tuple[str, ...]:
    """The field of `Relation` that each class stands for. Raises `Misconfigured` where the labels do not say."""
    lowered = [label.lower() for label in labels]
    if lowered == ["label_0", "label_1"]:
        # potsawee/deberta-v3-large-mnli, which SelfCheckGPT was made with, names its classes no better.
        return ("entailed", "contradicted")
    classes = tuple(next((_CLASSES[start] for start in _CLASSES if label.startswith(start)), "") for label in lowered)
    if sorted(classes) not in _HEADS:
        raise Misconfigured(
            f"The model {name!r} has the labels {list(labels)}; a comparison needs one for entailment, one for "
            "contradiction and at most one more, for neutral, such as potsawee/deberta-v3-large-mnli has."
        )
    return classes


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


def _conflict(relation: Relation) -> float:
    """P(contradiction) with neutral left aside."""
    both = relation.entailed + relation.contradicted
    return relation.contradicted / both if both else 0.5
