"""Tests the signs of short news: a date, an address among news, facts, and no words of sites."""

import pytest

from pipelines.extraction.read_page import read_page
from pipelines.model import Outcome, Page, Reading

DATES = {"ru": "20 ноября 2026, 14:35", "el": "20 Νοεμβρίου 2026", "hi": "20 नवंबर 2026"}
FRAMES = {
    "heading": "<h1>{0}</h1>{1}<div class=body><p>{2}</p></div>",
    "table of 2005": "<table><tr><td><a href=/s/1/>Спорт</a><br><a href=/s/2/>Афиша</a><td><font>"
    "<b>{0}</b></font><br>{1}<br><font>{2}<br><br></font><td><b>Новое</b><br><a href=/n/1>Каток"
    " зальют к субботе</a></table>",
}


def read(
    frame: str, language: str, headline: str, text: str, date: str = "", path: str = "/news/4512/"
) -> Reading:
    day = f"<div class=when>{date}</div>" if date else ""
    html = (
        f"<html lang={language}><head><title>{headline} — Край</title></head><body><div><a href=/>"
        f"Край</a></div>{FRAMES[frame].format(headline, day, text)}<p>© 2026 Край</p></body></html>"
    )
    return read_page(Page(f"https://kray.example{path}", html.encode()))


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(
    ("language", "headline", "text"),
    [
        ("ru", "Дорогу на Мокшан открыли", "Движение возобновлено в 15:20."),
        ("ru", "Коровы вышли на трассу", "Пастух уснул."),
        ("ru", "В Каменке загорелся рынок", "Пламя потушили к утру"),
        ("ru", "Вам есть 18? Продавцов научили спрашивать паспорт", "Рейд прошёл утром."),
        ("uk", "Запит відхилено: громада без субвенції", "Документи подали із запізненням."),
        ("be", "Пажар у Воранаве", "Згарэў хлеў, людзі не пацярпелі."),
        ("tt", "Күпер җимерелде", "Ике авыл юлсыз калды."),
        ("en", "Request denied: no new crossing", "Councillors said traffic was too light."),
        ("en", "Oops, wrong goat: farmer buys animal", "The mix-up cost him £300."),
        ("de", "Brand in Scheune", "Verletzt wurde niemand."),
        ("fr", "Accès refusé : la plage reste fermée", "Les travaux dureront deux mois."),
        ("cs", "Vlak vykolejil", "Nikdo se nezranil."),
        ("sr", "Воз касни", "Пруга је поплављена код Лајковца."),
        ("lt", "Gaisras Utenoje", "Ugnis sunaikino sandėlį."),
        ("ka", "ხანძარი ქუთაისში", "ცეცხლი ორ საათში ჩააქრეს."),
        ("el", "Φωτιά σε αποθήκη", "Η πυρκαγιά έσβησε σε δύο ώρες."),
        ("hi", "पुल खुला", "शुक्रवार सुबह यातायात शुरू हुआ।"),
        ("ja", "倉庫で火事", "火は二時間後に消し止められた。"),
    ],
)
def test_a_dated_sentence_without_words_of_sites_is_news(
    frame: str, language: str, headline: str, text: str
) -> None:
    date = DATES.get(language, "20.11.2026 14:35")
    reading = read(frame, language, headline, text, date)
    assert reading.article is not None, reading.reason
    assert reading.article.article_body == text


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("Пожар на складе в Кузнецке", "Огонь потушили за два часа."),
        ("Никите Иванову 80", "Никите Иванову вручили почётный знак «За заслуги»."),
        ("Школьников научат JavaScript", "Кружок откроют в лицее № 15 в сентябре."),
        ("Доступ к порталу ограничили", "Портал заблокирован по решению Саратовского суда."),
        ("Ferry back in service", "The Lady Anne sailed at noon on Friday."),
        ("Zgłoszenie szkoły odrzucone", "Wniosek z Kutna wpłynął dzień po terminie."),
    ],
)
def test_a_fact_at_the_address_of_an_item_is_news(headline: str, text: str) -> None:
    reading = read("heading", "ru", headline, text)
    assert reading.outcome is Outcome.STORED, reading.reason


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("Тут совсем пусто", "Кажется, вы свернули не туда."),
        ("Нет такой новости", "Её скрыл автор в 2026 году."),
        ("Страница переехала", "Вы будете перенаправлены через 5 секунд."),
        ("Недостаточно прав", "Раздел открыт только сотрудникам редакции."),
        ("Нічога няма тут", "Старонка знікла або пераехала."),
        ("Verification required", "Slide the piece to complete the puzzle."),
        ("Das hat nicht geklappt", "Der Link ist veraltet oder fehlerhaft."),
        ("Jejda, tady nic není", "Zkuste to prosím později."),
        ("Su privacidad es importante", "Nuestros socios almacenamos cookies en su dispositivo."),
        ("Pagina nu există", "Pagina căutată nu există sau a fost mutată la 20 mai."),
        ("გვერდი ვერ მოიძებნა", "მოთხოვნილი გვერდი არ არსებობს ან წაიშალა."),
        ("Погода в Кузнецке", "Сейчас −3 °C, ветер 4 м/с, давление 745 мм, ночью −7 °C."),
    ],
)
@pytest.mark.parametrize("frame", FRAMES)
def test_a_message_at_the_address_of_an_item_is_no_news(
    frame: str, headline: str, text: str
) -> None:
    reading = read(frame, "ru", headline, text)
    assert reading.outcome is not Outcome.STORED


