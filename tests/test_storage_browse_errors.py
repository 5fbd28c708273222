"""Tests that a failed request is answered with a page of the site, and without a traceback."""

import asyncio
import logging
import sqlite3
from pathlib import Path

import pytest

from storage.browse.errors import in_one_line
from storage.browse.pages import front
from tests.reading_site import ReadingSite
from tests.sample_news import fill

UNKNOWN = ("/nothing", "/news/nothing", "/nothing/articles", "/story/none", "/source/none", "/a.b")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> ReadingSite:
    path = tmp_path_factory.mktemp("errors") / "news.db"
    fill(path).close()
    return ReadingSite(path, language="ru")


@pytest.mark.parametrize("path", UNKNOWN)
def test_an_unknown_address_has_a_page_of_the_site(site: ReadingSite, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 404
    assert "<h1>Такой страницы нет</h1>" in answer.text
    assert "default-src 'none'; script-src 'self'" in answer.headers["content-security-policy"]
    assert "<h1>There is no such page</h1>" in site.get(f"/en{path}").text


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("/story/none", 404, "Сюжета none нет"),
        ("/?day=вчера", 400, "day: нужна дата вида ГГГГ-ММ-ДД, а указано «вчера»"),
        ("/?page=0", 400, "page: нужно число от 1 до 500"),
        ("/news?sql=selekt", 400, '<p lang="en">Statement must be a SELECT'),
        ("/search?q=" + "я" * 301, 400, "q: слишком длинное значение, можно не больше 300 знаков"),
    ],
)
def test_the_page_names_the_mistake(
    site: ReadingSite, path: str, status: int, message: str
) -> None:
    answer = site.get(path)
    assert answer.status_code == status
    assert message in answer.text


def test_a_post_to_a_page_is_refused(site: ReadingSite) -> None:
    answer = site.post("/", {"x": "1"})
    assert answer.status_code == 405
    assert "Эту страницу можно только читать" in answer.text


def test_an_unknown_json_address_is_answered_with_json(site: ReadingSite) -> None:
    answer = site.get("/news/nothing.json")
    assert answer.status_code == 404
    record = answer.json()
    assert (record["ok"], record["status"]) == (False, 404)
    assert record["error"]


def test_hostile_text_of_an_address_stays_text(site: ReadingSite) -> None:
    assert "<script>x" not in site.get("/story/<script>x<script>").text


def test_100_unknown_addresses_beside_pages_print_nothing(
    site: ReadingSite, capfd: pytest.CaptureFixture[str]
) -> None:
    async def ask_all() -> list[int]:
        client = site.datasette.client
        unknown = [client.get(f"{UNKNOWN[n % len(UNKNOWN)]}{n}") for n in range(100)]
        pages = [client.get("/story/bridge") for _ in range(10)]
        return [answer.status_code for answer in await asyncio.gather(*unknown, *pages)]

    assert asyncio.run(ask_all()) == [404] * 100 + [200] * 10
    out, err = capfd.readouterr()
    assert out + err == ""


@pytest.mark.parametrize(
    ("error", "status"),
    [(RuntimeError("broken\nin two"), 500), (sqlite3.OperationalError("interrupted"), 503)],
)
def test_an_unexpected_error_is_one_line_of_the_log(
    site: ReadingSite,
    error: Exception,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(front, "load_outlets", fail)
    with caplog.at_level(logging.INFO, logger="storage.browse"):
        answer = site.get("/")
    assert answer.status_code == status
    assert "broken" not in answer.text
    lines = [
        record.getMessage() for record in caplog.records if record.name == "storage.browse.errors"
    ]
    assert len(lines) == (status == 500)
    for line in lines:
        assert line.startswith("GET /: RuntimeError: broken in two (test_storage_browse_errors.py:")


def test_an_error_without_a_place_is_one_line() -> None:
    assert in_one_line(ValueError("a\n b")) == "ValueError: a b"


def test_the_error_of_a_page_is_shown_without_a_database(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "empty.db").close()
    answer = ReadingSite(tmp_path / "empty.db").get("/")
    assert answer.status_code == 500
    assert "The error is in the log of the site." in answer.text
