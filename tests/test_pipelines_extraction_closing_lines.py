"""Tests that the last line of a text is kept if it is news, a contact or an item of a list."""

import time

import pytest

from pipelines.extraction.lines.channel_links import leads_to_contact
from pipelines.extraction.lines.noise_lines import TextLine, clean_lines
from pipelines.extraction.lines.promotions import (
    _MAX_PROMOTION_CHARS,
    is_list_of_channels,
    is_own_channel_line,
)
from pipelines.extraction.text_lines import text_line
from tests.bridge_article import PARAGRAPHS, TITLE, read_article
from tests.page_blocks import blocks_of

PROSE = "Мост через Суру открыли утром в пятницу после ремонта, рассказали в мэрии Пензы."
MORE = (
    "<p>Подрядчик заменил опоры и перила, уложил новый асфальт и поставил двести светильников,"
    " которые тратят вдвое меньше тока.</p><p>На ремонт потратили девятьсот миллионов рублей,"
    " большую часть этих денег дал федеральный бюджет.</p>"
)


def is_last_line_kept(markup: str, last: str) -> bool:
    """Return whether ``last`` is in the text of an article that ends with ``markup``."""
    body = read_article(
        f"<html><head><title>{TITLE}</title><meta property=og:type content=article></head><body>"
        f"<article><h1>{TITLE}</h1>{PARAGRAPHS}{MORE}{markup}</article></body></html>"
    ).article_body
    assert "Движение транспорта по набережной" in body  # the rest of the text is read
    return last in body


@pytest.mark.parametrize(
    "text",
    [
        "“We will continue to support journalists who face threats,” Guterres wrote on X.",
        "«Мы поддерживаем журналистов и требуем их освобождения», — говорится в заявлении союза.",
        "Президент поздравил журналистов с праздником: «Мы всегда будем поддерживать вас».",
        "Депутат пообещал поддержать местных журналистов: «Мы выделим гранты уже осенью».",
        "The union is calling on the council to support local journalism so that we know more.",
        "Smith, who teaches journalism at the college, plans to donate the prize. “It is our town’s"
        " money,” she joked.",
        "„Wir unterstützen die Redaktion der Schülerzeitung auch 2027“, so die Rektorin.",
        "„Wspieramy dziennikarstwo lokalne i będziemy to robić”, czytamy w oświadczeniu naszej"
        " fundacji.",
        "Support for our journalism school grew by a third last year.",
        "Редакция районной газеты просит мэрию поддержать наш парк.",
        "«Поддержите журналистов, это наша общая забота» — такой плакат повесили у мэрии.",
        "Join the mums’ campaign group on Facebook.",  # not the Latvian «mums»
        "Join the town mums in the Telegram group for walks.",
    ],
)
def test_news_that_resembles_a_promotion_is_text(text: str) -> None:
    assert is_last_line_kept(f"<p>{text}</p>", text)


@pytest.mark.parametrize(
    "text",
    [
        "Local journalism needs your support. Chip in from £3 a month.",
        "Поддержите нашу редакцию: каждый рубль идёт на новые расследования.",
        "Support our newsroom with a monthly gift.",
        "Хотите больше расследований? Поддержите журналистов нашей редакции.",
        "Unterstützen Sie unsere Redaktion mit fünf Euro im Monat.",
        "Sekojiet mums Facebook",  # Latvian: follow us
    ],
)
def test_a_request_to_support_or_follow_the_newsroom_is_no_text(text: str) -> None:
    assert not is_last_line_kept(f"<p>{text}</p>", text)


