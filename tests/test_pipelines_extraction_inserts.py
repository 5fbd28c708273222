"""Tests that captions, pull quotes, hidden labels, bylines and signatures are no text."""

import time

import pytest

from pipelines.extraction.blocks.features import block_features
from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.blocks.views import Views
from pipelines.extraction.inserts.amid_text import without_inserts
from pipelines.extraction.inserts.captions import captions
from pipelines.extraction.inserts.form_fields import form_fields
from pipelines.extraction.inserts.hidden_labels import hidden_labels
from pipelines.extraction.inserts.main_heading import main_heading
from pipelines.extraction.inserts.pull_quotes import pull_quotes
from pipelines.extraction.inserts.signatures import bylines, may_be_signature, without_signature
from tests.page_blocks import blocks_of

TEXT = (
    "В Нижнем Ломове достроили пешеходный мост, и в субботу по нему прошли первые жители.",
    "«Мы ждали этого моста одиннадцать лет», — сказала учительница Вера Лапина, которая живёт за"
    " рекой и каждое утро ходила в школу в обход.",
    "Подрядчик обещает убрать технику с берега до конца месяца и засеять склон травой.",
    "Следующей весной здесь начнут ремонтировать и набережную, на это выделили 40 миллионов.",
)
PICTURE = '<img src="most.jpg" alt="">'


def measured(body: str) -> list[Block]:
    """Return the blocks of a page, whose boxes know the number of their blocks."""
    blocks = blocks_of(body)
    block_features(blocks, Views())
    return blocks


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def amid(insert: str) -> str:
    """Return a text with an insert after its second paragraph."""
    return f"<div>{paragraphs(*TEXT[:2])}{insert}{paragraphs(*TEXT[2:])}</div>"


def texts(blocks: list[Block], indexes: set[int]) -> list[str]:
    return [blocks[index].text for index in sorted(indexes)]


CAPTION = "Новый мост в день открытия"


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="wp-caption alignnone">{picture}<p class="wp-caption-text">{text}</p></div>',
        '<div class="image_image-widget__x1">{picture}<p>{text}</p></div>',
        '<div class="photo">{picture}<br>{text}</div>',
        '<figure>{picture}<div class="note">{text}</div></figure>',
        '<div align="center">{picture}<br>{text}</div>',
        "<center>{picture}<div>{text}</div></center><div class=img>{picture}{text}</div>",
    ],
)
def test_a_line_in_the_box_of_a_picture_is_a_caption(markup: str) -> None:
    blocks = measured(amid(markup.format(picture=PICTURE, text=CAPTION)))
    assert CAPTION in texts(blocks, captions(blocks))


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<p>{picture}{text}</p>", id="paragraph with a picture"),
        pytest.param("<div>{picture}<br>{text}.</div>", id="sentence in a box without a name"),
        pytest.param("<ul><li>{picture}{text}</li></ul>", id="item of a list"),
        pytest.param("<div class=photo>{text}</div>", id="no picture"),
        pytest.param("<h2>{picture}{text}</h2>", id="subhead"),
        pytest.param(
            "<figure class=photo>{picture}<blockquote>Мы рады.</blockquote>"
            "<figcaption>{text}</figcaption></figure>",
            id="name below a quote",
        ),
        pytest.param(
            '<div class="quote__photo">{picture}<p class="quote_caption">{text}</p></div>',
            id="box named for a quote",
        ),
        pytest.param(
            '<div class="image-text">{picture}<p>{text}, и он понравился всем.</p></div>',
            id="paragraph beside a picture",
        ),
        pytest.param(
            "<div class=photo>{picture}<p>" + TEXT[1] * 3 + "</p></div>", id="long paragraph"
        ),
        pytest.param('<div class="imagination">{picture}<p>{text}</p></div>', id="other word"),
        pytest.param(
            "<div class=photo>{picture}<b>{text}</b><h3>Река</h3><p>Мост</p></div>", id="section"
        ),
    ],
)
def test_a_line_beside_a_picture_is_text_without_further_signs(markup: str) -> None:
    blocks = measured(amid(markup.format(picture=PICTURE, text=CAPTION)))
    assert captions(blocks) == set()


