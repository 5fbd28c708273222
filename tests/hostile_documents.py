"""All hostile pages, feeds and sitemaps, which try to block, crash or mislead their reader."""

from tests import hostile_feeds, hostile_markup, hostile_sizes
from tests.hostile_building import (
    FEEDS,
    HEADLINE,
    INTERNAL_URL,
    PAGES,
    SENTENCE,
    SITEMAPS,
    TEXT,
    article,
)

__all__ = ["FEEDS", "HEADLINE", "INTERNAL_URL", "PAGES", "SENTENCE", "SITEMAPS", "TEXT", "article"]

_MODULES = (hostile_feeds, hostile_markup, hostile_sizes)  # their import fills the dictionaries
