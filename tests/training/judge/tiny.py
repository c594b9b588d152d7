"""A tiny MPNet of random weights, in a folder like that of a real one; needs torch."""

from pathlib import Path

import torch
from transformers import MPNetConfig, MPNetModel

from tests.training.judge.made_up import EVIDENCE, tokenizer
from training.judge.encoding import RowTokenizer
from training.judge.network import Judge, load_body
from training.judge.packed import EncodedSet
from training.judge.rows import NO_ANSWER, JudgeRow, Label

WIDTH = 64


def save_base(folder: Path) -> Path:
    """Weights, configuration and tokenizer."""
    torch.manual_seed(5)
    words = tokenizer()
    config = MPNetConfig(
        vocab_size=words.get_vocab_size(),
        hidden_size=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=128,
        max_position_embeddings=340,
        pad_token_id=1,
    )
    body = MPNetModel(config, add_pooling_layer=False)
    with torch.no_grad():
        # Fresh layer norms and biases are ones and noughts, which a graph leaves out.
        for parameter in body.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.05)
    body.save_pretrained(folder)
    words.save(str(folder / "tokenizer.json"))
    return folder


def judge(base: Path, *, fused: bool = True, seed: int = 9) -> Judge:
    """The network over it, with heads of `seed`."""
    body = load_body(base, fused=fused)
    torch.manual_seed(seed)
    return Judge(body)


def rows() -> list[JudgeRow]:
    """Claims of either sort, answers, and questions to read an answer for."""
    marked = [
        JudgeRow(question="when did it open ?", claim="the museum opened in 1921", evidence=EVIDENCE,
                 label=Label.SUPPORTED, answers=True, unsupported=()),
        JudgeRow(claim="the museum opened in 1931", evidence=EVIDENCE, label=Label.CONTRADICTED,
                 unsupported=((21, 25),)),
        JudgeRow(question="when did it open ?", claim="it is closed on mondays", evidence=EVIDENCE,
                 label=Label.SUPPORTED, answers=False),
        JudgeRow(claim="the hall is red", evidence=EVIDENCE, label=Label.UNSUPPORTED),
        JudgeRow(claim="the hall is big", evidence=EVIDENCE, label=Label.NOT_SUPPORTED),
    ]  # fmt: skip
    read = [
        JudgeRow(question="when did the museum open ?", evidence=EVIDENCE, answer=(21, 25), kind="made up"),
        JudgeRow(question="who did ?", evidence=EVIDENCE, answer=NO_ANSWER, kind="made up"),
    ]
    return marked * 8 + read * 8


def sets(base: Path) -> dict[str, EncodedSet]:
    """The rows above in two sets."""
    words = RowTokenizer.of(base)
    encoded = words.encode(rows())
    return {"claims": EncodedSet(0.7, encoded[:40]), "reading": EncodedSet(0.3, encoded[40:])}
