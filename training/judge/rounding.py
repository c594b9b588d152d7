"""Learning with the weights that will be shipped: rounded to half a byte in groups, as `export` will round them.

The formula is NNCF's for `INT4_ASYM`: sixteen levels between a group's smallest and largest weight, zero among them.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

GROUP_WEIGHTS = 64
LEVELS = 16
_SMALLEST_SCALE = 1.2e-7


class RoundedLinear(nn.Linear):
    """A linear layer that computes with rounded weights; the gradient reaches the weights as if they were not."""

    def forward(self, inputs: Tensor) -> Tensor:
        """As `nn.Linear`."""
        kept = self.weight
        return functional.linear(inputs, kept + (rounded(kept.detach()) - kept.detach()), self.bias)


def rounded(weight: Tensor) -> Tensor:
    """`weight` [rows, columns] on the levels of its groups of columns; rounding again changes nothing."""
    groups = weight.float().reshape(weight.shape[0], -1, GROUP_WEIGHTS)
    low, high = groups.amin(-1, keepdim=True).clamp(max=0), groups.amax(-1, keepdim=True).clamp(min=0)
    scale = ((high - low) / (LEVELS - 1)).clamp(min=_SMALLEST_SCALE)
    zero = (-torch.round(low / scale)).clamp(0, LEVELS - 1)
    levels = (torch.round(groups / scale) + zero).clamp(0, LEVELS - 1)
    return ((levels - zero) * scale).reshape(weight.shape).to(weight.dtype)


def round_layers(body: nn.Module) -> None:
    """Makes every linear layer of `body` whose columns fill groups compute with rounded weights."""
    for module in body.modules():
        if type(module) is nn.Linear and module.in_features % GROUP_WEIGHTS == 0:
            module.__class__ = RoundedLinear