@pytest.mark.parametrize(
    ("path", "headline", "text"),
    [
        ("/pogoda/", "Погода в Кузнецке", "Сейчас −3 °C, облачно. Ветер 4 м/с. Ночью −7 °C."),
        ("/currency/", "Курс валют ЦБ", "Доллар 90,15. Евро 98,02. Юань 12,40."),
        ("/weather/", "Weather", "Today 8°C, wind 12 mph. Tomorrow 9°C, wind 20 mph."),
        ("/2026/o-nas", "О проекте", "Сайт создан в 2012 году журналистами районной газеты."),
        ("/agreement/", "Пользовательское соглашение", "Соглашение регулирует отношения сторон."),
    ],
)
def test_a_page_of_rates_or_of_the_outlet_is_no_news(path: str, headline: str, text: str) -> None:
    reading = read("heading", "ru", headline, f"{text}</p><p>{text}", path=path)
    assert reading.outcome is Outcome.NOT_ARTICLE


@pytest.mark.parametrize(
    ("path", "headline"),
    [
        ("/pogoda/moroz-31", "Температура упала до −31"),
        ("/news/pogoda/", "Погода в Кузнецке"),
        ("/tag/sport/volejbol.html", "Расписание электричек изменят"),
    ],
)
def test_news_of_the_weather_and_of_timetables_is_an_article(path: str, headline: str) -> None:
    text = "Занятия в школах отменили, сообщили в управлении образования."
    reading = read("heading", "ru", headline, text, DATES["ru"], path)
    assert reading.outcome is Outcome.STORED, reading.reason


@pytest.mark.parametrize("text", ["The museum has a large garden.", "It has the only ferry."])
def test_what_something_has_is_no_event(text: str) -> None:
    assert read("heading", "en", "Museum in Albany", text, path="/a/7").outcome is (
        Outcome.NOT_ARTICLE
    )


def test_what_someone_has_done_is_an_event() -> None:
    text = "The council has approved the bridge in Albany."
    reading = read("heading", "en", "Bridge in Albany", text, path="/a/7")
    assert reading.outcome is Outcome.STORED, reading.reason


