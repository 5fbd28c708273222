"""Tests which requests of a page in a browser are sent, and which addresses they may reach."""

from ipaddress import ip_network

import pytest

from scraper.rendering.policy import (
    MAX_REQUESTS,
    PageRequest,
    Place,
    is_tracker,
    place_of,
    refusal,
    usable_addresses,
)

OWN = Place("intranet.test", 8080)
ALLOWED = (ip_network("10.0.0.0/8"), ip_network("127.0.0.0/8"))


@pytest.mark.parametrize("kind", ["script", "stylesheet", "xhr", "fetch"])
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
    ("host", "expected"),
    [
        ("mc.yandex.ru", True),
        ("www.googletagmanager.com", True),
        ("STATS.G.DOUBLECLICK.NET.", True),
        ("yandex.ru", False),
        ("notdoubleclick.net", False),
        ("penza-press.ru", False),
    ],
)
def test_trackers_are_known_by_their_domains(host: str, expected: bool) -> None:
    assert is_tracker(host) is expected


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://news.example/1", Place("news.example", 80)),
        ("https://NEWS.example/1", Place("news.example", 443)),
        ("http://[::1]:8000/1", Place("::1", 8000)),
    ],
)
def test_the_place_of_an_address_has_its_port(url: str, place: Place) -> None:
    assert place_of(url) == place


def test_a_page_reaches_public_addresses_only() -> None:
    found = ["93.184.216.34", "10.0.0.7", "127.0.0.1", "::1", "169.254.169.254", "0.0.0.0"]
    assert usable_addresses(Place("news.example", 443), found, OWN, ()) == ["93.184.216.34"]


def test_an_allowed_network_is_reached_at_the_own_host_and_port_of_the_page_only() -> None:
    assert usable_addresses(OWN, ["10.0.0.7"], OWN, ALLOWED) == ["10.0.0.7"]
    other_port, other_host = Place(OWN.host, 22), Place("printer.test", OWN.port)
    for place in (other_port, other_host):
        assert usable_addresses(place, ["10.0.0.7", "127.0.0.1"], OWN, ALLOWED) == []


def test_the_own_host_of_a_page_outside_the_allowed_networks_is_not_reached() -> None:
    assert usable_addresses(OWN, ["169.254.169.254", "192.168.0.1"], OWN, ALLOWED) == []