@pytest.mark.parametrize(
    ("markup", "last"),
    [
        ("<p><a href='tel:+78412555555'>8 (8412) 55-55-55 доб. 12</a></p>", "доб. 12"),
        ("<p><a href='tel:112'>Единый номер спасателей</a></p>", "Единый номер"),
        ("<p><a href='mailto:konkurs@penza.example'>konkurs@penza.example</a></p>", "konkurs@"),
        ("<p><a href='mailto:a@penza.example'>Написать организаторам</a></p>", "Написать орг"),
        ("<p><a href='https://teatr.example/'>teatr.example</a></p>", "teatr.example"),
        ("<p><a href='https://um.example/bilety'>um.example/bilety</a></p>", "um.example"),
        (
            "<ul><li>Парк Белинского, начало в 12 часов</li>"
            "<li><a href='/place/fontan'>Фонтанная площадь, начало в 18 часов</a></li></ul>",
            "Фонтанная",
        ),
        (
            "<p>В субботу в городе откроют две площадки.</p><ol><li>Парк Белинского, с 12 часов"
            "</li><li><a href='/p'>Сквер на Мира, с 14 часов</a></li></ol>",
            "Сквер",
        ),
    ],
)
def test_a_linked_contact_or_item_is_text(markup: str, last: str) -> None:
    assert is_last_line_kept(markup, last)


@pytest.mark.parametrize(
    ("markup", "is_kept"),
    [
        ("<table><tr><td><a href='/t'>от 700 рублей</a></td></tr></table>", True),
        ("<table><tr><th><p><a href='/t'>Зенит — ЦСКА</a></p></th></tr></table>", True),
        ("<dl><dd><a href='/t'>Сквер на Мира</a></dd></dl>", True),
        ("<div><a href='/t'>от 700 рублей</a></div>", False),
    ],
)
def test_a_linked_cell_is_text(markup: str, *, is_kept: bool) -> None:
    (block,) = blocks_of(markup)
    line = text_line(block, block.text, leads_to_own_channel=False)
    kept, _ = clean_lines([TextLine(PROSE), line])
    assert (block.text in kept) is is_kept


@pytest.mark.parametrize("text", ["Погода и пробки в городе", "Afisha. Most i rzeka"])
def test_a_paragraph_that_is_one_link_is_no_text(text: str) -> None:
    assert not is_last_line_kept(f"<p><a href='/other'>{text}</a></p>", text)


@pytest.mark.parametrize(
    "text",
    [
        "Mehr Informationen unter www.museum.example",
        "Więcej informacji na stronie www.um.example",
        "Plus d’informations sur www.ville.example",
        "More details and the full programme are at https://fair.example/2024",
        "Mehr Infos: www.museum.example",
        "Więcej szczegółów: www.um.example",
        "More about the festival: https://fair.example/2024",
        "Больше о правилах: https://museum.example/rules",
        "Ещё один пункт приёма: www.help.example",
        "Więcej na www.sursk.example",
    ],
)
def test_an_address_with_information_for_visitors_is_text(text: str) -> None:
    assert is_last_line_kept(f"<p>{text}</p>", text)


@pytest.mark.parametrize(
    "text",
    [
        "Больше новостей спорта: https://sursk.example/sport",
        "More AP NBA: https://apnews.example/nba",
        "More hockey: https://a.example/nhl and https://b.example/nhl",
        "Więcej wiadomości: www.sursk.example",
    ],
)
def test_more_news_at_an_address_is_no_text(text: str) -> None:
    assert not is_last_line_kept(f"<p>{text}</p>", text)


@pytest.mark.parametrize(
    ("line", "last"),
    [
        (
            "<p>В <a href='https://t.me/penzamer/51'>телеграм-канале</a> мэра пишут, что к осени у"
            " нас появятся ещё два моста.</p>",
            "к осени",
        ),
        (
            "<p>О планах на лето — <a href='https://vk.com/park'>наш парк</a> ждёт гостей с девяти"
            " утра.</p>",
            "О планах",
        ),
        (
            "<p>The band thanks our town’s fans on <a href='https://www.instagram.com/band/'>"
            "Instagram</a>, and the tour goes on until May.</p>",
            "The band",
        ),
        (
            "<blockquote class=twitter-tweet><p>Our thoughts are with the families tonight. Thank"
            " you <a href='https://twitter.com/NYPD'>@NYPD</a> for all you do.</p></blockquote>",
            "Our thoughts",
        ),
        (
            "<blockquote class=twitter-tweet><p>Наш клуб всё лето ходит по реке под парусом, за"
            " снимки спасибо <a href='https://x.com/most'>@most</a></p></blockquote>",
            "Наш клуб",
        ),
        (
            "<p>The appeal is on <a href='https://www.facebook.com/x'>Facebook</a> and <a href="
            "'https://www.instagram.com/band/'>Instagram</a></p>",
            "The appeal",
        ),
        (
            "<p>Снимки выставки есть в <a href='https://t.me/m'>Telegram</a> и <a href="
            "'https://vk.com/m'>VK</a>.</p>",
            "Снимки",
        ),
        (
            "<p>Видео о нашем мосте: <a href='https://vk.com/video-1_2'>VK</a>, <a href="
            "'https://x.com/most/status/1'>X</a></p>",
            "Видео о",
        ),
        (
            "<p>Our town’s choir sings on <a href='https://www.youtube.com/@choir'>YouTube</a> at"
            " noon, in the rain and in the snow!</p>",
            "Our town’s choir",
        ),
    ],
)
def test_a_sentence_about_the_channel_of_somebody_else_is_text(line: str, last: str) -> None:
    assert is_last_line_kept(line, last)