SENTENCE = "Жители улицы Рябова давно просили поставить у моста фонари и лавочки."


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="paragraph--type--text-image"><div>{picture}</div><div><p>{0}</p></div></div>',
        '<div class="media-text is-image-fill"><figure>{picture}</figure><div>{0}</div></div>',
        '<p class="image">{picture}{0}</p>',
        '<div class="img-left">{picture}<p>{0}</p></div>',
        '<div class="texto-foto">{picture}<p>{0}</p></div>',
        '<div class="list-item photo">{picture}<div>{0}</div></div>',
        '<section id="picture"><div>{picture}</div><div class="note">{0}</div></section>',
    ],
)
def test_a_sentence_beside_a_picture_is_text(markup: str) -> None:
    blocks = measured(amid(markup.format(SENTENCE, picture=PICTURE)))
    assert captions(blocks) == set()


@pytest.mark.parametrize(
    "markup",
    [
        "<figure>{picture}<figcaption>{0}</figcaption></figure>",
        '<figure class="left">{picture}<div><div>{0}</div></div></figure>',
        '<div class="wp-caption">{picture}<p class="wp-caption-text">{0}</p></div>',
        '<div class="image">{picture}<div class="caption"><p>{0}</p></div></div>',
    ],
)
def test_a_sentence_in_a_figure_or_a_caption_is_a_caption(markup: str) -> None:
    blocks = measured(amid(markup.format(SENTENCE, picture=PICTURE)))
    assert texts(blocks, captions(blocks)) == [SENTENCE]


@pytest.mark.parametrize(
    "line", ["«Я хожу по нему в школу»", "— Я хожу по нему в школу", "“Я хожу по нему”, — Вера"]
)
def test_what_somebody_says_beside_a_picture_is_text(line: str) -> None:
    blocks = measured(amid(f'<div class="speaker photo">{PICTURE}<p>{line}</p></div>'))
    assert captions(blocks) == set()


@pytest.mark.parametrize(
    "icon",
    [
        '<img class="emoji" src="e.png" alt="">',
        '<img class="wp-smiley" src="e.png">',
        '<img class="list-icon" src="e.png">',
        '<img src="/i/pin.svg">',
        '<img src="/i/pin.svg?v=2">',
        '<img src="e.png" alt="📍">',
        '<img src="e.png" width="16" height="16">',
        '<img src="e.png" width="20px">',
    ],
)
def test_a_line_with_an_icon_is_text(icon: str) -> None:
    line = f'<p class="has-text-align-center">{icon} Площадь Ленина, вход свободный</p>'
    assert captions(measured(amid(line))) == set()


@pytest.mark.parametrize(
    "picture",
    [
        '<img src="most.jpg" alt="Мост">',
        '<img src="pixel.svg" data-src="most.jpg">',
        '<img src="most.jpg" width="100%">',
        '<img src="most.jpg" width="640">',
        '<img src="pin.svg"><img src="most.jpg">',
        "<img>",
    ],
)
def test_a_line_with_a_photo_is_a_caption(picture: str) -> None:
    blocks = measured(amid(f"<div align=center>{picture}<br>{CAPTION}</div>"))
    assert texts(blocks, captions(blocks)) == [CAPTION]


@pytest.mark.parametrize(
    "section",
    [
        "<div class=sub>{picture}<b>Сколько стоил ремонт</b></div>",
        "<div>{picture}<br><strong>Когда пустят трамвай</strong></div>",
        '<div class="section-title">{picture}Что дальше</div>',
        "<div class=person>{picture}Вера Лапина, врач</div><p>— Мы ждали этого моста.</p>",
        "<div>{picture}<br>Пётр Ли, водитель</div><p>«Мы ждали этого моста».</p>",
    ],
)
def test_a_subhead_or_the_name_of_a_speaker_beside_a_picture_is_text(section: str) -> None:
    blocks = measured(amid(section.format(picture=PICTURE)))
    assert captions(blocks) == set()


