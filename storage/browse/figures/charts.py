"""Draws bar charts as SVG; the colours are in the style sheet."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

# In units of the SVG.
WIDTH, HEIGHT = 720, 120
GAP = 2  # between two bars
_SPACE_ABOVE = 4  # above the highest bar
_AXIS_SPACE = 2  # below the bars; the axis is in its middle


class _Stack(NamedTuple):
    """The stacked parts of one bar as SVG elements, and where they are."""

    x: float
    width: float
    elements: str


def bars(
    values: Sequence[tuple[str, Sequence[int]]], title: str, *, classes: Sequence[str] = ("bar",)
) -> Markup:
    """Return a chart with one bar for each (label, parts) of ``values``.

    The parts of a bar are stacked. ``classes`` are the CSS classes of the parts, as many as a bar
    has parts. The label and the numbers of a bar are its tooltip. ``title`` describes the chart to
    screen readers.
    """
    stacks = _stacks([parts for _, parts in values], classes)
    bar_elements = "".join(
        _bar(label, parts, stack) for (label, parts), stack in zip(values, stacks, strict=True)
    )
    return Markup(
        '<svg class="chart" viewBox="0 0 {w} {h}" role="img" aria-label="{title}" '
        'preserveAspectRatio="none">{bars}<line class="axis" x1="0" y1="{y}" x2="{w}" y2="{y}"/>'
        "</svg>"
    ).format(
        w=WIDTH,
        h=HEIGHT + _AXIS_SPACE,
        y=HEIGHT + _AXIS_SPACE // 2,
        title=title,
        bars=Markup(bar_elements),  # noqa: S704
    )


def sparkline(values: Sequence[Sequence[int]], classes: Sequence[str]) -> Markup:
    """Return a chart without labels, as high as a line of text.

    ``values`` are the parts of each bar, ``classes`` their CSS classes. Screen readers skip it,
    since the table beside it has the numbers.
    """
    drawn = "".join(stack.elements for stack in _stacks(values, classes))
    return Markup(
        '<svg class="sparkline" viewBox="0 0 {w} {h}" aria-hidden="true"'
        ' preserveAspectRatio="none">{bars}</svg>'
    ).format(w=WIDTH, h=HEIGHT, bars=Markup(drawn))  # noqa: S704


def _stacks(values: Sequence[Sequence[int]], classes: Sequence[str]) -> list[_Stack]:
    """Return the parts of each bar; the highest bar fills the chart."""
    highest = max(map(sum, values), default=0) or 1
    step = WIDTH / max(len(values), 1)
    return [
        _stack(index * step, step - GAP, parts, highest, classes)
        for index, parts in enumerate(values)
    ]


def _stack(
    x: float, width: float, parts: Sequence[int], highest: int, classes: Sequence[str]
) -> _Stack:
    """Return the parts of one bar, the first at the bottom."""
    y = float(HEIGHT)
    drawn = []
    for part, name in zip(parts, classes, strict=True):
        height = part / highest * (HEIGHT - _SPACE_ABOVE)
        y -= height
        if part:
            drawn.append(
                f'<rect class="{name}" x="{x:.1f}" y="{y:.1f}" '
                f'width="{max(width, 1):.1f}" height="{height:.1f}"/>'
            )
    return _Stack(x, width, "".join(drawn))


def _bar(label: str, parts: Sequence[int], stack: _Stack) -> str:
    """Return one bar with its tooltip, which an invisible rectangle also shows above the bar."""
    tooltip = escape(f"{label}: {' + '.join(map(str, parts))}")
    return (
        f'<g><title>{tooltip}</title><rect class="hit" x="{stack.x:.0f}" width="{stack.width:.0f}" '
        f'height="{HEIGHT}"/>{stack.elements}</g>'
    )
