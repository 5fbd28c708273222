"""Tests the arguments of ``scrapy crawl news -a …``, and their errors."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.files.errors import BadInputError
from pipelines.model import Source
from scraper.sources.selection import read_selection


def source(identifier: str, region: str, enabled: bool = True) -> Source:
    home = f"https://{identifier}.example/"
    return Source(identifier, identifier, home, region, "Europe/Moscow", enabled=enabled)


SOURCES = (
    source("penza", "RU-PNZ"),
    source("sura", "RU-PNZ"),
    source("alatyr", "RU-CU"),
    source("disabled", "RU-CU", enabled=False),
)
FILE = Path("sources.toml")


def ids(**arguments: str) -> list[str]:
    return [source.id for source in read_selection(arguments, SOURCES, FILE).sources]


def test_without_arguments_every_enabled_source_is_polled() -> None:
    assert ids() == ["penza", "sura", "alatyr"]


def test_sources_and_regions_limit_the_selection() -> None:
    assert ids(source="alatyr, penza") == ["penza", "alatyr"]
    assert ids(region="ru-pnz") == ["penza", "sura"]
    assert ids(source="penza,alatyr", region="RU-CU") == ["alatyr"]


def test_a_source_named_by_its_id_is_polled_even_if_disabled() -> None:
    assert ids(source="disabled") == ["disabled"]


def test_since_is_a_day_and_the_flags_are_read() -> None:
    arguments = {"since": "2026-11-01", "due": "1", "revisit": "now"}
    selection = read_selection(arguments, SOURCES, FILE)
    assert selection.since == datetime(2026, 11, 1, tzinfo=UTC)
    assert selection.due_only
    assert selection.revisit_now


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"sources": "penza"}, "argument sources: no such argument; the names are source, region"),
        ({"source": "pensa"}, "argument source: no source 'pensa' in sources.toml; its ids are"),
        ({"source": " , "}, "argument source: expected one or more"),
        ({"region": "RU-XX"}, "argument region: no source in 'RU-XX'; sources.toml has RU-CU"),
        ({"since": "01.11.2026"}, "argument since: expected YYYY-MM-DD, got '01.11.2026'"),
        ({"since": "2026-13-01"}, "argument since: expected YYYY-MM-DD"),
        ({"due": "yes"}, "argument due: expected 1 or 0, got 'yes'"),
        ({"revisit": "1"}, "argument revisit: expected now, got '1'"),
    ],
)
def test_a_mistake_is_named(arguments: dict[str, str], expected: str) -> None:
    with pytest.raises(BadInputError) as caught:
        read_selection(arguments, SOURCES, FILE)
    assert str(caught.value).startswith(expected)
