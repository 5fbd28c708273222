"""Reads listing pages (front pages, sections, archives) as links to articles and further pages."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from pipelines.model import Hints, Link
from pipelines.parsing.urls import host_of, identity
from scraper.discovery.documents import Document, DocumentContext
from scraper.discovery.pages import Anchor, anchors, base_of, menu_only, parse_page
from scraper.discovery.shapes import LinkedAddress, article_urls

# Texts of links to the next page: «следующая страница», «далее», «показать ещё», «older posts».
_NEXT_TEXT = re.compile(
    r"^(?:(?:на )?следующ\w+(?: страниц\w+)?|далее|дальше|впер[её]д|старые записи|ранее"
    r"|(?:(?:показать|загрузить|смотреть) )?ещ[её](?: новости)?"
    r"|more|next(?: page)?|older(?: posts)?)?\s*[›»→>]*$",
    re.IGNORECASE,
)
# Class names of the links to other pages: «pagination», «pager», «pagenav», «nav-links».
_PAGER = re.compile(r"\b(?:\w*pag(?:e|er|es|ination|inator|ing|enav)\w*|navigation|nav-links)\b")
_MIN_LINKS_OUTSIDE_MENUS = 3  # with fewer, the links of menus are kept as well
# «/page/3/», «/page-3.html», «/p3».
_PAGE_PATH = re.compile(
    r"/(?:page|p|str|stranica|pages)[/-]?(\d{1,5})(?:/|\.html?|$)", re.IGNORECASE
)
_PAGE_PARAMETER = re.compile(
    r"^(?:page|p|paged|pg|PAGEN_\d+|start|offset|from|str)$", re.IGNORECASE
)


def read_listing(body: bytes, context: DocumentContext) -> Document:
    """Return the articles that a listing page links to on its own host, and its next page if any.

    Raises UnreadableError if the body is no HTML page.
    """
    tree = parse_page(body, context)
    own = [
        anchor
        for anchor in anchors(tree, base_of(tree, context))
        if host_of(anchor.url) == host_of(context.url)
    ]
    shaped = [LinkedAddress(anchor.url, anchor.headline, anchor.in_navigation) for anchor in own]
    following = _next_page(own, context.url)
    pages = {identity(context.url), *(identity(url) for url in following)}
    found = [
        url for url in article_urls(shaped, context.article_pattern) if identity(url) not in pages
    ]
    if not context.article_pattern:
        found = _without_menu(found, menu_only(own))
    texts = _longest_texts(own)
    links = (Link(url, Hints(headline=_headline(texts.get(url, "")))) for url in found)
    return Document(links=tuple(links), next_pages=following)


def _without_menu(found: list[str], menu: Iterable[str]) -> list[str]:
    """Return the addresses found besides those of the menus, unless the page links few others."""
    standing = set(menu)
    others = [url for url in found if url not in standing]
    return others if len(others) >= _MIN_LINKS_OUTSIDE_MENUS else found


def _longest_texts(own: Iterable[Anchor]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for anchor in own:
        if len(anchor.headline) > len(texts.get(anchor.url, "")):
            texts[anchor.url] = anchor.headline
    return texts


def _headline(text: str) -> str | None:
    """Return a link text of 4 to 30 words, which may be a headline; else None."""
    return text if 4 <= len(text.split()) <= 30 else None


def _next_page(own: Iterable[Anchor], url: str) -> tuple[str, ...]:
    """Return the next page of a listing as a tuple of one address or none.

    It is found by ``rel=next``, else by the numbers of the pager, else by words such as «далее».
    """
    candidates = list(own)
    for anchor in candidates:
        if "next" in anchor.rel.split():
            return (anchor.url,)
    here = page_number(url) or 1
    numbered = [a for a in candidates if _is_numbered(a, url)]
    after = [(page_number(a.url) or 0, a.url) for a in numbered]
    if following := min(((n, u) for n, u in after if n > here), default=None):
        return (following[1],)
    for anchor in candidates:
        if _PAGER.search(anchor.class_names) and anchor.text and _NEXT_TEXT.match(anchor.text):
            return (anchor.url,)
    return ()


def page_number(url: str) -> int | None:
    """Return the page number in the address of a listing: ``/page/3/``, ``?PAGEN_1=3``; or None."""
    parts = urlsplit(url)
    for name, value in parse_qsl(parts.query):
        if _PAGE_PARAMETER.match(name) and value.isdecimal() and len(value) < 7:
            return int(value)
    match = _PAGE_PATH.search(parts.path)
    return int(match[1]) if match else None


def _is_numbered(anchor: Anchor, url: str) -> bool:
    if page_number(anchor.url) is None:
        return False
    is_pager = (
        bool(_PAGER.search(anchor.class_names))
        or anchor.text.isdigit()
        or bool(anchor.text and _NEXT_TEXT.match(anchor.text))
    )
    return is_pager and _without_page(anchor.url) == _without_page(url)


def _without_page(url: str) -> str:
    parts = urlsplit(url)
    path = _PAGE_PATH.sub("/", parts.path).strip("/")
    rest = sorted(pair for pair in parse_qsl(parts.query) if not _PAGE_PARAMETER.match(pair[0]))
    return f"{path}?{rest}"
