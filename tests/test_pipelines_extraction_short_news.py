"""Tests that short news without a date is stored, and that messages of the same form are not."""

import time

import pytest

from pipelines.extraction.read_page import read_page
from pipelines.extraction.short_news import ShortPage, short_news
from pipelines.model import Outcome, Page, Reading

MAX_SECONDS = 3
MENU = "<ul class=menu><li><a href=/1/>Спорт</a></li><li><a href=/2/>Афиша</a></li></ul>"
FOOTER = "<p>© 2026 Вестник Хопра</p><p>Все права защищены</p>"
FRAMES = {
    "bitrix": "<div class=b-header>{menu}</div><h1 class=b-title>{headline}</h1>"
    "<div class=news-detail__text>{text}</div><div class=b-footer>{footer}</div>",
    "hashes": "<div class=sc-a1><div class=sc-b2>{menu}</div><div class=sc-c3><h1>{headline}</h1>"
    "</div><div class=sc-d4>{text}</div><div class=sc-e5>{footer}</div></div>",
    "elementor": "<div class=elementor-location-header>{menu}</div>"
    "<div class=elementor-widget-theme-post-title><h1 class=elementor-heading-title>{headline}</h1>"
    "</div><div class=elementor-widget-theme-post-content><div class=elementor-widget-container>"
    "{text}</div></div><div class=elementor-location-footer>{footer}</div>",
}
# The language, the headline and the text of news.
NEWS = [
    ("ru", "Банк списал деньги дважды", "Из-за сбоя деньги списали у 320 клиентов."),
    ("ru", "Пропавшего грибника не нашли", "Поиски в лесу под Балашовом продолжат утром."),
    ("ru", "Страница мэра удалена", "Страница удалена в пятницу, рассказал помощник Олег Седов."),
    ("uk", "Помилка зупинила трамваї", "Рух відновили через дві години, розповіли в депо."),
    ("be", "Сайт газеты заблакавалі", "Рашэнне прыняло міністэрства, паведамілі ў Мінску."),
    ("kk", "Сайттар бұғатталды", "Бұл туралы министрліктің баспасөз қызметі хабарлады."),
    ("tt", "Сайтлар ябылды", "Бу хакта район хакимияте хәбәр итте."),
    ("en", "Server error wipes exam results", "The college said pupils would sit the paper again."),
    ("en", "Access denied: farmer blocks footpath", "A locked gate has stood there since Friday."),
    ("en", "US visitors return", "Hotels counted 1,400 guests, most of them from the US."),
    ("de", "Zugang zum See gesperrt", "Das teilte die Stadtverwaltung am Dienstag mit."),
    ("pl", "Konto szpitala zablokowane", "Komornik zajął 2 mln zł, poinformował dyrektor."),
    ("sr", "Сајт општине не ради", "Сајт је недоступан три дана, изјавио је Милан Јовић."),
    ("hy", "Գյումրիում արգելափակվել է կայք", "Որոշումը կայացրել է դատարանը, հայտնել են 20 հոգի։"),
    ("ka", "ქუთაისში ახალი ხიდი გაიხსნა", "ქუთაისში ახალი ხიდი გაიხსნა რემონტის შემდეგ."),
    ("ro", "Contul primăriei blocat", "Executorul a cerut bani, a declarat primarul."),
]  # fmt: skip
MESSAGES = [
    ("ru", "Материал удалён", "Материал удалён по требованию правообладателя."),
    ("ru", "Произошла ошибка сервера", "Администратор «Вестника Хопра» уже уведомлён. Код 5012."),
    ("ru", "Ваш браузер устарел", "Установите Google Chrome 100 или «Яндекс Браузер» 22."),
    ("ru", "Результаты поиска", "По запросу «мост 2026» ничего не найдено."),
    ("ru", "Скоро открытие раздела", "Зайдите к нам 1 декабря 2026 года."),
    ("uk", "Щось пішло не так", "Спробуйте оновити сторінку за 10 хвилин."),
    ("en", "Something is missing here", "Head back to our home page and try one of 20 sections."),
    ("en", "Search results", "No results for “bridge 2026” were found."),
    ("de", "Kein Zugang zum Artikel", "Bitte nutzen Sie die Suche oder wählen Sie ein Thema."),
    ("ru", "Раздел пуст", "В этом разделе пока нет ни одной публикации."),
    ("ru", "Архив газеты за 2026 год", "Номера с 1 по 48 в формате PDF."),
    ("uk", "Архів номерів", "Усі 48 номерів газети за 2026 рік у форматі PDF."),
    (
        "en",
        "Sorry, this video has expired",
        "Clips are shown for 30 days by agreement with the BBC.",
    ),
    ("en", "Subscribe to The Herald", "Get 12 issues for £20 with free delivery."),
    ("en", "You need to be 18", "Alcohol adverts are for adults in England and Wales."),
    ("de", "Sie haben 3 von 3 Artikeln gelesen", "Für Abonnenten ist der Bote unbegrenzt lesbar."),
    ("pl", "Limit artykułów wyczerpany", "Przeczytano 5 z 5 artykułów w tym miesiącu."),
    ("pl", "Nie ma takiej strony", "Strona, której szukasz, została usunięta."),
    ("hy", "Սխալ 5012", "Կայքի ադմինիստրատորն արդեն տեղեկացված է։"),
    ("vi", "Không tìm thấy trang này", "Trang bạn tìm kiếm không tồn tại hoặc đã bị xóa."),
]
PAGES_ABOUT_OUTLETS = [
    ("/contacts/", "Контакты", "Адрес: г. Балашов, ул. Советская, 178. Телефон: 4-11-11."),
    ("/about/", "О редакции", "«Вестник Хопра» рассказывает о жизни района с 1931 года."),
    ("/about-us/", "About us", "The Herald has served the valley since 1887."),
    ("/pro-nas/", "Про нас", "Вісник висвітлює життя краю з 1991 року."),
    ("/impressum", "Impressum", "Werra-Bote Verlag, Marktplatz 3, Eschwege."),
]


