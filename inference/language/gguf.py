"""What a GGUF file says of itself, read from its head: the weights are not touched.

The format: github.com/ggml-org/ggml/blob/master/docs/gguf.md.
"""

import struct
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from math import prod
from pathlib import Path
from typing import BinaryIO, TypeAlias

from domain.errors import Unsupported

Value: TypeAlias = str | int | float | bool | list["Value"]

_MAGIC = b"GGUF"
_VERSIONS = frozenset({2, 3})
_ALIGNMENT = 32
_STRING, _ARRAY = 8, 9
_PLAIN = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_LONGEST_STRING_BYTES = 2**24
_LONGEST_ARRAY = 2**22
_MOST_TENSORS = 2**16
_MOST_DIMENSIONS = 4
# What OpenVINO GenAI can read; others it refuses with a number, or worse.
READABLE_ARCHITECTURES = frozenset({"llama", "qwen2", "qwen3"})


class TensorType(IntEnum):
    """How weights are packed, by ggml's numbers."""

    F32 = 0
    F16 = 1
    Q4_0 = 2
    Q4_1 = 3
    Q5_0 = 6
    Q5_1 = 7
    Q8_0 = 8
    Q8_1 = 9
    Q2_K = 10
    Q3_K = 11
    Q4_K = 12
    Q5_K = 13
    Q6_K = 14
    Q8_K = 15
    BF16 = 30


_READABLE_TYPES = frozenset(
    {
        TensorType.F32,
        TensorType.F16,
        TensorType.Q4_0,
        TensorType.Q4_1,
        TensorType.Q8_0,
        TensorType.Q4_K,
        TensorType.Q6_K,
    }
)
# Of a block: how many weights, in how many bytes.
_BLOCKS = {
    TensorType.F32: (1, 4),
    TensorType.F16: (1, 2),
    TensorType.Q4_0: (32, 18),
    TensorType.Q4_1: (32, 20),
    TensorType.Q8_0: (32, 34),
    TensorType.Q4_K: (256, 144),
    TensorType.Q6_K: (256, 210),
}


@dataclass(frozen=True, slots=True)
class _Tensor:
    name: str
    weights: int
    type: int
    offset: int


@dataclass(frozen=True, slots=True)
class GgufHead:
    """`metadata` without its long lists; `tensors_end` is how many bytes the whole file must have."""

    metadata: Mapping[str, Value]
    parameters: int
    types: Mapping[str, int]
    tensors_end: int

    @property
    def architecture(self) -> str:
        """Such as `llama`."""
        return str(self.metadata.get("general.architecture", ""))

    @property
    def context_tokens(self) -> int | None:
        """How many tokens the model was made for."""
        value = self.metadata.get(f"{self.architecture}.context_length")
        return value if isinstance(value, int) else None

    @property
    def licence(self) -> str | None:
        """By its short name, where the file states one."""
        value = self.metadata.get("general.license")
        return value if isinstance(value, str) else None

    @property
    def quantisation(self) -> str:
        """How most of its weights are packed."""
        return max(self.types, key=lambda name: self.types[name], default="")


def read_head(path: Path) -> GgufHead:
    """Raises `Unsupported` with what is wrong: not such a file, cut off, or packed as the runtime cannot read."""
    with path.open("rb") as file:
        reader = _Reader(file, path.stat().st_size)
        try:
            return _head(reader)
        except (struct.error, UnicodeDecodeError, OverflowError) as error:
            raise Unsupported("The file is damaged or cut off: its head cannot be read.") from error


