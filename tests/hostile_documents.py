"""All hostile documents, which try to block, crash or mislead their reader."""

from tests import hostile_feeds, hostile_markup, hostile_robots, hostile_sizes
from tests.hostile_building import (
    FEEDS,
    HEADLINE,
    INTERNAL_URL,
    PAGES,
    ROBOTS,
    SENTENCE,
    SITEMAPS,
    TEXT,
    article,
)

__all__ = [
    "FEEDS", "HEADLINE", "INTERNAL_URL", "PAGES", "ROBOTS", "SENTENCE", "SITEMAPS", "TEXT",
    "article",
]  # fmt: skip

_MODULES = (  # their import fills the dictionaries
    hostile_feeds,
    hostile_markup,
    hostile_robots,
    hostile_sizes,
)
