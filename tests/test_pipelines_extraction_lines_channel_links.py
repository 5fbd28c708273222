"""Tests that lines which lead to a channel of the outlet are promotions, and no others."""

from collections.abc import Sequence

import pytest

from pipelines.extraction.lines.channel_links import channel_of
from pipelines.extraction.lines.noise_lines import TextLine, clean_lines
from pipelines.extraction.read_page import read_page
from pipelines.extraction.text_lines import text_line
from pipelines.model import Page
from tests.bridge_article import read_article
from tests.page_blocks import blocks_of

PROSE = "В районе завершился очередной этап работ, сообщили в администрации во вторник."


def is_closing_line_kept(line: str, footer: str = "") -> bool:
    """Return whether the last line of a page with this footer stays in the text."""
    text = "".join(f"<p>{PROSE[:-1]} {number}-го числа.</p>" for number in range(1, 5))
    html = (
        "<html><head><title>Этап работ завершён</title><meta property=og:type content=article>"
        f"</head><body><article><h1>Этап работ завершён</h1>{text}<p>{line}</p></article>"
        f"{footer}</body></html>"
    )
    last_line = read_article(html).article_body.split("\n")[-1]
    return PROSE[:20] not in last_line


@pytest.mark.parametrize(
    ("address", "channel"),
    [
        ("https://T.me/Penza/", "t.me/penza"),
        ("//www.youtube.com/@penza", "youtube.com/@penza"),
        (
            "https://play.google.com/store/apps/details?id=a.b",
            "play.google.com/store/apps/details?id=a.b",
        ),
        ("https://vk.com/a/b/c/d/e", None),
        ("https://youtube.com/watch?v=1", None),
        ("https://penza.example/news", None),
        ("https://vk.com/", None),
        ("https://[vk.com/a", None),
        ("https://vk.com/" + "a" * 600, None),
        ("vk.com", None),
    ],
)
def test_a_channel_is_the_profile_at_an_address(address: str, channel: str | None) -> None:
    assert channel_of(address) == channel


@pytest.mark.parametrize(
    ("markup", "is_kept"),
    [
        pytest.param("Ми є у <a href='https://t.me/surskvesti'>Telegram</a>!", False, id="mark"),
        pytest.param("<a href='//www.facebook.com/surskvesti/'>Фейсбук</a>", False, id="brief"),
        pytest.param("Свежее ищите на нашей <a href='https://vk.com/SurskVesti'>стене</a>.", False,
                     id="word for outlet"),
        pytest.param("Прямая линия главы района пройдёт завтра в эфире <a href="
                     "'https://vk.com/surskvesti'>сообщества</a> района.", True, id="no sign"),
        pytest.param("Мы строим парк, сказал глава в <a href='https://vk.com/surskvesti'>группе"
                     "</a>.", True, id="speech"),
        pytest.param("Губернатор ответил на вопрос об отставке <a href='https://t.me/surskvesti'>"
                     "в Telegram</a>: уходить ли ему?", True, id="question in news"),
        pytest.param("Мост в центре города закрыт до весны, схема объезда – <a href="
                     "'https://t.me/surskvesti'>в Telegram</a>!", True, id="news with mark"),
        pytest.param("Губернатор ответил в <a href='https://t.me/surskvesti'>Telegram</a>", True,
                     id="brief news"),
        pytest.param("Мэр ушёл в <a href='https://t.me/surskvesti'>Telegram</a>!", True,
                     id="brief news with mark"),
        pytest.param("Мост откроют в <a href='https://t.me/surskvesti'>мае</a>.", True,
                     id="brief sentence"),
        pytest.param("Уходить ли <a href='https://t.me/surskvesti'>мэру</a>?", True,
                     id="brief question"),
        pytest.param("Хотите первыми узнавать новости? <a href='https://t.me/surskvesti'>Тут"
                     "</a>", False, id="offer"),
        pytest.param("<a href='https://t.me/surskvesti'>Телеграм-канал газеты</a>", False,
                     id="label"),
        pytest.param("Ми є у <a href='https://t.me/other'>Telegram</a>!", True, id="other channel"),
        pytest.param("Ми є у <a href='https://t.me/surskvesti/12'>Telegram</a>!", True, id="post"),
        pytest.param("Зроби <a href='https://vk.com/share.php?url=x'>запис</a>!", True, id="share"),
    ],
)  # fmt: skip
def test_a_closing_line_with_a_channel_that_the_footer_links_to_is_a_promotion(
    markup: str, is_kept: bool
) -> None:
    footer = (
        "<footer><a href='https://t.me/surskvesti'><svg></svg></a>"
        "<a href='https://vk.com/surskvesti'></a><a href='https://facebook.com/surskvesti'></a>"
        "<a href='https://vk.com/share.php?url=x'></a></footer>"
    )
    assert is_closing_line_kept(markup, footer) is is_kept


