"""Tests that stories, articles, outlets, regions and days have one canonical address each."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest

from storage.browse.links import permalink
from tests.reading_site import ReadingSite
from tests.sample_news import fill

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> ReadingSite:
    database = tmp_path_factory.mktemp("permalinks") / "news.db"
    fill(database, NOW).close()
    return ReadingSite(database, language="ru")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.browse.responses.now", lambda: NOW + timedelta(hours=1))


def canonical(site: ReadingSite, path: str) -> str | None:
    """Return the path of the canonical address that a page states."""
    answer = site.get(path)
    assert answer.status_code == 200, path
    match = re.search(r'<link rel="canonical" href="http://localhost(/[^"]*)">', answer.text)
    return unescape(match[1]) if match else None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/story/bridge", "/story/bridge"),
        ("/story/bridge?a=1&b=2", "/story/bridge"),
        ("/ru/story/bridge", "/story/bridge"),
        ("/en/story/bridge", "/en/story/bridge"),
        ("/article/1", "/article/1"),
        ("/source/sura-press?page=1", "/source/sura-press"),
        ("/source/sura-press?page=2", "/source/sura-press?page=2"),
        ("/region/RU-PNZ?from=mail", "/region/RU-PNZ"),
        ("/digest/RU-PNZ/2026-11-28", "/digest/RU-PNZ/2026-11-28"),
        ("/digest/RU-PNZ/2026-11-28?about=yes", "/digest/RU-PNZ/2026-11-28?about=yes"),
        ("/", "/"),
        ("/?period=24h", "/"),
        ("/?period=week", "/?period=week"),
        ("/?period=today", "/day/2026-11-28"),
        ("/?day=2026-11-28", "/day/2026-11-28"),
        ("/day/2026-11-28", "/day/2026-11-28"),
        ("/?day=2026-11-28&region=RU-PNZ", "/day/2026-11-28?region=RU-PNZ"),
        ("/day/2026-11-28?region=RU-PNZ&ads=", "/day/2026-11-28?region=RU-PNZ"),
        ("/search?q=мост", None),
    ],
)
def test_a_page_states_its_canonical_address(
    site: ReadingSite, path: str, expected: str | None
) -> None:
    assert canonical(site, path) == expected
    if expected is not None:
        assert canonical(site, expected) == expected, "it leads to itself"


def test_the_days_before_and_after_are_linked_at_their_own_addresses(site: ReadingSite) -> None:
    page = site.get("/day/2026-11-27?region=RU-PNZ").text
    assert 'href="/day/2026-11-26?region=RU-PNZ"' in page
    assert 'href="/day/2026-11-28?region=RU-PNZ"' in page


@pytest.mark.parametrize("path", ["/day/2026-02-30", "/day/0000-00-00"])
def test_a_day_that_does_not_exist_is_refused_in_a_sentence(site: ReadingSite, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 400
    assert "нужна дата вида ГГГГ-ММ-ДД" in answer.text


def test_a_permalink_has_no_empty_value_and_no_first_page() -> None:
    assert permalink("/", page=1, region=None, source="") == "/"
    assert permalink("/", page=2, region="RU-PNZ") == "/?page=2&region=RU-PNZ"


def test_a_database_called_day_leaves_the_pages_of_days(tmp_path: Path) -> None:
    fill(tmp_path / "day.db", NOW).close()
    site = ReadingSite(tmp_path / "day.db")
    assert canonical(site, "/day/2026-11-28") == "/day/2026-11-28"
    assert site.get(f"{site.path}.json").status_code == 200
