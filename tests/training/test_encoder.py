"""The encoder learns which text answers, and its vectors stay near where they were.

Needs torch, which the default environment never has: `.ci/run` runs this in one of its own.
"""

import copy

import pytest

torch = pytest.importorskip("torch", reason="needs the extra `train` or `hub`; .ci/run has an environment for it")

from tokenizers import Tokenizer  # noqa: E402 - only where torch is there
from transformers import BertConfig, BertModel  # noqa: E402

from tests.training.judge.made_up import tokenizer  # noqa: E402
from training.encoder import Plan, batches, learn  # noqa: E402
from training.encoder_pairs import Pair  # noqa: E402
from training.networks import EncoderNetwork  # noqa: E402

PAIRS = [
    Pair(question="when", right="the museum opened in 1921", wrong=("tickets cost 4 euros",)),
    Pair(question="cost", right="tickets cost 4 euros", wrong=("it is closed on mondays",)),
    Pair(question="closed", right="it is closed on mondays", wrong=("the museum opened in 1921",)),
]


@pytest.fixture
def words() -> Tokenizer:
    return tokenizer()


def network() -> EncoderNetwork:
    torch.manual_seed(7)
    config = BertConfig(vocab_size=80, hidden_size=24, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32)
    return EncoderNetwork(BertModel(config, add_pooling_layer=False)).eval()


def vectors(encoder: EncoderNetwork, words: Tokenizer, texts: list[str]) -> "torch.Tensor":
    words.no_padding()
    with torch.no_grad():
        ids = [torch.tensor([words.encode(text).ids]) for text in texts]
        return torch.cat([encoder(one, torch.ones_like(one), torch.zeros_like(one)) for one in ids])


def first_right(encoder: EncoderNetwork, words: Tokenizer) -> int:
    asked = vectors(encoder, words, [pair.question for pair in PAIRS])
    told = vectors(encoder, words, [pair.right for pair in PAIRS])
    return int(((asked @ told.T).argmax(1) == torch.arange(len(PAIRS))).sum())


def moved(plan: Plan, words: Tokenizer) -> tuple[EncoderNetwork, float]:
    learnt = network()
    before = copy.deepcopy(learnt)
    learn(learnt, PAIRS, words, plan)
    texts = [pair.right for pair in PAIRS]
    return learnt, float((vectors(learnt, words, texts) - vectors(before, words, texts)).norm(dim=1).mean())


def test_twenty_steps_put_the_right_text_first_and_the_price_of_moving_keeps_vectors_in_place(
    words: Tokenizer,
) -> None:
    free, far = moved(Plan(epochs=20, batch_pairs=3, learning_rate=1e-2, kept=0.0), words)
    assert first_right(free, words) == len(PAIRS)
    _, near = moved(Plan(epochs=20, batch_pairs=3, learning_rate=1e-2, kept=100.0), words)
    assert near < far / 2


def test_no_batch_has_one_text_as_the_right_one_of_two_questions() -> None:
    twice = [*PAIRS, Pair(question="price", right="tickets cost 4 euros", wrong=())]
    found = list(batches(twice, Plan(epochs=1, batch_pairs=3)))
    assert all(len({pair.right for pair in batch}) == len(batch) for batch in found)
    assert sum(map(len, found)) >= len(PAIRS)
