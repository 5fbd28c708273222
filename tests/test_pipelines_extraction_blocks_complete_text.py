"""Tests that text which the markup assigns to the article is added to the chosen blocks."""

import pytest

from pipelines.extraction.blocks.complete_text import complete_text
from pipelines.extraction.blocks.features import block_features
from pipelines.extraction.blocks.views import Views
from tests.page_blocks import blocks_of
from tests.water_supply_article import TEXT, body_of


@pytest.mark.parametrize(
    "markup",
    [
        "<div class=news-header__lead>{}</div>",
        "<p class=article-anons>{}</p>",
        "<h2 class=subtitle>{}</h2>",
        "<div itemprop=description>{}</div>",
    ],
)
def test_a_standfirst_belongs_to_the_text(markup: str) -> None:
    standfirst = "Подрядчик обещает приступить к следующему участку в апреле."
    assert body_of(TEXT, markup.format(standfirst)).split("\n")[0] == standfirst


def test_a_standfirst_without_a_telling_class_is_known_by_the_description() -> None:
    standfirst = "Подрядчик обещает приступить к следующему участку водопровода уже в апреле."
    head = f"<meta name=description content='{standfirst}'>"
    assert body_of(TEXT, f"<div class=x7>{standfirst}</div>", head).startswith(standfirst)


@pytest.mark.parametrize(
    "markup",
    [
        "<blockquote><p>{0}</p><footer>{1}</footer></blockquote>",
        "<blockquote><p>{0}</p><cite>{1}</cite></blockquote>",
        "<figure><blockquote><p>{0}</p></blockquote><figcaption>{1}</figcaption></figure>",
        "<div class=quote><div class=quote__text>{0}</div><div class=quote__name>{1}</div></div>",
    ],
)
def test_the_name_of_the_speaker_stays_with_the_quote(markup: str) -> None:
    quote = "Спасибо строителям, теперь вода приходит в каждый дом посёлка без перебоев."
    speaker = "Анна Кузнецова, жительница посёлка"
    body = body_of(TEXT + markup.format(quote, speaker) + TEXT.replace("Жители", "Все жители"))
    assert quote in body
    assert speaker in body


def test_paragraphs_of_a_details_element_belong_to_the_text() -> None:
    hidden = "Старые трубы проложили ещё в шестидесятые годы, их меняли только участками."
    details = f"<details><summary>История</summary><p>{hidden}</p></details>"
    assert hidden in body_of(TEXT + details + TEXT.replace("Жители", "Все жители"))


def test_the_captions_of_a_photo_report_are_its_text() -> None:
    captions = (
        "Школьники прошли колонной по улице Мира и вынесли на площадь флаг города.",
        "На сцене выступил хор ветеранов, ему аплодировали стоя.",
        "Вечером над рекой запустили фейерверк, его видели во всех районах.",
    )
    figures = "".join(f"<figure><img src=/i.jpg><figcaption>{caption}</figcaption></figure>"
                      for caption in captions)  # fmt: skip
    text = "<p>В посёлке отметили день города, праздник длился с утра до вечера.</p>"
    body = body_of(f"{text}<div class=gallery>{figures}</div>")
    assert all(caption in body for caption in captions)


@pytest.mark.parametrize("tag", ["button", "select", "noscript", "template"])
def test_text_inside_an_unclosed_element_is_read(tag: str) -> None:
    body = body_of(f"<{tag}><div class=inner>{TEXT}{TEXT.replace('Жители', 'Все жители')}</div>")
    assert "По словам главы района" in body


def test_a_cookie_notice_never_becomes_the_text() -> None:
    notice = (
        "Мы обрабатываем файлы cookie, чтобы сайт работал лучше. Оставаясь на сайте, вы"
        " соглашаетесь с политикой обработки персональных данных и правилами сайта."
    )
    body = body_of("<p>Мост открыт. Проезд свободен.</p>", f"<div class=n><p>{notice}</p></div>")
    assert body == "Мост открыт. Проезд свободен."


def test_without_a_chosen_block_no_text_is_added() -> None:
    assert complete_text(blocks_of(TEXT), [], "", "") == []


def test_a_table_that_lays_out_the_page_adds_no_caption() -> None:
    figure = (
        "<figure><img src=/p.jpg><figcaption>Речной вокзал. Фото: А. Котов</figcaption></figure>"
    )
    html = f"<table width=100%><tr><td valign=top>{TEXT}{figure}{TEXT}</td></tr></table>"
    assert "Речной вокзал" not in body_of(html)


