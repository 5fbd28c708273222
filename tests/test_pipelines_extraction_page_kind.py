"""Tests that errors, checks, paywalls and listings are refused, and news about them is not."""

import pytest

from pipelines.extraction.read_page import read_page
from pipelines.model import Hints, Outcome, Page
from tests.refused_pages import PAGES


def page_of(html: str, path: str = "/news/12345/", hints: Hints | None = None) -> Page:
    return Page(
        url=f"https://vesti.example{path}",
        body=html.encode(),
        timezone="Europe/Moscow",
        hints=hints or Hints(),
    )


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_no_article_is_refused(name: str) -> None:
    path, html = PAGES[name]
    reading = read_page(page_of(html, path))
    assert reading.outcome in (Outcome.NOT_ARTICLE, Outcome.CHALLENGE), reading.article


@pytest.mark.parametrize("name", [name for name in PAGES if name.startswith("challenge")])
def test_an_anti_bot_page_is_a_challenge(name: str) -> None:
    path, html = PAGES[name]
    assert read_page(page_of(html, path)).outcome is Outcome.CHALLENGE


TEXT = (
    "<p>Спасатели выезжали на вызовы сорок раз за сутки, сообщили в областном управлении.</p>"
    "<p>По словам начальника смены, чаще всего жители звонили из-за упавших деревьев.</p>"
)


def news(headline: str, text: str = TEXT, head: str = "", lang: str = "ru") -> str:
    """Return the page of a dated article; ``text`` and ``head`` are markup."""
    return (
        f"<!doctype html><html lang={lang}><head><meta charset=utf-8><title>{headline}</title>"
        f"{head}</head><body><header><a href=/>Вести</a></header><article><h1>{headline}</h1>"
        f"<div class=date>20 ноября 2026, 14:35</div><div class=text>{text}</div></article>"
        "</body></html>"
    )


@pytest.mark.parametrize(
    "headline",
    [
        "В Пензе 500 школьников вышли на субботник",
        "Ошибка врача стоила пациенту здоровья",
        "Пропавший под Кузнецком рыбак не найден",
        "Рейс 410 сел в Самаре",
        "Доступ к сайту администрации ограничен по решению суда",
        "Ошибка 404: почему в Сурске закрыли музей интернета",
        "У Луцьку зниклого хлопця досі не знайдено",
        "Error in bridge plans costs the town 403 thousand",
        "Missing walker not found after a week of search",
        "Вход в парк сделают платным",
        "Регистрация на марафон закончится в пятницу",
    ],
)
def test_news_is_not_refused_by_a_word_of_its_headline(headline: str) -> None:
    reading = read_page(page_of(news(headline)))
    assert reading.outcome is Outcome.STORED, reading.reason


@pytest.mark.parametrize(
    "text",
    [
        "<p>На сайте госуслуг ведутся технические работы, сообщили в министерстве.</p>"
        "<p>Жители области не могут записаться к врачу со вторника.</p>",
        "<p>Роскомнадзор заблокировал доступ к сайту магазина по решению суда.</p>"
        "<p>Владелец магазина намерен обжаловать решение, его адвокат подал жалобу.</p>",
        TEXT + "<form><label>Подтвердите, что вы не робот</label><div class=smartcaptcha></div>"
        "</form>",
    ],
)
def test_a_short_item_about_sites_is_no_message_of_a_site(text: str) -> None:
    reading = read_page(page_of(news("Что происходит с сайтами в Сурске", text)))
    assert reading.outcome is Outcome.STORED, reading.reason


@pytest.mark.parametrize(
    "path",
    [
        "/archive/2026/11/20/dtp.html",
        "/category/society/12345",
        "/page/410",
        "/tag/dtp/1",
    ],
)
def test_an_item_is_not_refused_by_its_address(path: str) -> None:
    text = "<p>На улице Мира столкнулись два автомобиля, пострадал водитель одного из них.</p>"
    reading = read_page(page_of(news("ДТП на улице Мира", text), path))
    assert reading.outcome is Outcome.STORED, reading.reason


@pytest.mark.parametrize(
    ("lang", "headline", "text"),
    [
        ("hy", "Երևանում նոր կամուրջ բացվեց", "Երևանում երկու տարի տևած վերանորոգումից հետո բացվեց "
         "Հրազդան գետի կամուրջը։ Այդ մասին հայտնեցին քաղաքապետարանից։"),
        ("hi", "शहर में नया पुल खुला", "दो साल की मरम्मत के बाद शहर में नदी पर बना पुल आम लोगों के लिए "
         "खोल दिया गया। यह जानकारी नगर निगम ने मंगलवार को दी।"),
        ("am", "አዲስ ድልድይ ተከፈተ", "ከሁለት ዓመት ጥገና በኋላ በከተማው ወንዝ ላይ ያለው ድልድይ ለትራፊክ ተከፈተ። "
         "ይህን ያስታወቀው የከተማው አስተዳደር ነው።"),
    ],
)  # fmt: skip
def test_sentences_in_other_scripts_are_recognised(lang: str, headline: str, text: str) -> None:
    reading = read_page(page_of(news(headline, f"<p>{text}</p>", lang=lang)))
    assert reading.outcome is Outcome.STORED, reading.reason


def test_a_marked_item_of_one_line_is_an_article() -> None:
    mark = "<meta property=og:type content=article>"
    text = "<p>Двадцать новых автобусов вышли на маршруты города</p>"
    reading = read_page(page_of(news("Автобусы вышли на маршруты", text, mark)))
    assert reading.outcome is Outcome.STORED, reading.reason


