"""Tests which addresses count as those of one owner."""

import pytest

from pipelines.parsing.sites import (
    is_same_home,
    is_same_owner,
    is_same_site,
    outlet_of,
    profile_of,
    site_of,
)
from pipelines.parsing.urls import host_of


def test_a_site_is_a_registrable_domain_or_an_address_with_its_port() -> None:
    assert site_of("https://sport.penza.example.co.uk/") == "example.co.uk"
    assert is_same_site("http://www.penza.example/", "https://sport.penza.example/1")
    assert not is_same_site("http://127.0.0.1:8001/", "http://127.0.0.1:8002/")
    assert host_of("https://m.sport.penza.example/1") == "sport.penza.example"


@pytest.mark.parametrize(
    "platform",
    [
        "ucoz.ru", "narod.ru", "livejournal.com", "tilda.ws", "wordpress.com", "at.ua",
        "weebly.com", "substack.com", "gosweb.gosuslugi.ru", "mybb.ru", "home.blog",
        "blogspot.com", "github.io",  # in the private part of the list of public suffixes
    ],
)  # fmt: skip
def test_each_subdomain_of_a_hosting_platform_is_a_site_of_its_own(platform: str) -> None:
    penza, samara = f"https://penza.{platform}/1", f"https://samara.{platform}/1"
    assert not is_same_site(penza, samara)
    assert not is_same_owner(penza, samara)
    assert is_same_owner(penza, f"http://www.penza.{platform}/2")
    assert is_same_owner(penza, f"https://sport.penza.{platform}/2")


@pytest.mark.parametrize(
    ("url", "profile"),
    [
        ("https://t.me/s/Penza/5", "t.me/penza"),
        ("https://t.me/penza?before=3", "t.me/penza"),
        ("https://penza.t.me/5", "t.me/penza"),
        ("https://telegram.me/penza", "t.me/penza"),
        ("https://t.me/c/123/4", "t.me/c/123"),
        ("https://t.me/joinchat/xyz", None),
        ("https://dzen.ru/penza", "dzen.ru/penza"),
        ("https://zen.yandex.ru/media/id/5fa/most", "dzen.ru/id/5fa"),
        ("https://dzen.ru/a/Zx1", None),
        ("https://m.vk.com/@penza-most", "vk.com/penza"),
        ("https://vk.com/penza?w=wall-1_2", "vk.com/penza"),
        ("https://vk.com/wall-1_2", None),
        ("https://ok.ru/group/12/topic/3", "ok.ru/group/12"),
        ("https://medium.com/@penza/most-1", "medium.com/@penza"),
        ("https://www.youtube.com/watch?v=1", None),
        ("https://twitter.com/penza/status/1", "x.com/penza"),
        ("https://users.livejournal.com/penza/12.html", "users.livejournal.com/penza"),
        ("https://bsky.app/profile/penza.example/post/1", "bsky.app/profile/penza.example"),
        ("https://habr.com/ru/companies/penza/articles/1", "habr.com/companies/penza"),
        ("https://habr.com/ru/news/1", None),
        ("https://www.salon24.pl/u/penza/1", "salon24.pl/u/penza"),
        ("https://penza.example/penza", None),
    ],
)  # fmt: skip
def test_a_path_on_a_profile_host_names_its_owner(url: str, profile: str | None) -> None:
    assert profile_of(url) == profile


@pytest.mark.parametrize(
    "host", ["dzen.ru", "vk.com", "t.me", "ok.ru", "x.com", "telegra.ph", "taplink.cc"]
)
def test_two_profiles_of_one_host_are_two_sites(host: str) -> None:
    assert not is_same_site(f"https://{host}/penza", f"https://{host}/samara/1")
    assert is_same_owner(f"https://{host}/penza", f"https://{host}/penza/1")


def test_a_path_without_a_profile_may_have_any_owner_of_its_host() -> None:
    home, post, other = "https://dzen.ru/penza", "https://dzen.ru/a/Zx1", "https://dzen.ru/a/Zx2"
    assert is_same_site(post, home)  # otherwise no post of a channel would count as its own
    assert not is_same_owner(post, home)
    assert not is_same_owner(post, other)
    assert is_same_owner(post, "http://www.dzen.ru/a/Zx1?utm_source=x")


@pytest.mark.parametrize(
    ("home", "other", "is_same"),
    [
        ("https://penza.example/", "http://www.penza.example/rss.xml", True),
        ("https://paper.example/penza/", "https://paper.example/", True),
        ("https://paper.example/penza/", "https://paper.example/samara/", False),
        ("https://paper.example/penza", "https://paper.example/penza2", False),
        ("https://t.me/penza", "https://telegram.me/s/Penza", True),
        ("https://t.me/penza", "https://t.me/samara", False),
        ("https://t.me/penza", "https://penza.example/", False),
        ("http://127.0.0.1:80/s/penza", "http://127.0.0.1:80/s/samara", False),
        ("https://penza.example/", "https://samara.example/", False),
    ],
)
def test_home_pages_on_one_host_are_distinguished(home: str, other: str, is_same: bool) -> None:
    assert is_same_home(home, other) is is_same_home(other, home) is is_same


def test_outlets_are_distinguished_by_profile_or_host() -> None:
    assert outlet_of("https://telegram.me/s/Penza/5") == "t.me/penza"
    assert outlet_of("https://www.penza.example/news/5") == "penza.example"