def read(
    headline: str, text: str, frame: str, path: str = "/?id=7", language: str = "ru", head: str = ""
) -> Outcome:
    """Return the outcome of a page with a headline and a text, without a date."""
    body = FRAMES[frame].format(menu=MENU, headline=headline, text=text, footer=FOOTER)
    title = f"<title>{headline} | Вестник Хопра</title>"
    html = f"<html lang={language}><head>{title}{head}</head><body>{body}</body></html>"
    return read_page(Page(f"https://vestnik.example{path}", html.encode())).outcome


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("item", NEWS, ids=[headline for _, headline, _ in NEWS])
def test_one_sentence_of_news_is_an_article(item: tuple[str, str, str], frame: str) -> None:
    language, headline, text = item
    assert read(headline, f"<p>{text}</p>", frame, language=language) is Outcome.STORED


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("item", MESSAGES, ids=[headline for _, headline, _ in MESSAGES])
def test_a_message_with_names_and_numbers_is_no_news(
    item: tuple[str, str, str], frame: str
) -> None:
    language, headline, text = item
    assert read(headline, f"<p>{text}</p>", frame, language=language) is not Outcome.STORED


@pytest.mark.parametrize("frame", FRAMES)
def test_an_introduction_above_linked_headlines_is_no_news(frame: str) -> None:
    links = "".join(f"<div><a href=/n/{n}>Хоккеисты выиграли матч {n}</a></div>" for n in range(5))
    text = "<p>Матчи и результаты 40 клубов Балашовского района с 2011 года.</p>" + links
    assert read("Спорт Балашовского района", text, frame) is not Outcome.STORED


BRIDGE, BRIDGE_PATH = "В Пензе открыли новый мост", "/news/v-penze-otkryli-novyy-most"
ARTICLE_DATA = (
    '<meta property="og:type" content="article">'
    '<meta property="article:published_time" content="2026-11-19T10:00:00+03:00">'
)


