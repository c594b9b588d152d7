"""Pixels that are text → boxes around lines, and how far a page lies askew."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]
_Numbers: TypeAlias = NDArray[np.int64]

_TEXT = 0.3
_CERTAIN = 0.5
_FEWEST_PIXELS = 12
_FEWEST_ACROSS = 3
# Text is marked smaller than it is: "unclip" of Differentiable Binarization (Liao et al. 2020).
_GROWTH_RATIO = 1.6
_LONG_RATIO = 5
_UPRIGHT_RATIO = 1.5
_MOST_SLOPE = 0.2


@dataclass(frozen=True, slots=True)
class Area:
    """A box in pixels, from the upper left corner; `slope` is how much its text falls a pixel to the right."""

    left: float
    top: float
    right: float
    bottom: float
    slope: float

    @property
    def width(self) -> float:
        """In pixels."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """In pixels."""
        return self.bottom - self.top

    def scaled(self, across: float, down: float) -> "Area":
        """The same in a picture of another size."""
        return Area(self.left * across, self.top * down, self.right * across, self.bottom * down, self.slope)


def text_areas(probabilities: Floats) -> list[Area]:
    """Boxes around what touches and is text, grown to the size of its letters, from the top down."""
    rows, starts, ends, owners = _runs(probabilities > _TEXT)
    sums = np.concatenate([np.zeros((len(probabilities), 1), np.float32), np.cumsum(probabilities, axis=1)], axis=1)
    weights = sums[rows, ends] - sums[rows, starts]
    order = np.argsort(owners, kind="stable")
    first = np.unique(owners[order], return_index=True)[1]
    found = [_area(rows[of], starts[of], ends[of], weights[of]) for of in np.split(order, first[1:]) if len(of)]
    return sorted((area for area in found if area is not None), key=lambda area: (area.top, area.left))


def skew_degrees(areas: Sequence[Area]) -> float:
    """How far lines fall to the right: the median over long ones, each by its length; 0 where there is none."""
    long = sorted((area for area in areas if area.width > _LONG_RATIO * area.height), key=lambda area: area.slope)
    long = [area for area in long if abs(area.slope) < _MOST_SLOPE]
    if not long:
        return 0.0
    reached = np.cumsum([area.width for area in long])
    middle = long[int(np.searchsorted(reached, reached[-1] / 2))]
    return float(np.degrees(np.arctan(middle.slope)))


def stand_upright(areas: Sequence[Area]) -> bool:
    """Whether most text runs up or down the picture."""
    upright = sum(area.height for area in areas if area.height > _UPRIGHT_RATIO * area.width)
    return upright > sum(area.width for area in areas if area.width > _UPRIGHT_RATIO * area.height)


def _runs(mask: NDArray[np.bool_]) -> tuple[_Numbers, _Numbers, _Numbers, _Numbers]:
    """Runs of set pixels: their rows, where they start and end, and which of them belong together."""
    height, width = mask.shape
    padded = np.zeros((height, width + 2), np.int8)
    padded[:, 1:-1] = mask
    changes = np.diff(padded, axis=1)
    rows, starts = np.nonzero(changes == 1)
    ends = np.nonzero(changes == -1)[1]
    return rows, starts, ends, _owners(rows, starts, ends, width + 2)


def _owners(rows: _Numbers, starts: _Numbers, ends: _Numbers, stride: int) -> _Numbers:
    """For each run the first one that it is joined with, over rows that follow each other."""
    below = (rows + 1) * stride
    first = np.searchsorted(rows * stride + ends, below + starts, side="right").tolist()
    last = np.searchsorted(rows * stride + starts, below + ends, side="left").tolist()
    owners = list(range(len(rows)))

    def owner(run: int) -> int:
        while owners[run] != run:
            owners[run] = owners[owners[run]]
            run = owners[run]
        return run

    for run, (start, end) in enumerate(zip(first, last, strict=True)):
        for other in range(start, end):
            one, two = sorted((owner(run), owner(other)))
            owners[two] = one
    return np.array([owner(run) for run in range(len(rows))], np.int64)


def _area(rows: _Numbers, starts: _Numbers, ends: _Numbers, weights: Floats) -> Area | None:
    lengths = ends - starts
    pixels = int(lengths.sum())
    left, right, top, bottom = int(starts.min()), int(ends.max()), int(rows.min()), int(rows.max()) + 1
    across = min(right - left, bottom - top)
    if pixels < _FEWEST_PIXELS or across < _FEWEST_ACROSS or float(weights.sum()) < _CERTAIN * pixels:
        return None
    middles = (starts + ends) / 2
    x, y = float((lengths * middles).sum() / pixels), float((lengths * rows).sum() / pixels)
    spread = float((lengths * ((middles - x) ** 2 + (lengths**2 - 1) / 12)).sum())
    slope = float((lengths * (middles - x) * (rows - y)).sum()) / max(spread, 1e-6)
    grown = (right - left) * (bottom - top) * _GROWTH_RATIO / (2 * (right - left + bottom - top))
    return Area(left - grown, top - grown, right + grown, bottom + grown, slope)
