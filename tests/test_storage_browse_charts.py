"""Tests that charts are drawn to scale, and that labels are escaped."""

import re

from storage.browse.figures.charts import _SPACE_ABOVE, HEIGHT, bars


def test_the_highest_bar_fills_the_chart_and_parts_are_stacked() -> None:
    chart = bars([("пн", (1, 1)), ("вт", (1, 0))], "Articles", classes=("own", "copy"))
    heights = re.findall(r'class="(own|copy)"[^>]*height="([\d.]+)"', chart)
    half = f"{(HEIGHT - _SPACE_ABOVE) / 2:.1f}"
    assert heights == [("own", half), ("copy", half), ("own", half)]  # a part of 0 is not drawn
    assert "<title>пн: 1 + 1</title>" in chart


def test_a_chart_without_values_is_empty() -> None:
    assert "<rect" not in bars([], "Articles")


def test_labels_of_charts_are_escaped() -> None:
    assert "<script>" not in bars([("<script>", (1,))], "<script>")
