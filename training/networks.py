"""The networks: MiniLM with a head for vectors, for reading, or for token support."""

import torch
from torch import Tensor, nn
from transformers import BertModel

from training.backbone import HIDDEN, POSITIONS

RELATIONS = 3


class EncoderNetwork(nn.Module):
    """Texts to unit vectors: mean over the real tokens, then L2-normalised."""

    def __init__(self, backbone: BertModel) -> None:
        super().__init__()
        self.backbone = backbone

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Embeddings, [batch, 384]."""
        states = _states(self.backbone, input_ids, attention_mask, token_type_ids)
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        mean = (states * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
        return nn.functional.normalize(mean, p=2.0, dim=1)


class ReaderNetwork(nn.Module):
    """(question, passage) to relevance and answer span; position 0 stands for no answer."""

    def __init__(self, backbone: BertModel) -> None:
        super().__init__()
        self.backbone = backbone
        self.relevance = nn.Linear(HIDDEN, 1)
        self.span = nn.Linear(HIDDEN, 2)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> tuple[Tensor, ...]:
        """Relevance logits [batch], start and end logits [batch, length]."""
        states = _states(self.backbone, input_ids, attention_mask, token_type_ids)
        span = self.span(states)
        return self.relevance(states[:, 0]).squeeze(-1), span[..., 0], span[..., 1]


class GroundingNetwork(nn.Module):
    """Claims read against evidence; see `inference.support_rows` for what a row holds.

    Per token: a logit that the evidence does not support it, and logits of the relation of its claim to the evidence
    (entailed, neutral, contradicted), whose mean over the claim's tokens is the claim's.
    """

    def __init__(self, backbone: BertModel) -> None:
        super().__init__()
        self.backbone = backbone
        self.unsupported = nn.Linear(HIDDEN, 1)
        self.relation = nn.Linear(HIDDEN, RELATIONS)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> tuple[Tensor, Tensor]:
        """Logits, [batch, length] and [batch, length, 3]; `token_type_ids` holds the segments."""
        mine, theirs = token_type_ids[:, :, None], token_type_ids[:, None, :]
        real = attention_mask.bool()[:, None, :]
        visible = real & ((theirs == 0) | (theirs == mine))
        in_claim = (token_type_ids > 0).long()
        before = ((theirs < mine) & real).sum(-1)
        shared = ((theirs == 0) & real).sum(-1)
        places = torch.arange(token_type_ids.shape[1])[None, :] - before + shared * in_claim
        states = self.backbone(
            input_ids=input_ids,
            attention_mask=visible[:, None],
            token_type_ids=in_claim,
            position_ids=places.clamp(max=POSITIONS - 1),
        ).last_hidden_state
        return self.unsupported(states).squeeze(-1), self.relation(states)


def _states(backbone: BertModel, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
    states: Tensor = backbone(
        input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
    ).last_hidden_state
    return states


def load_network(network: nn.Module, checkpoint: dict[str, Tensor]) -> nn.Module:
    """`network` with the weights of `checkpoint`, in evaluation mode."""
    network.load_state_dict(checkpoint)
    return network.to(torch.float32).eval()