@pytest.mark.parametrize("head", ["", ARTICLE_DATA])
@pytest.mark.parametrize(
    "text",
    [
        "Материал доступен только подписчикам.",
        "Полный текст статьи доступен только по подписке.",
        "Продолжение доступно только подписчикам газеты.",
        "This article is available to subscribers only.",
    ],
)
def test_a_paywall_notice_below_a_headline_is_no_news(text: str, head: str) -> None:
    page = read(BRIDGE, f"<p>{text}</p>", "hashes", BRIDGE_PATH, head=head)
    assert page is not Outcome.STORED


@pytest.mark.parametrize(
    ("path", "headline", "text"),
    [
        (BRIDGE_PATH, BRIDGE, "Страница удалена или перемещена."),
        (BRIDGE_PATH, BRIDGE, "Этот материал недоступен в вашем регионе."),
        (BRIDGE_PATH, BRIDGE, "Доступ к материалу ограничен."),
        (BRIDGE_PATH, BRIDGE, "Для просмотра страницы необходимо включить JavaScript."),
        (BRIDGE_PATH, BRIDGE, "Произошла непредвиденная ошибка."),
        ("/podpiska-na-gazetu/", "Подписка на газету", "Подписка оформляется в отделении почты."),
        ("/raspisanie-avtobusov/", "Расписание автобусов", "Расписание обновляется ежедневно."),
        ("/redakcionnyj-sovet/", "Редакционный совет", "Председатель совета назначается газетой."),
        ("/search?q=мост+пенза", "Мост Пенза: результаты", "По запросу ничего не найдено."),
        ("/catalog/77", "Кресло офисное Бюрократ", "Цена 5990 рублей, доставка бесплатно."),
        ("/pogoda", "Погода в Пензе", "Сегодня днём температура 5 градусов, без осадков."),
        ("/archive", "Архив номеров газеты", "В архиве представлены номера с 2010 года."),
        ("/user/ivan77", "Профиль пользователя ivan77", "Пользователь оставил 5 комментариев."),
        ("/a/1", "New bridge opens in Boise", "This content is not available in the EU."),
    ],
)
def test_a_message_or_service_below_a_headline_is_no_news(
    path: str, headline: str, text: str
) -> None:
    assert read(headline, f"<p>{text}</p>", "hashes", path) is not Outcome.STORED


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("Рейд прошёл в Кузнецке", "Комиссия по защите их прав провела рейд в Кузнецке."),
        ("Рейд в Кузнецке", "Комиссия по делам детей и защите их прав провела рейд в Кузнецке."),
        ("Wanderer sind gerettet", "Retter fanden zwei bei Zittau und brachten sie ins Tal."),
        ("Победа в Пензе", "Наши выиграли в Пензе со счётом 3:2."),
        ("Победа в Пензе", "Наши хоккеисты выиграли в Пензе со счётом 3:2."),
    ],
)
def test_words_like_orders_and_pronouns_are_news(headline: str, text: str) -> None:
    assert read(headline, f"<p>{text}</p>", "hashes") is Outcome.STORED


PROSE = "<p>Мост через Хопёр открыли в среду, рассказали в администрации города Балашова.</p>" * 2


@pytest.mark.parametrize("headline", ["Реклама", "Команда", "Контакт", "Маркетинг", "Поиски"])
@pytest.mark.parametrize(("path", "head"), [("/x/7", ""), ("/news/reklama", ARTICLE_DATA)])
def test_a_headline_of_one_word_refuses_no_prose(headline: str, path: str, head: str) -> None:
    text = PROSE + "<p>Движение по мосту началось утром, первыми проехали городские автобусы.</p>"
    assert read(headline, text, "hashes", path, head=head) is Outcome.STORED


def test_news_of_a_search_is_an_article() -> None:
    text = PROSE + "<p>Движение по мосту началось утром, первыми проехали автобусы.</p>"
    assert read("Search for missing hiker", text, "hashes", "/x/7") is Outcome.STORED


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(("path", "headline", "text"), PAGES_ABOUT_OUTLETS)
def test_a_page_about_the_outlet_is_no_article(
    path: str, headline: str, text: str, frame: str
) -> None:
    prose = f"<p>{text}</p><p>{text}</p>"
    marked = '<meta property="og:type" content="article">'
    assert read(headline, prose, frame, path) is not Outcome.STORED
    assert read(headline, prose, frame, path, head=marked) is not Outcome.STORED