@pytest.mark.parametrize(
    "line",
    [
        "Теперь мы и в MAX. <a href='https://max.ru/v'>Присоединиться</a>",
        "Афиша теперь и у нас: <a href='https://t.me/v'>канал</a>!",
        "Мы пишем коротко, подписывайтесь на <a href='https://t.me/v'>канал</a>.",
        "Follow the Ledger on <a href='https://x.com/l'>X</a> and <a href='https://facebook.com/l'>"
        "Facebook</a>.",
        "Свежее здесь: <a href='https://t.me/v'>Телеграм</a>, <a href='https://vk.com/v'>ВК</a>",
    ],
)
def test_a_line_about_the_channels_of_the_outlet_is_no_text(line: str) -> None:
    first_words = " ".join(line.split()[:2])
    assert not is_last_line_kept(f"<p>{line}</p>", first_words)


@pytest.mark.parametrize(
    ("markup", "linked_networks", "is_item", "is_contact"),
    [
        ("<ul><li><p><a href='https://t.me/v'>Telegram</a></p></li></ul>", 1, True, False),
        ("<p><a href='https://t.me/v/51'>Telegram</a></p>", 0, False, False),
        ("<dl><dd><a href='https://t.me/v'>Telegram</a></dd></dl>", 1, True, False),
        # A quoted post.
        ("<blockquote><a href='https://t.me/v'>Telegram</a></blockquote>", 0, False, False),
        ("<p><a href='TEL:112'>112</a></p>", 0, False, True),
        ("<p><a href='/tel:112'>112</a></p>", 0, False, False),
    ],
)
def test_a_line_knows_the_place_and_the_kind_of_its_links(
    markup: str, *, linked_networks: int, is_item: bool, is_contact: bool
) -> None:
    (block,) = blocks_of(markup)
    line = text_line(block, block.text, leads_to_own_channel=False)
    assert (line.linked_networks, line.is_item) == (linked_networks, is_item)
    assert line.leads_to_contact is is_contact
    assert leads_to_contact(block.elements) is is_contact


def test_lines_about_channels_are_known_by_their_words_and_links() -> None:
    assert is_own_channel_line("Наш канал в MAX")
    assert not is_own_channel_line("Наш парк ждёт гостей.")
    assert is_list_of_channels("Свежее здесь: ВК, Дзен", site_names=(), names_networks=True)
    assert not is_list_of_channels("Свежее здесь: ВК, Дзен", site_names=(), names_networks=False)


REPEATS = 20
MAX_SECONDS = 1.0  # of the processor, for all repeats


@pytest.mark.parametrize(
    "text", ["More " + "www." * 70 + " !a", "@" * 20_000 + " a", "!" * 20_000 + "a"]
)
def test_many_marks_in_a_row_are_read_in_linear_time(text: str) -> None:
    line = TextLine(text, link_share=1.0)
    start = time.process_time()
    for _ in range(REPEATS):
        clean_lines([TextLine(PROSE), line])
    assert time.process_time() - start < MAX_SECONDS


def test_a_long_sentence_with_the_names_of_networks_is_text() -> None:
    sentence = (
        "Our town’s choir sings on Facebook and Instagram, " + "and in the park by the river" * 7
    )
    assert len(sentence) > _MAX_PROMOTION_CHARS
    assert not is_list_of_channels(sentence, site_names=(), names_networks=True)