def test_a_date_beside_a_teaser_leaves_it_a_teaser() -> None:
    teasers = "".join(
        f"<div class=item><a href=/n/{n}>Хоккеисты проиграли в матче {n}</a>20.11.2026"
        "<p>Об этом рассказали в клубе.</p></div>"
        for n in range(1, 8)
    )
    html = f"<html lang=ru><title>Видео — Край</title><body><h1>Видео</h1>{teasers}"
    reading = read_page(Page("https://kray.example/video/", html.encode()))
    assert reading.outcome is Outcome.NOT_ARTICLE


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(
    ("language", "headline", "text"),
    [
        ("ru", "Продавцы спрашивают паспорт у взрослых", "Опыт идёт в шести точках сети «Гроздь»."),
        ("ru", "Жалоба оставлена без удовлетворения", "Решение о сносе дома на Танкистов в силе."),
        ("ru", "Светлая память", "Коллеги скорбят о кончине врача Ивана Фёдоровича Крутова."),
        ("ru", "Пять дворов без света", "Бригада едет из Мокшана."),
        ("fr", "Une erreur d’aiguillage bloque 500 voyageurs", "Le train est resté à Aurillac."),
        ("pt", "Escola encerrada por falta de luz", "As aulas recomeçam na terça-feira."),
        ("pl", "Wygrana w ostatniej sekundzie", "Koszykarze pokonali Gdynię 78:77."),
        ("fi", "Valtatie 5 on poikki", "Kuorma-auto ja bussi törmäsivät Kajaanissa."),
        ("hi", "पुल पर यातायात बंद", "मरम्मत का काम सोमवार तक चलेगा।"),
    ],
)
def test_signs_of_unlike_kinds_are_news_at_any_address(
    frame: str, language: str, headline: str, text: str
) -> None:
    reading = read(frame, language, headline, text, path="/society/zhizn/")
    assert reading.article is not None, reading.reason
    assert reading.article.article_body == text


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(
    ("language", "headline", "text"),
    [
        ("ru", "Снег и ветер", "Завтра в области метель, порывы до 19 метров в секунду."),
        ("ru", "Открыт сбор вещей для погорельцев", "Нужны тёплая одежда и посуда."),
        ("ru", "Рынок сгорел", "Торговцы остались без товара."),
        ("en", "Rain stopped play", "Spectators are going home."),
        ("ja", "市役所で停電続く", "窓口業務は午後に再開した。"),
    ],
)
def test_one_strong_sign_is_news_at_any_address(
    frame: str, language: str, headline: str, text: str
) -> None:
    reading = read(frame, language, headline, text, path="/society/zhizn/")
    assert reading.article is not None, reading.reason
    assert reading.article.article_body == text


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("Trang này không còn nữa", "Có thể bài viết đã được chuyển đi nơi khác."),
        ("Halaman ini sudah tidak ada", "Mungkin tautannya salah ketik."),
        ("Нет такой новости", "Её скрыл автор."),
        ("Карта дорог", "Карта дорог Урала и Сибири с разметкой."),
        ("Schützenverein Simmern", "Die Halle steht im Park und hat Duschen."),
        ("Terug naar begin", "De inhoud is weg of de link is fout."),
        ("Sivua ei löytynyt", "Etsimääsi sivua ei ole olemassa tai se on poistettu."),
        ("Algo salió mal", "Inténtelo de nuevo más tarde."),
        ("Qualcosa è andato storto", "Riprova fra qualche minuto."),
        ("Що це було", "Ця замітка зникла з нашої стрічки."),
    ],
)
def test_one_sign_or_words_of_sites_are_no_news(headline: str, text: str) -> None:
    assert read("heading", "ru", headline, text, path="/society/zhizn/").article is None


@pytest.mark.parametrize(
    ("headline", "text"),
    [("Воды нет", "Колонка пуста с утра."), ("国道が通行止め", "復旧は二十二日の見込み。")],
)
def test_data_that_call_the_page_an_article_need_no_other_sign(headline: str, text: str) -> None:
    html = (
        f"<html><head><title>{headline} — Край</title><meta property=og:type content=article>"
        f"</head><body><h1>{headline}</h1><p>{text}</p><p>© 2026 Край</p></body></html>"
    )
    article = read_page(Page("https://kray.example/society/voda/", html.encode())).article
    assert article is not None
    assert article.article_body == text


@pytest.mark.parametrize(
    ("facts", "is_taken"),
    [
        ("18.11.2026 | admin | 127", True),
        ("Иванова · 18 ноября 2026 · 3 комментария", True),
        ("18.11.2026 | в этот день мы закрыли наш магазин в центре города | 127", False),
        ("<a href=/m/1>Updated 18.11.2026 • 127 • text</a>", False),
        ("admin | 127", False),
    ],
)
def test_a_date_among_facts_below_the_text_is_the_articles(facts: str, is_taken: bool) -> None:
    html = (
        "<html><head><title>Конец лета</title></head><body><div class=eTitle>Конец лета</div>"
        f"<div class=eMessage>Колонка пуста с утра.</div><div class=eDetails>{facts}</div></body>"
    )
    article = read_page(Page("https://kray.example/blog/leto", html.encode())).article
    assert (article is not None) is is_taken