def test_the_captions_of_a_photo_report_are_text() -> None:
    slides = "".join(
        f'<div class="photo caption">{PICTURE}<p>{text} Так было в день открытия.</p></div>'
        for text in TEXT
    )
    blocks = measured(f"<div>{paragraphs(*TEXT)}{slides}</div>")
    assert captions(blocks) == set()


@pytest.mark.parametrize(
    "label",
    [
        '<div class="visually-hidden">Продолжение статьи</div>',
        '<h2 class="sr-only">Article content</h2>',
        '<p class="note screen-reader-text">Ende der Werbung</p>',
    ],
)
def test_a_label_for_screen_readers_is_no_text(label: str) -> None:
    blocks = blocks_of(amid(label))
    assert hidden_labels(blocks) == {2}


@pytest.mark.parametrize(
    "line",
    [
        f'<p class="visually-hidden">{TEXT[0]}</p>',
        '<p class="hidden">Продолжение следует</p>',
        '<p class="visually-striking">Продолжение следует</p>',
        '<h2 class="sr-only">Почему мост закрывали</h2>',
        '<h3 class="visually-hidden">Content of the treaty</h3>',
        '<h4 class="note screen-reader-text">Wie es weitergeht</h4>',
    ],
    ids=["sentence", "hidden for another reason", "other word", "h2", "h3", "h4"],
)
def test_a_sentence_a_heading_or_a_shown_line_is_no_label_for_screen_readers(line: str) -> None:
    assert hidden_labels(blocks_of(amid(line))) == set()


def test_a_repeated_heading_for_screen_readers_is_no_text() -> None:
    label = '<h2 class="sr-only">Продолжение статьи</h2>'
    blocks = blocks_of("".join(f"{label}<p>{text}</p>" for text in TEXT))
    assert hidden_labels(blocks) == {0, 2, 4, 6}


CONSENT = "Я даю согласие на обработку моих данных и на получение писем от редакции."


@pytest.mark.parametrize(
    "form",
    [
        "<form><fieldset><input type=checkbox><p>{}</p></fieldset></form>",
        "<fieldset><div><input type=hidden><input></div><div><div>{}</div></div></fieldset>",
        "<fieldset><p>{}</p><textarea></textarea></fieldset>",
    ],
)
def test_a_line_beside_the_fields_of_a_form_is_no_text(form: str) -> None:
    blocks = blocks_of(paragraphs(*TEXT) + form.format(CONSENT))
    assert texts(blocks, form_fields(blocks)) == [CONSENT]


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(f"<fieldset>{paragraphs(*TEXT)}<input></fieldset>", id="the whole text"),
        pytest.param(f"{paragraphs(*TEXT)}<fieldset><p>{CONSENT}</p></fieldset>", id="no fields"),
        pytest.param(
            f"{paragraphs(*TEXT)}<fieldset><legend>Важно</legend><input type=hidden name=a>"
            f"<p>{CONSENT}</p></fieldset>",
            id="hidden field",
        ),
        pytest.param(
            f"{paragraphs(*TEXT)}<fieldset><input type=' HIDDEN'><input type=hidden>"
            f"<p>{CONSENT}</p></fieldset>",
            id="hidden fields",
        ),
        pytest.param(f"<form>{paragraphs(*TEXT)}<input></form>", id="a form around the page"),
    ],
)
def test_a_text_in_the_frame_of_a_form_is_text(page: str) -> None:
    assert form_fields(blocks_of(page)) == set()


SAID = "Мы ждали этого моста одиннадцать лет"


