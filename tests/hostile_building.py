"""Helpers that build hostile documents and register them by name."""

from collections.abc import Callable

Builder = Callable[[], bytes]
PAGES: dict[str, Builder] = {}
FEEDS: dict[str, Builder] = {}
SITEMAPS: dict[str, Builder] = {}
ROBOTS: dict[str, Builder] = {}

HEADLINE = "Мост через Суру откроют в ноябре"
SENTENCE = "Строители закончили укладку асфальта на мосту через Суру, сообщили в мэрии города. "
TEXT = "".join(f"<p>{SENTENCE * 3}</p>" for _ in range(8))
# Cloud machines hand out credentials at this address.
INTERNAL_URL = "http://169.254.169.254/latest/meta-data/"


def page(function: Builder) -> Builder:
    """Register a function that builds a page."""
    PAGES[function.__name__] = function
    return function


def feed(function: Builder) -> Builder:
    """Register a function that builds a feed."""
    FEEDS[function.__name__] = function
    return function


def sitemap(function: Builder) -> Builder:
    """Register a function that builds a sitemap."""
    SITEMAPS[function.__name__] = function
    return function


def robots(function: Builder) -> Builder:
    """Register a function that builds a robots.txt."""
    ROBOTS[function.__name__] = function
    return function


def article(inside: str = "", *, head: str = "", around: tuple[str, str] = ("", "")) -> bytes:
    """Return an ordinary article with hostile markup in its head, in its text or around it."""
    above, below = around
    return (
        f"<!doctype html><html lang=ru><head><title>{HEADLINE}</title>{head}</head><body>"
        f"{above}<article><h1>{HEADLINE}</h1>{TEXT}{inside}</article>{below}</body></html>"
    ).encode()
