"""Tests that the captions of pictures amid the text are found, and nothing else beside pictures."""

import pytest

from pipelines.extraction.inserts.captions import captions
from tests.insert_pages import PICTURE, TEXT, amid, measured, paragraphs, texts

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
