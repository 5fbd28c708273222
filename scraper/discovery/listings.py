"""Reads listing pages (front pages, sections, archives) as links to articles and further pages."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import parse_qsl, urlsplit

from pipelines.model import Hints, Link
from pipelines.parsing.urls import host_of, identity
from scraper.discovery.documents import Document, DocumentContext
from scraper.discovery.pages import Anchor, anchors, base_of, menu_only, parse_page
from scraper.discovery.shapes import LinkedAddress, article_urls

# Whole texts of links to the next page: «следующая страница», «далее →», «показать ещё»,
# «older posts», or an arrow alone. The pattern matches an empty text, too.
_NEXT_TEXT = re.compile(
    r"^(?:(?:на )?следующ\w+(?: страниц\w+)?|далее|дальше|впер[её]д|старые записи|ранее"
    r"|(?:(?:показать|загрузить|смотреть) )?ещ[её](?: новости)?"
    r"|more|next(?: page)?|older(?: posts)?)?\s*[›»→>]*$",
    re.IGNORECASE,
)
# Class names of links between the pages of a listing: «pagination», «pager», «nav-links».
_PAGER_CLASS = re.compile(
    r"\b(?:\w*pag(?:e|er|es|ination|inator|ing|enav)\w*|navigation|nav-links)\b"
)
_MIN_LINKS_OUTSIDE_MENUS = 3  # with fewer, the links of menus are kept as well
_MIN_HEADLINE_WORDS = 4  # of a link text; a shorter one may be «read more»
_MAX_HEADLINE_WORDS = 30  # of a link text; a longer one holds a lead as well
_MAX_PAGE_DIGITS = 6  # of a parameter; a longer number is that of an article
# The number of a page in a path: «/page/3/», «/page-3.html», «/p3».
_PAGE_PATH = re.compile(
    r"/(?:page|p|str|stranica|pages)[/-]?(\d{1,5})(?:/|\.html?|$)", re.IGNORECASE
)
# The name of a parameter with the number of a page: «?page=3», «?PAGEN_1=3».
_PAGE_PARAMETER = re.compile(
    r"^(?:page|p|paged|pg|PAGEN_\d+|start|offset|from|str)$", re.IGNORECASE
)


def read_listing(body: bytes, context: DocumentContext) -> Document:
    """Return the links of a listing to articles on its own host, and its next page if it has one.

    The hints of a link hold its text if that may be a headline. Raises UnreadableError if the body
    is no HTML page.
    """
    tree = parse_page(body, context)
    on_host = [
        anchor
        for anchor in anchors(tree, base_of(tree, context))
        if host_of(anchor.url) == host_of(context.url)
    ]
    next_pages = _next_page(on_host, context.url)
    articles = _articles(on_host, context.article_pattern)
    listing_pages = {identity(url) for url in (context.url, *next_pages)}
    articles = [url for url in articles if identity(url) not in listing_pages]
    if not context.article_pattern:
        articles = _without_menu(articles, menu_only(on_host))
    texts = _longest_texts(on_host)
    headlines = ((url, _headline(texts.get(url, ""))) for url in articles)
    links = (Link(url, Hints(headline=headline)) for url, headline in headlines)
    return Document(links=tuple(links), next_pages=next_pages)


def _articles(links: Iterable[Anchor], article_pattern: str | None) -> list[str]:
    addresses = [LinkedAddress(link.url, link.headline, link.in_navigation) for link in links]
    return list(article_urls(addresses, article_pattern))


def _without_menu(articles: list[str], menu: Iterable[str]) -> list[str]:
    """Return the articles that are not in the menu; all of them if too few would remain."""
    in_menu = set(menu)
    others = [url for url in articles if url not in in_menu]
    return others if len(others) >= _MIN_LINKS_OUTSIDE_MENUS else articles


def _longest_texts(links: Iterable[Anchor]) -> dict[str, str]:
    """Return for each address the longest text of its links."""
    texts: dict[str, str] = {}
    for anchor in links:
        if len(anchor.headline) > len(texts.get(anchor.url, "")):
            texts[anchor.url] = anchor.headline
    return texts


def _headline(text: str) -> str | None:
    """Return a link text whose number of words is that of a headline; else None."""
    return text if _MIN_HEADLINE_WORDS <= len(text.split()) <= _MAX_HEADLINE_WORDS else None


def _next_page(links: Sequence[Anchor], url: str) -> tuple[str, ...]:
    """Return the address of the page after ``url`` in its listing, as a tuple of one or none.

    The page is found by ``rel=next``, else by the page numbers of the links, else by a text such
    as «далее».
    """
    for link in links:
        if "next" in link.rel.split():
            return (link.url,)
    current_number = page_number(url) or 1
    pages = [link.url for link in links if _is_page_of_listing(link, url)]
    numbered_pages = [(page_number(page) or 0, page) for page in pages]
    later_pages = [(number, page) for number, page in numbered_pages if number > current_number]
    if later_pages:
        _, next_page = min(later_pages)
        return (next_page,)
    for link in links:
        if _PAGER_CLASS.search(link.class_names) and _has_next_text(link):
            return (link.url,)
    return ()


def _has_next_text(link: Anchor) -> bool:
    return bool(link.text and _NEXT_TEXT.match(link.text))


def page_number(url: str) -> int | None:
    """Return the page number in the address of a listing, or None.

    It is 3 for an address with ``/page/3/`` or ``?PAGEN_1=3``.
    """
    parts = urlsplit(url)
    for name, value in parse_qsl(parts.query):
        is_number = value.isdecimal() and len(value) <= _MAX_PAGE_DIGITS
        if is_number and _PAGE_PARAMETER.match(name):
            return int(value)
    match = _PAGE_PATH.search(parts.path)
    return int(match[1]) if match else None


def _is_page_of_listing(link: Anchor, url: str) -> bool:
    """Return whether a link leads to a numbered page of the listing that ``url`` belongs to."""
    if page_number(link.url) is None:
        return False
    is_between_pages = (
        bool(_PAGER_CLASS.search(link.class_names)) or link.text.isdigit() or _has_next_text(link)
    )
    return is_between_pages and _without_page_number(link.url) == _without_page_number(url)


def _without_page_number(url: str) -> str:
    """Return the path and the other parameters, which all pages of a listing have in common."""
    parts = urlsplit(url)
    path = _PAGE_PATH.sub("/", parts.path).strip("/")
    parameters = sorted(
        (name, value) for name, value in parse_qsl(parts.query) if not _PAGE_PARAMETER.match(name)
    )
    return f"{path}?{parameters}"
