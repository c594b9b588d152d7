"""Small plots as inline SVG: they follow the theme, need no script, and say their numbers in words too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ui.marks import escape, percent

_WIDTH, _HEIGHT = 480.0, 190.0
_LEFT, _BOTTOM, _TOP = 42.0, 24.0, 10.0
_WIDEST_BAR = 36.0
_ROW = 38.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps `count` steps and values in [0, `top`] to the drawing."""

    count: int
    top: float

    def x(self, index: float) -> float:
        """Left edge of a step."""
        return _LEFT + (_WIDTH - _LEFT) * index / max(self.count, 1)

    def y(self, value: float) -> float:
        """Height of a value, downwards as SVG counts."""
        return _HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * value / self.top


@dataclass(frozen=True, slots=True)
class Interval:
    """A rate in [0, 1] with its 95 % interval."""

    point: float
    low: float
    high: float

    @classmethod
    def of(cls, rate: Mapping[str, float | None]) -> "Interval | None":
        """From the API; nothing where a step has no data."""
        point, low, high = rate["point"], rate["low"], rate["high"]
        return None if point is None or low is None or high is None else cls(point, low, high)


@dataclass(frozen=True, slots=True)
class Bar:
    """A named value of 0 or more, and how it is said."""

    name: str
    value: float
    told: str


def ranked(bars: Sequence[Bar], *, title: str) -> str:
    """Bars to the right, one below the other, each with its name and value above it; nothing without any."""
    highest = max((bar.value for bar in bars), default=0.0) or 1.0
    rows = "".join(
        f'<text x="0" y="{at * _ROW + 14:.0f}">{escape(bar.name)}: {escape(bar.told)}</text>'
        f'<rect class="ranked" x="0" y="{at * _ROW + 20:.0f}" height="9" width="{_WIDTH * bar.value / highest:.1f}">'
        f"<title>{escape(bar.name)}: {escape(bar.told)}</title></rect>"
        for at, bar in enumerate(bars)
    )
    return rows and (
        f'<svg class="plot" viewBox="0 0 {_WIDTH:.0f} {len(bars) * _ROW:.0f}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{rows}</svg>"
    )


def stacked(steps: Sequence[Mapping[str, int]], names: Sequence[str], labels: Sequence[str], *, title: str) -> str:
    """Bars of counts, one a step, `names` stacked from the bottom up; each name is also a CSS class."""
    scale = Scale(len(steps), _round_up(max((sum(step.values()) for step in steps), default=1)))
    bars: list[str] = []
    width = min(_WIDEST_BAR, (scale.x(1) - scale.x(0)) * 0.72)
    for index, step in enumerate(steps):
        reached = 0
        for name in (name for name in names if step.get(name)):
            reached += step[name]
            height = scale.y(reached - step[name]) - scale.y(reached)
            bars.append(
                f'<rect class="{escape(name)}" x="{_mid(scale, index) - width / 2:.1f}" y="{scale.y(reached):.1f}" '
                f'width="{width:.1f}" height="{height:.1f}">'
                f"<title>{escape(labels[index])}: {step[name]} {escape(name)}</title></rect>"
            )
    return _frame("".join(bars), scale, labels, title=title, is_ratio=False)


def banded(rates: Sequence[Interval | None], labels: Sequence[str], *, title: str) -> str:
    """A rate over time with its interval; steps without data are left out."""
    highest = max((rate.high for rate in rates if rate), default=1.0)
    scale = Scale(len(rates), min(1.0, max(0.1, highest)))
    marks = "".join(
        f'<line class="band" x1="{_mid(scale, i):.1f}" x2="{_mid(scale, i):.1f}" y1="{scale.y(rate.low):.1f}" '
        f'y2="{scale.y(rate.high):.1f}"/><circle class="point" r="3.5" cx="{_mid(scale, i):.1f}" '
        f'cy="{scale.y(rate.point):.1f}"><title>{escape(labels[i])}: {percent(rate.point)} '
        f"({percent(rate.low)} to {percent(rate.high)})</title></circle>"
        for i, rate in enumerate(rates)
        if rate
    )
    return _frame(marks, scale, labels, title=title, is_ratio=True)


def stepped(values: Sequence[int], labels: Sequence[str], *, title: str) -> str:
    """A count over time as a filled step line."""
    scale = Scale(len(values), _round_up(max(values, default=1)))
    path = f"M{scale.x(0):.1f},{scale.y(0):.1f}" + "".join(
        f"L{scale.x(i):.1f},{scale.y(v):.1f}L{scale.x(i + 1):.1f},{scale.y(v):.1f}" for i, v in enumerate(values)
    )
    area = f'<path class="area" d="{path}L{scale.x(len(values)):.1f},{scale.y(0):.1f}Z"/>'
    return _frame(area, scale, labels, title=title, is_ratio=False)


def _mid(scale: Scale, index: int) -> float:
    return scale.x(index + 0.5)


def _round_up(highest: float) -> float:
    """A round number at or above `highest`, at least 4 so that ticks are whole."""
    step = 4
    while step < highest:
        step *= 2
    return float(step)


def _frame(inner: str, scale: Scale, labels: Sequence[str], *, title: str, is_ratio: bool) -> str:
    ticks = "".join(
        f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH}" y1="{scale.y(v):.1f}" y2="{scale.y(v):.1f}"/>'
        f'<text x="{_LEFT - 6}" y="{scale.y(v) + 3.5:.1f}" text-anchor="end">'
        f"{percent(v) if is_ratio else f'{v:.0f}'}</text>"
        for v in (0.0, scale.top / 2, scale.top)
    )
    shown = range(0, len(labels), max(1, len(labels) // 5))
    dates = "".join(
        f'<text x="{_mid(scale, i):.1f}" y="{_HEIGHT - 6}" text-anchor="middle">{escape(labels[i])}</text>'
        for i in shown
    )
    return (
        f'<svg class="plot" viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{ticks}{inner}{dates}</svg>"
    )
