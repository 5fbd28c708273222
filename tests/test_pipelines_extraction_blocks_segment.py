"""Tests that blocks are the lines a reader sees, and which of them are labelled as text."""

import time

import numpy as np
import pytest

from benchmarks.extraction.block_labels import label
from pipelines.extraction.blocks.segment import is_link
from pipelines.extraction.blocks.select import Layout, decide
from tests.page_blocks import blocks_of

MAX_SECONDS = 3  # of processor time, for a paragraph of 20,000 numbers


def texts(body: str) -> list[str]:
    """Return the texts of the blocks of a body."""
    return [block.text for block in blocks_of(body)]


def test_a_break_a_cell_and_bare_text_are_blocks_of_their_own() -> None:
    lines = texts("Начало<br>строка<table><tr><td>ячейка<td>вторая</table><div>голый текст</div>")
    assert lines == ["Начало", "строка", "ячейка", "вторая", "голый текст"]


def test_a_custom_element_in_a_paragraph_is_part_of_its_line() -> None:
    assert texts("<p>Об этом <x-note>сообщила</x-note> мэрия.</p><p>Далее.</p>") == [
        "Об этом сообщила мэрия.",
        "Далее.",
    ]


def test_a_custom_element_outside_paragraphs_holds_blocks() -> None:
    lines = texts("<x-body>Первая строка<x-part>Вторая</x-part></x-body><p>Третья</p>")
    assert lines == ["Первая строка", "Вторая", "Третья"]


def test_a_tooltip_is_no_part_of_a_sentence() -> None:
    lines = texts('<p>Глава района <span class="tooltip">биография</span>подписал указ.</p>')
    assert lines == ["Глава района подписал указ."]


@pytest.mark.parametrize(
    ("count", "text"),
    [
        ('<a class="comments_count" href="#c">0</a>', "Мост открыли утром."),
        ('<span class="pw-responses-count ls"> 18 </span>', "Мост открыли утром."),
        ('<span id="com_count">3</span>', "Мост открыли утром."),
        ('<a href="#note">2</a>', "2Мост открыли утром."),  # a footnote
        ('<span class="country">5</span>', "5Мост открыли утром."),
        ('<a class="comments_count" href="#c">Два</a>', "ДваМост открыли утром."),
        ('<a name="p"></a>\n<a class="comments_count">0</a>\n', "Мост открыли утром."),
        ('<a href="#c"><i></i><span class="comment-num">7</span></a>', "Мост открыли утром."),
        ('<span class="vote-count">5</span> ', "5 Мост открыли утром."),
        ('<span class="page-count">5</span> ', "5 Мост открыли утром."),
        ('<span class="discount">5</span> ', "5 Мост открыли утром."),
        ('<span class="telecom-count">5</span> ', "5 Мост открыли утром."),
    ],
)
@pytest.mark.parametrize("sentence", ["Мост открыли утром.", "<em>Мост</em> открыли утром."])
def test_the_number_of_comments_is_no_part_of_a_paragraph(
    count: str, text: str, sentence: str
) -> None:
    assert texts(f"<p>{count}{sentence}</p>") == [text]


def test_the_number_of_comments_may_be_after_the_last_sentence() -> None:
    count = '<a class="comments_count" href="#c">4</a>'
    assert texts(f"<p>Мост открыли. {count}</p><p>Дорогу, <b>тоже!</b> <i>{count}</i></p>") == [
        "Мост открыли.",
        "Дорогу, тоже!",
    ]


@pytest.mark.parametrize(("name", "lines"), [("comments_count", []), ("count", ["4"])])
def test_the_number_of_comments_may_be_alone_in_its_paragraph(name: str, lines: list[str]) -> None:
    count = f'<p id="p_20"><a name="p_20"></a><a class="{name}">4</a>'
    for end in ("</p>", "<br></p>", "<img></p>", "<i> <script>f()</script></i></p>"):
        assert texts(count + end) == lines
    assert texts(f"{count}<i> <div><script>f()</script></div></i></p>") == lines


def test_the_number_of_comments_may_be_attached_to_a_small_letter() -> None:
    count = '<a class="comments_count" href="#c">0</a>'
    assert texts(f"<p>{count}вратарь – Иванов,</p><p>{count} вратарей</p>") == [
        "вратарь – Иванов,",
        "0 вратарей",
    ]


@pytest.mark.parametrize(
    "name", ["count", "counter", "discount", "page-count", "comments_count", "pw-responses-count"]
)
@pytest.mark.parametrize(
    "sentence",
    [
        "В аварии пострадали {} человек.",
        "{} человек пострадали в аварии.",
        "{} <b>человек</b> пострадали в аварии.",
        "Число пострадавших: {}",
        "{}-й автобус прошёл по мосту.",
        "Иванов И. {}",
        "Мост открыли. {} человек прошли по нему.",
        "Мост открыли. {} Автобусы пошли.",
        "Открыли мосты № {}<br>в Пензе.",
    ],
)
def test_a_number_in_a_sentence_is_text(name: str, sentence: str) -> None:
    lines = texts(f"<p>{sentence.format(f'<span class={name}>12</span>')}</p>")
    plain = sentence.replace("<b>", "").replace("</b>", "").format("12")
    assert lines == plain.split("<br>")


@pytest.mark.parametrize(
    "filling", [" " * 20_000, " " * 200_000, "<i></i> " * 20_000, "А " * 20_000],
    ids=["spaces", "more spaces", "empty elements", "letters"],
)  # fmt: skip
def test_a_paragraph_of_many_numbers_is_read_within_the_time_limit(filling: str) -> None:
    counts = "<i class=comment>1</i>" * 20_000
    began = time.process_time()
    texts(f"<p>{filling}{counts}</p>")
    assert time.process_time() - began < MAX_SECONDS


