"""Tests that entries, posts and speakers in boxes of their own belong to the text around them."""

import pytest

from pipelines.extraction.blocks.features import block_features
from pipelines.extraction.blocks.views import Views
from pipelines.extraction.read_page import read_page
from pipelines.extraction.sections.entries import parts_amid, speakers_below_quotes
from pipelines.model import Page
from tests.bridge_repair import FIRST, SECOND, THIRD
from tests.page_blocks import blocks_of

ENTRIES = {
    "town and time": (
        ("Балашов, 7:05", "Колонна вышла от вокзала, впереди ехали старые автобусы."),
        ("Аркадак, 9:40", "Участников встретили хлебом и духовым оркестром."),
    ),
    "day": (
        ("Montag", "Die Arbeiter sperren die Brücke und stellen Schilder auf."),
        ("Dienstag", "Der erste Kran trifft mit einem Tag Verspätung ein."),
        ("Mittwoch", "Die alten Platten werden abgetragen und gewogen."),
    ),
    "name": (
        ("Olga Marsh, rower", "She crossed the river twice before the bridge was closed."),
        ("Tom Ridley, baker", "He moved his stall to the other bank for the summer."),
    ),
}
FORMS = (
    "<div class=ev><div class=ev-h>{}</div><div class=ev-t>{}</div></div>",
    "<section class='css-1x2y'><span class=css-a>{}</span><p>{}</p></section>",
    "<div><h4>{}</h4><div>{}</div></div>",
)


def found_amid(amid: str, *taken: str) -> list[str]:
    """Return the texts that are added amid three paragraphs; ``taken`` are chosen, too."""
    text = f"<p>{FIRST}</p>{amid}<p>{SECOND}</p><p>{THIRD}</p>"
    blocks = blocks_of(f"<div class=sc-a><div class=sc-b>{text}</div></div>")
    block_features(blocks, Views())  # counts the blocks of each box
    chosen = [block for block in blocks if block.text in (FIRST, SECOND, THIRD, *taken)]
    added = parts_amid(blocks, chosen) | speakers_below_quotes(blocks, chosen)
    return [block.text for block in blocks if block.index in added and block not in chosen]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ENTRIES)
def test_entries_of_one_kind_between_paragraphs_are_text(kind: str, form: str) -> None:
    entries = "".join(form.format(*entry) for entry in ENTRIES[kind])
    assert found_amid(entries) == [line for entry in ENTRIES[kind] for line in entry]


OTHER_BOXES = {
    "teasers": "<div class=k><b>{0}</b><p><a href=/n/{0}>{1}</a></p></div>",
    "comments by name": "<div class=comment><b>{0}</b><p>{1}</p></div>",
    "pictures": "<div class=k><img src=/{0}.jpg><p>{1}</p></div>",
    "forms": "<div class=k><p>{1}</p><input name={0}></div>",
    "the same label": "<div class=k><b>Мнение</b><p>{1}</p></div>",
    "promotions": "<div class=k><b>{0}</b><p>Подписывайтесь на наш канал, {1}</p></div>",
    "headlines": "<div class=k><b>{0}</b><p>Мост через Хопёр закрыли</p></div>",
}


@pytest.mark.parametrize("name", OTHER_BOXES)
def test_other_boxes_between_paragraphs_are_no_entries(name: str) -> None:
    entries = "".join(OTHER_BOXES[name].format(*entry) for entry in ENTRIES["town and time"])
    assert found_amid(entries) == []


@pytest.mark.parametrize(
    ("markup", "is_text"),
    [
        ("<div class=e1><a href=https://t.me/glava>Глава района</a><p>{}</p></div>", True),
        ("<div class=e2><p>{}</p><a href=https://vk.com/wall-1_2>ВКонтакте</a></div>", True),
        ("<div class=e3><p>{}</p><a href=/n/7>Глава района</a></div>", False),
        ("<div class=e4><p>{}</p><a href=https://t.me/golos>Наш канал</a></div>", False),
        ("<div class=e5><a href=https://t.me/golos>Подпишитесь</a><p>{}</p></div>", False),
    ],
)
def test_a_post_of_another_person_between_paragraphs_is_text(markup: str, is_text: bool) -> None:
    post = "Дорогу к Ивановке расчистили, автобусы идут по расписанию."
    assert (post in found_amid(markup.format(post))) == is_text


QUOTE = "Мы работали по ночам, чтобы не перекрывать дорогу днём."


