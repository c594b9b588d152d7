"""Pictures of lines → letters, each with its place along the line."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inference.ocr.detector import planes
from inference.openvino_runtime import ov

_HEIGHT_PIXELS = 48
_LEAST_WIDTH_PIXELS = 160
_MOST_WIDTH_PIXELS = 3_200
_WIDTH_STEP_PIXELS = 160
_PIXELS_AT_ONCE = 1_920  # of all lines together: more take no less time a line, and much more memory
_BLANK = 0

_Column: TypeAlias = int


@dataclass(frozen=True, slots=True)
class Strip:
    """What a line says. `edges` are from 0 to 1 along it: letter `i` stands between those of `i` and `i + 1`."""

    text: str
    edges: tuple[float, ...]
    confidence: float


class Recogniser:
    """For one thread at a time."""

    def __init__(self, graph: ov.CompiledModel, letters: Sequence[str]) -> None:
        """`letters` are the network's classes from 1 on; the one behind them is the blank between words."""
        self._request = graph.create_infer_request()
        self._letters = ("", *letters, " ")

    def read(self, lines: Sequence[Image.Image]) -> list[Strip]:
        """One per picture, in order."""
        widths = [_width(line) for line in lines]
        order = sorted(range(len(lines)), key=widths.__getitem__)
        read: dict[int, Strip] = {}
        while order:
            fitting = max(1, _PIXELS_AT_ONCE // max(_LEAST_WIDTH_PIXELS, widths[order[-1]]))
            order, batch = order[:-fitting], order[-fitting:]
            strips = self._batch([lines[index] for index in batch], [widths[index] for index in batch])
            read.update(zip(batch, strips, strict=True))
        return [read[index] for index in range(len(lines))]

    def _batch(self, lines: Sequence[Image.Image], widths: Sequence[int]) -> Iterator[Strip]:
        longest = max(_LEAST_WIDTH_PIXELS, -(-max(widths) // _WIDTH_STEP_PIXELS) * _WIDTH_STEP_PIXELS)
        pixels = np.zeros((len(lines), 3, _HEIGHT_PIXELS, longest), np.float32)
        for row, line, width in zip(pixels, lines, widths, strict=True):
            row[:, :, :width] = planes(line.resize((width, _HEIGHT_PIXELS), Image.Resampling.BILINEAR))
        self._request.infer([pixels])
        confidences = self._request.get_tensor("confidence").data
        letters = self._request.get_tensor("letter").data
        for row, sure, width in zip(letters, confidences, widths, strict=True):
            yield self._strip(row, sure, longest / width)

    def _strip(self, letters: NDArray[np.int64], confidences: NDArray[np.float32], padded_ratio: float) -> Strip:
        """The letter of each column, repetitions and blanks between letters left out (CTC)."""
        new = letters != _BLANK
        new[1:] &= letters[1:] != letters[:-1]
        columns = np.flatnonzero(new)
        if not len(columns):
            return Strip("", (0.0,), 0.0)
        text = "".join(self._letters[letter] for letter in letters[columns])
        middles = (columns + 0.5) / len(letters) * padded_ratio
        return Strip(text, _edges(middles), float(confidences[columns].mean()))


def _width(line: Image.Image) -> int:
    wide = math.ceil(line.width * _HEIGHT_PIXELS / max(1, line.height))
    return min(max(_HEIGHT_PIXELS // 3, wide), _MOST_WIDTH_PIXELS)


def _edges(middles: NDArray[np.float64]) -> tuple[float, ...]:
    """Half-way between letters; the first and the last are as wide as their neighbours."""
    between = (middles[1:] + middles[:-1]) / 2
    reach = float(np.median(np.diff(middles))) / 2 if len(middles) > 1 else 0.5
    edges = [max(0.0, middles[0] - reach), *between, min(1.0, middles[-1] + reach)]
    return tuple(round(float(edge), 4) for edge in edges)
