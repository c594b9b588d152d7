"""Weights come back out of a graph, however they were compressed, under the names that they had in torch."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from inference.openvino_runtime import ov
from training.judge.shipped import WeightsMissing, shipped_weights

opset = ov.opset13
Floats = NDArray[np.float32]

RNG = np.random.default_rng(3)
WEIGHT = RNG.normal(size=(6, 8)).astype(np.float32)
BIAS = RNG.normal(size=6).astype(np.float32)
SHAPES = {"body.layer.weight": (6, 8), "body.layer.bias": (6,)}


def constant(array: Floats, name: str, kind: object = None) -> ov.Node:
    node = opset.constant(array, dtype=kind) if kind else opset.constant(array)
    node.set_friendly_name(name)
    return node


def plain(name: str) -> ov.Node:
    return constant(WEIGHT, name)


def half(name: str) -> ov.Node:
    return opset.convert(constant(WEIGHT.astype(np.float16), name), "f32")


def levels(*, low: int, high: int, group: int | None, zero: bool, kind: object) -> Callable[[str], ov.Node]:
    """Integers from `low` to `high`, per row or per group, as nncf writes them; the scale is a float16."""

    def build(name: str) -> ov.Node:
        rows = WEIGHT.reshape(6, -1, group) if group else WEIGHT
        smallest, largest = rows.min(-1, keepdims=True).clip(max=0), rows.max(-1, keepdims=True).clip(min=0)
        scale = (largest - smallest) / (high - low) if zero else np.abs(rows).max(-1, keepdims=True) / high
        scale = scale.astype(np.float16).astype(np.float32)
        point = np.clip(np.round(-smallest / scale), low, high) if zero else np.zeros_like(scale)
        whole = np.clip(np.round(rows / scale + point), low, high)
        found = opset.convert(constant(whole, name, kind), "f16")
        if zero:
            found = opset.subtract(found, opset.convert(constant(point, f"{name}/zero_point", kind), "f16"))
        found = opset.multiply(found, constant(scale.astype(np.float16), f"{name}/scale"))
        if group:
            found = opset.reshape(found, np.array([6, 8]), special_zero=False)
        return opset.convert(found, "f32")

    return build


def save(folder: Path, weight: ov.Node, *, transposed: bool = True, wrapper: str = "") -> Path:
    """A linear layer as torch's frontend leaves it: the weight keeps its name, the bias does not."""
    inputs = opset.parameter([-1, 8], name="inputs")
    product = opset.matmul(inputs, weight, transpose_a=False, transpose_b=transposed)
    product.set_friendly_name(f"__module.{wrapper}body.layer/aten::linear/MatMul")
    total = opset.add(product, opset.constant(BIAS[None]))
    total.set_friendly_name(f"__module.{wrapper}prim::Return/an output")
    ov.save_model(ov.Model([total], [inputs]), folder / "openvino_model.xml", compress_to_fp16=False)
    return folder / "openvino_model.xml"


@pytest.mark.parametrize(
    ("build", "error"),
    [
        (plain, 0.0),
        (half, 2e-3),
        (levels(low=0, high=255, group=None, zero=True, kind=np.uint8), 0.02),
        (levels(low=-127, high=127, group=None, zero=False, kind=np.int8), 0.02),
        (levels(low=0, high=15, group=4, zero=True, kind=ov.Type.u4), 0.25),
        (levels(low=-7, high=7, group=4, zero=False, kind=ov.Type.i4), 0.25),
    ],
    ids=["float32", "float16", "int8 with zero points", "int8", "int4 in groups with zero points", "int4 in groups"],
)
def test_a_matrix_and_its_bias_come_back(build: Callable[[str], ov.Node], error: float, tmp_path: Path) -> None:
    found = shipped_weights(save(tmp_path, build("self.body.layer.weight")), SHAPES)
    assert found["body.layer.bias"].tolist() == BIAS.tolist()
    assert np.abs(found["body.layer.weight"] - WEIGHT).max() <= error
    assert np.corrcoef(found["body.layer.weight"].ravel(), WEIGHT.ravel())[0, 1] > 0.99


def test_a_wrapper_around_the_exported_network_does_not_matter(tmp_path: Path) -> None:
    graph = save(tmp_path, plain("self.whole.judge.body.layer.weight"), wrapper="whole.judge.")
    assert shipped_weights(graph, SHAPES)["body.layer.weight"].tolist() == WEIGHT.tolist()


def test_a_matrix_that_stands_the_other_way_round_is_turned(tmp_path: Path) -> None:
    graph = save(tmp_path, constant(np.ascontiguousarray(WEIGHT.T), "self.body.layer.weight"), transposed=False)
    assert shipped_weights(graph, SHAPES)["body.layer.weight"].tolist() == WEIGHT.tolist()


def test_a_layer_norms_vectors_are_told_by_their_operation(tmp_path: Path) -> None:
    inputs = opset.parameter([-1, 6], name="inputs")
    normal = opset.mvn(inputs, np.array([1]), normalize_variance=True, eps=1e-5, eps_mode="inside_sqrt")
    scaled = opset.multiply(normal, opset.constant(BIAS[None]))
    scaled.set_friendly_name("__module.body.norm/aten::layer_norm/Multiply_1")
    shifted = opset.add(scaled, opset.constant(BIAS[None] * 2))
    shifted.set_friendly_name("__module.body.norm/aten::layer_norm/Add")
    ov.save_model(ov.Model([shifted], [inputs]), tmp_path / "openvino_model.xml", compress_to_fp16=False)
    found = shipped_weights(tmp_path / "openvino_model.xml", {"body.norm.weight": (6,), "body.norm.bias": (6,)})
    assert found["body.norm.weight"].tolist() == BIAS.tolist()
    assert found["body.norm.bias"].tolist() == (BIAS * 2).tolist()


@pytest.mark.parametrize("shape", [(6, 8), (3,)], ids=["not there", "of another size"])
def test_weights_that_a_graph_does_not_hold_are_said(shape: tuple[int, ...], tmp_path: Path) -> None:
    graph = save(tmp_path, plain("self.body.layer.weight"))
    name = "body.other.weight" if len(shape) == 2 else "body.layer.bias"
    with pytest.raises(WeightsMissing, match=name):
        shipped_weights(graph, SHAPES | {name: shape})