@pytest.mark.parametrize(
    "headline", ["Контакты мэра с бизнесом проверят", "О редакции «Искры» сняли фильм"]
)
def test_news_that_begins_like_the_name_of_a_page_about_the_outlet_is_an_article(
    headline: str,
) -> None:
    text = "<p>Об этом в среду рассказали в администрации Балашова.</p>"
    assert read(headline, text, "bitrix", "/news/contacts/") is Outcome.STORED


@pytest.mark.parametrize("heading", ["Контакты", "Реклама", "Reklama", "Search results"])
def test_a_heading_of_another_part_of_the_page_does_not_refuse_it(heading: str) -> None:
    text = "<p>Мост через Хопёр открыли в среду, рассказали в администрации Балашова.</p>"
    head = '<meta property="og:title" content="Мост через Хопёр открыли">'
    head += f"<title>Мост через Хопёр открыли | {heading}</title>"
    html = f"{head}<h1>{heading}</h1><div class=title>Мост через Хопёр открыли</div>{text}{text}"
    reading = read_page(Page("https://vestnik.example/news/7/", html.encode()))
    assert reading.outcome is Outcome.STORED, reading.reason


ABOUT = (
    "<p>Издание выходит с 1931 года. Оно пишет о жизни района, о школах, больницах и дорогах, о "
    "людях труда и о праздниках. Тираж составляет две тысячи экземпляров, его читают в каждом селе "
    "и в городе.</p>"
) * 2
TODAY = "<p>30 ноября 2026, понедельник</p>"


def read_column(headline: str, text: str, path: str, above: str = "", head: str = "") -> Reading:
    """Return the reading of a page whose headline and text are in one box of ``<main>``."""
    html = (
        f"<html lang=ru><head><title>{headline} — Сурский край</title>{head}</head><body>"
        "<header><a href=/>Главная</a> <a href=/news/>Новости</a></header><main><div>"
        f"{above}<h1>{headline}</h1>{text}</div></main><footer>© Край</footer></body></html>"
    )
    return read_page(Page(f"https://kray.example{path}", html.encode()))


@pytest.mark.parametrize("above", ["", TODAY])
@pytest.mark.parametrize(
    ("headline", "path", "reason"),
    [
        ("О портале", "/o-portale/", "page about the outlet"),
        ("Об издании", "/ob_izdanii", "page about the outlet"),
        ("О компании", "/o-kompanii/", "page about the outlet"),
        ("Обратная связь", "/obratnaya-svyaz/", "page about the outlet"),
        ("О газете", "/static/about.html", "page about the outlet"),
        ("Контакты", "/static/kontakty.html", "page about the outlet"),
        ("Контакты", "/contact_us", "page about the outlet"),
        ("О редакции", "/o-redakcii", "page about the outlet"),
        ("Контакты", "/contacts", "page about the outlet"),
        ("Результаты поиска", "/?s=мост", "search page"),
        ("Результаты поиска", "/?text=мост", "search page"),
        ("Результаты поиска", "/ru/search/", "search page"),
    ],
)
def test_the_address_of_a_page_of_the_outlet_refuses_it(
    headline: str, path: str, reason: str, above: str
) -> None:
    assert read_column(headline, ABOUT, path, above).reason == reason


@pytest.mark.parametrize(
    ("headline", "path", "head"),
    [
        ("Команда", "/news/komanda", ""),
        ("Контакты", "/stati/kontakty", ""),
        ("Контакты", "/statyi/kontakty", ""),
        ("О портале", "/o-portale/", ARTICLE_DATA),
        ("Команда", "/komanda", ARTICLE_DATA),
        ("Результаты поиска", "/x/7?id=мост", ""),
    ],
)
def test_a_headline_like_contacts_is_news_in_a_section_of_news_or_with_a_date_in_the_data(
    headline: str, path: str, head: str
) -> None:
    text = PROSE + "<p>Движение по мосту началось утром, первыми проехали городские автобусы.</p>"
    reading = read_column(headline, text, path, head=head)
    assert reading.outcome is Outcome.STORED, reading.reason


