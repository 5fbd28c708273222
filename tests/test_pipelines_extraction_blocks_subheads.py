"""Tests that subheads of common words belong to the text, and labels do not."""

import pytest

from pipelines.extraction.blocks.features import block_features
from pipelines.extraction.blocks.subheads import subheads
from pipelines.extraction.blocks.views import Views
from tests.page_blocks import blocks_of
from tests.page_templates import STORIES, TEMPLATES, body_of, page

WORDS = {
    "ru": ("Сегодня", "Вчера", "Погода", "Видео", "Главное", "Редакция", "О проекте", "Рубрики",
           "Контакты", "Комментарии", "Комментарий эксперта", "Видео: как тушили склад", "К слову"),
    "uk": ("Сьогодні", "Вчора", "Погода", "Відео", "Коментар експерта", "Подробиці"),
    "en": ("Today", "Yesterday", "Weather", "Comments", "Photos", "Background", "Contact"),
    "pl": ("Dziś", "Wczoraj", "Pogoda", "Komentarze", "Więcej"),
    "de": ("Heute", "Gestern", "Wetter", "Kommentare", "Zum Thema"),
    "hy": ("Այսօր", "Երեկ", "Եղանակ", "Լուրեր", "Մեկնաբանություններ"),
}  # fmt: skip
FORMS = {
    "h2": "<h2>{}</h2>",
    "h3": "<h3 class=mt-6>{}</h3>",
    "h4": "<h4>{}</h4>",
    "bold paragraph": "",  # a paragraph of the template
    "bold line": "<b>{}</b><br>",
    "class of a subhead": "<div class=subtitle>{}</div>",
}


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("language", WORDS)
def test_a_short_common_word_is_a_subhead_between_paragraphs(template: str, language: str) -> None:
    texts, paragraphs = TEMPLATES[template].texts, STORIES[language].paragraphs
    lost = []
    for number, word in enumerate(WORDS[language]):
        form = list(FORMS)[number % len(FORMS)]
        line = FORMS[form].format(word) or texts(f"<strong>{word}</strong>")
        text = texts(*paragraphs[:2]) + line + texts(*paragraphs[2:])
        lines = body_of(page(template, language, text=text)).split("\n")
        if lines[2:3] != [word]:
            lost.append(f"{form}: {word}")
    assert lost == []


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("ru", "<h3>Поделиться</h3>"),
        ("ru", "<div class=share><b>Поделиться</b></div>"),
        ("ru", "<div class=adv><b>Реклама</b></div>"),
        ("ru", "<div class=banner-box>Сегодня</div>"),
        ("ru", "<div class=box><header><h3>Популярное</h3></header></div>"),
        ("en", "<div class=box><header><h3>Trending</h3></header></div>"),
        ("en", "<h3>Advertisement</h3>"),
        ("en", "<p><b>Share</b></p>"),
        ("de", "<div class=teaser><div class=header><h4>Weiterlesen</h4></div></div>"),
        ("de", "<p><strong>Anzeige</strong></p>"),
        ("ru", "<p>14 октября 2026</p>"),
        ("en", "<div>Today</div>"),
    ],
)
@pytest.mark.parametrize("template", ["semantic", "soup", "utility"])
def test_a_label_of_a_box_amid_the_text_is_no_subhead(
    template: str, language: str, label: str
) -> None:
    texts, paragraphs = TEMPLATES[template].texts, STORIES[language].paragraphs
    text = texts(*paragraphs[:2]) + label + texts(*paragraphs[2:])
    body = body_of(page(template, language, text=text))
    assert body.split("\n") == list(paragraphs)


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("<h2>Сроки</h2>", True),
        ("<h1>Сроки</h1>", False),
        ("<h2><a href=/1>Сроки</a></h2>", False),
        ("<p><b>Сроки</b></p>", True),
        ("<p><b>Сроки:</b></p>", False),
        ("<p><b>Сроки</b> и деньги на работы</p>", False),
        ("<div class=aside-box><p><b>Сроки</b></p></div>", False),
        ("<div class=podzagolovok>Сроки</div>", True),
        ("<div>Сроки</div>", False),
    ],
)
def test_a_subhead_is_marked_and_is_in_the_box_of_the_text(line: str, is_found: bool) -> None:
    blocks = blocks_of(f"<p>Мост открыли утром.</p>{line}<p>Дорогу сдали вечером.</p>")
    assert subheads(blocks, {0, 2}) == ({1} if is_found else set())


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("<div class=v-c-cmp><h3>Сроки и деньги</h3></div>", True),
        ("<section><h2>Was die Brücke kostet</h2></section>", True),
        ("<div><h3>Видео</h3></div>", False),
        ("<div><p><b>Мост на фото</b></p></div>", False),
        ("<div><div><h3>Сроки и деньги</h3></div></div>", False),
    ],
    ids=["heading", "section", "word", "bold line", "two boxes"],
)
def test_a_heading_alone_in_its_box_is_a_subhead_in_the_box_of_the_text(
    line: str, is_found: bool
) -> None:
    blocks = blocks_of(
        f"<div class=text><p>Мост открыли утром.</p>{line}<p>Дорогу сдали вечером.</p></div>"
    )
    block_features(blocks, Views())  # counts the blocks of each box
    assert subheads(blocks, {0, 2}) == ({1} if is_found else set())