@pytest.mark.parametrize(
    ("line", "is_speaker"),
    [
        ("Игорь Тихонов, прораб", True),
        ("— Mary Osborn, painter", True),
        ("архив Игоря Тихонова", False),
        ("Фото: Игорь Тихонов", False),
        ("Читайте также", False),
        ("Подробнее", False),
        ("Ян де Вит", True),
        ("— Игорь Тихонов", True),
        ("Так говорит Игорь Тихонов.", False),
        ("Смотреть видео", False),
        ("Оставить комментарий", False),
        ("Watch the video", False),
        ("Watch Video", False),
        ("Olga Marsh (rower)", True),
        ("— Подпишись на канал", False),
    ],
)
@pytest.mark.parametrize("form", ["<p class=who>{}</p>", "<div>{}</div>"])
def test_a_name_below_a_quote_is_its_speaker(line: str, is_speaker: bool, form: str) -> None:
    amid = f"<blockquote><p>{QUOTE}</p></blockquote>{form.format(line)}"
    assert found_amid(amid, QUOTE) == ([line] if is_speaker else [])


@pytest.mark.parametrize(
    ("amid", "speaker"),
    [
        (f"<div><p>{QUOTE}</p><p>— Игорь Тихонов, прораб</p></div>", "— Игорь Тихонов, прораб"),
        (f"<div class=zx><div>{QUOTE}</div><div>– Mary Osborn</div></div>", "– Mary Osborn"),
        (f"<div><p>{QUOTE}</p><p>Игорь Тихонов, прораб</p></div>", None),
        (f"<div><p>{QUOTE}</p><p>— <a href=/9>Игорь Тихонов</a></p></div>", None),
        (f"<div><p>{QUOTE}</p><p>— Подпишись на канал</p></div>", None),
        (f"<div><p>{QUOTE}</p><p>— Игорь Тихонов</p><p>12</p></div>", None),
    ],
)
def test_a_name_behind_a_dash_in_a_box_with_words_is_their_speaker(
    amid: str, speaker: str | None
) -> None:
    assert found_amid(amid, QUOTE) == ([speaker] if speaker else [])


def test_a_page_without_paragraphs_has_no_parts() -> None:
    blocks = blocks_of("<p>Одна строка</p><p>Другая строка</p>")
    block_features(blocks, Views())
    assert parts_amid(blocks, blocks) == speakers_below_quotes(blocks, blocks) == set()


def test_a_chronology_with_towns_belongs_to_the_text_of_a_page() -> None:
    form = FORMS[0]
    entries = "".join(form.format(*entry) for entry in ENTRIES["town and time"])
    html = (
        "<html lang=ru><title>В Балашове начали ремонт моста</title><body><div class=sc-a>"
        "<h1>В Балашове начали ремонт моста</h1><div class=date>20 ноября 2026, 14:35</div>"
        f"<div class=sc-b><p>{FIRST}</p><p>{SECOND}</p>{entries}<p>{THIRD}</p></div></div>"
        "<div class=sc-d>© Голос Прихопёрья</div></body></html>"
    )
    article = read_page(Page("https://golos.example/news/4512/", html.encode())).article
    assert article is not None
    lines = [line for entry in ENTRIES["town and time"] for line in entry]
    assert article.article_body.split("\n") == [FIRST, SECOND, *lines, THIRD]


def test_a_text_of_lines_in_one_box_with_others_among_them_has_no_parts() -> None:
    blocks = blocks_of(f"<div class=sc-a>{FIRST}<br>Реклама<br>{SECOND}<br>{THIRD}</div>")
    block_features(blocks, Views())
    chosen = [block for block in blocks if block.text != "Реклама"]
    assert parts_amid(blocks, chosen) == set()


WINNERS = ("1 место — Алина Громова, школа № 7", "2 место — Тимур Асанов, лицей № 2",
           "Grand Prix — Ansambl «Rodnik»")  # fmt: skip


def found_below(below: str, title: str = "") -> list[str]:
    """Return the texts that are added below two chosen paragraphs, in their box."""
    blocks = blocks_of(
        f"<div><div class=sc-b>{title}<p>{FIRST}</p><p>{SECOND}</p>{below}</div><i>©</i></div>"
    )
    block_features(blocks, Views())
    chosen = [block for block in blocks if block.text in (FIRST, SECOND)]
    return [block.text for block in blocks if block.index in parts_amid(blocks, chosen)]


@pytest.mark.parametrize(
    "form",
    ["<div class=w>{}</div>", "<table>{}</table>", "<div class=w><span>{}</span></div>"],
)
def test_lines_of_one_kind_right_below_the_text_close_it(form: str) -> None:
    if form.startswith("<table"):
        below = form.format("".join(f"<tr><td>{line}</td></tr>" for line in WINNERS))
    else:
        below = "".join(form.format(line) for line in WINNERS)
    assert found_below(below) == list(WINNERS)
    assert found_below(below, title="<h1>Мост</h1>") == []