WAR = "All stories about the war in Ukraine in one place."


@pytest.mark.parametrize("teaser", ["", "<h3><a href=/w/{n}>Shelling hits Sumy again {n}</a></h3>"])
def test_an_introduction_to_stories_of_a_war_is_no_news(teaser: str) -> None:
    teasers = "".join(teaser.format(n=n) for n in range(5))
    reading = read_column("War in Ukraine", f"<p>{WAR}</p>{teasers}", "/war/")
    assert reading.outcome is Outcome.NOT_ARTICLE


def test_linked_headlines_below_a_told_event_leave_it_news() -> None:
    teasers = "".join(f"<h3><a href=/w/{n}>Shelling hits Sumy {n}</a></h3>" for n in range(5))
    text = "<p>The bridge in Albany was opened on Monday.</p>" + teasers
    assert read_column("Bridge in Albany opened", text, "/a/7").outcome is Outcome.STORED


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("Weather radar map", "The radar images come from Albany and load at high speed all day."),
        ("Weather radar map", "The radar near Albany shows hundred images for all of the day."),
        ("Вопросы мэрии", "Раздел, где жители Пензы задают вопросы мэрии."),
        ("Вопросы мэрии", "Раздел, где читатели из Пензы задают вопросы мэрии."),
        ("Карта дорог области", "Карта дорог Урала и Сибири с разметкой."),
        ("Камера на берегу", "Изображение с берега Байкала в прямом эфире."),
        ("Каталог города", "Автомобили и отели, стили и детали в каталоге Пензы."),
        ("Приёмная по правам", "Приёмная по защите прав и свобод работает в Пензе каждый день."),
        ("Музей в городе", "Вся экспозиция: состав и устав дружины из Пензы, скала и шкала."),
    ],
)
def test_nouns_like_verbs_of_the_past_tell_of_no_event(headline: str, text: str) -> None:
    assert read_column(headline, f"<p>{text}</p>", "/a/7").outcome is Outcome.NOT_ARTICLE


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("Самолёт из Самары", "Туристы из Самары вылетели в Сочи утром без багажа."),
        ("Ущерб в Пензе", "Ущерб составил два миллиона, подсчитали в городе Пензе."),
        ("Glätte in Kassel", "Grund dafür war die Glätte, die am Montag in Kassel herrschte."),
        ("Deal on a bridge", "Both sides of the town agreed on a bridge in Albany."),
        ("Unfall in Ulm", "Eine Frau hat am Montag in Ulm ihre Tasche verloren."),
        ("Никите Иванову вручили орден", "Никите Иванову вручили орден в Москве."),
        ("Аните Цой вручили премию", "Аните Цой вручили премию в Пензе."),
        ("Победа в Хельсинки", "Наша сборная победила команду Финляндии в Хельсинки."),
        ("Suspect arrested", "Check fraud suspect John Miller was arrested in Albany on Monday."),
    ],
)
def test_verbs_of_the_past_with_a_name_are_news(headline: str, text: str) -> None:
    reading = read_column(headline, f"<p>{text}</p>", "/a/7")
    assert reading.outcome is Outcome.STORED, reading.reason


def test_the_blocks_of_an_author_page_are_no_news() -> None:
    text = "<p>Редактор «Вестника», живёт в Балашове с 2011 года.</p>"
    assert read("Иван Петров", text, "bitrix", "/people/ivan-petrov/") is not Outcome.STORED


def test_a_page_without_blocks_is_no_short_news() -> None:
    headline = "Мост открыли утром"
    page = ShortPage(
        blocks=[], headline=headline, title=headline, path="/", site_names=[], is_dated=False
    )
    assert short_news(page) == []


def test_a_headline_and_an_address_of_many_words_take_little_time() -> None:
    headline = " ".join(f"слово{number}" for number in range(20_000))
    path = "/" + "-".join(f"slovo{number}" for number in range(20_000))
    start = time.process_time()
    read(headline, "<p>Мост открыли утром, рассказали в мэрии.</p>", "bitrix", path)
    assert time.process_time() - start < MAX_SECONDS
