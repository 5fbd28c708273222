"""Tests that a line of promotion is learnt from the pages of an outlet and cut from all of them.

The general rules do not know the line without its link to a channel of the outlet. One page is
real, apart from this link; its siblings are copies of it with the headlines and texts of other
articles.
"""

import gzip
import json
import re
from html import escape

import pytest

from pipelines.extraction.lines.noise_lines import noise_reason
from pipelines.extraction.lines.recurring_lines import MIN_STORIES
from pipelines.extraction.read_page import read_page
from pipelines.model import Article, Page
from pipelines.parsing.text import normalized_line
from scraper.commands.extract import learn
from storage.database.sqlite import open_readonly
from tests.newsroom import Newsroom, source_entry
from tests.shared import SHARED, needs_shared
from tests.web_site import Site

PROMO = "Ваша надежная лента новостей — МК в MAX."
UNKNOWN = "Эту и другие истории обсуждаем по четвергам в клубе читателей на Пушкинской."
PATH = "/incident/2025/11/17/{}.html"
SIBLINGS = 8

pytestmark = [needs_shared, pytest.mark.timeout(60)]


def article_of(body: bytes) -> Article:
    page = Page("https://www.mk.ru/" + PATH.format(0), body, timezone="Europe/Moscow")
    article = read_page(page).article
    assert article is not None
    return article


@pytest.fixture(scope="module")
def with_link() -> str:
    """Return the real page, on which the line links to a channel of the outlet."""
    return (SHARED / "pages" / "mk.ru-2025-11-17.html").read_text("utf-8")


@pytest.fixture(scope="module")
def real(with_link: str) -> str:
    """Return the real page with the line as plain text."""
    linked = re.search(r"— <a [^>]*>МК в MAX</a>\.", with_link)
    assert linked is not None
    return with_link.replace(linked[0], "— МК в MAX.")


def real_page_and_siblings(real: str, promo: str) -> list[str]:
    """Return the real page and its siblings, each ending in the line."""
    (own_line,) = re.findall(r"<p>Ваша надежная лента новостей.*?</p>", real)
    real = real.replace(own_line, f"<p>{promo}</p>")
    with gzip.open(SHARED / "dedup" / "russian-news.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(row) for row in file]
    long_rows = [row for row in rows if len(row["article_body"].split("\n")) >= 4]
    unlike_rows = long_rows[::25]  # neighbouring rows may be copies
    return [real, *(sibling(real, row) for row in unlike_rows[:SIBLINGS])]


def sibling(real: str, row: dict[str, str]) -> str:
    """Return the page of another article: the same markup, another headline and text."""
    own = article_of(real.encode())
    html = real.replace(own.headline, escape(normalized_line(row["headline"])))
    html = re.sub(r'<link rel="canonical"[^>]*>', "", html)
    paragraphs = own.article_body.split("\n")[:-1]
    texts = [normalized_line(text) for text in row["article_body"].split("\n")]
    for index, old in enumerate(paragraphs):
        new = texts[index] if index < len(paragraphs) - 1 else " ".join(texts[index:])
        paragraphs_of_page = re.finditer(r"<p>.*?</p>", html, re.DOTALL)
        (match,) = [match for match in paragraphs_of_page if shows(match[0], old)]
        html = html[: match.start()] + f"<p>{escape(new)}</p>" + html[match.end() :]
    return html


def shows(markup: str, text: str) -> bool:
    """Return whether the markup shows this text."""
    return normalized_line(re.sub(r"<[^>]+>", "", markup)) == text


def test_the_real_page_is_read_as_its_paragraphs_and_its_minute(real: str) -> None:
    article = article_of(real.encode())
    *news, last = article.article_body.split("\n")
    assert len(news) == 4
    assert last == PROMO, "one page alone gives no evidence against its last line"
    assert article.date_published_raw == "2025-11-17T00:31:57+0300"
    assert article.date_published_precision == "minute"
    assert article.authors == ("Артем Евдокименков",)


def test_a_link_to_a_channel_of_the_outlet_is_evidence_on_one_page(
    with_link: str, real: str
) -> None:
    assert article_of(with_link.encode()).article_body == (
        article_of(real.encode()).article_body.removesuffix(f"\n{PROMO}")
    )


def test_the_general_rules_know_neither_line() -> None:
    assert noise_reason(PROMO) is None
    assert noise_reason(UNKNOWN) is None


def test_the_line_is_cut_from_nine_pages_and_from_none_of_too_few(
    site: Site, newsroom: Newsroom, real: str
) -> None:
    bodies = real_page_and_siblings(real, PROMO)
    home = f"{site.url}/"
    facts = {"region": "RU-MOW", "timezone": "Europe/Moscow", "article_pattern": "^/incident/"}
    newsroom.sources.write_text(source_entry(home, "mk", listings=[home], **facts))
    few = crawled(site, newsroom, bodies[: MIN_STORIES - 1])
    assert len(few) == MIN_STORIES - 1
    assert all(text.endswith(PROMO) for text in few)

    everything = crawled(site, newsroom, bodies)
    assert len(everything) == 1 + SIBLINGS
    general = [article_of(body.encode()).article_body for body in bodies]
    assert set(everything) == {text.removesuffix(f"\n{PROMO}") for text in general}
    assert not any(PROMO in text for text in everything)


def crawled(site: Site, newsroom: Newsroom, bodies: list[str]) -> list[str]:
    """Publish these pages, crawl them, and return the texts of all stored articles."""
    for number, body in enumerate(bodies):
        site.put(PATH.format(number), re.sub(r'<link rel="canonical"[^>]*>', "", body))
    links = "".join(f"<p><a href='{PATH.format(n)}'>Н {n}</a></p>" for n in range(len(bodies)))
    site.put("/", f"<html><title>Лента</title><body>{links}</body></html>")
    run = newsroom.crawl()
    assert run.returncode == 0, run.stderr
    db = open_readonly(newsroom.database)
    texts = [article["article_body"] for article in db["articles"].rows]
    db.close()
    return texts


@pytest.mark.parametrize("promo", [PROMO, UNKNOWN])
@pytest.mark.parametrize(("count", "is_cut"), [(MIN_STORIES - 1, False), (1 + SIBLINGS, True)])
def test_the_line_is_learnt_from_saved_pages(
    real: str, promo: str, count: int, is_cut: bool
) -> None:
    articles = [article_of(html.encode()) for html in real_page_and_siblings(real, promo)[:count]]
    assert len(articles) == count
    assert all(article.article_body.endswith(promo) for article in articles)
    records: list[dict[str, object]] = [
        {"url": article.url, "article_body": article.article_body} for article in articles
    ]
    texts = [str(record["article_body"]) for record in learn(records)]
    assert [promo in text for text in texts] == [not is_cut] * count
