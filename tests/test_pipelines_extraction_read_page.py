"""Tests which article is read from a page, with its text, date and credit."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from pipelines.extraction.blocks.select import without_standing
from pipelines.extraction.read_page import page_features, read_page
from pipelines.model import Article, Outcome, Page
from tests.bridge_article import read_article

PARAGRAPHS = (
    "В Зареченске утром седьмого июня открыли новый пешеходный мост через реку Светлую.",
    "Строительство шло два года, подрядчик сдал объект на месяц раньше срока, сказали в мэрии.",
    "Движение транспорта по набережной восстановят к вечеру, автобусы вернутся на маршруты.",
)
URL = "https://zarechensk.example/news/42"
FETCHED = datetime(2024, 6, 8, 9, 0, tzinfo=UTC)
FOOTER = (
    "Что еще почитать",
    "В регионах",
    "Новости региона",
    "Все новости",
    "Новости",
    "Самое читаемое",
    "Сегодня",
    "Ощущается как +14",
    "Автовзгляд",
    "Womanhit",
    "Охотники.ру",
)


def page_of(html: str, encoding: str = "utf-8", timezone: str | None = "Europe/Moscow") -> Page:
    return Page(
        url=URL,
        body=html.encode(encoding),
        fetched_at=FETCHED,
        timezone=timezone,
    )


def article_html(body: str, date: str = "7 июня 2024, 14:20") -> str:
    return (
        "<html lang=ru><head><title>В Зареченске открыли мост | Вести Зареченска</title>"
        "<meta property=og:type content=article>"
        "<meta property=og:site_name content='Вести Зареченска'></head><body>"
        "<ul class=menu><li><a href=/>Главная</a><li><a href=/news>Новости</a></ul>"
        f"<div class=news><h1>В Зареченске открыли мост</h1><div class=date>{date}</div>"
        f"{body}</div>"
        "</body></html>"
    )


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_an_article_is_its_paragraphs_and_its_headline_has_no_site_name() -> None:
    reading = read_page(page_of(article_html(paragraphs(*PARAGRAPHS))))
    assert reading.outcome is Outcome.STORED
    assert reading.article is not None
    assert reading.article.headline == "В Зареченске открыли мост"
    assert reading.article.article_body.split("\n") == list(PARAGRAPHS)
    assert reading.article.in_language == "ru"


def test_a_footer_in_paragraph_tags_is_removed() -> None:
    reading = read_page(page_of(article_html(paragraphs(*PARAGRAPHS, *FOOTER))))
    assert reading.article is not None
    assert reading.article.article_body.split("\n") == list(PARAGRAPHS)


def test_a_visible_time_is_read_in_the_zone_of_the_outlet() -> None:
    reading = read_page(page_of(article_html(paragraphs(*PARAGRAPHS))))
    assert reading.article is not None
    assert reading.article.date_published == datetime(2024, 6, 7, 11, 20, tzinfo=UTC)
    assert reading.article.date_published_precision == "minute"


def test_a_time_without_a_known_zone_is_a_day_and_stays_raw() -> None:
    reading = read_page(page_of(article_html(paragraphs(*PARAGRAPHS)), timezone=None))
    assert reading.article is not None
    assert reading.article.date_published == date(2024, 6, 7)
    assert reading.article.date_published_raw == "7 июня 2024, 14:20"


def test_a_day_without_a_time_stays_a_day() -> None:
    reading = read_page(page_of(article_html(paragraphs(*PARAGRAPHS), "7 июня 2024")))
    assert reading.article is not None
    assert reading.article.date_published == date(2024, 6, 7)


def test_windows_1251_is_read_without_a_declaration() -> None:
    reading = read_page(page_of(article_html(paragraphs(*PARAGRAPHS)), "windows-1251"))
    assert reading.article is not None
    assert reading.article.article_body.split("\n") == list(PARAGRAPHS)


def test_an_anti_bot_page_is_a_challenge() -> None:
    html = "<html><title>DDoS-Guard</title><body><h1>Проверка браузера</h1><p>Подождите</body>"
    assert read_page(page_of(html)).outcome is Outcome.CHALLENGE


def test_an_error_page_served_with_status_200_is_no_article() -> None:
    html = (
        "<title>404</title><h1>Страница не найдена</h1><p>Такой страницы нет на сайте газеты.</p>"
    )
    assert read_page(page_of(html)).outcome is Outcome.NOT_ARTICLE


def test_an_empty_page_is_no_article() -> None:
    assert read_page(page_of("")).outcome is Outcome.NOT_ARTICLE


def test_text_nested_deeper_than_the_parser_follows_is_not_lost() -> None:
    deep = "<div>" * 3000 + paragraphs(*PARAGRAPHS) + "</div>" * 3000
    reading = read_page(page_of(article_html(deep)))
    assert reading.article is not None
    assert reading.article.article_body.split("\n") == list(PARAGRAPHS)


def read_with(markup: str) -> Article:
    """Return the article of a page with this markup after its text."""
    return read_article(article_html(paragraphs(*PARAGRAPHS) + markup), URL)


def test_a_credit_line_leaves_the_body_and_becomes_facts() -> None:
    article = read_with("<p>Источник: https://penzasmi.ru</p>")
    assert article.credit_text == "https://penzasmi.ru"
    assert article.is_based_on == "https://penzasmi.ru"
    assert "Источник" not in article.article_body


def test_prose_that_names_its_origin_stays_and_is_a_fact_too() -> None:
    prose = "Ремонт дороги закончат в срок, сообщает РИА «ПензаСМИ» со ссылкой на мэрию города."
    article = read_with(f"<p>{prose}</p>")
    assert prose in article.article_body
    assert article.credit_text == "РИА «ПензаСМИ»"


def test_a_link_to_another_site_in_a_phrase_of_attribution_is_the_origin() -> None:
    article = read_with(
        "<p>Ремонт дороги закончат в срок, <a href='https://penzasmi.ru/n/1'>сообщает</a>"
        " «ПензаСМИ».</p>"
    )
    assert article.is_based_on == "https://penzasmi.ru/n/1"


def test_a_day_named_in_a_teaser_is_not_the_date_of_the_article() -> None:
    html = (
        "<html><head><meta charset=utf-8><title>Новый мост через Суру открыли</title></head>"
        "<body><h2>Новый мост через Суру открыли</h2><i>23.02.2026 - 23:55</i><div>"
        "<p>Новый мост через Суру открыли для машин в понедельник, сообщили в мэрии города.</p>"
        "<p>Движение по старому мосту закрыли до осени, его ремонт начнётся уже в марте.</p>"
        "<p>По словам главы города, на работы из областного бюджета выделят сорок миллионов"
        " рублей, а подрядчика выберут до конца месяца.</p></div>"
        "<ul><li><a href=/n/1>Прогноз погоды на 18 февраля</a></li></ul></body></html>"
    )
    fetched_at = datetime(2026, 3, 1, tzinfo=UTC)
    article = read_article(html, fetched_at=fetched_at, timezone="Europe/Moscow")
    assert article.date_published == datetime(2026, 2, 23, 20, 55, tzinfo=UTC)


def test_a_short_text_is_preferred_to_a_cookie_notice() -> None:
    text = (
        "Полузащитник «Сурска» Олег Ветров забил два мяча в матче двадцать шестого тура"
        " чемпионата области. Встреча завершилась со счётом 4:0, сообщает клуб. Команда"
        " поднялась на второе место и отстаёт от первого на четыре очка."
    )
    page = Page(
        url="https://vesti.example/news/1",
        body=(
            "<html><head><meta charset=utf-8><title>Ветров забил два мяча - Вести</title></head>"
            "<body><div>Мы используем файлы cookie. Продолжая пользоваться сайтом, вы соглашаетесь"
            " с политикой конфиденциальности.</div><div>Ветров забил два мяча</div>"
            f"<div>18 сентября 2026 г., 00:08</div><div><div>{text}</div></div><p><li>18+</li>"
            "<li>О редакции</li><li>Комментарии</li><li>Все новости</li></p></body></html>"
        ).encode(),
        fetched_at=datetime(2026, 10, 1, tzinfo=UTC),
        timezone="Europe/Moscow",
    )
    blocks, _ = page_features(page)
    chances = without_standing(np.full(len(blocks), 0.4), blocks)
    lines = [block.text for block, chance in zip(blocks, chances, strict=True) if chance]
    assert text in lines
    assert not [line for line in lines if "cookie" in line or "18" in line or "редакции" in line]
    article = read_page(page).article
    assert article is not None
    assert article.article_body == text


@pytest.mark.parametrize(
    "box",
    [
        "<div class='css-1x{n}'><div>{text}</div></div>",
        "<div class='css-1x{n}'><p>{text}</p></div>",
        "<div class='css-1x{n}'>{text}</div>",
        "<div id=rec{n}4 class=t-rec><div class=t{n}6><div class=t-text>{text}</div></div></div>",
        "<div class='el el-{n}a7'><div class=box><p>{text}</p></div></div>",
        "<div class=block id=block-{n}><div class=block__body>{text}</div></div>",
    ],
)
def test_paragraphs_in_numbered_boxes_are_alike(box: str) -> None:
    texts = [
        "In Passau ist der Flussbahnhof nach zweijähriger Sanierung wieder geöffnet.",
        "Das Gebäude von 1957 wurde nach alten Plänen wiederhergestellt, sagt die Stadt.",
        "„Wir haben acht Jahre auf diesen Tag gewartet“, sagte die Leiterin Ina Krott.",
        "Das erste Schiff legt am Samstag ab, Karten gibt es bereits an den Schaltern.",
        "Die Sanierung kostete zwei Millionen Euro, die Hälfte davon zahlte das Land.",
        "Fahrgäste können nun im Warmen warten und dort ihre Telefone laden.",
    ]
    boxes = "".join(box.format(n=number + 1, text=text) for number, text in enumerate(texts))
    html = (
        "<!doctype html><html lang=de><head><meta charset=utf-8><title>Flussbahnhof offen</title>"
        "</head><body><div class=top><a href=/>Bote</a> <a href=/n>Sport</a></div><div class=w>"
        "<h1>Flussbahnhof in Passau wieder offen</h1><div>14.10.2026 09:40</div>"
        f"<div class=inner>{boxes}</div></div><div>© 2026 Bote</div></body></html>"
    )
    assert read_article(html, "https://bote.example/n/1").article_body.split("\n") == texts
