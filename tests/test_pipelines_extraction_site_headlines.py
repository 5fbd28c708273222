"""Tests headlines of pages whose first-level heading and title name the site or a section."""

import pytest

from pipelines.extraction.read_page import read_page
from pipelines.extraction.site_headlines import headline_besides_site_name
from pipelines.model import Page

SITE, HEADLINE = "Вести Каменки", "В Каменке построят ледовый дворец"
LINES = (
    "<p>Строительство начнётся весной, сообщили в министерстве спорта области.</p><p>Мест 500.</p>"
)
MENU = "<ul><li><a href=/n/>Новости</a><li><a href=/s/>Спорт</a><li><a href=/a/>Афиша</a></ul>"


def headline_of(title: str, h1: str, headline: str, head: str = "", lines: str = LINES) -> str:
    html = (
        f"<html lang=ru><head><title>{title}</title>{head}</head><body><div>{h1}{MENU}</div>"
        f"<div class=content>{headline}<div>20.11.2026</div>{lines}</div>"
        f"<div>© 2009–2026 {SITE}. Все права защищены</div></body></html>"
    )
    article = read_page(Page("https://kamenka.example/news/512/", html.encode())).article
    assert article is not None
    return article.headline


@pytest.mark.parametrize(
    "own", ["<h2>{}</h2>", "<b>{}</b><br>", "<h3><a href=/news/512/>{}</a></h3>", "<p class=zag>{}"]
)
@pytest.mark.parametrize(
    ("title", "h1"),
    [
        (SITE, f"<h1>{SITE}</h1>"),
        (SITE, f"<h1>Сетевое издание «{SITE}»</h1>"),
        (f"{SITE} – новости района", f"<h1>{SITE} – новости района</h1>"),
        (SITE, "<h1>Новости</h1>"),
        ("", "<h1><a href=/>Вести</a></h1>"),
    ],
)
def test_a_heading_above_the_text_is_preferred_to_names_of_the_site(
    title: str, h1: str, own: str
) -> None:
    assert headline_of(title, h1, own.format(HEADLINE)) == HEADLINE


@pytest.mark.parametrize(
    ("title", "h1", "own"),
    [
        (f"{HEADLINE} — {SITE}", f"<h1>{HEADLINE}</h1>", "<h2>Что будет внутри дворца</h2>"),
        (HEADLINE, f"<h1>{HEADLINE}</h1>", "<h2>Что будет внутри дворца</h2>"),
        (SITE, f"<h1>{HEADLINE}</h1>", "<h2>Что будет внутри дворца</h2>"),
    ],
)
def test_a_subhead_below_the_headline_is_no_headline(title: str, h1: str, own: str) -> None:
    assert headline_of(title, h1, own) == HEADLINE


def test_a_headline_in_the_data_of_the_page_is_kept() -> None:
    head = f"<meta property='og:title' content='Учеников «Вестей» научат читать | {SITE}'>"
    stated = headline_of(SITE, f"<h1>{SITE}</h1>", "<h2>Что будет в новой школе</h2>", head)
    assert stated == "Учеников «Вестей» научат читать"


def test_a_heading_that_leads_elsewhere_or_has_two_words_is_no_headline() -> None:
    for other in (
        "<h2><a href=/n/9/>Мост закрыли до самого мая</a></h2>",
        "<h2>Ледовый дворец</h2>",
    ):
        assert headline_of(SITE, f"<h1>{SITE}</h1>", other) == SITE


def test_a_page_without_paragraphs_has_no_headline_above_them() -> None:
    assert headline_besides_site_name(SITE, [], [], [SITE], "") is None


@pytest.mark.parametrize(
    ("h1", "site", "before", "subtitle"),
    [
        ("Татарстан построит новый мост через Каму", "Татарстан", "div", "<p><b>{}</b></p>"),
        ("Вечерняя Казань без трамваев: что изменится", "Вечерняя Казань", "p", "<h2>{}</h2>"),
        ("Chicago council approves a new bridge", "Chicago", "p", "<p><strong>{}</strong></p>"),
        ("Stuttgart saniert seine älteste Brücke", "Stuttgart", "div", "<p><b>{}</b></p>"),
        ("«Спартак» обыграл «Рубин» в Казани", "Спартак", "p", "<h2>{}</h2>"),
        ("Правда о мосте", "Правда", "div", "<h2>{}</h2>"),
        ("Marseille inaugure son nouveau pont", "Marseille", "div", "<h2>{}</h2>"),
        ("Kraków otwiera nowy most na Wiśle", "Kraków", "p", "<p><b>{}</b></p>"),
    ],
)
@pytest.mark.parametrize("end", ["", " | {}"])
def test_a_headline_with_the_name_of_the_site_is_no_name(
    h1: str, site: str, before: str, subtitle: str, end: str
) -> None:
    lead = "Движение по мосту закроют в субботу утром"
    html = (
        f"<html><head><title>{h1}{end.format(site)}</title></head><body><main><article>"
        f"<h1>{h1}</h1><{before}><a href=/econ>Экономика</a></{before}>"
        f"<div class=text>{subtitle.format(lead)}{LINES * 3}</div></article></main>"
        f"<footer><p>© 2026 {site}. Все права защищены</p></footer></body></html>"
    )
    article = read_page(Page("https://kamenka.example/news/512/", html.encode())).article
    assert article is not None
    assert (article.headline, lead in article.article_body) == (h1, True)


def test_a_headline_beside_a_badge_is_on_a_line_of_the_page() -> None:
    h1 = "<h1><span class=badge>Срочно</span> Вести Каменки получили приз</h1>"
    stated = headline_of(HEADLINE, h1, "<h2>Что будет внутри дворца</h2>")
    assert stated != "Что будет внутри дворца"
