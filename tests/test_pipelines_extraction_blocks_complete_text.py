"""Tests that text which the markup assigns to the article is added to the chosen blocks."""

import pytest

from pipelines.extraction.blocks.complete_text import (
    complete_text,
    days_of_entries,
    hours_of_entries,
)
from tests.bridge_article import read_article
from tests.page_blocks import blocks_of

TEXT = (
    "<p>В посёлке завершился ремонт водопровода, сообщили во вторник в администрации района.</p>"
    "<p>По словам главы района, на работы из областного бюджета выделили сорок миллионов.</p>"
    "<p>Жители могут задать вопросы по телефону приёмной или прийти лично по средам.</p>"
)


def body_of(text: str, below_headline: str = "", head: str = "") -> str:
    """Return the text that is read from a page with this markup."""
    html = (
        f"<!doctype html><html lang=ru><head><meta charset=utf-8><title>Ремонт водопровода</title>"
        f"<meta property=og:type content=article>{head}</head><body><header><a href=/>Вести</a>"
        f"</header><main><article><h1>Ремонт водопровода завершён</h1>{below_headline}"
        f"<time datetime='2026-03-02T10:15:00+03:00'>2 марта 2026, 10:15</time>"
        f"<div class=text>{text}</div></article></main><footer>© 2026 Вести</footer></body></html>"
    )
    return read_article(html).article_body


ITEMS = ("на улице Садовой до перекрёстка", "в сквере у дома культуры", "возле школы № 4")


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Работы пройдут по адресам:</p><ul>{}</ul>",
        "<p>Работы пройдут по адресам:</p><ol>{}</ol>",
        "<div>Работы пройдут по адресам:</div><ul class=list>{}</ul>",
    ],
)
def test_a_list_that_closes_the_text_belongs_to_it(markup: str) -> None:
    body = body_of(TEXT + markup.format("".join(f"<li>{item};</li>" for item in ITEMS)))
    assert all(item in body for item in ITEMS)
    assert "Работы пройдут по адресам:" in body


def test_a_list_without_links_among_paragraphs_needs_no_colon() -> None:
    items = "".join(f"<li>{item}</li>" for item in ITEMS)
    body = body_of(f"{TEXT}<ul>{items}</ul>")
    assert body.split("\n")[-3:] == list(ITEMS)


def test_items_in_paragraphs_after_a_colon_belong_to_the_text() -> None:
    items = "".join(f"<p>— {item};</p>" for item in ITEMS)
    body = body_of(TEXT + f"<p>Работы пройдут по адресам:</p>{items}")
    assert all(item in body for item in ITEMS)


def test_a_list_of_links_below_the_text_does_not_belong_to_it() -> None:
    links = "".join(f"<li><a href=/n/{n}>{item}, подробности</a></li>"
                    for n, item in enumerate(ITEMS))  # fmt: skip
    assert not any(item in body_of(TEXT + f"<p>Ещё:</p><ul>{links}</ul>") for item in ITEMS)


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


def test_a_table_keeps_its_labels() -> None:
    table = (
        "<p>Новые тарифы:</p><table><tr><th>Услуга<th>Было<th>Стало</tr><tr><td>Вода<td>30 рублей"
        "<td>34 рубля</tr><tr><td>Стоки<td>28 рублей<td>32 рубля</tr></table>"
    )
    body = body_of(TEXT + table)
    assert all(cell in body for cell in ("Вода", "34 рубля", "Стоки", "32 рубля"))


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


def test_the_entries_of_a_live_blog_keep_their_hours() -> None:
    entries = (
        ("18:40", "Вода поднялась ещё на двадцать сантиметров, подтоплены четыре улицы."),
        ("17:15", "Из Заречья вывезли шестьдесят человек, их разместили в школе."),
        ("16:02", "Глава города подписал режим чрезвычайной ситуации."),
    )
    text = "".join(
        f"<div class=entry><span class=hour>{hour}</span><div><p>{entry}</p></div></div>"
        for hour, entry in entries
    )
    lines = body_of(text).split("\n")
    assert lines == [line for pair in entries for line in pair]


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


