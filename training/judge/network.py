"""The judge's network: a pretrained encoder under heads for the claim, its words, the question, and the answer's place.

The names of its parts are those of every checkpoint: `body.*`, `dense`, `claim`, `answers`, `words`, `span`.
"""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel
from transformers.models.mpnet.modeling_mpnet import MPNetSelfAttention

RELATIONS = 3
HEADS = ("dense", "claim", "answers", "words", "span")

Outputs = tuple[Tensor, Tensor, Tensor, Tensor, Tensor]


class Judge(nn.Module):
    """Rows of `training.judge.encoding` to logits.

    Of the claim [batch, 3] as `rows.Label` counts; that it answers the question [batch]; per token, that the evidence
    does not carry it, and that the answer starts and ends there, the row's first token standing for none,
    each [batch, length].
    """

    def __init__(self, body: nn.Module, *, dropout: float = 0.1) -> None:
        super().__init__()
        width: int = body.config.hidden_size
        self.body = body
        self.dense, self.drop = nn.Linear(width, width), nn.Dropout(dropout)
        self.claim, self.answers = nn.Linear(width, RELATIONS), nn.Linear(width, 1)
        self.words, self.span = nn.Linear(width, 1), nn.Linear(width, 2)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Outputs:
        """Claim, answers, words, starts, ends; float32 whatever the body computes in."""
        states = self.body(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        first = self.drop(torch.tanh(self.dense(self.drop(states[:, 0]))))
        start, end = self.span(states).float().unbind(-1)
        answers, words = self.answers(first).float().squeeze(-1), self.words(states).float().squeeze(-1)
        return self.claim(first).float(), answers, words, start, end


class FusedAttention(MPNetSelfAttention):
    """MPNet's attention by the fused kernel: a quarter faster on a CPU at 240 tokens a row.

    No gradient reaches the position bias, which the kernel for training does not give: `learning` freezes it.
    """

    def forward(
        self,
        hidden_states: Tensor,
        attention_mask: Tensor | None = None,
        position_bias: Tensor | None = None,
        **_: object,
    ) -> tuple[Tensor]:
        """The attended states, never the attentions themselves."""
        batch, length, _width = hidden_states.shape
        query, key, value = (
            part(hidden_states).view(batch, length, self.num_attention_heads, -1).transpose(1, 2)
            for part in (self.q, self.k, self.v)
        )
        seen = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=_bias(position_bias, attention_mask, query)
        )
        return (self.o(seen.transpose(1, 2).reshape(batch, length, -1)),)


def load_body(base: Path, *, fused: bool = True, dropout: float = 0.0) -> nn.Module:
    """The encoder of a model's folder in float32, without a pooler; `dropout` of its states, never of its attention.

    `fused` is for training: a graph is exported from the library's own attention.
    """
    body: nn.Module = AutoModel.from_pretrained(
        str(base), add_pooling_layer=False, hidden_dropout_prob=dropout, attention_probs_dropout_prob=0.0
    ).float()
    return fuse_attention(body) if fused else body


def fuse_attention(body: nn.Module) -> nn.Module:
    """`body` with `FusedAttention` in place of MPNet's; other encoders have their own fused kernel."""
    for module in list(body.modules()):
        for name, child in list(module.named_children()):
            if type(child) is MPNetSelfAttention:
                fused = FusedAttention(body.config)
                fused.load_state_dict(child.state_dict())
                setattr(module, name, fused.train(child.training))
    return body


def _bias(position_bias: Tensor | None, attention_mask: Tensor | None, query: Tensor) -> Tensor | None:
    parts = [part.detach() for part in (position_bias, attention_mask) if part is not None]
    if not parts:
        return None
    total: Tensor = sum(parts[1:], start=parts[0])
    length = query.shape[2]
    return total.to(query.dtype).expand(query.shape[0], -1, length, length)
