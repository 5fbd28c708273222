"""Makes safe links from scraped URLs, and short texts for templates."""

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from markupsafe import Markup, escape

from storage.browse.i18n.languages import Language

if TYPE_CHECKING:
    from collections.abc import Sequence


_MAX_CACHED_LANGUAGES = 500  # outlets state few languages; hostile pages could state any number


def web_address(url: str | None) -> str | None:
    """Return a scraped URL if it is http or https; None for other URLs, which may run a script."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme in ("http", "https") and parts.netloc else None


def host(url: str | None) -> str:
    """Return the host of a URL without ``www.``, or an empty text."""
    safe = web_address(url)
    return (urlsplit(safe).hostname or "").removeprefix("www.") if safe else ""


def paragraphs(text: str | None) -> list[str]:
    """Return the lines of a text that are not blank."""
    return [line for line in (text or "").split("\n") if line.strip()]


def query_string(**values: object) -> str:
    """Return ``?a=1&b=2`` for the values other than None and "", or "" without such values."""
    arguments: Sequence[tuple[str, object]] = [
        (name, value) for name, value in values.items() if value is not None and str(value)
    ]
    return "?" + urlencode(arguments) if arguments else ""


def with_code(text: str) -> Markup:
    """Return a text as HTML in which words between grave accents are code: «`scrapy sources`»."""
    parts = text.split("`")  # the second, fourth, … parts are between accents
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if index % 2 else escape(part)
        for index, part in enumerate(parts)
    )


def permalink(path: str, **values: object) -> str:
    """Return the canonical path of a page, with the values as its query, but without ``page=1``."""
    if values.get("page") == 1:
        del values["page"]
    return path + query_string(**values)


def sentence_case(text: str) -> str:
    """Return a text whose first letter is a capital; the others stay as they are."""
    return text[:1].upper() + text[1:]


@lru_cache(_MAX_CACHED_LANGUAGES)
def lang(page: Language, code: str | None) -> str:
    """Return the attribute ``lang`` for a text in another language than the page, else ""."""
    return Markup(' lang="{}"').format(code) if code and code != page.code else ""