CHANNEL_OF_ANYBODY = "https://t.me/vesti"


@pytest.mark.parametrize(
    ("line", "is_promoted"),
    [
        ("Теперь мы и в MAX. <a href={}>Присоединиться</a>", True),
        ("Быстро и без лишних слов: <a href={}>наш канал</a>", True),
        ("Всё о жизни района ищите <a href={}>в нашем канале</a>: там новости раньше", True),
        ("Za nami warto iść też tutaj: <a href={}>nasz kanał</a>", True),
        ("Свежее здесь: <a href={}>Телеграм</a>, <a href=https://vk.com/vesti>ВК</a>", True),
        ("Присоединяйся к читателям в <a href={}>МАКСе</a>", True),
        ("Приходите в субботу к мосту, о сборе пишет <a href={}>канал района</a>.", False),
        ("Матч покажут <a href={}>клуб</a> и <a href=https://vk.com/vesti>школа</a>.", False),
        ("Найти нас можно в <a href={}>Telegram</a> и <a href=https://vk.com/vesti>VK</a>.", True),
        ("Найти снимки можно у <a href={}>клуба</a> и <a href=https://vk.com/v>школы</a>.", False),
        ("Снимки: <a href={}>мэрия</a>, <a href={}>школа</a>", False),
        (
            "Адреса назвали <a href={}>мэрия</a> и <a href=https://vk.com/vesti>школа</a>,"
            " сообщил глава.",
            False,
        ),
        ("Мы рассказали о конкурсе <a href={}>в канале школы</a>.", False),
        ("— У нас есть <a href={}>группа</a>, там все расписания.", False),
        ("Движение автобусов показывают <a href={}>в канале мэрии</a>.", False),
        ("Снимки показал <a href={}>канал района</a>", False),
        ("Наш канал в сети ведёт полиция, предупреждает <a href={}>ведомство</a>.", False),
    ],
)
def test_a_closing_line_with_a_channel_and_a_word_for_the_outlet_is_a_promotion(
    line: str, *, is_promoted: bool
) -> None:
    assert is_closing_line_kept(line.replace("{}", CHANNEL_OF_ANYBODY)) is not is_promoted


@pytest.mark.parametrize("site_names", [(), ("Вести Сурска", "сурск.рф")])
def test_a_sentence_with_several_networks_is_a_promotion_if_it_names_the_outlet(
    site_names: Sequence[str],
) -> None:
    line = TextLine("«Вести Сурска» есть и в соцсетях, и в виде программы.", linked_networks=2)
    kept, _ = clean_lines([TextLine(PROSE), TextLine(PROSE), line], site_names)
    assert len(kept) == (2 if site_names else 3)


def test_the_line_of_a_block_knows_the_networks_to_which_it_links() -> None:
    (block,) = blocks_of(
        "<p>Wir sind auf <a href=https://t.me/v>Telegram</a>, <a href=https://vk.com/v>VK</a>.</p>"
    )
    line = text_line(block, block.text, leads_to_own_channel=True)
    assert (line.linked_networks, line.names_networks) == (2, True)
    assert line.leads_to_own_channel
    assert not line.is_subhead
    assert 0 < line.link_share < 1


@pytest.mark.parametrize(
    ("text", "address", "is_kept"),
    [
        ("Оформить ежемесячное пожертвование", "/donate", False),
        ("«Вести» живут на взносы читателей. Оформить пожертвование", "/pages/donate/", False),
        ("Become a member from £3 a month.", "https://sursk.example/join", False),
        (
            "We report all day. Please bookmark our site and our letters here.",
            "/newsletters/",
            False,
        ),
        ("Наша рассылка: пожалуйста, подпишитесь на неё здесь.", "/podpiska", False),
        ("Drivers asked the council to please add a lane to our bridge.", "/support", True),
        ("Recevez chaque soir nos infos : inscrivez-vous !", "/newsletter", False),
        ("Скачать приложение «Вести Сурска»", "https://rustore.ru/catalog/app/a", False),
        ("Скачать бланк можно на сайте мэрии.", "https://vk.com/a", True),
        ("Бланк можно скачать в приложении", "https://rustore.ru/catalog/app/a", True),
        ("Add us as a source.", "https://www.google.com/preferences/source?q=sursk", False),
        ("Помочь семье погорельцев можно на сайте фонда.", "https://fond.example/donate", True),
        ("Станция открыта в пятницу, сообщили в мэрии.", "/donate", True),
        ("Сбор на ремонт станции идёт второй год.", "/donate", True),
        ("Become a member from £3 a month.", "https://sursk.example/donor-centre", True),
        ("Become a member from £3 a month.", "http://[sursk/join", True),
    ],
)
def test_a_closing_line_with_a_link_to_the_page_for_supporters_is_a_promotion(
    text: str, address: str, is_kept: bool
) -> None:
    begin, *words = text.rsplit(" ", 2)
    line = f"<p>{begin} <a href='{address}'>{' '.join(words)}</a></p>"
    assert (text in text_with(line)) is is_kept


