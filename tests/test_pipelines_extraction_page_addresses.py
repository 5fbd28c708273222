"""Tests that the path of a URL tells pages of the outlet and of services from items of news."""

import pytest

from pipelines.extraction import page_addresses


@pytest.mark.parametrize(
    "path",
    [
        "/o-nas",
        "/2026/o-nas",
        "/static/about.html",
        "/agreement/",
        "/contact-us",
        "/datenschutz/",
        "/mentions-legales/",
    ],
)
def test_pages_about_the_outlet_are_known_by_their_paths(path: str) -> None:
    assert page_addresses.is_of_outlet(path)


@pytest.mark.parametrize("path", ["/news/reklama", "/2026/11/o-nas", "/a/7", "/o/7/"])
def test_paths_in_sections_of_news_are_not_about_the_outlet(path: str) -> None:
    assert not page_addresses.is_of_outlet(path)


@pytest.mark.parametrize("path", ["/pogoda/", "/pogoda/penza", "/kurs-valut", "/en/weather/"])
def test_the_weather_and_rates_are_known_by_their_paths(path: str) -> None:
    assert page_addresses.is_of_weather(path)
    assert not page_addresses.is_of_weather(f"/news{path}")


@pytest.mark.parametrize(
    "path",
    [
        "/news/4512/",
        "/novosti/most-cherez-suru.html",
        "/2026/11/20/most-cherez-suru/",
        "/2026/11/elku-privezli/",
        "/category/gorod/most-cherez-suru-otkryli",
    ],
)
def test_items_of_news_are_known_by_their_paths(path: str) -> None:
    assert page_addresses.is_of_news_item(path)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/news/",
        "/news/sport/",
        "/2026/o-nas",
        "/raspisanie-avtobusov/",
        "/shop/5120",
        "/2026/11/20/",
        "/2026/11/page/2",
    ],
)
def test_sections_and_services_are_no_items_of_news(path: str) -> None:
    assert not page_addresses.is_of_news_item(path)


def test_a_long_path_takes_little_time() -> None:
    name = "-".join(["slovo"] * 20_000)
    assert page_addresses.is_of_item(f"/{name}")
    assert not page_addresses.is_of_item(f"/{name}/" + "_" * 20_000)
    assert not page_addresses.is_of_outlet("/o-" * 20_000 + name)
