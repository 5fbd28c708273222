"""Draws a line chart as SVG for the Markdown files of results."""

from collections.abc import Sequence

_WIDTH, _HEIGHT = 640, 240  # pixels
_LEFT, _BOTTOM, _RIGHT = 60, 30, 40  # pixels; margins for labels
_MAX_GRID_LINES = 5  # horizontal lines above the line at zero
_X_LABELS = 3
_Y_AXIS_FACTOR = 1.25  # the y axis ends at this multiple of the highest y


def plot(points: Sequence[tuple[float, float]], title: str, unit: str) -> str:
    """Return an SVG of the points (x, y), sorted by x, with both axes from zero.

    ``unit`` is the unit of y.
    """
    max_x = points[-1][0]
    max_y = max(y for _, y in points) * _Y_AXIS_FACTOR

    def left(x: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * x / max_x

    def top(y: float) -> float:
        return (_HEIGHT - _BOTTOM) * (1 - y / max_y)

    line = " ".join(f"{left(x):.1f},{top(y):.1f}" for x, y in points)
    x_labels = "".join(
        f'<text x="{left(x):.0f}" y="{_HEIGHT - 12}" text-anchor="middle">{x:,.0f}</text>'
        for x in (max_x * number / _X_LABELS for number in range(1, _X_LABELS + 1))
    )
    step = _round_step(max_y)
    grid = "".join(
        f'<path d="M{_LEFT} {top(y):.1f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>'
        f'<text x="{_LEFT - 6}" y="{top(y) + 4:.1f}" text-anchor="end">{y:g} {unit}</text>'
        for y in (number * step for number in range(int(max_y / step) + 1))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
        f' width="{_WIDTH}" font-family="sans-serif" font-size="11" fill="#444">'
        f"<title>{title}</title>{grid}{x_labels}"
        f'<polyline points="{line}" fill="none" stroke="#06c" stroke-width="2"/></svg>\n'
    )


def _round_step(max_y: float) -> float:
    """Return the smallest distance of 1, 2, 5, 10, 20 … that gives few enough grid lines."""
    step = 1.0
    while True:
        for factor in (1, 2, 5):
            if max_y / (step * factor) <= _MAX_GRID_LINES:
                return step * factor
        step *= 10