def test_a_page_that_a_feed_named_by_its_title_is_not_refused_by_words() -> None:
    html = (
        "<html><head><meta charset=utf-8><title>Доступ запрещён</title></head><body>"
        "<h1>Доступ запрещён жителям трёх домов</h1><p>Войти в подъезд нельзя, доступ ограничен"
        " до конца экспертизы. Проверка безопасности займёт неделю, дом осмотрят.</p></body></html>"
    )
    hints = Hints(headline="Доступ запрещён жителям трёх домов")
    assert read_page(page_of(html, hints=hints)).outcome is Outcome.STORED


def test_an_error_at_the_address_that_a_feed_named_is_still_an_error() -> None:
    path, html = PAGES["error-404-ru-framed"]
    hints = Hints(headline="В Сурске открыли новый мост через реку")
    assert read_page(page_of(html, path, hints)).outcome is Outcome.NOT_ARTICLE


def test_a_page_that_a_person_accepts_is_an_article() -> None:
    path, html = PAGES["stub-parked-en-bare"]
    page = Page(url=f"https://vesti.example{path}", body=html.encode(), is_accepted=True)
    assert read_page(page).outcome is Outcome.STORED


def test_paragraphs_that_follow_each_other_are_no_teasers_of_a_front_page() -> None:
    links = "".join(
        f"<p><a href=/{n}>Мост через реку Суру откроют в срок {n}</a></p>" for n in range(6)
    )
    first_paragraph = (
        "В Пензе открыли мост через Суру, движение пустили утром, сообщила мэрия города, а пешеходы"
        " прошли по нему ещё ночью."
    )
    second_paragraph = (
        "Строители трудились два года, им помогали соседи из Саратова и Самары, которые привезли"
        " сюда свои краны и суда."
    )
    text = f"<p>{first_paragraph}</p><p>{second_paragraph}</p>" * 2
    html = (
        "<!doctype html><html lang=ru><meta charset=utf-8><title>Мост через Суру открыт</title>"
        f"<body><h1>Мост через Суру открыт</h1>{links}<div class=text>{text}</div>{links}"
    )
    assert read_page(page_of(html, "/")).outcome is Outcome.STORED


def test_a_hidden_error_message_does_not_make_an_article_an_error_page() -> None:
    headline = "Новый мост через Светлую"
    hidden = "<div class=popup><h1>Упс!</h1><p>Комментарий не отправлен.</p></div>"
    html = f"<title>{headline} | Вести</title><h1>{headline}</h1>{TEXT * 3}{hidden}"
    assert read_page(page_of(html)).outcome is Outcome.STORED


@pytest.mark.parametrize(
    "label", ["Читайте также: ", "Read more: ", "Lesen Sie auch: ", "Тағы оқыңыз: ", "Daha fazla: "]
)
def test_links_between_short_paragraphs_make_an_item_no_listing(label: str) -> None:
    texts = [
        "В Саранске после ремонта снова заработал речной вокзал, сообщили в администрации.",
        "Здание 1957 года восстановили по старым чертежам, зал стал вдвое просторнее.",
        "«Мы ждали этого дня восемь лет», — призналась директор вокзала Инна Кротова.",
        "Первый теплоход отправится вниз по реке в субботу, билеты уже продают.",
    ]
    link = f"<p><a href=/n/9>{label}Мороз ударит в выходные</a></p>"
    html = (
        "<html><head><meta charset=utf-8><title>В Саранске открыли вокзал | Край</title></head>"
        "<body><div><a href=/>Край</a></div><h1>В Саранске открыли речной вокзал</h1>"
        f"<div>14.10.2026 09:40</div><div>{link.join(f'<p>{text}</p>' for text in texts)}</div>"
        "<div><a href=/n/1>Губернатор встретился с молодыми учителями</a></div></body></html>"
    )
    reading = read_page(page_of(html))
    assert reading.article is not None, reading.reason
    assert reading.article.article_body.split("\n") == texts


def test_linked_headlines_above_each_text_make_a_listing_under_any_heading() -> None:
    teasers = "".join(
        f"<div><h3><a href=/n/{number}>Троллейбусы изменят маршрут номер {number} из-за моста</a>"
        f"</h3><p>Объезд номер {number} организуют по улице Садовой до вечера.</p></div>"
        for number in range(6)
    )
    html = f"<html><meta charset=utf-8><h1>Новости города и области</h1>{teasers}</html>"
    assert read_page(page_of(html, "/gorod/")).outcome is Outcome.NOT_ARTICLE


@pytest.mark.parametrize(
    "text",
    [
        "<p>«Мы вас ждём», — написал глава. Доступ к пляжу ограничен до вечера воскресенья.</p>"
        "<p>Спасатели дежурят у воды, сообщили в управлении, дети купаются со взрослыми.</p>",
        "<p>The council said the page with your bins was unavailable on Tuesday morning.</p>"
        "<p>Engineers restored the server at noon, and residents were able to pay again.</p>",
    ],
)
def test_an_undated_item_that_says_you_once_is_news(text: str) -> None:
    html = news("Что происходит в Сурске", text).replace("20 ноября 2026, 14:35", "")
    reading = read_page(page_of(html))
    assert reading.outcome is Outcome.STORED, reading.reason


@pytest.mark.parametrize(
    "text", ["Мост открыт для пешеходов", "市内の川にかかる橋が火曜日に開通した。市が発表。"]
)
def test_a_marked_and_dated_item_may_be_very_short(text: str) -> None:
    mark = "<meta property=og:type content=article>"
    reading = read_page(page_of(news("Новости с моста через Суру", f"<p>{text}</p>", mark)))
    assert reading.outcome is Outcome.STORED, reading.reason