def test_the_hours_of_a_chronicle_are_known_by_the_entries_below_them() -> None:
    entries = "<p>10:15</p><p>Горит склад.</p><p>11:40</p><p>Пожар потушен.</p>"
    blocks = blocks_of(entries)
    assert hours_of_entries(blocks, blocks) == {0, 2}
    assert hours_of_entries(blocks, blocks[2:]) == set()


def test_a_table_that_lays_out_the_page_adds_no_caption() -> None:
    figure = (
        "<figure><img src=/p.jpg><figcaption>Речной вокзал. Фото: А. Котов</figcaption></figure>"
    )
    html = f"<table width=100%><tr><td valign=top>{TEXT}{figure}{TEXT}</td></tr></table>"
    assert "Речной вокзал" not in body_of(html)


@pytest.mark.parametrize(
    "note",
    [
        "Уточнение: в первой версии текста был неверно назван подрядчик работ.",
        "Исправление, 3 марта: сумма контракта составляет сорок, а не четыре миллиона рублей.",
        "Correction, March 3, 2026: This article originally misnamed the contractor of the works.",
        "Korrektur: In einer früheren Fassung war der Name der Firma falsch geschrieben.",
    ],
)
def test_a_correction_below_the_text_belongs_to_it(note: str) -> None:
    below = f"</div><div class=errata><p>{note}</p>"
    assert body_of(TEXT + below).endswith(note)


@pytest.mark.parametrize(
    "line",
    [
        "Исправление ошибок на сайте: пишите нам на почту редакции, ответим в течение дня.",
        "Уточнение: цена",
        "Correction: <a href=/policy>how this newsroom corrects the errors in its articles</a>.",
    ],
)
def test_a_line_that_only_begins_like_a_correction_is_not_added(line: str) -> None:
    assert body_of(TEXT + f"</div><div class=x>{line}</div>") == body_of(TEXT)


@pytest.mark.parametrize("name", ["pf_subheadline", "article-subhead", "intertitre", "crosshead"])
def test_a_line_in_a_box_named_as_subhead_between_paragraphs_belongs_to_the_text(name: str) -> None:
    body = body_of(TEXT + f"<div class={name}>Что дальше</div>" + TEXT.replace("Жители", "Все"))
    assert "Что дальше" in body.split("\n")


def test_the_days_of_a_programme_stay_above_their_entries() -> None:
    days = ("Friday, November 14, 2026", "Saturday, November 15, 2026")
    entries = "".join(f"<p>{day}</p><p>The band plays at the old pier.</p>" for day in days)
    blocks = blocks_of(entries)
    assert [blocks[index].text for index in sorted(days_of_entries(blocks))] == list(days)
    assert days_of_entries(blocks[:2]) == set()  # a single day may be that of publication


@pytest.mark.parametrize(
    ("before", "table", "is_text"),
    [
        ("", "<table><caption>График</caption>{}</table>", True),
        ("", "<table>{}</table>", True),
        ("<h3>График отключений</h3>", "<div class=table-responsive><table>{}</table></div>", True),
        ("", "<aside class=widget><table>{}</table></aside>", False),
    ],
)
@pytest.mark.parametrize("after", ["", "<p>Воду подвезут к домам два раза в день, утром.</p>"])
def test_a_table_that_follows_a_paragraph_needs_no_colon(
    before: str, table: str, is_text: bool, after: str
) -> None:
    rows = "<tr><th>Улица<th>Дата<tr><td>Садовая<td>с утра<tr><td>Речная<td>с обеда"
    body = body_of(TEXT + before + table.format(rows) + after)
    assert ("Садовая" in body and "с обеда" in body) is is_text


def test_a_table_of_links_below_the_text_does_not_belong_to_it() -> None:
    rows = "".join(f"<tr><td><a href=/{n}>Раздел {n}</a><td>{n} записей" for n in range(4))
    assert "записей" not in body_of(f"{TEXT}<table>{rows}</table>")