@pytest.mark.parametrize("name", ["pf_subheadline", "article-subhead", "intertitre", "crosshead"])
def test_a_line_in_a_box_named_as_subhead_between_paragraphs_belongs_to_the_text(name: str) -> None:
    body = body_of(TEXT + f"<div class={name}>Что дальше</div>" + TEXT.replace("Жители", "Все"))
    assert "Что дальше" in body.split("\n")


QUESTION, ANSWER = "Кто заплатит за подключение?", "Подключение домов оплатит район из резерва."
BEFORE, _, last_paragraph = TEXT.rpartition("<p>")
AFTER = f"<p>{last_paragraph}"


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="spoiler"><div class="spoiler-title">{}</div><div hidden>{}</div></div>',
        '<section class="accordion"><h3><button aria-expanded="false">{}</button></h3>'
        '<div class="accordion__panel"><p>{}</p></div></section>',
        '<div class="acc faq-list"><button aria-expanded="true"><span>{}</span></button>'
        "<div><p>{}</p></div></div>",
        '<div class="ui-collapsible"><p>{}</p><div style="display:none">{}</div></div>',
        '<div class="wrap"><details><summary>{}</summary><div><p>{}</p></div></details></div>',
    ],
)
def test_a_box_amid_the_text_that_opens_on_a_click_is_text(markup: str) -> None:
    lines = body_of(BEFORE + markup.format(QUESTION, ANSWER) + AFTER).split("\n")
    assert lines[2:4] == [QUESTION, ANSWER]
    assert len(lines) == 5


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param('<div class="spoiler"><div>Ещё</div><p>{}</p></div>', id="no label"),
        pytest.param(
            '<div class="accordion"><h3>Будьте в курсе новостей района</h3>'
            "<p>Подписывайтесь на наш телеграм-канал.</p></div>",
            id="promotion",
        ),
        pytest.param(
            '<div class="spoiler"><div>Задать вопрос автору</div><p>{}</p>'
            "<form><input name=q></form></div>",
            id="form",
        ),
        pytest.param(
            '<div class="faq"><p>Другие ответы редакции</p><p><a href="/1">{}</a></p></div>',
            id="links",
        ),
        pytest.param('<aside class="faq"><p>Справка о ремонте</p><p>{}</p></aside>', id="aside"),
    ],
)
def test_a_box_that_opens_on_a_click_needs_the_signs_of_text(markup: str) -> None:
    box = markup.format(ANSWER)
    blocks = blocks_of(f"<div>{BEFORE}{box}{AFTER}</div>")
    chosen = [block for block in blocks if block.text in TEXT]
    assert complete_text(blocks, chosen, "", "") == chosen


def test_a_box_that_opens_on_a_click_below_the_text_is_no_text() -> None:
    box = f'<div class="faq"><p>{QUESTION}</p><p>{ANSWER}</p></div>'
    blocks = blocks_of(f"<div>{TEXT}</div>{box}")
    chosen = [block for block in blocks if block.text in TEXT]
    assert complete_text(blocks, chosen, "", "") == chosen


TABLE = "<table><tr><th>Счёт</th><th>Чаевые</th></tr><tr><td>400</td><td>40</td></tr></table>"


@pytest.mark.parametrize(
    ("insert", "is_text"),
    [
        (f"<div class=w-embed><div>{TABLE}</div></div>", True),
        (f"<div><div><div>{TABLE}</div></div></div>", True),
        (f"<div class=weather-widget><div>{TABLE}</div></div>", False),
        ("<div><div>{}</div></div>".format(TABLE.replace("400", "<a href=/1>400</a>")), False),
        (f"<aside><div>{TABLE}</div></aside>", False),
    ],
    ids=["embedded", "several boxes", "widget", "links", "aside"],
)
def test_a_table_amid_the_text_is_text_in_boxes_of_its_own(insert: str, is_text: bool) -> None:
    first, last = "Сколько оставляют в кафе города.", "Официанты делят эти деньги поровну."
    blocks = blocks_of(f"<article><p>{first}</p>{insert}<p>{last}</p></article>")
    block_features(blocks, Views())  # measures the boxes
    completed = complete_text(blocks, [blocks[0], blocks[-1]], "", "")
    assert len(completed) == (6 if is_text else 2)
