"""Makes pairs of reports, in seven languages, that differ in a single value such as a date.

``house_styles.toml`` has each report, its usual values, and other forms and values. In a pair of
the first kind, the value is only written in another way («13 ноября», «13.11.2026»), so the reports
are copies. In a pair of the second kind, the value itself differs, so they report two events.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

PUBLISHED = date(2026, 11, 13)  # a Friday
_REPORTS = Path(__file__).with_name("house_styles.toml")


@dataclass(frozen=True, slots=True)
class StyledPair:
    """Two reports that differ in one value."""

    language: str
    value: str  # the name of the value that differs
    same: bool  # whether the value is the same, only written in another way
    one: str  # the text with the usual values
    other: str


def styled_pairs() -> Iterator[StyledPair]:
    """Yield the pairs: each report with its usual values, and with one value replaced."""
    for report in tomllib.loads(_REPORTS.read_text("utf-8"))["report"]:
        usual = report["usual"]
        one = report["text"].format(**usual)
        for is_same in (True, False):
            for name, values in report["same" if is_same else "other"].items():
                for value in values:
                    other = report["text"].format(**usual | {name: value})
                    yield StyledPair(report["language"], name, is_same, one, other)
