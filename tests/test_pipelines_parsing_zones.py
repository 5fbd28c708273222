"""Tests the time zones that dates state."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipelines.parsing.zones import stated_zone, zone_named

WINTER = datetime(2026, 1, 15)


@pytest.mark.parametrize(
    ("label", "hours"),
    [
        ("Z", 0), ("GMT", 0), ("UTC+3", 3), ("+05", 5), ("+05:30", 5.5), ("-0800", -8),
        ("МСК", 3), ("мск", 3), ("МСК+2", 5), ("по московскому", 3), ("по мск", 3), ("YEKT", 5),
        ("CET", 1), ("EDT", -4), ("ET", -5),
    ],
)  # fmt: skip
def test_a_label_of_a_zone_has_its_offset(label: str, hours: float) -> None:
    zone = stated_zone(label)
    assert zone is not None
    assert zone.utcoffset(WINTER) == timedelta(hours=hours)


@pytest.mark.parametrize("label", ["XYZT", "", None])
def test_an_unknown_label_is_no_zone(label: str | None) -> None:
    assert stated_zone(label) is None


@pytest.mark.parametrize("label", ["+19", "-05:75"])
def test_an_offset_that_no_place_has_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match=re.escape(label)):
        stated_zone(label)


@pytest.mark.parametrize(
    ("name", "zone"),
    [("Asia/Omsk", ZoneInfo("Asia/Omsk")), ("Омск", None), ("../etc", None), (None, None)],
)
def test_a_zone_is_found_by_its_iana_name_alone(name: str | None, zone: ZoneInfo | None) -> None:
    assert zone_named(name) == zone


def test_utc_by_its_iana_name_is_a_zone_with_a_name() -> None:
    assert zone_named("UTC") == ZoneInfo("UTC")
    assert zone_named("UTC") != UTC