LABELS = {
    "tags": ("Мост", "Балашов", "Ремонт дорог"),
    "tags of an English page": ("Bridges", "Traffic", "Town council"),
    "hashtags": ("#мост", "#балашов", "#ремонт"),
    "hashtags with dashes": ("#мост — фото", "#bridge — видео", "#хопёр — новости"),
    "reactions": ("Нравится12", "Удивительно3", "Грустно1"),
    "reactions after a dash": ("Нравится — 12", "Удивительно — 3", "Грустно — 1"),
    "contacts": ("Телефон редакции: 55-55-55", "Почта: red@golos.example", "Адрес: улица Мира, 5"),
    "mails": ("Почта — red@golos.example", "Реклама — ad@golos.example", "Адрес — улица Мира, 5"),
    "headlines": ("В парке открыли каток", "Школы меняют расписание", "Автобус изменит маршрут"),
}


@pytest.mark.parametrize("form", ["<div class=kw>{}</div>", "<section><span>{}</span></section>"])
@pytest.mark.parametrize("kind", LABELS)
def test_labels_right_below_the_text_are_no_entries(kind: str, form: str) -> None:
    assert found_below("".join(map(form.format, LABELS[kind]))) == []


@pytest.mark.parametrize(
    "form",
    [
        "<div class=nx data-href=/1>{}</div>",
        "<div onclick=go()>{}</div>",
        "<div><span role=link>{}</span></div>",
    ],
)
def test_lines_that_a_script_makes_links_are_no_entries(form: str) -> None:
    assert found_below("".join(map(form.format, WINNERS))) == []


@pytest.mark.parametrize(
    "lines",
    [
        ("Первый рейс уйдёт в семь утра.", "Второй рейс уйдёт днём.", "Билеты"),
        ("Erster — Karl Lang", "Zweite — Anna Groß", "Dritter — Otto Weiß"),
    ],
)
def test_most_lines_with_the_form_of_entries_close_the_text(lines: tuple[str, ...]) -> None:
    assert found_below("".join(f"<div class=w>{line}</div>" for line in lines)) == list(lines)


def test_entries_with_their_hour_right_below_the_text_close_it() -> None:
    entry = "<div class=e><div class=h>{}</div><p>{}</p></div>"
    entries = (("18:40", "Мост закрыли для всех сегодня."), ("17:15", "Вода поднялась на метр."))
    below = "".join(entry.format(hour, text) for hour, text in entries)
    assert found_below(below) == [line for pair in entries for line in pair]


@pytest.mark.parametrize(
    "form",
    [
        "<div class=e><b>Пётр</b><p>{}</p></div>",
        "<div class=e><i>Пётр, 20 ноября 2026 {}</i></div>",
        "<div class=e><a href=/n/1>{}</a></div>",
        "<div class=e><img src=/1.jpg>{}</div>",
        "<div class=comment>{}</div>",
        "<div class=e>Фото: {}</div>",
        "<p>{}</p>",
    ],
)
def test_other_lines_right_below_the_text_are_none_of_it(form: str) -> None:
    assert found_below("".join(form.format(line) for line in WINNERS)) == []


def test_entries_among_lines_of_one_box_are_text_if_one_of_them_is_chosen() -> None:
    entries = "".join(FORMS[0].format(*entry) for entry in ENTRIES["day"])
    blocks = blocks_of(f"<div class=sc-b>{FIRST}<br><br>{SECOND}{entries}{THIRD}</div><i>©</i>")
    block_features(blocks, Views())
    lines = [line for entry in ENTRIES["day"] for line in entry]
    chosen = [block for block in blocks if block.text in (FIRST, SECOND, THIRD, *lines[-2:])]
    assert {blocks[index].text for index in parts_amid(blocks, chosen)} == set(lines)


@pytest.mark.parametrize(
    ("line", "is_signed"),
    [
        ("<div class=by>June Storr, pensioner</div>", True),
        ("<p class=by>Роман Юдин, звукорежиссёр</p>", True),
        ("<p><a href=/1>Роман Юдин, звукорежиссёр</a></p>", False),
        ("<p>Подробнее</p>", False),
        ("<p>Фото: Роман Юдин</p>", False),
    ],
)
def test_a_short_quote_with_a_name_below_it_is_text(line: str, *, is_signed: bool) -> None:
    quote = "I cried when the bell rang."
    amid = f"<blockquote><p>{quote}</p></blockquote>{line}"
    assert (quote in found_amid(amid)) == is_signed
