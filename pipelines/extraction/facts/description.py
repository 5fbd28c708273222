"""Chooses the summary of an article that its page or a feed gives."""

from pipelines.extraction.page_data.structured_data import Structured, strings
from pipelines.model import Page
from pipelines.parsing.text import normalized_line

_MAX_DESCRIPTION_CHARS = 1_000  # the rest of a longer summary is cut; it is often the whole text


def choose_description(structured: Structured, page: Page) -> str | None:
    """Return the summary as one line, or None.

    It is the first one found in the meta tags, in JSON-LD and in the feed, in this order.
    """
    description = structured.first("og:description", "description", "twitter:description")
    description = description or next(iter(strings(structured.article.get("description"))), None)
    return normalized_line(description or page.hints.description)[:_MAX_DESCRIPTION_CHARS] or None
