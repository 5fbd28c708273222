"""The address of an article's main image."""

from pipelines.extraction.structured_data import Structured, strings
from pipelines.model import Page
from pipelines.parsing.urls import absolute_url


def choose_main_image(structured: Structured, page: Page) -> str | None:
    """The absolute URL from meta tags, JSON-LD, microdata or the feed, in this order."""
    found = structured.first("og:image", "og:image:url", "twitter:image", "twitter:image:src")
    found = found or next(iter(strings(structured.article.get("image"), "url", "contentUrl")), None)
    found = found or next(iter(structured.microdata.get("image", ())), None)
    return absolute_url(page.url, found or page.hints.main_image)
