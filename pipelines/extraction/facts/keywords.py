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
    meta = structured.meta
    places = (
        strings(structured.article.get("keywords"), "name"),
        [*meta.get("article:tag", ()), *meta.get("news_keywords", ())],
        meta.get("keywords", ()),
        page.hints.keywords,
    )
    values = next(filter(None, places), ())
    keywords = [word.strip(" .#") for value in values for word in value.split(",")]
    unique = dict.fromkeys(word for word in keywords if 1 < len(word) <= _MAX_KEYWORD_CHARS)
    return tuple(unique)[:_MAX_KEYWORDS]