@pytest.mark.parametrize(
    ("attribute", "is_shown"),
    [
        ('style="border:0;clip:rect(0 0 0 0);position:absolute"', False),
        ('style="clip: rect(0px, 0px, 0px, 0px); width: 1px"', False),
        ('class="link vh"', False),
        ('class="go-vh"', False),
        ('style="clip:rect(10px 90px 0 0)"', True),
        ('style="color:red"', True),
        ('class="vh-100"', True),
        ('class="min-100-vh"', True),
        ('class="text full-vh"', True),
        ('class="height_vh wide"', True),
    ],
)
def test_a_text_that_is_only_for_screen_readers_is_no_part_of_a_sentence(
    attribute: str, is_shown: bool
) -> None:
    lines = texts(
        f"<p>Доклад <a href=/1>мэрии<span {attribute}>, новая вкладка</span></a> готов.</p>"
    )
    shown = "Доклад мэрии, новая вкладка готов."
    assert lines == [shown if is_shown else "Доклад мэрии готов."]


def test_a_tooltip_around_much_of_the_page_is_an_error_of_the_page() -> None:
    paragraph = "<p>Глава района подписал указ о ремонте моста через Суру.</p>"
    card = f'<p>Глава <span class="tooltip"><b>{"биография " * 40}</b></span>района.</p>'
    assert len(texts(f'{paragraph}<div><span class="tooltip">{paragraph * 9}</div>')) == 10
    assert len(texts(f'{paragraph * 30}<span class="tooltip">{paragraph * 9}</span>')) == 30
    assert texts(card) == ["Глава района."]


def decided(chances: list[float], embeds: list[int] | None = None) -> list[bool]:
    """Return which blocks are text, given their chances; ``embeds`` marks embedded posts by 1.

    The blocks have 80 characters each, and none of them is in a list.
    """
    count = len(chances)
    layout = Layout(
        sizes=np.full(count, 80.0),
        kinds=np.full(count, -1),
        embeds=np.array(embeds or [0] * count, dtype=bool),
    )
    return [bool(is_text) for is_text in decide(np.array(chances), layout)]


def test_a_post_embedded_in_the_article_is_its_text() -> None:
    assert decided([0.0, 0.9, 0.1, 0.9], [0, 0, 1, 0]) == [False, True, True, True]


def test_a_post_before_the_article_or_far_below_it_is_no_text() -> None:
    are_text = decided([0.0, 0.9, 0.0, 0.0, 0.0, 0.0, 0.0], [1, 0, 0, 0, 0, 0, 1])
    assert are_text == [False, True, False, False, False, False, False]


def test_an_unclear_page_gives_its_likeliest_blocks_and_an_unlikely_page_none() -> None:
    assert decided([0.02, 0.4, 0.35]) == [False, True, True]
    assert decided([0.02, 0.05]) == [False, False]
    assert decided([]) == []


def test_of_equal_blocks_those_among_lines_of_the_gold_text_are_labelled() -> None:
    teaser = "Новый мост через Светлую открыт"
    article = ["Мост ждали два года.", teaser, "Автобусы вернутся к вечеру.", "Светлую", "Конец."]
    gold = "\n".join([*article[:3], "Через Светлую", *article[4:]])
    blocks = [teaser, *[f"Погода номер {n}" for n in range(8)], "Светлую", *article[:3], article[4]]
    assert list(label(blocks, gold)) == [*[0] * 10, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        pytest.param("<h3><button>Кто заплатит?</button></h3>", ["Кто заплатит?"], id="heading"),
        pytest.param(
            "<dt><button type=button><span>Кто заплатит?</span></button></dt>",
            ["Кто заплатит?"],
            id="term",
        ),
        pytest.param(
            "<button aria-expanded=false>Кто заплатит?</button><div>Район.</div>",
            ["Кто заплатит?", "Район."],
            id="section below",
        ),
        pytest.param("<h3>Мост <button>Слушать новость</button></h3>", ["Мост"], id="beside"),
        pytest.param("<h3><button>Ещё</button></h3><p>Да.</p>", ["Да."], id="one word"),
        pytest.param(
            "<button aria-expanded=false>Открыть меню сайта</button><div>Район.</div>",
            ["Район."],
            id="menu",
        ),
        pytest.param("<button>Показать ещё пять новостей</button><p>Да.</p>", ["Да."], id="plain"),
    ],
)
def test_a_button_that_is_the_label_of_a_section_is_read(html: str, lines: list[str]) -> None:
    assert texts(html) == lines


def test_a_button_in_a_heading_has_the_level_of_the_heading() -> None:
    (block,) = blocks_of("<h3><button>Кто заплатит?</button></h3>")
    assert block.heading == 3


@pytest.mark.parametrize(
    ("name", "is_read"),
    [
        ("t-feed__post-popup__date", True),
        ("news-popup__time time", True),
        ("popup", False),
        ("word-popup", False),
        ("glossary-tooltip__text", False),
    ],
)
def test_a_part_of_an_article_that_is_a_popup_is_read(name: str, is_read: bool) -> None:
    html = f"<p>Мост открыли <span class='{name}'>20 ноября</span> утром.</p>"
    (line,) = texts(html)
    assert ("20 ноября" in line) is is_read


def test_a_block_whose_text_is_nearly_all_links_is_a_link() -> None:
    link, sentence = blocks_of(
        "<p><a href=/1>Мост открыт</a>.</p><p>Мост <a href=/1>открыт</a></p>"
    )
    assert is_link(link)
    assert not is_link(sentence)
