"""Tests that the facts of a page are collected for the chosen text."""

from lxml.html import fromstring

from pipelines.extraction.article import article_of
from pipelines.extraction.blocks.segment import read_blocks
from pipelines.extraction.page_data.structured_data import read_structured
from pipelines.extraction.parsed_page import ParsedPage, headline_index
from pipelines.model import Evidence, Page
from pipelines.parsing.text import normalized_line
from pipelines.parsing.zones import zone_named
from tests.bridge_article import URL

TEXT = "Новый пешеходный мост через реку Светлую открыли утром в Зареченске."


def parsed(html: str, headline: str = "Открыли мост") -> ParsedPage:
    """Return the parsed page of the outlet «Вести» with this markup in its body."""
    tree = fromstring(f"<html><body>{html}</body></html>")
    blocks = read_blocks(tree, normalized_line)
    return ParsedPage(
        page=Page(URL, html.encode()),
        tree=tree,
        structured=read_structured(tree, headline),
        blocks=blocks,
        title=headline,
        zone=zone_named("Europe/Moscow"),
        site_names=["Вести"],
        headline=headline,
        headlines=[Evidence("headline", headline, "h1")],
    )


def test_an_article_has_the_facts_around_its_text_with_their_evidence() -> None:
    page = parsed(
        "<h1>Открыли мост</h1><div>20.11.2026 14:35</div><div class=author>РИА Новости</div>"
        f"<img src=/m.jpg><p>{TEXT}</p>"
    )
    article = article_of(page, [page.blocks[-1]], TEXT)
    assert (article.headline, article.article_body) == ("Открыли мост", TEXT)
    assert article.date_published_raw == "20.11.2026 14:35"
    assert (article.authors, article.credit_text) == ((), "РИА Новости")
    assert article.main_image == "https://vesti.example/m.jpg"
    assert {statement.fact for statement in article.evidence} >= {
        "headline",
        "date_published",
        "credit_text",
    }


def test_an_article_begins_at_its_headline_not_at_the_logo() -> None:
    page = parsed(f"<h1>Вести Зареченска</h1><h1>Открыли мост</h1><p>{TEXT}</p>")
    assert headline_index(page, [page.blocks[-1]]) == 1


def test_an_article_without_a_shown_headline_begins_at_its_text() -> None:
    page = parsed(f"<p>Меню</p><p>{TEXT}</p>")
    assert headline_index(page, [page.blocks[-1]]) == 1
