"""Reads previews of channels, and the articles of their posts, as a crawl does."""

from lxml.html import HtmlElement

from pipelines.extraction.posts.preview import read_preview
from pipelines.extraction.read_page import read_page
from pipelines.model import Article, Page, Preview
from pipelines.parsing.html import parse
from tests.telegram import Channel, Message

URL = "https://t.me/s/penza_today"
TEXT = "<b>В Пензе открыли мост</b><br/><br/>Движение началось в 8 утра.<br/>Мост строили год."


def tree_of(html: str) -> HtmlElement:
    tree = parse(html)
    assert tree is not None
    return tree


def preview(channel: Channel, url: str = URL) -> Preview:
    found = read_preview(tree_of(channel.page()), url)
    assert found is not None
    return found


def article(message: Message) -> Article:
    """Return the article of a message as the crawl reads it: from its markup in the preview."""
    shown = preview(Channel("penza_today", [message])).posts
    assert len(shown) == 1
    reading = read_page(Page(shown[0].url, shown[0].markup, encoding="utf-8"))
    assert reading.article is not None
    return reading.article


def evidence(found: Article, fact: str) -> list[tuple[str, str]]:
    """Return value and place of each piece of evidence for a fact."""
    return [
        (statement.value, statement.found_in)
        for statement in found.evidence
        if statement.fact == fact
    ]
