"""Makes pairs of reports in seven languages that differ in one value, or in how it is written.

The reports are in ``house_styles.toml``. A pair of one kind is the usual report and one in which
a single value is written in another way, or is another.
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
    """Two reports with one value each written in another way (``same``), or other values."""

    language: str
    value: str  # the name of the value that differs
    same: bool
    one: str
    other: str


def styled_pairs() -> Iterator[StyledPair]:
    """Yield all pairs of the reports."""
    for report in tomllib.loads(_REPORTS.read_text("utf-8"))["report"]:
        usual = report["usual"]
        one = report["text"].format(**usual)
        for is_same in (True, False):
            for name, values in report["same" if is_same else "other"].items():
                for value in values:
                    other = report["text"].format(**usual | {name: value})
                    yield StyledPair(report["language"], name, is_same, one, other)
