"""Tests that today's date in the header of a site is not taken for the date of an article."""

import pytest
from lxml import html

from pipelines.extraction.blocks.segment import read_blocks
from pipelines.extraction.read_page import read_page
from pipelines.extraction.todays_dates import is_todays_date
from pipelines.model import Outcome, Page
from pipelines.parsing.text import normalized_line


def is_today(markup: str) -> bool:
    (block,) = read_blocks(html.document_fromstring(f"<body>{markup}</body>"), normalized_line)
    return is_todays_date(block)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>30 ноября 2026, понедельник</p>",
        "<p>Saturday, 21 November 2026</p>",
        "<div class=top-date>21.11.2026</div>",
        "<header><div><span>21.11.2026</span></div></header>",
    ],
)
def test_a_day_in_a_header_or_with_its_weekday_is_todays_date(markup: str) -> None:
    assert is_today(markup)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>30 ноября 2026</p>",
        "<p>понедельник, 30 ноября 2026, 14:35</p>",
        "<div class=top-date>21.11.2026 09:05</div>",
        "<div class=news-date>21.11.2026</div>",
    ],
)
def test_a_time_of_day_or_no_sign_of_a_header_is_an_articles_date(markup: str) -> None:
    assert not is_today(markup)


PAGE = (
    "<html lang={0}><title>{1} :: Рубеж</title><body><div class=top><a href=/>Рубеж</a>"
    "<div class=day>{2}</div></div><div class=center><h1>{1}</h1>{3}<div class=txt><p>{4}</p></div>"
    "</div></body></html>"
)
TODAY = "21 ноября 2026, суббота"
DATE = "<span class=newsdate>20.11.2026, 08:15</span>"


@pytest.mark.parametrize(
    ("language", "headline", "text"),
    [
        ("ru", "Страница не найдена", "К сожалению, по этому адресу ничего нет."),
        ("ru", "Ссылка устарела", "Публикация перенесена в архив и больше не доступна."),
        ("ru", "Чтение ограничено", "Лимит исчерпан. Купите доступ на сутки за 29 рублей."),
        ("uk", "Новину видалено", "Її більше немає на цьому сайті, вона перенесена."),
        ("en", "Lost at sea?", "The page you requested has drifted away from us."),
        ("de", "Mediadaten", "Eine Seite kostet 1200 Euro und erreicht alle Haushalte."),
        ("pl", "Coś poszło nie tak", "Pracujemy nad tym. Odśwież stronę za kilka minut."),
    ],
)
def test_todays_date_does_not_make_a_message_an_article(
    language: str, headline: str, text: str
) -> None:
    html_text = PAGE.format(language, headline, TODAY, "", text)
    outcome = read_page(Page("https://rubezh.example/news/512/", html_text.encode())).outcome
    assert outcome in (Outcome.NOT_ARTICLE, Outcome.CHALLENGE)


@pytest.mark.parametrize("date", ["", DATE])
@pytest.mark.parametrize(
    ("language", "headline", "text"),
    [
        ("ru", "Дождь смыл мост", "Сёла Ивановка и Хмелёвка отрезаны от райцентра."),
        ("uk", "Зникли двоє туристів", "Рятувальники шукають їх у горах під Рахевом."),
        ("en", "Swan shuts bypass", "Drivers waited 40 minutes before it flew off."),
    ],
)
def test_news_below_todays_date_is_an_article(
    language: str, headline: str, text: str, date: str
) -> None:
    html_text = PAGE.format(language, headline, TODAY, date, text)
    reading = read_page(Page("https://rubezh.example/news/512/", html_text.encode()))
    assert reading.outcome is Outcome.STORED, reading.reason
