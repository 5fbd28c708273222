"""Tests that a cookie is sent back once to a host that redirects to itself."""

import pytest
from scrapy import Request
from scrapy.http import Response

from scraper.middlewares.cookie_check import CookieCheck, cookies_set_by

PAGE = "https://paper.example/news/1"


def redirect(cookie: str | None, target: str = PAGE, status: int = 302) -> Response:
    headers = {"Location": target} | ({"Set-Cookie": cookie} if cookie else {})
    return Response(PAGE, status=status, headers=headers)


@pytest.mark.parametrize("target", [PAGE, "/news/1"])
def test_the_page_is_requested_once_more_with_the_cookie(target: str) -> None:
    response = redirect("region=58; Path=/", target)
    again = CookieCheck().process_response(Request(PAGE), response)
    assert isinstance(again, Request)
    assert again.headers["Cookie"] == b"region=58"
    end = CookieCheck().process_response(again, response)
    assert isinstance(end, Response), "the cookie is sent only once"


@pytest.mark.parametrize(
    ("cookie", "target"),
    [
        (None, PAGE),
        ("region=58", "https://other.example/news/1"),
        ("region=58", "https://paper.example/news/2"),
        ("__ddg1_=abc; Path=/", PAGE),
        ("cf_clearance=abc", PAGE),
    ],
)
def test_no_cookie_is_sent_to_another_page_or_to_an_anti_bot_check(
    cookie: str | None, target: str
) -> None:
    answer = CookieCheck().process_response(Request(PAGE), redirect(cookie, target))
    assert isinstance(answer, Response)


def test_an_answer_that_is_no_redirect_passes() -> None:
    page = Response(PAGE, status=200, headers={"Set-Cookie": "a=1"})
    assert CookieCheck().process_response(Request(PAGE), page) is page


@pytest.mark.parametrize(
    ("header", "cookies"),
    [("a=1; HttpOnly", {"a": "1"}), ("=; ;;", {}), ("\xff\xfe", {}), ("visid_incap_9=x", {})],
)
def test_cookies_of_hostile_headers_are_read_without_an_error(
    header: str, cookies: dict[str, str]
) -> None:
    answer = Response(PAGE, headers={"Set-Cookie": header.encode("latin-1")})
    assert cookies_set_by(answer) == cookies