QUESTION, ANSWER = "Кто заплатит за подключение?", "Подключение домов оплатит район из резерва."
BEFORE, AFTER = TEXT.rsplit("<p>", 1)[0], "<p>" + TEXT.rsplit("<p>", 1)[1]


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


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("18.40 Uhr", "17.15 Uhr"),
        ("6.40pm", "5.15pm"),
        ("10:05 a.m.", "9:30 a.m."),
        ("о 18:40", "о 17:15"),
        ("14:20 CET", "13:05 CET"),
        ("18.40 гадз.", "17.15 гадз."),
    ],
)
def test_the_hours_of_a_live_blog_may_have_a_unit(first: str, second: str) -> None:
    entries = "".join(
        f"<div class=flex><time>{hour}</time><div>{text}</div></div>"
        for hour, text in ((first, "Вода поднялась на метр."), (second, "Мост закрыли."))
    )
    blocks = blocks_of(f"<div>{entries}</div>")
    hours = [block for block in blocks if block.text in (first, second)]
    others = [block for block in blocks if block not in hours]
    assert len(hours) == 2
    assert complete_text(blocks, others, "", "") == blocks
    assert hours_of_entries(blocks, blocks) == {block.index for block in hours}


def test_a_price_above_a_sentence_is_no_hour() -> None:
    blocks = blocks_of(
        "<div><b>18.40 руб</b><p>Хлеб.</p></div><div><b>17.15 руб</b><p>Молоко.</p></div>"
    )
    assert hours_of_entries(blocks, blocks) == set()


@pytest.mark.parametrize(
    "note",
    [
        "* Имя изменено по просьбе героини.",
        "*imię zmienione na prośbę rozmówcy",
        "* Name von der Redaktion geändert.",
        "** Организация признана нежелательной в России.",
    ],
)
def test_a_footnote_right_below_the_text_belongs_to_it(note: str) -> None:
    blocks = blocks_of(f"<div>{TEXT}<p>{note}</p></div><p>Контакты</p>")
    assert complete_text(blocks, blocks[:3], "", "") == blocks[:4]


@pytest.mark.parametrize(
    "markup",
    [
        "<p>* обязательные поля для заполнения</p>",
        "<p>* required fields are marked so</p>",
        "<p>* <a href=/1>Имя изменено по просьбе героини</a></p>",
        "<p>***</p>",
        "<p>Комментарии</p><p>* Имя изменено по просьбе героини.</p>",
        "<form><p>* Имя и почта не публикуются.</p></form>",
    ],
)
def test_a_line_with_an_asterisk_elsewhere_is_no_footnote(markup: str) -> None:
    blocks = blocks_of(f"<div>{TEXT}{markup}</div>")
    assert complete_text(blocks, blocks[:3], "", "") == blocks[:3]


ANSWERS = ("Деньги выделила область.", "Осенью.", "Да.")
QUESTIONS = ("Кто заплатил за ремонт?", "А когда?", "Точно?")


@pytest.mark.parametrize(
    "pair", ["<div class=q>{}</div><div class=a>{}</div>", "<dt>{}</dt><dd>{}"]
)
def test_short_questions_of_an_interview_belong_to_it(pair: str) -> None:
    html = "".join(pair.format(*one) for one in zip(QUESTIONS, ANSWERS, strict=True))
    blocks = blocks_of(f"<div>{html}</div>")
    chosen = [block for block in blocks if block.text not in QUESTIONS[1:]]
    assert complete_text(blocks, chosen, "", "") == blocks


def test_a_question_of_a_widget_is_no_question_of_the_interview() -> None:
    html = (
        f"<p>{QUESTIONS[0]}</p><p>{ANSWERS[0]}</p><div class=poll>Вы довольны?</div>"
        f"<p>{ANSWERS[1]}</p>"
    )
    blocks = blocks_of(f"<div>{html}</div>")
    chosen = [block for block in blocks if block.box.tag == "p"]
    assert complete_text(blocks, chosen, "", "") == chosen


