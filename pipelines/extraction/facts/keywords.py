"""The keywords that a page, or the feed that links it, gives its article."""

from pipelines.extraction.page_data.structured_data import Structured, strings
from pipelines.model import Page

_MAX_KEYWORDS = 50
_MAX_KEYWORD_CHARS = 100


def choose_keywords(structured: Structured, page: Page) -> tuple[str, ...]:
    """Each keyword once: from JSON-LD, else from meta tags, else from the feed."""
    found = strings(structured.article.get("keywords"), "name") or [
        *structured.meta.get("article:tag", ()),
        *structured.meta.get("news_keywords", ()),
    ]
    found = found or structured.meta.get("keywords", []) or list(page.hints.keywords)
    words = [word.strip(" .#") for value in found for word in value.split(",")]
    unique = dict.fromkeys(word for word in words if 1 < len(word) <= _MAX_KEYWORD_CHARS)
    return tuple(unique)[:_MAX_KEYWORDS]
