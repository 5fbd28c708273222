"""All hostile pages, feeds and sitemaps, which try to block, crash or mislead their reader."""

from tests import hostile_feeds, hostile_markup, hostile_sizes
from tests.hostile_building import EVIL, FEEDS, HEADLINE, PAGES, SENTENCE, SITEMAPS, TEXT, article

__all__ = ["EVIL", "FEEDS", "HEADLINE", "PAGES", "SENTENCE", "SITEMAPS", "TEXT", "article"]

_KEPT_IN = (hostile_feeds, hostile_markup, hostile_sizes)  # loaded, each fills the lists
