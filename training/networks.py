"""The networks: MiniLM with a head for vectors, for reading, or for token support."""

import torch
from torch import Tensor, nn
from transformers import BertModel

from training.backbone import HIDDEN


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
    """(evidence, claim) to a logit per token that the evidence does not support it."""

    def __init__(self, backbone: BertModel) -> None:
        super().__init__()
        self.backbone = backbone
        self.unsupported = nn.Linear(HIDDEN, 1)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Logits, [batch, length]; only those of the claim's tokens mean anything."""
        states = _states(self.backbone, input_ids, attention_mask, token_type_ids)
        return self.unsupported(states).squeeze(-1)


def _states(backbone: BertModel, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
    states: Tensor = backbone(
        input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
    ).last_hidden_state
    return states


def load_network(network: nn.Module, checkpoint: dict[str, Tensor]) -> nn.Module:
    """`network` with the weights of `checkpoint`, in evaluation mode."""
    network.load_state_dict(checkpoint)
    return network.to(torch.float32).eval()