def text_with(line: str, below: str = "") -> str:
    """Return the text of a page with a line below four paragraphs, and the markup below it."""
    paragraphs = "".join(f"<p>{PROSE[:-1]} {number}-го числа.</p>" for number in range(1, 5))
    html = (
        "<html><head><title>Этап работ завершён</title><meta property=og:type content=article>"
        f"</head><body><article><h1>Этап работ завершён</h1>{paragraphs}{line}{below}</article>"
        "</body></html>"
    )
    reading = read_page(Page(url="https://sursk.example/n/1", body=html.encode()))
    assert reading.article is not None
    return reading.article.article_body


@pytest.mark.parametrize("below", ["", f"<p>{PROSE}</p>"])
@pytest.mark.parametrize(
    "line",
    [
        "Часть денег даст региональный фонд: как устроены <a href='/tags/support'>меры поддержки"
        "</a> бизнеса, мы рассказывали в октябре.",
        "Фонд помог и жителям: как работает программа <a href='/tags/membership'>помощи</a>, мы"
        " писали раньше.",
        "Мы поговорили с хозяином <a href='/tag/coffee'>кофейни</a> у моста: он боится потерять"
        " гостей.",
        "We reported in October how the <a href='/topics/support'>support</a> scheme for traders"
        " works and who can apply.",
        "Our reporter visited the <a href='/tag/coffee'>coffee</a> market near the bridge and spoke"
        " with traders about the closure.",
        "Voters will support the plan if it keeps the promise of EU <a href='/topics/membership'>"
        "membership</a>, a poll for our newspaper found.",
        "Unsere Reporterin hat in <a href='/thema/abo'>Åbo</a> mit Händlern gesprochen, die um ihre"
        " Kunden fürchten.",
        "Jak pisaliśmy, nasz region liczy na <a href='/temat/membership'>członkostwo</a> w związku"
        " miast, które opłaci remont mostu.",
        "Наш город ждал этого ремонта десять лет, считает глава фонда «<a href='/tag/support'>"
        "Поддержка</a>» Олег Панин.",
        "Our guide to <a href='/en/topics/donations'>blood donation</a> lists the hours:"
        " follow it.",
        "Follow the debate: <a href='/news/membership'>membership</a> is on the agenda in May.",
        "Notre ville attend le <a href='/soutien'>soutien</a> de la région depuis dix ans.",
        "Nasza gmina zyska <a href='/membership/'>członkostwo</a> w związku miast w maju.",
        "Як ми писали, програма <a href='/support'>підтримки</a> почне діяти з травня.",
        "Мы побывали на ярмарке <a href='/a/coffee'>кофе</a>: цены выросли, гостей меньше.",
    ],
)
def test_news_with_a_link_to_a_tag_named_like_a_page_for_supporters_is_text(
    line: str, below: str
) -> None:
    text = line.split("<")[0].strip()
    assert text in text_with(f"<p>{line}</p>", below)


@pytest.mark.parametrize(
    "line",
    [
        "Подпишитесь на <a href='/ru/newsletter'>рассылку</a> «Вестей».",
        "Support our work: <a href='/about/support-us/'>become a member</a> today.",
        "Folgen Sie uns: <a href='https://www.sursk.example/de/abo.html'>Abo</a> ab 3 Euro.",
        "Dołącz do nas: <a href='/user/membership'>członkostwo</a> od 9 zł.",
        "Угостить наших авторов <a href='/coffee'>кофе</a>",
        "Нам нужна ваша помощь: <a href='/donate'>поддержать «Вести» рублём</a>",
    ],
)
def test_a_request_with_a_link_to_the_page_for_supporters_is_no_text(line: str) -> None:
    assert line.split("<")[0].strip() not in text_with(f"<p>{line}</p>")
