"""Tests which addresses are those of a channel's posts, and where a post is shown by itself."""

from scraper.crawl.indexes.post_addresses import is_post_of, page_to_look_up

PREVIEW = "https://t.me/s/penza_today"


def test_a_post_is_one_of_the_channel_on_the_same_host() -> None:
    assert is_post_of("https://t.me/Penza_Today/7", "penza_today", PREVIEW)
    assert not is_post_of("https://t.me/penza_city/7", "penza_today", PREVIEW)
    assert not is_post_of("https://mirror.example/penza_today/7", "penza_today", PREVIEW)
    assert not is_post_of("https://t.me/penza_today", "penza_today", PREVIEW)


def test_a_post_is_looked_up_by_itself_and_an_article_is_not() -> None:
    shown = page_to_look_up("https://t.me/penza_today/7", [PREVIEW])
    assert shown == "https://t.me/penza_today/7?embed=1&mode=tme"
    assert page_to_look_up("https://gazeta.example/news/7", [PREVIEW]) is None
