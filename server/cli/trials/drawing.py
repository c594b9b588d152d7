"""Shares with their intervals as SVG, which needs no library and no script."""

from collections.abc import Sequence
from html import escape

from monitoring.quality.rates import Rate

_WIDTH, _LABEL, _ROW, _TOP, _RIGHT = 720.0, 230.0, 26.0, 12.0, 20.0
_AXIS = 26.0


def intervals(rates: Sequence[tuple[str, Rate]], *, title: str) -> str:
    """A row each: a name, a point and its 95 % interval between 0 and 100 %. What is not known has no mark."""
    height = _TOP + _ROW * len(rates) + _AXIS
    rows = "".join(_row(name, rate, _TOP + _ROW * (at + 0.5)) for at, (name, rate) in enumerate(rates))
    return (
        f'<svg viewBox="0 0 {_WIDTH:.0f} {height:.0f}" width="{_WIDTH:.0f}" height="{height:.0f}" role="img" '
        f'xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" font-size="13" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{_grid(height)}{rows}</svg>"
    )


def _row(name: str, rate: Rate, y: float) -> str:
    label = f'<text x="{_LABEL - 10}" y="{y + 4:.1f}" text-anchor="end" fill="currentColor">{escape(name)}</text>'
    if rate.point is None or rate.low is None or rate.high is None:
        return label
    return (
        f'{label}<line x1="{_x(rate.low):.1f}" x2="{_x(rate.high):.1f}" y1="{y:.1f}" y2="{y:.1f}" '
        f'stroke="#2f6fab" stroke-width="3" stroke-linecap="round" opacity="0.55"/>'
        f'<circle cx="{_x(rate.point):.1f}" cy="{y:.1f}" r="5" fill="#2f6fab"><title>{escape(name)}: '
        f"{100 * rate.point:.0f} % ({100 * rate.low:.0f} to {100 * rate.high:.0f})</title></circle>"
    )


def _grid(height: float) -> str:
    bottom = height - _AXIS
    return "".join(
        f'<line x1="{_x(share):.1f}" x2="{_x(share):.1f}" y1="{_TOP}" y2="{bottom}" stroke="#8886"/>'
        f'<text x="{_x(share):.1f}" y="{height - 8}" text-anchor="middle" fill="currentColor">'
        f"{100 * share:.0f} %</text>"
        for share in (0.0, 0.25, 0.5, 0.75, 1.0)
    )


def _x(share: float) -> float:
    return _LABEL + (_WIDTH - _LABEL - _RIGHT) * share