@pytest.mark.parametrize(
    "markup",
    [
        "<blockquote>{said}</blockquote>",
        '<blockquote class="pull"><p>«{said}»</p><p>Вера Лапина, учительница</p></blockquote>',
        "<figure><blockquote>{said}.</blockquote><figcaption>Вера Лапина</figcaption></figure>",
        "<blockquote><div>… {said} …</div></blockquote>",
        "<blockquote><p>{said}</p><p>В субботу по нему прошли первые жители.</p></blockquote>",
    ],
)
def test_a_quote_that_repeats_a_part_of_a_paragraph_is_no_text(markup: str) -> None:
    blocks = blocks_of(amid(markup.format(said=SAID)))
    remaining = [block.text for block in without_inserts(blocks, blocks)]
    assert remaining == list(TEXT)


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<blockquote>Мост нужен был ещё нашим дедам.</blockquote>", id="new"),
        pytest.param(f"<p>{SAID}</p>", id="paragraph"),
        pytest.param("<blockquote>Мы ждали</blockquote>", id="few words"),
        pytest.param(
            f"<blockquote><p>{SAID}</p><p>Раз.</p><p>Два.</p><p>Три.</p></blockquote>",
            id="a quote of several paragraphs",
        ),
        pytest.param(
            f"<blockquote><p>{SAID}.</p><p>Следующей откроют плотину у мельницы.</p></blockquote>",
            id="a further sentence",
        ),
        pytest.param(
            f"<blockquote>{SAID},<br>а построили его,<br>когда внуки выросли</blockquote>",
            id="a further part of the sentence",
        ),
        pytest.param(
            f'<blockquote class="tweet"><p>{SAID}.</p><p>Спасибо!</p>— Вера (@vera)</blockquote>',
            id="a further short sentence",
        ),
        pytest.param(
            f"<figure><blockquote>{SAID}</blockquote><figcaption>Об этом Вера Лапина сказала на"
            " встрече с жителями двух соседних улиц, которая прошла вечером</figcaption></figure>",
            id="a long line",
        ),
    ],
)
def test_a_quote_with_words_of_its_own_is_text(markup: str) -> None:
    assert pull_quotes(blocks_of(amid(markup))) == set()


def test_a_quote_of_a_whole_paragraph_is_text() -> None:
    """The text may have the paragraph twice, as the lead and in the place where it was said."""
    assert pull_quotes(blocks_of(amid(f"<blockquote>{TEXT[0]}</blockquote>"))) == set()


@pytest.mark.parametrize(
    "line",
    [
        '<h3 class="byline">Пензенский корреспондент</h3>',
        '<div class="article__author">Olga Somova</div>',
        "<p>By Olga Somova</p>",
        '<h2 class="author">Ольга Сомова, Пенза</h2>',
        '<h3 class="author">РИА Новости</h3>',
        "<p>Автор: Ольга Сомова</p>",
        '<p class="date">Вчера</p><div id="state-autor">Ольга Сомова, Пенза</div>',
    ],
)
def test_a_byline_above_the_first_sentence_is_no_text(line: str) -> None:
    blocks = blocks_of(line + paragraphs(*TEXT))
    (index,) = bylines(blocks)
    assert blocks[index + 1].text == TEXT[0]


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(paragraphs(*TEXT) + "<p class=byline>Ольга Сомова</p>", id="below"),
        pytest.param(f"<p class=author>{TEXT[0]}</p>{paragraphs(*TEXT[1:])}", id="sentence"),
        pytest.param(f"<p>By the river</p>{paragraphs(*TEXT)}", id="words after by"),
        pytest.param(f"<p class=authority>Мэрия</p>{paragraphs(*TEXT)}", id="other word"),
        pytest.param("<p class=author>Раз</p>" * 9, id="no sentence"),
        *(
            pytest.param(f"<h2 class={name}>{text}</h2>{paragraphs(*TEXT)}", id=text)
            for name, text in (
                ("author", "Колонка о том, как открывали мост"),
                ("byline", "Мост, которого ждали"),
                ("authors", "What the town thinks of its new bridge"),
            )
        ),
    ],
)
def test_other_lines_are_no_bylines(page: str) -> None:
    assert bylines(blocks_of(page)) == set()


