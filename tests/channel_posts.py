"""Reads previews of channels, and the articles of their posts, as a crawl does."""

from lxml.html import HtmlElement

from pipelines.extraction.posts.preview import read_preview
from pipelines.model import Article, Preview
from pipelines.parsing.html import parse
from tests.bridge_article import read_article
from tests.telegram import Channel, Message

URL = "https://t.me/s/penza_today"
TEXT = "<b>В Пензе открыли мост</b><br/><br/>Движение началось в 8 утра.<br/>Мост строили год."


def tree_of(html: str) -> HtmlElement:
    tree = parse(html)
    if tree is None:
        raise ValueError("this text is no HTML")
    return tree


def preview(channel: Channel, url: str = URL) -> Preview:
    """Return what is read of a channel's preview; raise ValueError if it is no preview."""
    shown = read_preview(tree_of(channel.page()), url)
    if shown is None:
        raise ValueError("the page is no preview of a channel")
    return shown


def article(message: Message) -> Article:
    """Return the article of a message as the crawl reads it: from its markup in the preview."""
    (post,) = preview(Channel("penza_today", [message])).posts
    return read_article(post.markup, post.url, encoding="utf-8")


def evidence(post: Article, fact: str) -> list[tuple[str, str]]:
    """Return value and place of each piece of evidence for a fact."""
    return [(piece.value, piece.found_in) for piece in post.evidence if piece.fact == fact]