def _head(reader: "_Reader") -> GgufHead:
    if reader.bytes(4) != _MAGIC:
        raise Unsupported("This is no GGUF file.")
    version = reader.number("I")
    if version not in _VERSIONS:
        raise Unsupported(f"The file is of GGUF version {version}; versions 2 and 3 can be read.")
    tensor_count, value_count = reader.number("Q"), reader.number("Q")
    if tensor_count > _MOST_TENSORS or value_count > _MOST_TENSORS:
        raise Unsupported("The file is damaged: its head counts more tensors than any model has.")
    metadata = dict(reader.pair() for _ in range(value_count))
    tensors = [reader.tensor() for _ in range(tensor_count)]
    _require_readable(metadata, tensors)
    alignment = metadata.get("general.alignment", _ALIGNMENT)
    start = _aligned(reader.position, alignment if isinstance(alignment, int) and alignment > 0 else _ALIGNMENT)
    end = start + max(tensor.offset + _bytes_of(tensor) for tensor in tensors)
    if reader.size < end:
        raise Unsupported(f"The file is cut off: it has {reader.size:,} bytes of {end:,}. Copy or download it anew.")
    kinds = Counter[str]()
    for tensor in tensors:
        kinds[TensorType(tensor.type).name] += tensor.weights
    return GgufHead(metadata, sum(tensor.weights for tensor in tensors), dict(kinds), end)


def _require_readable(metadata: Mapping[str, Value], tensors: list[_Tensor]) -> None:
    architecture = metadata.get("general.architecture")
    if architecture not in READABLE_ARCHITECTURES:
        raise Unsupported(
            f"Models of the kind “{architecture}” cannot be run from a GGUF file, only "
            f"{', '.join(sorted(READABLE_ARCHITECTURES))}. A folder in OpenVINO's format may do."
        )
    if not tensors:
        raise Unsupported("The file holds no weights: it may be a vocabulary alone.")
    unreadable = sorted({_name(tensor.type) for tensor in tensors if tensor.type not in _READABLE_TYPES})
    if unreadable:
        raise Unsupported(
            f"Weights packed as {', '.join(unreadable)} cannot be read. Take the same model as Q4_K_M, Q4_0 or Q8_0."
        )


def _name(tensor_type: int) -> str:
    return TensorType(tensor_type).name if tensor_type in set(TensorType) else f"type {tensor_type}"


def _bytes_of(tensor: _Tensor) -> int:
    weights, size = _BLOCKS[TensorType(tensor.type)]
    return -(-tensor.weights // weights) * size


def _aligned(position: int, alignment: int) -> int:
    return -(-position // alignment) * alignment


class _Reader:
    """Numbers and texts from the file, one after another."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self.size = size

    @property
    def position(self) -> int:
        return self._file.tell()

    def bytes(self, count: int) -> bytes:
        found = self._file.read(count)
        if len(found) < count:
            raise Unsupported("The file is cut off within its head. Copy or download it anew.")
        return found

    def number(self, letter: str) -> int:
        (value,) = struct.unpack(f"<{letter}", self.bytes(struct.calcsize(letter)))
        return int(value)

    def text(self) -> str:
        length = self.number("Q")
        if length > _LONGEST_STRING_BYTES:
            raise Unsupported("The file is damaged: a text in its head is longer than any model's.")
        return self.bytes(length).decode(errors="replace")

    def pair(self) -> tuple[str, Value]:
        return self.text(), self.value(self.number("I"))

    def value(self, kind: int) -> Value:
        if kind == _STRING:
            return self.text()
        if kind == _ARRAY:
            return self._array()
        if kind not in _PLAIN:
            raise Unsupported("The file is damaged: its head holds a value of no known kind.")
        letter = _PLAIN[kind]
        (value,) = struct.unpack(f"<{letter}", self.bytes(struct.calcsize(letter)))
        plain: Value = value
        return plain

    def tensor(self) -> _Tensor:
        name, dimensions = self.text(), self.number("I")
        if dimensions > _MOST_DIMENSIONS:
            raise Unsupported("The file is damaged: a tensor has more dimensions than any model's.")
        weights = prod(self.number("Q") for _ in range(dimensions))
        return _Tensor(name, weights, self.number("I"), self.number("Q"))

    def _array(self) -> Value:
        """Of plain numbers nothing is kept: lists of scores are long, and nobody asks for them."""
        kind, count = self.number("I"), self.number("Q")
        if count > _LONGEST_ARRAY:
            raise Unsupported("The file is damaged: a list in its head is longer than any model's.")
        if kind in _PLAIN:
            self.bytes(count * struct.calcsize(_PLAIN[kind]))
            return []
        return [self.value(kind) for _ in range(count)]