@pytest.mark.parametrize(
    "line",
    [
        "(ова)",
        "tpo/",
        "pap, ps",
        'zew, PAP, "Gazeta Nowa"',
        "(mit dpa)",
        "ТАСС",
        "РИА Новости",
        "Ольга СОМОВА",
        "(Ольга Сомова)",
        "Ольга Сомова, dpa",
        "Ольга СОМОВА, РИА Новости",
        "Подготовила Ольга Сомова",
        "Материал подготовил Пётр Ли.",
        "Aus dem Englischen von Olga Somow",
        "(Reporting by Ann Lee and Bo Day; editing by Cy Hill)",
        "AP writers Ann Lee in Penza and Bo Day in Kuznetsk contributed to this report.",
        "Additional reporting from PA",
    ],
)
def test_initials_names_and_agencies_below_a_sentence_are_a_signature(line: str) -> None:
    blocks = blocks_of(paragraphs(*TEXT, line))
    remaining, removed = without_signature([*TEXT, line], blocks)
    assert remaining == list(TEXT)
    assert [one.text for one in removed] == [line]


NAMES = ("Ольга Сомова", "Пётр Ли", "Nguyễn Phương")


@pytest.mark.parametrize(
    "line",
    [
        "Ольга Сомова",
        "О. Сомова",
        "ольга сомова".title(),
        "Ольга Сомова и Пётр Ли",
        "Nguyễn Phương",
    ],
)
def test_the_name_of_a_stated_author_below_the_text_is_a_signature(line: str) -> None:
    blocks = blocks_of(paragraphs(*TEXT, line))
    remaining, removed = without_signature([*TEXT, line], blocks, lambda: NAMES)
    assert remaining == list(TEXT)
    assert [one.text for one in removed] == [line]


@pytest.mark.parametrize(
    "markup",
    [
        '<p align="right">{}</p>',
        '<p style="text-align: right;">{}</p>',
        '<p class="has-text-align-right">{}</p>',
        "<p><em>{}</em></p>",
        "<p><i>{}</i></p>",
        '<p class="article__author">{}</p>',
        '<div class="author"><p>{}</p></div>',
        '<div id="signature">{}</div>',
    ],
)
@pytest.mark.parametrize("line", ["Вера Лапина", "tpo"])
def test_a_name_that_is_set_apart_below_the_text_is_a_signature(markup: str, line: str) -> None:
    blocks = blocks_of(paragraphs(*TEXT) + markup.format(line))
    assert without_signature([*TEXT, line], blocks)[0] == list(TEXT)


@pytest.mark.parametrize(
    "line",
    [
        "Нижний Новгород",
        "ЦСКА и СКА",
        "Иван Соколов и Анна Кузнецова",
        "Парк Белинского",
        "Royal Albert Hall",
        "Radio City Music Hall",
        "The Godfather",
        "Die Zauberflöte",
        "Crvena Zvezda",
        "Наша Маша",
        "Вечерний Ургант",
        "Ольга Сомова и Вера Лапина",
        "СКА",
        "да",
    ],
)
@pytest.mark.parametrize(
    "markup",
    [
        "<p>{}</p>",
        "<div><b>{}</b></div>",
        '<p style="margin-right: 9px">{}</p>',
        '<div class="single author-7"><p>a</p><p>b</p><p>c</p><p>{}</p></div>',
    ],
)
def test_another_name_below_the_text_is_text(line: str, markup: str) -> None:
    blocks = blocks_of(paragraphs(*TEXT) + markup.format(line))
    assert without_signature([*TEXT, line], blocks, lambda: NAMES) == ([*TEXT, line], [])


@pytest.mark.parametrize("line", ["הגשר הישן", "الجسر الجديد"])
def test_a_line_without_capital_letters_at_the_right_is_text(line: str) -> None:
    blocks = blocks_of(f"{paragraphs(*TEXT)}<p align=right>{line}</p>")
    assert without_signature([*TEXT, line], blocks, lambda: NAMES) == ([*TEXT, line], [])


