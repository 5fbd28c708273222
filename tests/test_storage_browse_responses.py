"""Tests the arguments and headers of the site's own pages."""

import pytest
from datasette.utils.asgi import BadRequest, Request

from storage.browse.responses import OWN_POLICY, argument, own_headers, page_number
from storage.browse.routes import ROUTES


def request(query: str) -> Request:
    return Request.fake(f"/?{query}")


@pytest.mark.parametrize(
    ("query", "value"), [("q=most", "most"), ("q=%20+", None), ("", None), ("q=a%00b", "ab")]
)
def test_an_argument_is_trimmed_or_none(query: str, value: str | None) -> None:
    assert argument(request(query), "q") == value


def test_an_argument_too_long_is_refused_with_its_limit() -> None:
    with pytest.raises(BadRequest, match="q: too long, expected at most 3 characters"):
        argument(request("q=mosty"), "q", 3)


@pytest.mark.parametrize(("query", "number"), [("", 1), ("page=7", 7), ("page=500", 500)])
def test_a_page_number_is_one_or_as_asked(query: str, number: int) -> None:
    assert page_number(request(query)) == number


@pytest.mark.parametrize("value", ["0", "501", "-1", "x", "²", "1.5"])
def test_another_page_number_is_refused(value: str) -> None:
    with pytest.raises(BadRequest, match="page: expected a number from 1 to 500"):
        page_number(request(f"page={value}"))


def test_own_pages_have_the_strict_policy() -> None:
    assert OWN_POLICY in own_headers().values()
    assert "unsafe-inline" not in OWN_POLICY


def test_each_path_has_one_route() -> None:
    patterns = [pattern for pattern, _ in ROUTES]
    assert len(patterns) == len(set(patterns))
    assert all(pattern.startswith("^/") and pattern.endswith("$") for pattern in patterns)
