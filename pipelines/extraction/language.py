"""The language an article is written in."""

from pipelines.extraction.structured_data import Structured, strings
from pipelines.model import Page


def choose_language(structured: Structured, page: Page) -> str | None:
    """An ISO 639 code such as ``ru``, as the page or its source states it."""
    stated = structured.language or structured.first("content-language", "og:locale")
    stated = stated or next(iter(strings(structured.article.get("inLanguage"))), None)
    code = (stated or page.language or "").replace("_", "-").split("-")[0].strip().lower()
    return code if 2 <= len(code) <= 3 and code.isascii() and code.isalpha() else None
