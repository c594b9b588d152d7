"""Training the reader: relevance by cross-entropy, the answer's span as in SQuAD 2.0 with [CLS] for none."""

from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Encoding
from torch import Tensor, nn

from training import loop
from training.backbone import load_backbone, load_tokenizer
from training.batching import encode_pairs, pad
from training.networks import ReaderNetwork
from training.reader_data import ReaderExample

MAX_TOKENS = 288
UNKNOWN = -100
FIRST = loop.Recipe(epochs=1.0, learning_rate=1.2e-4)
HARD = loop.Recipe(epochs=1.0, learning_rate=7e-5)


def train_reader(examples: Sequence[ReaderExample], *, checkpoints: Path) -> Path:
    """The first stage, from MiniLM. Returns the checkpoint."""
    return _train(ReaderNetwork(load_backbone()), examples, FIRST, checkpoints)


def train_hard(examples: Sequence[ReaderExample], *, start: Path, checkpoints: Path) -> Path:
    """The second stage, from the first one's checkpoint. Returns the checkpoint."""
    network = ReaderNetwork(load_backbone())
    network.load_state_dict(torch.load(start, weights_only=True))
    return _train(network, examples, HARD, checkpoints)


def _train(network: ReaderNetwork, examples: Sequence[ReaderExample], recipe: loop.Recipe, checkpoints: Path) -> Path:
    loop.without_dropout(network)
    encodings = encode(examples)
    starts, ends = zip(*(span_tokens(*pair) for pair in zip(examples, encodings, strict=True)), strict=True)
    relevance = [UNKNOWN if example.relevant is None else int(example.relevant) for example in examples]

    def loss(indices: list[int]) -> Tensor:
        outputs = network(*pad([encodings[i] for i in indices]).values())
        targets = [torch.tensor([column[i] for i in indices]) for column in (relevance, starts, ends)]
        return _loss(outputs, targets)

    return loop.train(network, [len(e.ids) for e in encodings], loss, recipe, checkpoints=checkpoints)


def encode(examples: Sequence[ReaderExample]) -> list[Encoding]:
    """Question first, passage second; only the passage is ever cut."""
    tokenizer = load_tokenizer()
    tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
    return encode_pairs(tokenizer, [(example.question[:400], example.passage) for example in examples])


def span_tokens(example: ReaderExample, encoding: Encoding) -> tuple[int, int]:
    """The answer's first and last token, (0, 0) for no answer, `UNKNOWN` twice where nobody said."""
    if not example.span_known:
        return UNKNOWN, UNKNOWN
    if example.answer is None:
        return 0, 0
    start, end = example.answer
    inside = [
        token
        for token, ((first, last), sequence) in enumerate(zip(encoding.offsets, encoding.sequence_ids, strict=True))
        if sequence == 1 and first < end and last > start
    ]
    return (inside[0], inside[-1]) if inside else (UNKNOWN, UNKNOWN)


def _loss(outputs: Sequence[Tensor], targets: Sequence[Tensor]) -> Tensor:
    relevance, starts, ends = (output.float() for output in outputs)
    known = targets[0] != UNKNOWN
    total = starts.sum() * 0.0
    if known.any():
        total = total + nn.functional.binary_cross_entropy_with_logits(relevance[known], targets[0][known].float())
    if (targets[1] != UNKNOWN).any():
        total = total + 0.5 * nn.functional.cross_entropy(starts, targets[1], ignore_index=UNKNOWN)
        total = total + 0.5 * nn.functional.cross_entropy(ends, targets[2], ignore_index=UNKNOWN)
    return total