@pytest.mark.parametrize(
    "markup",
    [
        "<ul><li>Центр<ul><li>улица Мира</li><li>улица Садовая</li></ul></li><li>Окраина</li></ul>",
        "<ol><li><p>Центр</p><ol><li>улица Мира</li><li>улица Садовая</li></ol></li></ol>",
        "<ul><li>Центр</li><ul><li>улица Мира</li><li>улица Садовая</li></ul></ul>",
    ],
)
def test_a_nested_list_is_a_part_of_the_outer_list(markup: str) -> None:
    blocks = blocks_of(f"<div>{TEXT}{markup}</div>")
    assert complete_text(blocks, blocks[:3], "", "") == blocks


@pytest.mark.parametrize("tag", ["figure class=wp-block-table", "div class=table-responsive"])
def test_a_table_in_a_figure_right_below_a_paragraph_is_text(tag: str) -> None:
    cells = "<tr><td>2025</td><td>48 тыс.</td></tr><tr><td>2026</td><td>61 тыс.</td></tr>"
    closing = tag.split()[0]
    blocks = blocks_of(f"<div>{TEXT}<{tag}><table>{cells}</table></{closing}></div>")
    assert complete_text(blocks, blocks[:3], "", "") == blocks


@pytest.mark.parametrize(
    "items",
    [
        "<div class=item>паспорт</div><div class=item>справка</div>",
        "<div>✅ паспорт</div><div>✅ справка</div>",
        "<p>— паспорт;</p><p>— справка.</p>",
    ],
)
def test_a_list_in_the_next_box_of_a_page_builder_belongs_to_its_announcement(items: str) -> None:
    row = '<div class="row"><div class="col"><div class="rich">{}</div></div></div>'
    text = TEXT + "<p>С собой нужно взять:</p>"
    blocks = blocks_of(f"<main>{row.format(text)}{row.format(items)}</main>")
    assert complete_text(blocks, blocks[:4], "", "") == blocks


def test_a_list_of_links_in_the_next_box_is_no_list_of_the_text() -> None:
    row = '<div class="row"><div class="col"><div class="rich">{}</div></div></div>'
    links = (
        '<div class=item><a href="/1">Каток</a></div><div class=item><a href="/2">Парк</a></div>'
    )
    text = TEXT + "<p>С собой нужно взять:</p>"
    blocks = blocks_of(f"<main>{row.format(text)}{row.format(links)}</main>")
    assert complete_text(blocks, blocks[:4], "", "") == blocks[:4]


ROWS = ("Где: дом культуры «Химик»", "Когда: 5 декабря, 18:00", "Вход: 300 рублей")


@pytest.mark.parametrize("markup", ["<p>{}<br>{}<br>{}</p>", "<div>{}</div><div>{}</div><div>{}"])
@pytest.mark.parametrize("chosen_row", [0, 1, 2])
def test_rows_with_a_label_beside_a_chosen_one_are_text(markup: str, chosen_row: int) -> None:
    blocks = blocks_of(f"<section>{TEXT}{markup.format(*ROWS)}</section>")
    chosen = [*blocks[:3], blocks[3 + chosen_row]]
    assert complete_text(blocks, chosen, "", "") == blocks


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("<p>{}</p><div>Автор статьи: Анна Ким</div>", id="other markup"),
        pytest.param("<p>{}</p><p>Теги: мост, река, город</p>", id="label of the page"),
        pytest.param("<p>{}</p><p>Фото: пресс-служба мэрии</p>", id="credit"),
        pytest.param("<p>{}</p><p>Ещё: <a href=/1>Каток открыли</a></p>", id="link"),
        pytest.param("<p>{}</p><p>Контакты</p><p>Вход: со двора</p>", id="not beside"),
    ],
)
def test_other_lines_with_a_label_are_no_rows_of_the_text(rows: str) -> None:
    blocks = blocks_of(f"<section>{TEXT}{rows.format(ROWS[0])}</section>")
    assert complete_text(blocks, blocks[:4], "", "") == blocks[:4]
