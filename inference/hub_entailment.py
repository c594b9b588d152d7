"""Sequence classifiers of transformers as entailment models; the extra `hub` brings the library."""

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from tokenizers import Encoding

from domain.errors import Misconfigured
from domain.generation import EvidencePair, Relation
from inference.hub_rows import PairRows, load_classifier
from inference.lifecycle import Closable

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

_CLASSES = {"entail": "entailed", "neutral": "neutral", "contradict": "contradicted"}
_HEADS = [["contradicted", "entailed"], ["contradicted", "entailed", "neutral"]]


def load_hub_entailment(name: str) -> "HubEntailment":
    """A sequence classification model by name or path, on the GPU where there is one. Raises `Misconfigured`."""
    return HubEntailment(*load_classifier(name, "SequenceClassification"), name=name)


class HubEntailment(Closable):
    """Implements `EntailmentModel` as SelfCheckGPT asks its own: the claim is the first text, the evidence the second.

    A pair beyond the window is read in several rows: the evidence in windows that overlap, of which what one supports
    is supported, and a claim of more than half a row in parts that overlap, of which the worst counts.
    """

    def __init__(self, model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerBase", *, name: str) -> None:
        self._classes = _classes([model.config.id2label[place] for place in range(model.config.num_labels)], name)
        self._rows_of = PairRows(model, tokenizer, name=name)
        self.identity = f"hub:{name}"

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
        self._rows_of.close()

    def _rows(self, pair: EvidencePair) -> list[list[Encoding]]:
        """Per part of the claim a row for each window of the evidence; no token of either is left out."""
        rows = self._rows_of
        beside_evidence = rows.room - len(rows.encoded(pair.evidence).ids)
        parts = rows.cut(pair.claim, tokens=max(rows.room // 2, beside_evidence))
        return [
            [rows.row(part, window) for window in rows.cut(pair.evidence, tokens=rows.room - len(part.ids))]
            for part in parts
        ]

    def _relations(self, rows: Sequence[Encoding]) -> list[Relation]:
        return [
            Relation(**{"neutral": 0.0, **dict(zip(self._classes, row, strict=True))})
            for row in self._rows_of.probabilities(rows)
        ]


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


def _conflict(relation: Relation) -> float:
    """P(contradiction) with neutral left aside."""
    both = relation.entailed + relation.contradicted
    return relation.contradicted / both if both else 0.5
