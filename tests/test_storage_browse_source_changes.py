"""Tests that outlets are added and changed through the site only from this machine, and safely."""

import asyncio
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import pytest
from datasette.utils.asgi import BadRequest, Forbidden, Request
from httpx import Response

from pipelines.model import Message
from scraper.sources.loading import load_sources
from storage.browse.pages.source_changes import next_action
from storage.browse.writing import source_commands
from storage.browse.writing.permission import may_write, sent_form
from storage.browse.writing.source_commands import SOURCES_FILE, blocks_of, command_of, kill, run
from tests.reading_site import ReadingSite
from tests.sample_news import fill

LOCAL = {"host": "127.0.0.1:8001"}
FILE = """# our outlets
[[source]]
id = "sura-press"  # the oldest
name = "Сура-пресс"
home = "https://sura-press.example/"
region = "RU-PNZ"
owner = "Сура"
"""


@pytest.fixture
def site(tmp_path: Path) -> ReadingSite:
    fill(tmp_path / "news.db").close()
    return ReadingSite(tmp_path / "news.db")


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "sources.toml"
    path.write_text(FILE, encoding="utf-8")
    monkeypatch.setenv(SOURCES_FILE, str(path))
    return path


def form_of(site: ReadingSite, page: Response, **fields: str) -> dict[str, str]:
    """Return a form of a page with its token against requests of other sites."""
    return {**fields, "csrftoken": site.csrf_token(page)}


def test_an_outlet_is_changed_from_its_page_and_comments_stay(
    site: ReadingSite, sources: Path
) -> None:
    page = site.get("/source/sura-press", headers=LOCAL)
    assert "Switch it off" in page.text
    form = form_of(
        site, page, action="change", id="sura-press", name="Сура", owner="", enabled="false"
    )
    answer = site.post("/sources/change", form, headers=LOCAL, cookies=page.cookies)
    assert answer.status_code == 200
    assert "+name = &#34;Сура&#34;" in answer.text
    (source,) = load_sources(sources)
    assert (source.name, source.owner, source.enabled) == ("Сура", None, False)
    assert sources.read_text(encoding="utf-8").startswith(
        '# our outlets\n[[source]]\nid = "sura-press"  # the oldest\n'
    )
    assert "Switch it on" in site.get("/source/sura-press", headers=LOCAL).text


def test_a_bad_value_is_reported_and_changes_nothing(site: ReadingSite, sources: Path) -> None:
    page = site.get("/sources", headers=LOCAL)
    form = form_of(site, page, action="change", id="sura-press", region="Пенза")
    html = site.post("/sources/change", form, headers=LOCAL, cookies=page.cookies).text
    assert "sources.toml: source &#39;sura-press&#39;: region: expected an ISO 3166-2 code" in html
    assert "Nothing was changed" in html
    assert sources.read_text(encoding="utf-8") == FILE


@pytest.mark.slow
def test_the_trial_refuses_what_add_source_refuses(site: ReadingSite, sources: Path) -> None:
    page = site.get("/sources", headers=LOCAL)
    assert "Add an outlet" in page.text
    form = form_of(site, page, action="add", address="https://sura-press.example/about")
    html = site.post("/sources/change", form, headers=LOCAL, cookies=page.cookies).text
    assert "has that home page already" in html
    assert sources.read_text(encoding="utf-8") == FILE


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "news.example.org"},
        LOCAL | {"origin": "https://evil.example"},
        LOCAL | {"origin": "https://127.0.0.1:8001"},
        LOCAL | {"origin": "http://127.0.0.1:8002"},
        LOCAL | {"origin": "null"},
    ],
    ids=str,
)
def test_no_other_site_can_change_an_outlet(
    site: ReadingSite, sources: Path, headers: dict[str, str]
) -> None:
    page = site.get("/sources", headers=LOCAL)
    form = form_of(site, page, action="change", id="sura-press", enabled="false")
    post = partial(site.post, "/sources/change")
    assert post(form, headers=headers, cookies=page.cookies).status_code == 403
    assert post(form, headers=LOCAL).status_code == 403, "without its cookie"
    assert form.pop("csrftoken")
    assert post(form, headers=LOCAL, cookies=page.cookies).status_code == 403, "without its token"
    assert site.get("/sources/change", headers=LOCAL).status_code == 403
    assert "Add an outlet" not in site.get("/sources", headers=headers).text
    assert sources.read_text(encoding="utf-8") == FILE


@pytest.mark.parametrize(
    "header",
    [
        {"x-forwarded-for": "192.0.2.7"},
        {"x-forwarded-proto": "https"},
        {"x-forwarded-host": "news.example.org"},
        {"x-real-ip": "192.0.2.7"},
        {"forwarded": "for=192.0.2.7"},
        {"via": "1.1 proxy"},
    ],
    ids=str,
)
def test_a_request_that_a_proxy_passed_on_changes_nothing(
    site: ReadingSite, sources: Path, header: dict[str, str]
) -> None:
    page = site.get("/sources", headers=LOCAL)
    form = form_of(site, page, action="change", id="sura-press", enabled="false")
    answer = site.post("/sources/change", form, headers=LOCAL | header, cookies=page.cookies)
    assert answer.status_code == 403
    assert "Add an outlet" not in site.get("/sources", headers=LOCAL | header).text
    assert sources.read_text(encoding="utf-8") == FILE