@pytest.mark.parametrize("name", ["so-widget", "photo-story", "sc-author-text"])
def test_a_subhead_in_a_box_like_those_of_the_paragraphs_is_none_of_a_widget(name: str) -> None:
    wrapped = f"<div class={name}>{{}}</div>"
    texts = ("<p>Мост открыли утром.</p>", "<h3>Сроки и деньги</h3>", "<p>Едем вечером.</p>")
    blocks = blocks_of(f"<div class=sc-t>{''.join(map(wrapped.format, texts))}</div>")
    block_features(blocks, Views())  # counts the blocks of each box
    assert subheads(blocks, {0, 2}) == {1}


@pytest.mark.parametrize(
    ("box", "is_subhead"),
    [
        (
            "<div class=block><div class=video><h3>{}</h3><video src=/a.mp4></video></div></div>",
            False,
        ),
        ("<div class=audio-box><h3>{}</h3><audio src=/a.mp3></audio></div>", False),
        ("<div class=block><div class=c-player><h2>{}</h2></div></div>", False),
        ("<div class=block-widget2><h3>{}</h3></div>", False),
        ("<div class=block><div class=sc-h><h3>{}</h3></div></div>", True),
    ],
)
def test_a_heading_of_media_between_wrapped_paragraphs_of_a_page_is_no_subhead(
    box: str, *, is_subhead: bool
) -> None:
    paragraphs = STORIES["ru"].paragraphs
    wrapped = [f"<div class=block><div class=text><p>{text}</p></div></div>" for text in paragraphs]
    text = "".join((*wrapped[:2], box.format("Видео за день"), *wrapped[2:]))
    lines = body_of(page("semantic", "ru", text=text)).split("\n")
    expected = [*paragraphs[:2], "Видео за день", *paragraphs[2:]] if is_subhead else [*paragraphs]
    assert lines == expected


@pytest.mark.parametrize(
    ("line", "is_subhead"),
    [
        ("<div class=sc-h><h3>Подробности</h3></div>", True),
        ("<div class=sc-h><b>Сколько это стоило</b></div>", True),
        ("<div class=banner><h3>Подробности</h3></div>", False),
        ("<div class=block-widget2><h3>Самое важное за день</h3></div>", False),
        ("<div class=my-poll><h3>Как вы ездите на работу</h3></div>", False),
        ("<div><div class=video><h3>Лента дня</h3></div></div>", False),
        ("<div><div class=v><h3>Слово дня</h3><iframe src=/a></iframe></div></div>", False),
        ("<div class=v><h3>Пишите нам</h3><form><input name=a></form></div>", False),
        ("<div><div class=sc-h><h3>Сроки и деньги</h3></div></div>", True),
        ("<div class=sc-h><img src=/1.jpg><h3>Парк у реки</h3></div>", True),
        ("<div class=sc-h><h3><a href=/1>Подробности</a></h3></div>", False),
    ],
)
def test_a_subhead_has_a_box_of_its_own_as_the_paragraphs_have(
    line: str, *, is_subhead: bool
) -> None:
    paragraph = "<div class=sc-p><p>{}</p></div>"
    texts = (paragraph.format(text) for text in STORIES["ru"].paragraphs[:2])
    blocks = blocks_of(f"<div class=sc-t>{line.join(texts)}</div>")
    block_features(blocks, Views())  # counts the blocks of each box
    assert (subheads(blocks, {0, 2}) == {1}) == is_subhead
