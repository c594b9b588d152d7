"""A reliability diagram as SVG: how often claims and answers of each risk were wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 15
SIDE, GAP, MARGIN = 300, 70, 48
_COLOUR = "#2b6cb0"


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows whose risk falls in one of `BINS` equal parts of [0, 1]: their mean risk, how often they were wrong."""

    risk: float
    wrong: float
    rows: int


def bins(risks: NDArray[np.float64], wrong: NDArray[np.bool_]) -> list[Bin]:
    """Those that hold any row, by rising risk."""
    places = np.minimum((risks * BINS).astype(int), BINS - 1)
    parts = [places == place for place in range(BINS) if (places == place).any()]
    return [Bin(float(risks[part].mean()), float(wrong[part].mean()), int(part.sum())) for part in parts]


def diagram(panels: Sequence[tuple[str, Sequence[Bin]]]) -> str:
    """Panels side by side; a dot's area grows with its rows, and on the diagonal risks are what they say."""
    width = MARGIN + len(panels) * (SIDE + GAP)
    drawn = "".join(
        _panel(title, found, MARGIN + number * (SIDE + GAP)) for number, (title, found) in enumerate(panels)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {SIDE + 2 * MARGIN}" '
        'font-family="sans-serif" font-size="12" role="img" aria-label="Reliability diagram">'
        f'<rect width="100%" height="100%" fill="#fff"/>{drawn}</svg>\n'
    )


def _panel(title: str, found: Sequence[Bin], left: int) -> str:
    top, bottom = MARGIN, MARGIN + SIDE
    most = max(part.rows for part in found)
    ticks = "".join(_tick(left, tenth / 5) for tenth in range(6))
    dots = "".join(
        f'<circle cx="{left + part.risk * SIDE:.1f}" cy="{bottom - part.wrong * SIDE:.1f}" '
        f'r="{3 + 9 * (part.rows / most) ** 0.5:.1f}" fill="{_COLOUR}" fill-opacity="0.75">'
        f"<title>{part.rows} rows: risk {part.risk:.3f}, wrong {part.wrong:.3f}</title></circle>"
        for part in found
    )
    return (
        f'<text x="{left}" y="{top - 18}" font-weight="bold">{title}</text>'
        f'<rect x="{left}" y="{top}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#999"/>'
        f'<path d="M{left} {bottom} L{left + SIDE} {top}" stroke="#999" stroke-dasharray="4 4"/>{ticks}{dots}'
        f'<text x="{left + SIDE / 2}" y="{bottom + 38}" text-anchor="middle">risk</text>'
        f'<text transform="translate({left - 34} {top + SIDE / 2}) rotate(-90)" text-anchor="middle">wrong</text>'
    )


def _tick(left: int, value: float) -> str:
    across, down = left + value * SIDE, MARGIN + SIDE - value * SIDE
    return (
        f'<text x="{across:.0f}" y="{MARGIN + SIDE + 18}" text-anchor="middle">{value:.1f}</text>'
        f'<text x="{left - 8}" y="{down + 4:.0f}" text-anchor="end">{value:.1f}</text>'
    )
