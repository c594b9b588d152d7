"""Training the grounding model: which words of a claim are unsupported, and what the evidence says of the claim."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from evaluation.labels import LabelledClaim, Relation
from inference.support_rows import CLAIM_TOKENS, evidence_room, evidence_windows, support_row
from inference.tokens import Row
from text.sentences import SentenceCut, sentence_spans
from training import loop
from training.backbone import POSITIONS, load_backbone, load_tokenizer
from training.batching import pad_rows, padded
from training.grounding_data import GroundingExample
from training.networks import GroundingNetwork

GENERAL = loop.Recipe(epochs=1.0, learning_rate=1.5e-4)
ANSWERS = loop.Recipe(epochs=1.0, learning_rate=1.0e-4)
RELATION_LOSS_WEIGHT = 0.5
WORST_LOSS_WEIGHT = 0.5
MOST_WINDOWS = 3
_NO_LABEL = -1.0


@dataclass(frozen=True, slots=True)
class Item:
    """An example as the network meets it: a row per window of evidence, all ending in the same claims.

    `labels` and `claims` hold a value per token of that end: 1 for an unsupported token, 0 for a supported one, below
    0 where there is nothing to learn; and the token's claim, counted from 0, -1 for separators.
    """

    rows: list[Row]
    labels: Tensor
    claims: Tensor
    relations: Tensor

    @property
    def length(self) -> int:
        """What it costs, in padded tokens."""
        return len(self.rows) * padded(max(len(row.ids) for row in self.rows))


def train_general(examples: Sequence[GroundingExample], *, checkpoints: Path) -> Path:
    """The first stage, from MiniLM. Returns the checkpoint."""
    return _train(GroundingNetwork(load_backbone()), examples, GENERAL, checkpoints)


def train_answers(examples: Sequence[GroundingExample], *, start: Path, checkpoints: Path, seed: int) -> Path:
    """A run of the second stage, from the first one's checkpoint. Returns the checkpoint."""
    network = GroundingNetwork(load_backbone())
    network.load_state_dict(torch.load(start, weights_only=True))
    return _train(network, examples, replace(ANSWERS, seed=seed), checkpoints)


def _train(
    network: GroundingNetwork, examples: Sequence[GroundingExample], recipe: loop.Recipe, checkpoints: Path
) -> Path:
    loop.without_dropout(network)
    items = encode(examples)

    def loss(indices: list[int]) -> Tensor:
        batch = [items[index] for index in indices]
        inputs = pad_rows([row for item in batch for row in item.rows])
        unsupported, relations = network(*inputs.values())
        return batch_loss(batch, unsupported.float(), relations.float())

    return loop.train(network, [item.length for item in items], loss, recipe, checkpoints=checkpoints)


def encode(examples: Sequence[GroundingExample]) -> list[Item]:
    """Items with at least one claim and some evidence, in order, without those of more than `MOST_WINDOWS` windows.

    Those would have to be read in part, against labels that rest on all of it.
    """
    tokenizer = load_tokenizer()
    made = (_item(example, tokenizer) for example in examples)
    return [item for item in made if 0 < len(item.rows) <= MOST_WINDOWS and len(item.relations)]


def batch_loss(batch: Sequence[Item], unsupported: Tensor, relations: Tensor) -> Tensor:
    """Words, claims' relations, and each claim's worst word, pooled over the windows of each item first.

    `unsupported` [rows, length] and `relations` [rows, length, 3] hold the rows of all items in order.
    """
    tokens, claims, worst = [], [], []
    row = 0
    for item in batch:
        ends = [(place, len(window.ids)) for place, window in enumerate(item.rows, start=row)]
        row += len(item.rows)
        size = len(item.labels)
        tokens.append(_best_supported(torch.stack([unsupported[place, end - size : end] for place, end in ends])))
        claims.append(_claim_logits(torch.stack([relations[place, end - size : end] for place, end in ends]), item))
        worst.append(_worst(tokens[-1], item))
    labels = torch.cat([item.labels for item in batch])
    wanted = torch.cat([item.relations for item in batch])
    return (
        _binary(torch.cat(tokens)[labels >= 0], labels[labels >= 0])
        + RELATION_LOSS_WEIGHT * relation_loss(torch.cat(claims), wanted)
        + WORST_LOSS_WEIGHT * _worst_loss(torch.cat(worst), wanted)
    )


