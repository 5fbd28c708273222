"""Tests that advertising and teasers beside a label are no text, and that articles are."""

import pytest
from lxml.html import fromstring

from pipelines.extraction.blocks.features import block_features
from pipelines.extraction.blocks.labelled_boxes import without_labelled_boxes
from pipelines.extraction.blocks.segment import read_blocks
from pipelines.extraction.blocks.views import Views
from pipelines.parsing.text import normalized_line

TEXT = (
    "В Сердобске открыли мост через реку после двух лет ремонта, сообщили в мэрии.",
    "Первыми по новому мосту проехали автобусы, их пассажиров встречали жители улицы Речной.",
    "Подрядчик обещает закончить благоустройство набережной до конца октября.",
)
AD = "Окна и балконы со скидкой до конца месяца, замер бесплатно."
TEASER = "Вокзал построили полвека назад, и с тех пор его ни разу не чинили целиком."
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in TEXT[:2])


def left_of(inserted: str) -> list[str]:
    """Return the lines left of an article of which all blocks were chosen."""
    page = f"<main><h1>Мост открыт</h1><div>{PARAGRAPHS}{inserted}<p>{TEXT[2]}</p></div></main>"
    tree = fromstring(f"<html><body>{page}</body></html>")
    blocks = read_blocks(tree, normalized_line)
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
    assert left_of(markup.format(label, AD)) == list(TEXT)


@pytest.mark.parametrize(
    "inserted",
    [
        f"<p>Реклама</p><p>{TEASER}</p>",  # no box of its own
        f"<div><p>{TEASER}</p><p>Реклама</p></div>",  # the label is not the first line
        f"<div><p>Реклама подорожала.</p><p>{TEASER}</p></div>",  # a sentence, no label
        "<div><p>Реклама</p>" + f"<p>{TEASER}</p>" * 3 + "</div>",  # too much text
    ],
)
def test_advertising_is_not_known_by_its_label_alone(inserted: str) -> None:
    assert TEASER in left_of(inserted)


def test_an_article_that_is_advertising_as_a_whole_is_kept() -> None:
    text = "".join(f"<p>{line}</p>" for line in TEXT)
    tree = fromstring(f"<html><body><article><div>Реклама</div>{text}</article></body></html>")
    blocks = read_blocks(tree, normalized_line)
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
     "Related stories",
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
    left = left_of(markup.format(label, CARD.format(TEASER), TEASER))
    assert [line for line in left if line != label] == list(TEXT)


@pytest.mark.parametrize("numbers", ["05/04, 12:30", "25/03, 09:50 1", "14:20 | 12"])
def test_numbers_beside_the_linked_headline_of_a_teaser_are_not_counted(numbers: str) -> None:
    row = f"<tr><td><a href=/2>Открыт новый вокзал</a> {numbers}<div>{TEASER}</div></td></tr>"
    label = "<div>Другие новости в рубрике «Город»</div>"
    assert TEASER not in left_of(f"{label}<table>{row}</table>")


@pytest.mark.parametrize(
    "inserted",
    [
        # a paragraph of the text after a link to another article
        f"<p>Читайте также:</p><p><a href=/2>Как строили речной вокзал</a></p><p>{TEASER}</p>",
        f"<div><p>Читайте также</p><p><a href=/2>Как строили вокзал</a></p></div><p>{TEASER}</p>",
        # «Read more» as the button of another card
        f"{CARD.format(AD)}<a href=/2>Читать ещё</a>{CARD.format(TEASER)}",
        # a part of a roundup, without a label
        CARD.format(TEASER),
        # a paragraph comes between the label and the linked headline
        f"<p>По теме</p><p>{TEXT[0]}</p>{CARD.format(TEASER)}",
        # a second paragraph below the same headline
        f"<p>Читайте также</p>{CARD.format(AD + '</p><p>' + TEASER)}",
        # a box without a link
        f"<p>Читайте также</p><div><h4>Как строили речной вокзал</h4><p>{TEASER}</p></div>",
    ],
)
def test_a_paragraph_near_a_link_to_another_article_is_text(inserted: str) -> None:
    assert TEASER in left_of(inserted)


def test_a_page_of_five_thousand_labels_is_read_within_the_time_limit() -> None:
    """Without a limit, each label would be compared with all lines below it."""
    left_of("<div><b>Читайте также</b></div>" * 5_000)
