"""Tests that a robots.txt of any content is reduced to the rules for this robot, in linear time."""

from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from protego import Protego

from scraper.discovery.robots import MAX_ROBOTS_BYTES, relevant_robots, rules_of
from tests.hostile_documents import ROBOTS
from tests.hostile_robots import filled

PAGE = "https://penza.example/news/1"
MAX_SECONDS = 6.0  # 0.5 s are usual at most; reading in quadratic time takes minutes


def test_the_group_that_names_the_robot_is_used_instead_of_the_general_one() -> None:
    text = "User-agent: *\nDisallow: /\n\nUser-agent: Svodka\nUser-agent: x\nDisallow: /admin\n"
    assert relevant_robots(text) == "User-agent: svodka\nDisallow: /admin\n"
    assert rules_of(text).can_fetch(PAGE, "svodka")
    assert not rules_of("User-agent: *\nDisallow: /news").can_fetch(PAGE, "svodka")


def test_groups_of_one_robot_are_one_and_those_of_others_are_left_out() -> None:
    text = (
        "Disallow: /orphan\nUser-agent: svodka/1.0\nCrawl-delay: 5 # seconds\n"
        "Sitemap: https://penza.example/sitemap.xml\nDisallow: /a\nUser-agent: Googlebot\n"
        "Disallow: /b\nUser-agent: SVODKA\nAllow: /c\nClean-param: ref\n"
    )
    assert relevant_robots(text).splitlines() == [
        "User-agent: svodka", "Crawl-delay: 5", "Disallow: /a", "Allow: /c",
        "Sitemap: https://penza.example/sitemap.xml",
    ]  # fmt: skip


def test_an_empty_group_for_the_robot_allows_what_is_forbidden_to_all() -> None:
    text = "User-agent: svodka\nDisallow:\n\nUser-agent: *\nDisallow: /\n"
    assert rules_of(text).can_fetch(PAGE, "svodka")


@pytest.mark.parametrize("name", ROBOTS)
def test_no_robots_txt_takes_long_to_read_or_to_obey(name: str) -> None:
    """A file of 512 KB must not block a crawl, even if it has very many groups or patterns."""
    text = ROBOTS[name]()[:MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace")
    started = process_time()
    reduced = relevant_robots(text)
    rules = rules_of(reduced)
    rules.can_fetch("https://penza.example/" + "a" * 1900, "svodka")
    assert process_time() - started < MAX_SECONDS
    assert len(reduced) <= MAX_ROBOTS_BYTES + 100
    assert "\0" not in reduced


def test_too_many_patterns_forbid_everything() -> None:
    assert not rules_of(filled("Disallow: /{}$\n")).can_fetch(PAGE, "svodka")
    assert rules_of(filled("Disallow: /{}$\n", "User-agent: other\n")).can_fetch(PAGE, "svodka")


_LINES = st.sampled_from(
    [
        "User-agent: *", "User-agent: svodka", "useragent svodka", "User-Agent: Googlebot",
        "User-agent:", "Disallow: /news", "Disallow /news/1$", "Dissalow: /*/1", "Allow: /news/1",
        "Allow: /", "Disallow:", "Disallow: /", "Crawl-delay: 7", "Crawl-delay: 1e400",
        "Sitemap: https://x.example/s.xml", "Host: x.example", "Clean-param: a", "# note", "",
        "unknown words", "https://penza.example/", "Host", "Sitemap", "request rate 1/5",
    ]
)  # fmt: skip


@given(st.lists(_LINES, max_size=14).map("\n".join))
@example("User-agent: *\nunknown words\nUser-agent: Googlebot\nDisallow: /news")
def test_the_reduced_file_has_the_same_rules_for_this_robot(text: str) -> None:
    whole, reduced = Protego.parse(text), rules_of(text)
    for url in (PAGE, "https://penza.example/", "https://penza.example/about"):
        assert reduced.can_fetch(url, "svodka") == whole.can_fetch(url, "svodka")
    assert reduced.crawl_delay("svodka") == whole.crawl_delay("svodka")


@given(st.lists(_LINES | st.text(max_size=20), max_size=10).map("\n".join))
def test_reducing_a_reduced_file_changes_nothing(text: str) -> None:
    reduced = relevant_robots(text)
    assert relevant_robots(reduced) == reduced
