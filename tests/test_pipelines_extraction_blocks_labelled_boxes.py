"""Tests that advertising and teasers beside a label are no text, and that articles are."""

import time

import pytest

from pipelines.extraction.blocks.features import block_features
from pipelines.extraction.blocks.labelled_boxes import without_labelled_boxes
from pipelines.extraction.blocks.views import Views
from tests.page_blocks import blocks_of

TEXT = (
    "В Сердобске открыли мост через реку после двух лет ремонта, сообщили в мэрии.",
    "Первыми по новому мосту проехали автобусы, их пассажиров встречали жители улицы Речной.",
    "Подрядчик обещает закончить благоустройство набережной до конца октября.",
)
MAX_SECONDS = 5  # of processor time, for a page of 5,000 labels
AD = "Окна и балконы со скидкой до конца месяца, замер бесплатно."
TEASER = "Вокзал построили полвека назад, и с тех пор его ни разу не чинили целиком."
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in TEXT[:2])


def text_with(inserted: str) -> list[str]:
    """Return the text of a page with this markup amid it, if all blocks were chosen."""
    blocks = blocks_of(
        f"<main><h1>Мост открыт</h1><div>{PARAGRAPHS}{inserted}<p>{TEXT[2]}</p></div></main>"
    )
    block_features(blocks, Views())  # measures the boxes
    return [block.text for block in without_labelled_boxes(blocks, blocks[1:])]


@pytest.mark.parametrize(
    "label",
    ["Реклама", "РЕКЛАМА", "Реклама:", "На правах рекламы", "Реклами", "Advertisement", "Anzeige",
     "Reklama", "Publicité", "Publicidad", "Жарнама"],
)  # fmt: skip
@pytest.mark.parametrize(
    "markup",
    [
        "<div class=x7><div>{0}</div>{1}</div>",
        "<section><span>{0}</span><p>{1}</p></section>",
        "<div><div><small>{0}</small></div><div><a href=/ad>{1}</a></div></div>",
    ],
)
def test_a_short_box_that_begins_with_a_label_of_advertising_is_no_text(
    label: str, markup: str
) -> None:
    assert text_with(markup.format(label, AD)) == list(TEXT)


@pytest.mark.parametrize(
    "inserted",
    [
        f"<p>Реклама</p><p>{TEASER}</p>",
        f"<div><p>{TEASER}</p><p>Реклама</p></div>",
        f"<div><p>Реклама подорожала.</p><p>{TEASER}</p></div>",
        "<div><p>Реклама</p>" + f"<p>{TEASER}</p>" * 3 + "</div>",
    ],
    ids=["no box of its own", "label as the last line", "sentence", "long text"],
)
def test_advertising_is_not_known_by_its_label_alone(inserted: str) -> None:
    assert TEASER in text_with(inserted)


def test_an_article_that_is_advertising_as_a_whole_is_kept() -> None:
    text = "".join(f"<p>{line}</p>" for line in TEXT)
    blocks = blocks_of(f"<article><div>Реклама</div>{text}</article>")
    block_features(blocks, Views())
    assert without_labelled_boxes(blocks, blocks) == blocks


CARD = (
    "<div><h4><a href=/2>Как строили речной вокзал</a></h4><span>14.10.2026</span><p>{}</p></div>"
)


@pytest.mark.parametrize(
    "label",
    ["Читайте также", "Читайте также:", "Похожие новости", "Новости по теме", "Ранее по теме",
     "Другие новости в рубрике «Здоровье»", "Последние новости этого раздела",
     "Вам может быть интересно", "Читайте також", "Чытайце таксама", "Тағы оқыңыз",
     "Related stories", "DON'T MISS",
     "You may also like", "Lesen Sie auch", "Mehr zum Thema", "Czytaj także", "À lire aussi",
     "Te puede interesar", "Leggi anche", "Lees ook"],
)  # fmt: skip
@pytest.mark.parametrize(
    "markup",
    [
        "<div><h3>{0}</h3>{1}{1}</div>",
        "<div class=more><div>{0}</div><div><a href=/2>Как строили речной вокзал</a><p>{2}</p>"
        "</div></div>",
        "<p>{0}</p>{1}",
        # the date of the teaser is in the line of its headline
        "<div><div>{0}</div><div><div><a href=/2>Как строили речной вокзал</a> 05.04.2026, 12:30"
        "</div><p>{2}</p></div></div>",
    ],
)
def test_a_teaser_in_the_box_of_a_linked_headline_below_a_label_is_no_text(
    label: str, markup: str
) -> None:
    lines = text_with(markup.format(label, CARD.format(TEASER), TEASER))
    assert lines == list(TEXT)


@pytest.mark.parametrize("numbers", ["05/04, 12:30", "25/03, 09:50 1", "14:20 | 12"])
def test_numbers_beside_the_linked_headline_of_a_teaser_are_not_counted(numbers: str) -> None:
    row = f"<tr><td><a href=/2>Открыт новый вокзал</a> {numbers}<div>{TEASER}</div></td></tr>"
    label = "<div>Другие новости в рубрике «Город»</div>"
    assert TEASER not in text_with(f"{label}<table>{row}</table>")


@pytest.mark.parametrize(
    "inserted",
    [
        f"<p>Читайте также:</p><p><a href=/2>Как строили речной вокзал</a></p><p>{TEASER}</p>",
        f"<div><p>Читайте также</p><p><a href=/2>Как строили вокзал</a></p></div><p>{TEASER}</p>",
        f"{CARD.format(AD)}<a href=/2>Читать ещё</a>{CARD.format(TEASER)}",
        CARD.format(TEASER),
        f"<p>По теме</p><p>{TEXT[0]}</p>{CARD.format(TEASER)}",
        f"<p>Читайте также</p>{CARD.format(AD + '</p><p>' + TEASER)}",
        f"<p>Читайте также</p><div><h4>Как строили речной вокзал</h4><p>{TEASER}</p></div>",
    ],
    ids=[
        "paragraph after a link", "paragraph after a box with a link", "button of another card",
        "part of a roundup", "paragraph between label and headline", "second paragraph",
        "box without a link",
    ],
)  # fmt: skip
def test_a_paragraph_near_a_link_to_another_article_is_text(inserted: str) -> None:
    assert TEASER in text_with(inserted)


def test_a_page_of_five_thousand_labels_is_read_within_the_time_limit() -> None:
    """Without a limit, each label would be compared with all lines below it."""
    began = time.process_time()
    text_with("<div><b>Читайте также</b></div>" * 5_000)
    assert time.process_time() - began < MAX_SECONDS
