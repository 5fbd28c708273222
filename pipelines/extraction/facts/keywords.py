"""Chooses the keywords of an article that its page or a feed gives."""

from pipelines.extraction.page_data.structured_data import Structured, strings
from pipelines.model import Page

_MAX_KEYWORDS = 50  # pages with more list the tags of the whole site
_MAX_KEYWORD_CHARS = 100  # a longer keyword is a sentence and is left out


def choose_keywords(structured: Structured, page: Page) -> tuple[str, ...]:
    """Return the keywords in the page's order, without repeats.

    They come from the first of these places with keywords: JSON-LD, the meta tags «article:tag» and
    «news_keywords», the meta tag «keywords», the feed. A value is split at its commas.
    """
    raw_keywords = strings(structured.article.get("keywords"), "name") or [
        *structured.meta.get("article:tag", ()),
        *structured.meta.get("news_keywords", ()),
    ]
    raw_keywords = raw_keywords or structured.meta.get("keywords", []) or list(page.hints.keywords)
    keywords_of_page = [word.strip(" .#") for value in raw_keywords for word in value.split(",")]
    unique = dict.fromkeys(word for word in keywords_of_page if 1 < len(word) <= _MAX_KEYWORD_CHARS)
    return tuple(unique)[:_MAX_KEYWORDS]
