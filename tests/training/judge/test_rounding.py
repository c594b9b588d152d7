"""What a network learns with is what is shipped of it.

Needs torch and nncf, which the default environment never has: `.ci/run` runs this in one of its own.
"""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra `train`; .ci/run has an environment for it")
pytest.importorskip("nncf", reason="needs the extra `train`; .ci/run has an environment for it")

from inference.openvino_runtime import ov  # noqa: E402 - only where torch is there
from tests.training.judge.tiny import judge, save_base  # noqa: E402
from training.judge.export import Compression, compressed, converted  # noqa: E402
from training.judge.rounding import LEVELS, RoundedLinear, round_layers, rounded  # noqa: E402
from training.judge.shipped import shipped_weights  # noqa: E402


def weights(rows: int = 6, columns: int = 128) -> torch.Tensor:
    return torch.randn((rows, columns), generator=torch.Generator().manual_seed(1))


def test_a_group_has_sixteen_levels_zero_among_them_and_rounding_again_changes_nothing() -> None:
    once = rounded(weights())
    assert all(len(group.unique()) <= LEVELS for group in once.reshape(-1, 64))
    assert rounded(torch.zeros(2, 64)).eq(0).all()
    torch.testing.assert_close(rounded(once), once)
    step = (weights().amax() - weights().amin()) / (LEVELS - 1)
    assert (once - weights()).abs().max() <= step


def test_a_layer_computes_rounded_and_learns_as_if_it_did_not() -> None:
    layer = torch.nn.Linear(64, 3)
    inputs = torch.ones(1, 64)
    round_layers(torch.nn.Sequential(layer, torch.nn.Linear(5, 2)))
    assert isinstance(layer, RoundedLinear)
    torch.testing.assert_close(layer(inputs), inputs @ rounded(layer.weight).T + layer.bias)
    layer(inputs).sum().backward()
    assert layer.weight.grad is not None
    assert layer.weight.grad.eq(1).all()


def test_layers_whose_columns_fill_no_group_stay_as_they_are() -> None:
    layers = torch.nn.Sequential(torch.nn.Linear(96, 2), torch.nn.LayerNorm(2))
    round_layers(layers)
    assert not [one for one in layers if isinstance(one, RoundedLinear)]


@pytest.mark.filterwarnings("ignore")  # those of the converter and of what it traces
def test_an_export_holds_the_weights_as_they_were_rounded(tmp_path: Path) -> None:
    network = judge(save_base(tmp_path / "base"), fused=False)
    name = "body.encoder.layer.0.attention.attn.q.weight"
    weight = network.state_dict()[name]
    path = tmp_path / "graph.xml"
    ov.save_model(compressed(converted(network), Compression.INT4), path, compress_to_fp16=True)
    found = shipped_weights(path, {name: tuple(weight.shape)})[name]
    step = float((weight.amax() - weight.amin()) / (LEVELS - 1))
    np.testing.assert_allclose(found, rounded(weight).numpy(), atol=step / 100)
