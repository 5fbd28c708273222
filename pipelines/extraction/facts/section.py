"""The section of the outlet that an article stands in."""

from pipelines.extraction.page_data.structured_data import Structured, strings
from pipelines.model import Page
from pipelines.parsing.text import normalized_line

_MAX_SECTION_CHARS = 200


def choose_section(structured: Structured, page: Page) -> str | None:
    """The first section named in JSON-LD, meta tags, microdata or the feed; URLs are skipped."""
    for value in (
        *strings(structured.article.get("articleSection"), "name"),
        structured.first("article:section"),
        *structured.microdata.get("articleSection", ()),
        page.hints.article_section,
    ):
        if value and not value.startswith("http"):
            return normalized_line(value)[:_MAX_SECTION_CHARS]
    return None