FORM = {"action": "try"}


def accepted(headers: dict[str, str], http_version: str = "1.1") -> object:
    """Return FORM as it is read from a request of loopback with these headers, or None."""
    request = Request.fake("/sources/change", method="POST")
    cookie = {"cookie": "ds_csrftoken=a"}
    request.scope |= {
        "client": ("127.0.0.1", 1),
        "http_version": http_version,
        "headers": [
            (name.encode(), value.encode()) for name, value in (LOCAL | cookie | headers).items()
        ],
    }

    async def body() -> dict[str, object]:
        return {"type": "http.request", "body": urlencode(FORM).encode(), "more_body": False}

    request.receive = body
    try:
        return asyncio.run(sent_form(request, SOURCES_FILE, Message("refused")))
    except Forbidden:
        return None


@pytest.mark.usefixtures("sources")
def test_a_form_must_come_from_a_page_of_the_site() -> None:
    assert accepted({"origin": "http://127.0.0.1:8001"}) == FORM
    assert accepted({"sec-fetch-site": "same-origin"}) == FORM
    assert accepted({}) is None
    for site in ("cross-site", "same-site", "none"):
        assert accepted({"sec-fetch-site": site}) is None, site
    assert accepted({"origin": "null", "sec-fetch-site": "same-origin"}) is None


@pytest.mark.usefixtures("sources")
def test_a_request_of_http_1_0_comes_from_a_proxy_without_headers() -> None:
    assert accepted({"origin": "http://127.0.0.1:8001"}, http_version="1.0") is None


def test_nothing_can_be_changed_unless_the_site_was_started_so(site: ReadingSite) -> None:
    page = site.get("/sources", headers=LOCAL)
    assert "Add an outlet" not in page.text
    assert "Switch it off" not in site.get("/source/sura-press", headers=LOCAL).text
    form = {"action": "try", "address": "https://a.example", "csrftoken": site.csrf_token(page)}
    answer = site.post("/sources/change", form, headers=LOCAL, cookies=page.cookies)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("action", "form"),
    [
        ("try", {"address": "--opml"}),
        ("add", {"address": ""}),
        ("again", {"id": "--yes"}),
        ("change", {"id": "../x", "enabled": "false"}),
        ("change", {"id": "a", "name": "x" * 301}),
        ("prune", {"id": "a"}),
    ],
)
def test_a_form_cannot_name_another_option_or_command(action: str, form: dict[str, str]) -> None:
    with pytest.raises(BadRequest):
        command_of(action, form)


def test_a_command_that_takes_too_long_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_commands, "MAX_SECONDS", 0.05)
    result = asyncio.run(run(("sources",), tmp_path / "sources.toml", tmp_path / "news.db"))
    assert (result.succeeded, result.output) == (False, "stopped after 0.05 seconds\n")


def test_a_cancelled_request_stops_its_command_and_stays_cancelled(tmp_path: Path) -> None:
    async def cancel() -> None:
        command = run(("sources",), tmp_path / "sources.toml", tmp_path / "news.db")
        async with asyncio.timeout(0.05):
            await command

    with pytest.raises(TimeoutError):
        asyncio.run(cancel())


def test_a_command_that_ended_at_its_time_limit_needs_no_kill() -> None:
    async def kill_ended() -> int | None:
        process = await asyncio.create_subprocess_exec("true", start_new_session=True)
        await process.wait()
        await kill(process)
        return process.returncode

    assert asyncio.run(kill_ended()) == 0


def test_a_file_that_cannot_be_read_has_no_blocks(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    assert blocks_of(path) == {}
    for text in ("[[", "source = 1", "[[source]]\nname = 'a'"):
        path.write_text(text)
        assert blocks_of(path) == {}


def test_the_result_of_a_trial_is_written_in_the_next_step() -> None:
    assert next_action("try", {}) == "add"
    assert next_action("again", {}) == "again"
    assert next_action("again", {"yes": "1"}) is None
    assert next_action("add", {}) is None
    assert next_action("change", {}) is None


def test_without_the_option_no_request_may_write(sources: Path) -> None:
    request = Request.fake("/sources")
    request.scope |= {"client": ("127.0.0.1", 1), "headers": [(b"host", b"127.0.0.1:8001")]}
    assert may_write(request, SOURCES_FILE)
    assert not may_write(request, "SVODKA_OTHER_FILE")
    request.scope |= {"client": ("192.0.2.7", 1)}
    assert not may_write(request, SOURCES_FILE)
