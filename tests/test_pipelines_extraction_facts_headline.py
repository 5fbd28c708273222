"""Tests that the headline is the one shown, without site name, rubric, kicker or day."""

from typing import Any

import pytest

from pipelines.extraction.facts.headline import host_names, is_same_headline, strip_site
from pipelines.model import Hints
from pipelines.parsing.text import unescaped
from tests.bridge_article import PARAGRAPHS, TITLE, read_article

LOGO = "<h1><a href=/>Вести Зареченска</a></h1>"
TEASER = "<h1><a href=/news/2>Другая новость, на которую ведёт ссылка</a></h1>"


def headline(head: str, body: str, **context: Any) -> str:
    """Return the headline that is read from a page."""
    html = f"<html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"
    return read_article(html, "https://zarechensk-vesti.example/news/1", **context).headline


@pytest.mark.parametrize(
    ("title", "top"),
    [
        (f"{TITLE} | Вести Зареченска", f"<h1>{TITLE}</h1>"),
        (f"Вести Зареченска: {TITLE}", f"<h1>{TITLE}</h1>"),
        # The only h1 is the logo, a rubric or a link to another page.
        (f"{TITLE} | Новости | Вести Зареченска", f"{LOGO}<h2>{TITLE}</h2>"),
        (f"{TITLE} — Происшествия — Вести Зареченска", f"<h1>Происшествия</h1><b>{TITLE}</b>"),
        (f"{TITLE} | Вести", f"{TEASER}<h2>{TITLE}</h2>"),
        # No h1 at all: the part of the title that is on the page.
        (f"{TITLE}, 7 июня 2024 — Вести Зареченска", f"<div>{TITLE}</div>"),
        (f"Вести Зареченска » {TITLE}", f"<div>{TITLE}</div>"),
        # The page shows none of the parts.
        (f"{TITLE} :: Вести Зареченска :: Все новости края", ""),
        # Every page has the title of the site.
        ("Новости - Приволжский округ", f"<h1>{TITLE}</h1>"),
    ],
)  # fmt: skip
def test_the_headline_is_the_part_of_the_title_that_the_page_shows(title: str, top: str) -> None:
    assert headline(f"<title>{title}</title>", f"{top}{PARAGRAPHS}") == TITLE


def test_a_kicker_and_a_counter_in_the_h1_are_no_part_of_it() -> None:
    top = (
        f"<h1><span class=title__overline>Транспорт</span><span class=offscreen> - </span>"
        f"<span>{TITLE}</span> <a class=comments-count href=#c>Комментарии: 45</a></h1>"
    )
    assert headline(f"<title>{TITLE} - Вести</title>", top + PARAGRAPHS) == TITLE


def test_microdata_and_opengraph_together_outweigh_json_ld() -> None:
    head = (
        f'<title>Мост</title><meta property="og:title" content="{TITLE}">'
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-06-07",'
        '"headline":"В Зареченске торжественно открыли первый мост"}</script>'
    )
    assert headline(head, f"<h1 itemprop=headline>{TITLE}</h1>{PARAGRAPHS}") == TITLE


def test_an_attribute_cut_by_a_quotation_mark_does_not_cut_the_headline() -> None:
    whole = f'{TITLE} "Светлый"'
    head = f'<title>{TITLE} «Светлый» | Вести</title><meta property="og:title" content="{whole}">'
    assert headline(head, f"<h1>{whole}</h1>{PARAGRAPHS}") == whole


def test_the_name_of_the_outlet_from_the_catalogue_is_cut() -> None:
    title = f"<title>{TITLE} - Край сегодня</title>"
    assert headline(title, PARAGRAPHS, source_name="Край сегодня") == TITLE


def test_a_site_that_names_itself_after_the_article_does_not_lose_its_headline() -> None:
    whole = f"{TITLE} после долгого ремонта"
    head = f'<title>{whole}</title><meta property="og:site_name" content="{whole}">'
    assert headline(head, f"<h1>{whole}</h1>{PARAGRAPHS}") == whole


def test_entities_escaped_twice_are_decoded() -> None:
    escaped = "В&amp;nbsp;Зареченске открыли мост &amp;laquo;Светлый&amp;raquo;"
    head, top = f"<title>{escaped} | Вести</title>", f"<h1>{escaped}</h1>"
    assert headline(head, top + PARAGRAPHS) == "В Зареченске открыли мост «Светлый»"


@pytest.mark.parametrize("name", ["zag", "entry-title", "news_title", "headline"])
@pytest.mark.parametrize("title", ["", "Вести Зареченска", "Вести Зареченска — газета"])
def test_a_block_whose_class_calls_it_a_headline_is_the_headline(name: str, title: str) -> None:
    top = f"<div class=date>20.11.2026 14:35</div><div class={name}>{TITLE}</div>"
    head = f"<title>{title}</title>"
    assert headline(head, top + PARAGRAPHS, source_name="Вести Зареченска") == TITLE


@pytest.mark.parametrize("title", ["Вести Зареченска — газета", "Новости", "Газета «Вести»", ""])
def test_the_headline_of_the_feed_is_preferred_to_a_title_that_all_pages_share(title: str) -> None:
    hints = Hints(headline=TITLE)
    assert headline(f"<title>{title}</title>", PARAGRAPHS, hints=hints) == TITLE


def test_a_title_is_cut_behind_the_heading_it_begins_with() -> None:
    head = f"<title>{TITLE} | Вести | Олег Сомов</title>"
    assert headline(head, f"<h1>{TITLE}</h1>{PARAGRAPHS}") == TITLE


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Мост открыли | Вести Сурска", "Мост открыли"),
        ("Мост открыли — Вести Сурска", "Мост открыли"),
        ("Вести Сурска: Мост через реку открыли", "Мост через реку открыли"),
        ("Вести Сурска: Мост", "Вести Сурска: Мост"),
        ("Мост открыли | Другая газета", "Мост открыли | Другая газета"),
        ("Мост открыли", "Мост открыли"),
    ],
)
def test_only_the_name_of_the_site_is_cut(title: str, expected: str) -> None:
    assert strip_site(title, {"вестисурска"}) == expected


@pytest.mark.parametrize(
    ("heading", "title", "expected"),
    [
        ("Мост открыли утром", "Мост открыли утром", True),
        ("Мост открыли утром", "Мост открыли утром | Вести", True),
        ("Мост открыли утром", "Каток залили вечером", False),
    ],
)
def test_a_heading_and_a_title_are_compared_without_the_site(
    heading: str, title: str, expected: bool
) -> None:
    assert is_same_headline(heading, title) is expected


def test_a_host_names_its_site() -> None:
    assert host_names("https://www.penza.ru/news/1") == ["penza.ru", "penza"]


def test_references_that_were_escaped_twice_are_decoded() -> None:
    assert unescaped("&quot;Сура&quot;") == '"Сура"'
    assert unescaped(None) is None
