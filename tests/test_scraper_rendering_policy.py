"""Tests which requests of a page in a browser are sent, and which addresses they may reach."""

import pytest

from scraper.rendering.policy import (
    MAX_REQUESTS,
    PageOrigin,
    PageRequest,
    Place,
    is_html_page,
    is_tracker,
    pinned_address,
    place_of,
    refusal,
    usable_addresses,
)

OWN = Place("intranet.test", 8080)


@pytest.mark.parametrize("kind", ["script", "stylesheet", "xhr", "fetch", "websocket"])
def test_requests_that_may_bring_text_are_sent(kind: str) -> None:
    assert refusal(PageRequest("https://news.example/app.js", kind), sent=0) is None


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (PageRequest("file:///etc/passwd", "fetch"), "address"),
        (PageRequest("chrome://settings/", "script"), "address"),
        (PageRequest("ftp://news.example/x", "xhr"), "address"),
        (PageRequest("http://[::1", "xhr"), "address"),
        (PageRequest("http://news.example:99999/", "xhr"), "address"),
        (PageRequest("https://news.example/2", "document", is_navigation=True), "navigation"),
        (PageRequest("data:text/html,x", "document", is_navigation=True), "address"),
        (PageRequest("https://news.example/1.jpg", "image"), "kind"),
        (PageRequest("https://news.example/1.mp4", "media"), "kind"),
        (PageRequest("https://news.example/1.woff2", "font"), "kind"),
        (PageRequest("https://news.example/beacon", "ping"), "kind"),
        (PageRequest("https://news.example/events", "eventsource"), "kind"),
        (PageRequest("https://news.example/prefetched", "other"), "kind"),
        (PageRequest("https://mc.yandex.ru/metrika/tag.js", "script"), "tracker"),
    ],
)
def test_requests_that_bring_no_text_are_refused(request_: PageRequest, reason: str) -> None:
    assert refusal(request_, sent=0) == reason


def test_a_page_has_a_limit_of_requests() -> None:
    request = PageRequest("https://news.example/api", "fetch")
    assert refusal(request, sent=MAX_REQUESTS - 1) is None
    assert refusal(request, sent=MAX_REQUESTS) == "too many"


@pytest.mark.parametrize(
    ("host", "is_known"),
    [
        ("mc.yandex.ru", True),
        ("www.googletagmanager.com", True),
        ("STATS.G.DOUBLECLICK.NET.", True),
        ("yandex.ru", False),
        ("notdoubleclick.net", False),
        ("penza-press.ru", False),
    ],
)
def test_trackers_are_known_by_their_domains(host: str, is_known: bool) -> None:
    assert is_tracker(host) is is_known


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://news.example/1", Place("news.example", 80)),
        ("https://NEWS.example/1", Place("news.example", 443)),
        ("http://[::1]:8000/1", Place("::1", 8000)),
        ("wss://news.example/live", Place("news.example", 443)),
        ("ws://news.example/live", Place("news.example", 80)),
    ],
)
def test_the_place_of_an_address_has_its_port(url: str, place: Place) -> None:
    assert place_of(url) == place


def test_another_host_is_reached_at_public_addresses_only() -> None:
    addresses = ["93.184.216.34", "10.0.0.7", "127.0.0.1", "::1", "169.254.169.254", "0.0.0.0"]
    assert usable_addresses(addresses) == ["93.184.216.34"]


def test_the_own_host_and_port_are_reached_at_the_address_of_the_download_only() -> None:
    page = PageOrigin(OWN, "10.0.0.7")
    assert pinned_address(OWN, page) == "10.0.0.7"
    for place in (Place(OWN.host, 22), Place("printer.test", OWN.port)):
        assert pinned_address(place, page) is None
    assert pinned_address(OWN, PageOrigin(OWN)) is None


@pytest.mark.parametrize(
    ("content_type", "body", "is_html"),
    [
        ("text/html; charset=windows-1251", b"", True),
        ("TEXT/HTML", b"{}", True),
        ("application/xhtml+xml", b"<?xml version='1.0'?>", True),
        ("text/plain", b"<html>", False),
        ("text/xml", b"<?xml version='1.0'?><rss/>", False),
        ("application/rss+xml", b"<rss/>", False),
        ("application/json", b"{}", False),
        ("", b"\xef\xbb\xbf\n <!DOCTYPE HTML><p>", True),
        ("application/octet-stream", b"<html lang=ru>", True),
        ("", b"<p>Text", True),
        ("", b"<podcast>", False),
        ("", b"<?xml version='1.0'?><rss/>", False),
        ("", b"Plain text about <html>", False),
        ("", b"", False),
    ],
)
def test_only_html_is_rendered(content_type: str, body: bytes, is_html: bool) -> None:
    assert is_html_page(content_type, body) is is_html
