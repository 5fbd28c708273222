"""Draws a line chart as SVG for the Markdown files of results."""

from collections.abc import Sequence

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _RIGHT = 640, 240, 60, 30, 40  # pixels; margins hold labels
_MAX_GRID_LINES = 5  # above zero


def plot(points: Sequence[tuple[float, float]], title: str, unit: str) -> str:
    """Return an SVG of the points (x, y), in the order of x, with both axes from zero.

    ``unit`` is that of y. A quarter of the height stays free above the highest point.
    """
    most, top = points[-1][0], max(value for _, value in points) * 1.25
    x = lambda count: _LEFT + (_WIDTH - _LEFT - _RIGHT) * count / most  # noqa: E731
    y = lambda value: (_HEIGHT - _BOTTOM) * (1 - value / top)  # noqa: E731
    line = " ".join(f"{x(count):.1f},{y(value):.1f}" for count, value in points)
    marks = "".join(
        f'<text x="{x(most * part / 3):.0f}" y="{_HEIGHT - 12}" text-anchor="middle">'
        f"{most * part / 3:,.0f}</text>"
        for part in (1, 2, 3)
    )
    step = _round_step(top)
    steps = "".join(
        f'<path d="M{_LEFT} {y(number * step):.1f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>'
        f'<text x="{_LEFT - 6}" y="{y(number * step) + 4:.1f}" text-anchor="end">'
        f"{number * step:g} {unit}</text>"
        for number in range(int(top / step) + 1)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
        f' width="{_WIDTH}" font-family="sans-serif" font-size="11" fill="#444">'
        f"<title>{title}</title>{steps}{marks}"
        f'<polyline points="{line}" fill="none" stroke="#06c" stroke-width="2"/></svg>\n'
    )


def _round_step(top: float) -> float:
    """Return the smallest of 1, 2, 5, 10, 20 … that needs at most _MAX_GRID_LINES lines."""
    step = 1.0
    while True:
        for times in (1, 2, 5):
            if top / (step * times) <= _MAX_GRID_LINES:
                return step * times
        step *= 10