@pytest.mark.parametrize(
    "line",
    [
        "Мост открыт",
        "Да!",
        "Конец.",
        "Пенза",
        "Вход: 300 рублей",
        "ремонт моста",
        "Ольга Сомова рассказала об этом вчера",
        "40",
        "___",
        "Подготовила почву для сделки",
        "Aus dem Rathaus von gestern",
        "Reporting by drivers of the bus has begun.",
        "Three towns contributed money to the bridge.",
    ],
)
def test_other_last_lines_are_no_signature(line: str) -> None:
    assert not may_be_signature(line, TEXT[-1])


@pytest.mark.parametrize(
    "above", ["Победители", "Победители конкурса:", f"«{SAID}, и мы его увидели. Спасибо вам!»"]
)
def test_a_name_below_a_label_or_a_quote_is_no_signature(above: str) -> None:
    assert not may_be_signature("Ольга Сомова", above)


@pytest.mark.parametrize(
    "markup",
    [
        "<ul><li>{0}</li><li>{1}</li></ul>",
        "<blockquote><p>{0}</p><p>{1}</p></blockquote>",
        '<div class="quote"><p>{0}</p><div>{1}</div></div>',
        '<p>{0}</p><p><a href="/people/7">{1}</a></p>',
    ],
    ids=["list", "blockquote", "named quote", "link"],
)
def test_a_name_in_a_list_a_quote_or_a_link_is_no_signature(markup: str) -> None:
    lines = [*TEXT, "Ольга Сомова"]
    blocks = blocks_of(paragraphs(*TEXT[:-1]) + markup.format(TEXT[-1], lines[-1]))
    assert without_signature(lines, blocks, lambda: NAMES) == (lines, [])


@pytest.mark.parametrize(
    ("page", "is_found"),
    [
        ("<h1>Мост через Ломовку открыт</h1>{}", True),
        ("<p>Пенза</p><h1>Мост через Ломовку открыт</h1>{}", True),
        ("{}<h1>Что ещё построят</h1>", False),
        ("<h1>Мост открыт</h1>{}<h1>Что ещё построят</h1>", False),
        ("<h2>Мост открыт</h2>{}", False),
        ("<h1>Новый мост через Ломовку открыли в субботу, сообщили в мэрии.</h1>{}", False),
    ],
    ids=["first", "below a label", "below the text", "several", "other level", "sentence"],
)
def test_the_only_main_heading_above_the_text_is_no_text(page: str, is_found: bool) -> None:
    blocks = blocks_of(page.format(paragraphs(*TEXT)))
    found = texts(blocks, main_heading(blocks, blocks))
    assert found == (["Мост через Ломовку открыт"] if is_found else [])


def test_a_text_of_inserts_alone_stays_whole() -> None:
    blocks = blocks_of('<div class="sr-only">Фото дня</div>')
    assert without_inserts(blocks, blocks) == blocks


def test_the_labels_of_a_catalogue_stay_so_that_it_is_no_article() -> None:
    products = '<div class="sr-only">Загрузка…</div>' * 40
    blocks = blocks_of(f"<div>{paragraphs(TEXT[0])}{products}</div>")
    assert without_inserts(blocks, blocks) == blocks


def test_many_quotes_and_long_lines_take_linear_time() -> None:
    quotes = "<blockquote>Слово за слово и ещё раз слово за слово</blockquote>" * 5_000
    long_line = "а, б; " * 200_000
    blocks = blocks_of(f"{quotes}<p>{'слово ' * 200_000}</p>")
    start = time.process_time()
    pull_quotes(blocks)
    may_be_signature(long_line, TEXT[0])
    may_be_signature("reporting by " + "edit " * 60, TEXT[0])
    bylines(blocks_of(f"<p>by {'А ' * 200_000}</p>"))
    assert time.process_time() - start < 3