def relation_loss(logits: Tensor, wanted: Tensor) -> Tensor:
    """Mean cross-entropy; where only "not entailed" is known, of that. `logits` [claims, 3], `wanted` a `Relation`."""
    likely = logits.log_softmax(-1)
    known, other = wanted < Relation.NOT_ENTAILED, wanted == Relation.NOT_ENTAILED
    total = -likely[known].gather(1, wanted[known, None]).sum() - _log_not(likely[other, Relation.ENTAILED]).sum()
    return total / max(1, int((known | other).sum()))


def _worst_loss(logits: Tensor, wanted: Tensor) -> Tensor:
    judged = wanted != Relation.UNKNOWN
    return _binary(logits[judged], (wanted[judged] != Relation.ENTAILED).float())


def _best_supported(logits: Tensor) -> Tensor:
    """A token is supported as well as by the best window: [windows, tokens] → [tokens]."""
    return logits.min(0).values


def _claim_logits(logits: Tensor, item: Item) -> Tensor:
    """Per claim the mean over its tokens, in the window that says most of it: [windows, tokens, 3] → [claims, 3].

    As in the service, one that speaks for the claim comes before those that speak against it.
    """
    means = _per_claim(item, lambda of_claim: logits[:, of_claim].mean(1))
    return torch.stack([windows[_weight(windows.softmax(-1)).argmax()] for windows in means])


def _weight(windows: Tensor) -> Tensor:
    speaks_for = windows[:, Relation.ENTAILED] > windows[:, Relation.CONTRADICTED]
    return speaks_for.float() - windows[:, Relation.NEUTRAL]


def _worst(logits: Tensor, item: Item) -> Tensor:
    """Per claim its tokens' logits averaged with the weights of their own softmax, a soft maximum."""
    return torch.stack(_per_claim(item, lambda of_claim: (logits[of_claim].softmax(0) * logits[of_claim]).sum()))


def _per_claim(item: Item, measure: Callable[[Tensor], Tensor]) -> list[Tensor]:
    return [measure(item.claims == number) for number in range(len(item.relations))]


def _binary(logits: Tensor, targets: Tensor) -> Tensor:
    if not len(targets):
        return logits.sum() * 0.0
    return nn.functional.binary_cross_entropy_with_logits(logits, targets)


def _log_not(log_probabilities: Tensor) -> Tensor:
    return torch.log((1 - log_probabilities.exp()).clamp(min=1e-6))


def _item(example: GroundingExample, tokenizer: Tokenizer) -> Item:
    first, separator = tokenizer.encode("").ids

    def ids(text: str) -> list[int]:
        found: list[int] = tokenizer.encode(text, add_special_tokens=False).ids
        return found

    passages = [
        [ids(passage[start:end]) for start, end in sentence_spans(passage, SentenceCut.EVIDENCE)]
        for passage in example.passages
    ]
    room = evidence_room(max_tokens=POSITIONS)
    windows = evidence_windows(passages, room=room, separator=separator)
    encoded = [(claim, tokenizer.encode(claim.text, add_special_tokens=False)) for claim in example.claims]
    encoded = [(claim, encoding) for claim, encoding in encoded if encoding.ids]
    claims = [encoding.ids[:CLAIM_TOKENS] for _, encoding in encoded]
    labels: list[float] = []
    numbers: list[int] = []
    for number, (claim, encoding) in enumerate(encoded):
        labels += [*token_labels(claim, encoding.offsets[:CLAIM_TOKENS]), _NO_LABEL]
        numbers += [*([number] * len(claims[number])), -1]
    return Item(
        [support_row(window, claims, first=first, separator=separator) for window in windows],
        torch.tensor(labels),
        torch.tensor(numbers),
        torch.tensor([int(claim.relation) for claim, _ in encoded]),
    )


def token_labels(claim: LabelledClaim, offsets: Sequence[tuple[int, int]]) -> list[float]:
    """1 for an unsupported token of the claim, 0 for a supported one; below 0 where nobody said."""
    if claim.spans is None:
        return [_NO_LABEL] * len(offsets)
    return [float(any(a < end and start < b for a, b in claim.spans)) for start, end in offsets]
