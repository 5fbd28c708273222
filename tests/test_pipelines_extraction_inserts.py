"""Tests that pull quotes, labels, texts of forms and the main heading are no text."""

import time

import pytest

from pipelines.extraction.inserts.amid_text import without_inserts
from pipelines.extraction.inserts.form_fields import form_fields
from pipelines.extraction.inserts.hidden_labels import hidden_labels
from pipelines.extraction.inserts.main_heading import main_heading
from pipelines.extraction.inserts.pull_quotes import pull_quotes
from pipelines.extraction.inserts.signatures import bylines, is_note, may_be_signature
from tests.insert_pages import TEXT, amid, paragraphs, texts
from tests.page_blocks import blocks_of

MAX_SECONDS = 3  # of processor time, for texts of a megabyte


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
        "<form><p>Ваш адрес</p><input name=mail>"
        "<div><fieldset><input type=hidden><p>{}</p></fieldset></div></form>",
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
        pytest.param(
            f"<form><input name=q>{paragraphs(*TEXT)}<div><fieldset><input type=hidden>"
            f"<p>{CONSENT}</p></fieldset></div></form>",
            id="hidden fields in a form around the page",
        ),
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
    headings = texts(blocks, main_heading(blocks, blocks))
    assert headings == (["Мост через Ломовку открыт"] if is_found else [])


def test_a_text_of_inserts_alone_stays_whole() -> None:
    blocks = blocks_of('<div class="sr-only">Фото дня</div>')
    assert without_inserts(blocks, blocks) == blocks


def test_the_labels_of_a_catalogue_stay_so_that_it_is_no_article() -> None:
    products = '<div class="sr-only">Загрузка…</div>' * 40
    blocks = blocks_of(f"<div>{paragraphs(TEXT[0])}{products}</div>")
    assert without_inserts(blocks, blocks) == blocks


def test_many_quotes_and_long_lines_take_little_time() -> None:
    quotes = "<blockquote>Слово за слово и ещё раз слово за слово</blockquote>" * 5_000
    long_line = "а, б; " * 200_000
    blocks = blocks_of(f"{quotes}<p>{'слово ' * 200_000}</p>")
    began = time.process_time()
    pull_quotes(blocks)
    may_be_signature(long_line, TEXT[0])
    is_note("reporting by " + "edit " * 60)
    is_note("Reporting by " + "A and " * 50)
    is_note("A reported from " * 20)
    is_note("A. " * 100)
    is_note("Lee reported from " + "D., " * 75)
    bylines(blocks_of(f"<p>by {'А ' * 200_000}</p>"))
    assert time.process_time() - began < MAX_SECONDS
