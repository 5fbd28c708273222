"""Tests that text before the XML of a feed or sitemap is cut, and nothing else."""

import re

import pytest

from scraper.discovery.leading_noise import without_leading_noise

ROOT = re.compile(rb"<rss\b")
FEED = b'<?xml version="1.0"?><rss version="2.0"></rss>'


@pytest.mark.parametrize(
    ("body", "rest"),
    [
        (b"Warning: no such file in /srv/feed.php\n" + FEED, FEED),
        (b"Notice: x <b>on line</b> 3\n<rss></rss>", b"<rss></rss>"),
        (b"\xef\xbb\xbf" + FEED, b"\xef\xbb\xbf" + FEED),
        (
            b"<!-- made by a generator -->\n<rss></rss>",
            b"<!-- made by a generator -->\n<rss></rss>",
        ),
        (b"<!doctype html><p>A feed: <rss></rss>", b"<!doctype html><p>A feed: <rss></rss>"),
        (b"x" * 4_001 + FEED, b"x" * 4_001 + FEED),
        (b"no feed at all", b"no feed at all"),
    ],
    ids=["php-warning", "markup", "byte-order-mark", "comment", "html-page", "too-much", "none"],
)
def test_only_text_before_the_root_element_is_cut(body: bytes, rest: bytes) -> None:
    assert without_leading_noise(body, ROOT) == rest
