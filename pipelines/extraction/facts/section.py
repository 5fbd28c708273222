"""Chooses the section of the outlet to which an article belongs, such as «Sport»."""

from pipelines.extraction.page_data.structured_data import Structured, strings
from pipelines.model import Page
from pipelines.parsing.text import normalized_line

_MAX_SECTION_CHARS = 200  # the rest of a longer name is cut


def choose_section(structured: Structured, page: Page) -> str | None:
    """Return the first section named in JSON-LD, meta tags, microdata or the feed, or None.

    Values that are URLs are skipped.
    """
    values = (
        *strings(structured.article.get("articleSection"), "name"),
        structured.first("article:section"),
        *structured.microdata.get("articleSection", ()),
        page.hints.article_section,
    )
    for value in values:
        if value and not value.startswith("http"):
            return normalized_line(value)[:_MAX_SECTION_CHARS]
    return None
