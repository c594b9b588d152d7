"""Loss curves as SVG: of each stage the training's loss and that on what is held out."""

import math
from collections.abc import Sequence

from training.tuning.watching import History

WIDTH, HEIGHT, GAP, MARGIN = 420, 260, 60, 52
_TRAINED, _LOOKED = "#2b6cb0", "#c05621"
_TICKS = 4


def curves(histories: Sequence[History]) -> str:
    """A panel a stage, side by side; the lowest loss on what is held out has a ring."""
    width = MARGIN + len(histories) * (WIDTH + GAP)
    drawn = "".join(_panel(one, MARGIN + place * (WIDTH + GAP)) for place, one in enumerate(histories))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT + 2 * MARGIN}" '
        'font-family="sans-serif" font-size="12" role="img" aria-label="Loss by steps">'
        f'<rect width="100%" height="100%" fill="#fff"/>{drawn}</svg>\n'
    )


def _panel(history: History, left: int) -> str:
    trained = [(one.step, one.loss) for one in history.trained if math.isfinite(one.loss)]
    looked = [(one.step, one.loss) for one in history.looked if math.isfinite(one.loss)]
    last = max([step for step, _ in trained + looked], default=0) or 1
    most = max([loss for _, loss in trained + looked], default=0.0) or 1.0

    def place(step: float, loss: float) -> tuple[float, float]:
        return left + step / last * WIDTH, MARGIN + HEIGHT - loss / most * HEIGHT

    best = history.best
    ring = ""
    if best is not None:
        across, down = place(best.step, best.loss)
        ring = f'<circle cx="{across:.1f}" cy="{down:.1f}" r="6" fill="none" stroke="{_LOOKED}" stroke-width="2"/>'
    lines = _line([place(*one) for one in trained], _TRAINED) + _line([place(*one) for one in looked], _LOOKED)
    return f"{_frame(history.stage, left, last, most)}{lines}{ring}"


def _frame(stage: str, left: int, last: int, most: float) -> str:
    bottom = MARGIN + HEIGHT
    ticks = "".join(
        f'<text x="{left + WIDTH * part / _TICKS:.0f}" y="{bottom + 18}" text-anchor="middle">'
        f"{last * part / _TICKS:.0f}</text>"
        f'<text x="{left - 8}" y="{bottom - HEIGHT * part / _TICKS + 4:.0f}" text-anchor="end">'
        f"{most * part / _TICKS:.2f}</text>"
        for part in range(_TICKS + 1)
    )
    return (
        f'<text x="{left}" y="{MARGIN - 18}" font-weight="bold">{stage}: loss by steps</text>'
        f'<text x="{left + WIDTH}" y="{MARGIN - 18}" text-anchor="end">'
        f'<tspan fill="{_TRAINED}">training</tspan> <tspan fill="{_LOOKED}">held out</tspan></text>'
        f'<rect x="{left}" y="{MARGIN}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#999"/>{ticks}'
    )


def _line(points: Sequence[tuple[float, float]], colour: str) -> str:
    joined = " ".join(f"{across:.1f},{down:.1f}" for across, down in points)
    return f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
