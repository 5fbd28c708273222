"""The summary that a page, or the feed that links it, gives of its article."""

from pipelines.extraction.page_data.structured_data import Structured, strings
from pipelines.model import Page
from pipelines.parsing.text import normalized_line

_MAX_DESCRIPTION_CHARS = 1_000


def choose_description(structured: Structured, page: Page) -> str | None:
    """One line from the meta tags, JSON-LD or the feed, in this order."""
    found = structured.first("og:description", "description", "twitter:description")
    found = found or next(iter(strings(structured.article.get("description"))), None)
    return normalized_line(found or page.hints.description)[:_MAX_DESCRIPTION_CHARS] or None
