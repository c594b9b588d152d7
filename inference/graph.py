"""A compiled OpenVINO model that is fed padded batches."""

import threading
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from domain.errors import Misconfigured, ModelUnavailable
from inference.artefacts import Artefact
from inference.openvino_runtime import ov
from inference.options import Precision, RuntimeOptions
from inference.tokens import Row

Floats: TypeAlias = NDArray[np.float32]
Outputs: TypeAlias = Mapping[str, Floats]
_INPUTS = ("input_ids", "attention_mask")
_SEGMENTS = "token_type_ids"


@cache
def _core() -> ov.Core:
    # One for the process: every core loads the CPU plugin again.
    return ov.Core()


class Graph:
    """Owned by a `Batcher`, each of whose threads has a request of its own."""

    def __init__(self, artefact: Artefact, *, outputs: Sequence[str], options: RuntimeOptions) -> None:
        self._name = artefact.name
        self._outputs = tuple(outputs)
        model = _core().read_model(artefact.graph)
        _check_ports(model, artefact, outputs)
        self._segmented = _SEGMENTS in _names(model.inputs)
        self._compiled = _core().compile_model(model, "CPU", _properties(options))
        self._own = threading.local()

    def width(self, output: str) -> int:
        """The last dimension of `output`, which must be fixed."""
        return int(self._compiled.output(output).get_partial_shape()[-1].get_length())

    def infer(self, rows: Sequence[Row], length: int) -> list[Outputs]:
        """Outputs per row, in order, `length` values wide where there is one per token (padding included).

        Raises `ModelUnavailable` where the runtime fails.
        """
        request = self._request()
        try:
            request.infer(_inputs(rows, length, segmented=self._segmented))
        except RuntimeError as error:
            raise ModelUnavailable(f"The model {self._name} failed on a batch: {error}") from error
        arrays = {name: np.array(request.get_tensor(name).data, np.float32) for name in self._outputs}
        return [{name: array[index] for name, array in arrays.items()} for index in range(len(rows))]

    def _request(self) -> ov.InferRequest:
        if not hasattr(self._own, "request"):
            self._own.request = self._compiled.create_infer_request()
        request: ov.InferRequest = self._own.request
        return request


def _inputs(rows: Sequence[Row], length: int, *, segmented: bool) -> dict[str, NDArray[np.int64]]:
    names = (*_INPUTS, _SEGMENTS) if segmented else _INPUTS
    inputs = {name: np.zeros((len(rows), length), np.int64) for name in names}
    for index, row in enumerate(rows):
        inputs["input_ids"][index, : len(row.ids)] = row.ids
        inputs["attention_mask"][index, : len(row.ids)] = 1
        if segmented:
            inputs[_SEGMENTS][index, : len(row.ids)] = row.segments
    return inputs


def _properties(options: RuntimeOptions) -> dict[str, str]:
    precision = options.precision
    if precision is Precision.AUTO:
        capabilities = _core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        # OpenVINO 2026.4 computes nonsense in bf16 where there are several streams (docs/decisions.md).
        precision = Precision.BF16 if "BF16" in capabilities and options.lanes == 1 else Precision.F32
    properties = {
        "PERFORMANCE_HINT": "LATENCY",
        "NUM_STREAMS": str(options.lanes),
        "INFERENCE_PRECISION_HINT": precision.value,
    }
    if options.quantized_group is not None:
        properties["DYNAMIC_QUANTIZATION_GROUP_SIZE"] = str(options.quantized_group)
    if options.threads is not None:
        properties["INFERENCE_NUM_THREADS"] = str(options.threads)
    return properties


def _check_ports(model: ov.Model, artefact: Artefact, outputs: Sequence[str]) -> None:
    missing = sorted({*_INPUTS, *outputs} - _names([*model.inputs, *model.outputs]))
    if missing:
        raise Misconfigured(f"The graph {artefact.graph} lacks {', '.join(missing)}; export it again.")


def _names(ports: Sequence[ov.Output]) -> set[str]:
    return {name for port in ports for name in port.get_names()}
