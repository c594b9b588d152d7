"""Reads weights back out of an exported OpenVINO graph, compressed ones too: the shipped model is a checkpoint.

A compressed weight is a small subgraph: integers, less a zero point, times a scale per row or per group. Matrices keep
the name that they had in torch; vectors lost it: a bias is known by the product that it is added to, what scales and
shifts a layer norm by the name of the operation.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inference.openvino_runtime import ov

GRAPH_SUFFIX = ".xml"

_ROOTS = re.compile(r"^(?:self|__module)\.")
_WEIGHT = ".weight"
_ROLES = (
    (re.compile(r"/aten::layer_norm/Multiply(?:_\d+)?$"), "weight"),
    (re.compile(r"/aten::layer_norm/Add(?:_\d+)?$"), "bias"),
)
_ARITHMETIC = {"Subtract": np.subtract, "Multiply": np.multiply}
_SHAPING = ("Reshape", "Squeeze", "Unsqueeze")

Floats = NDArray[np.float32]
Shapes = Mapping[str, tuple[int, ...]]


class WeightsMissing(ValueError):
    """A graph does not hold all weights that were asked of it."""


def shipped_weights(graph: Path, shapes: Shapes) -> dict[str, Floats]:
    """The weights that a state dictionary of these names and shapes has, as floats. Raises `WeightsMissing`.

    `graph` is the `.xml`; its `.bin` lies beside it. A wrapper around the exported network does not matter.
    """
    found = dict(_named(ov.Core().read_model(graph)))
    prefix = _prefix(found, shapes)
    missing = [name for name, shape in shapes.items() if _size(found.get(prefix + name)) != int(np.prod(shape))]
    if missing:
        raise WeightsMissing(f"{graph} lacks {len(missing)} of {len(shapes)} weights: {missing[:5]}")
    return {name: found[prefix + name].reshape(shape) for name, shape in shapes.items()}


def _named(model: ov.Model) -> Iterator[tuple[str, Floats]]:
    for operation in model.get_ordered_ops():
        if operation.get_type_name() == "Constant" or _is_constant(operation):
            continue
        for number, source in enumerate(operation.input_values()):
            node = source.get_node()
            if not _is_constant(node):
                continue
            name = _name(node, operation)
            if name:
                value = _value(node)
                yield name, value.T if _is_transposed(operation, number) else value


def _name(node: ov.Node, user: ov.Node) -> str | None:
    """The name in torch: the constant's own, or the one that its use tells."""
    own = _own_name(node)
    if own:
        return own
    # The last sum of a graph may be named after an output, so a bias's own operation says nothing for sure.
    layer = _layer(user)
    if layer:
        return f"{layer}.bias"
    used = user.get_friendly_name()
    for pattern, part in _ROLES:
        if pattern.search(used):
            return f"{_ROOTS.sub('', pattern.sub('', used))}.{part}"
    return None


def _layer(user: ov.Node) -> str | None:
    """The linear layer whose product `user` adds something to."""
    if user.get_type_name() != "Add":
        return None
    for source in user.input_values():
        product = source.get_node()
        if product.get_type_name() == "MatMul" and _is_constant(product.input_values()[1].get_node()):
            weight = _own_name(product.input_values()[1].get_node())
            return weight.removesuffix(_WEIGHT) if weight else None
    return None


def _own_name(node: ov.Node) -> str | None:
    """That of the constant in front of a subgraph of constants, if it comes from torch."""
    while node.get_type_name() != "Constant":
        node = node.input_values()[0].get_node()
    name: str = node.get_friendly_name()
    return _ROOTS.sub("", name) if _ROOTS.match(name) else None


def _value(node: ov.Node) -> Floats:
    """What a subgraph of constants comes to."""
    kind = node.get_type_name()
    if kind == "Constant":
        plain: Floats = node.get_data(dtype=np.float32)
        return plain
    inputs = [source.get_node() for source in node.input_values()]
    if kind == "Convert" or kind in _SHAPING:
        return _value(inputs[0])
    first, second = (_value(each) for each in inputs)
    computed: Floats = _ARITHMETIC[kind](first, second)
    return computed


def _is_constant(node: ov.Node) -> bool:
    kind = node.get_type_name()
    if kind == "Constant":
        return True
    if kind == "Convert" or kind in _SHAPING or kind in _ARITHMETIC:
        return all(_is_constant(source.get_node()) for source in node.input_values())
    return False


def _is_transposed(user: ov.Node, number: int) -> bool:
    """Whether a linear layer's weight stands with its inputs first, unlike in torch."""
    return user.get_type_name() == "MatMul" and number == 1 and not user.get_attributes()["transpose_b"]


def _prefix(found: Mapping[str, Floats], shapes: Shapes) -> str:
    """What a wrapper put before the names, told by the longest of them, which is an end of no other."""
    longest = max(shapes, key=len)
    prefixes = [name.removesuffix(longest) for name in found if name.endswith(longest)]
    if len(prefixes) != 1:
        raise WeightsMissing(f"{longest} is in the graph {len(prefixes)} times, not once.")
    return prefixes[0]


def _size(array: Floats | None) -> int:
    return -1 if array is None else array.size