def test_times_and_houses_in_a_whole_sentence_are_no_table() -> None:
    text = "Воды не будет 21 ноября с 9:00 до 16:00 в домах 3, 5 и 7."
    for frame in FRAMES:
        article = read(frame, "ru", "На Гагарина отключат воду", text, "20.11.2026 14:02").article
        assert article is not None
        assert article.article_body == text
    assert read("heading", "ru", "Погода здесь", "Днём −3, ночью −7, ветер 4", "").article is None


@pytest.mark.parametrize(
    ("headline", "text", "is_news"),
    [
        ("Пропала девочка", "Волонтёры ищут Аню К., 12 лет. Телефон: +7 (8412) 55-10-20.", True),
        ("Кот вернулся", "Хозяева из Ахун рады. Пишите на red@kray.example.", True),
        ("Телефоны доверия", "Полиция: 8 (8412) 20-20-20. Врачи: 8 (8412) 30-30-30.", False),
        ("Наши телефоны", "Приёмная Ивана Лосева, 8 (8412) 20-20-20.", False),
    ],
)
def test_sentences_without_contacts_decide(headline: str, text: str, is_news: bool) -> None:
    article = read("heading", "ru", headline, text, path="/society/zhizn/").article
    assert (article is not None) is is_news


@pytest.mark.parametrize(
    ("headline", "text", "path", "is_news"),
    [
        ("Ярмарка в центре", "Приходите в субботу к площади: обещают 40 фермеров.", "/a/b/", True),
        ("Наши победили", "Мы гордимся: «Дизель» обыграл Тамбов.", "/a/b/", True),
        ("Спасибо за голос", "Ваш голос учтён.", "/a/b/", False),
        ("Оправдан", "Верховный суд отменил приговор мэру Кузнецка.", "/sud/b/", True),
        ("Пустота", "Всё унесло ветром.", "/sud/b/", False),
        ("На лыжню вышли сотни", "Старт дал тренер.", "/arhiv/2026-11/lyzhi/", True),
        ("В колледже завели пропуска", "Родителям приходит весть о 40 шагах.", "/a/login", True),
        ("Кресло мастера", "Цена 5990 рублей, доставка бесплатно.", "/catalog/77", False),
    ],
)
def test_appeals_short_headlines_and_services_need_more_signs(
    headline: str, text: str, path: str, is_news: bool
) -> None:
    assert (read("heading", "ru", headline, text, path=path).article is not None) is is_news


def test_a_day_and_a_month_below_the_headline_are_a_date() -> None:
    text = "Колясочники не могут попасть в поликлинику."
    assert read("heading", "ru", "Хода нет", text, "20.11", "/a/b/").article is not None
    assert read("heading", "ru", "Хода нет", text, "20.61", "/a/b/").article is None


@pytest.mark.parametrize("date", ["", "20.11.2026 14:02"])
def test_a_reported_statement_outweighs_a_headline_like_a_message(date: str) -> None:
    headline = "Доступ к сайту ограничен"
    news = "Суд удовлетворил иск прокурора, сообщили в ведомстве."
    assert read("heading", "ru", headline, news, date).article is not None
    assert read("heading", "ru", headline, "Обратитесь к администратору.").article is None


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("Переход по внешней ссылке", "Мы не несём ответственности за содержание сайта kray."),
        ("Доступ к ресурсу ограничен", "Доступ к ресурсу ограничен на основании закона № 149."),
        ("Jetzt weiterlesen", "Testen Sie vier Wochen kostenlos. Danach 9,90, jederzeit kündbar."),
    ],
)
def test_pages_in_the_place_of_another_are_refused(headline: str, text: str) -> None:
    assert read("heading", "ru", headline, text).article is None


def test_news_that_tells_of_cookies_is_no_consent_page() -> None:
    paragraphs = (
        "Закон о файлах cookie вступит в силу в мае.",
        "Сайты обязаны получать согласие на обработку данных.",
        "Роскомнадзор начнёт проверки весной.",
    )
    headline, text = "Файлы cookie приравняли к данным", "<p>".join(paragraphs)
    assert read("heading", "ru", headline, text, path="/n/5").article is not None


@pytest.mark.parametrize(
    "text", ["Эта страница доступна только своим.", "Оформите подписку, чтобы прочитать статью."]
)
def test_a_message_below_the_headline_of_news_is_refused(text: str) -> None:
    assert read("heading", "ru", "В Пензе открыли мост", text).article is None
