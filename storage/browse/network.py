"""Draws which outlets copy from which as SVG: outlets on a circle, joined by arcs."""

from collections.abc import Callable, Sequence
from math import cos, pi, sin, sqrt

from markupsafe import Markup

from storage.browse.languages import ENGLISH, Language
from storage.browse.statistics import Pair

SIZE, RADIUS = 640, 190  # in units of the SVG
MAX_OUTLETS = 24  # more would overlap on the circle; those with most copies are drawn


def network(
    pairs: Sequence[Pair], name: Callable[[str], str], language: Language = ENGLISH
) -> Markup:
    """Return the picture of the pairs; ``name`` returns the name of an outlet for its id.

    An arc goes from the first publisher to the copier. It is wider for more copies.
    """
    weights: dict[str, int] = {}
    for pair in pairs:
        for outlet in (pair.origin, pair.copier):
            weights[outlet] = weights.get(outlet, 0) + pair.count
    drawn_outlets = sorted(
        sorted(weights, key=lambda one: (-weights[one], one))[:MAX_OUTLETS], key=name
    )
    angles = {
        outlet: 2 * pi * n / len(drawn_outlets) - pi / 2 for n, outlet in enumerate(drawn_outlets)
    }
    drawn = [pair for pair in pairs if pair.origin in angles and pair.copier in angles]
    max_count = max((pair.count for pair in drawn), default=1)
    arcs = Markup("").join(
        _arc(pair, angles, max_count, _title(pair, name, language)) for pair in drawn
    )
    nodes = Markup("").join(
        _node(angles[one], name(one), weights[one], max(weights.values())) for one in drawn_outlets
    )
    return Markup(
        '<svg class="network" viewBox="0 0 {s} {h}" role="img" aria-label="{title}">'
        '<defs><marker id="to" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="5" '
        'markerHeight="5" orient="auto" markerUnits="userSpaceOnUse">'
        '<circle class="bar" cx="4" cy="4" r="3"/></marker></defs>{arcs}{nodes}</svg>'
    ).format(
        s=SIZE, h=SIZE - 100, arcs=arcs, nodes=nodes, title=language.gettext("Who copies whom")
    )


def _point(angle: float, radius: float = RADIUS) -> tuple[float, float]:
    """Return the coordinates of a point on a circle around the centre."""
    return SIZE / 2 + radius * cos(angle), (SIZE - 100) / 2 + radius * sin(angle)


def _title(pair: Pair, name: Callable[[str], str], language: Language) -> str:
    return language.ngettext(
        "%(copier)s copied %(num)s from %(origin)s", "%(copier)s copied %(num)s from %(origin)s",
        pair.count, copier=name(pair.copier), origin=name(pair.origin),
    )  # fmt: skip


def _arc(pair: Pair, angles: dict[str, float], max_count: int, title: str) -> Markup:
    (x1, y1), (x2, y2) = _point(angles[pair.origin]), _point(angles[pair.copier], RADIUS - 9)
    # The control point of the arc lies between the centre and the middle of both ends. It is moved
    # sideways, so that the arcs of both directions do not overlap.
    cx = (x1 + x2 + SIZE) / 4 + (y2 - y1) * 0.12
    cy = (y1 + y2 + SIZE - 100) / 4 - (x2 - x1) * 0.12
    return Markup(
        '<path d="M{:.1f} {:.1f}Q{:.1f} {:.1f} {:.1f} {:.1f}" stroke-width="{:.1f}" '
        'marker-end="url(#to)"><title>{}</title></path>'
    ).format(x1, y1, cx, cy, x2, y2, 1 + 6 * pair.count / max_count, title)


def _node(angle: float, name: str, weight: int, max_count: int) -> Markup:
    x, y = _point(angle)
    text_x, text_y = _point(angle, RADIUS + 18)
    side = "middle" if abs(cos(angle)) < 0.2 else ("start" if cos(angle) > 0 else "end")
    label = name if len(name) < 22 else name[:20] + "…"
    return Markup(
        '<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}"/>'
        '<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>'
    ).format(x, y, 4 + 7 * sqrt(weight / max_count), text_x, text_y + 4, side, label)
