"""Tests that bylines and signatures are found, and no other names above or below the text."""

import pytest

from pipelines.extraction.inserts.signatures import (
    bylines,
    may_be_signature,
    without_signature,
)
from tests.insert_pages import TEXT, paragraphs
from tests.page_blocks import blocks_of


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
        "Associated Press writers Ann Lee in Washington, D.C., and Bo Day in Paris contributed to"
        " this report.",
        "AP writer Ann Lee in Tampa, Fla., contributed to this report.",
        "Lee reported from Paris. Associated Press writer Bo Day contributed to this report.",
        "Lee and Fox reported from Rome and Washington, D.C. Bo Day contributed to this story.",
        "Editing by Bo Day",
        "Reporting by Ann Lee in London and Cy Fox in Rome",
    ],
)
def test_initials_names_and_agencies_below_a_sentence_are_a_signature(line: str) -> None:
    blocks = blocks_of(paragraphs(*TEXT, line))
    remaining, removed = without_signature([*TEXT, line], blocks)
    assert remaining == list(TEXT)
    assert [piece.text for piece in removed] == [line]


STANDARDS = "Our Standards: The Thomson Reuters Trust Principles."


@pytest.mark.parametrize(
    "notes",
    [
        ["Reporting by Ann Lee; Editing by Bo Day", STANDARDS],
        ["Reporting by Ann Lee in London", "Additional reporting by Cy Fox", "Editing by Bo Day"],
        ["Reporting by Ann Lee", "Writing by Cy Fox", "Editing by Bo Day", STANDARDS],
        [STANDARDS],
    ],
)
def test_several_notes_on_the_writers_are_no_text(notes: list[str]) -> None:
    markup = paragraphs(*TEXT, *notes).replace("The Thom", "<a href=/t>The Thom")
    remaining, removed = without_signature([*TEXT, *notes], blocks_of(markup))
    assert remaining == list(TEXT)
    assert [one.text for one in removed] == notes


@pytest.mark.parametrize(
    "line",
    [
        "Reporting by Ann Lee has begun.",
        "Editing by machines",
        "Lee reported from Paris.",
        "Our Standards: what we promise.",
        "The mayor came late. He contributed nothing to this report.",
        "The town paid. Three banks in Rome. They contributed to this report.",
        "Compiled by hand in the Town Hall",
    ],
)
def test_another_line_on_reports_is_no_note(line: str) -> None:
    lines = [*TEXT, line]
    assert without_signature(lines, blocks_of(paragraphs(*lines))) == (lines, [])


def test_notes_below_a_short_line_or_in_a_list_are_text() -> None:
    lines = [*TEXT, "Credits", "Editing by Bo Day"]
    assert without_signature(lines, blocks_of(paragraphs(*lines))) == (lines, [])
    items = "".join(f"<li>{text}</li>" for text in (*TEXT, "Editing by Bo Day"))
    lines = [*TEXT, "Editing by Bo Day"]
    assert without_signature(lines, blocks_of(f"<ul>{items}</ul>")) == (lines, [])


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
    assert [piece.text for piece in removed] == [line]


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
    remaining, _ = without_signature([*TEXT, line], blocks)
    assert remaining == list(TEXT)


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
    "above",
    [
        "Победители",
        "Победители конкурса:",
        "«Мы ждали этого моста, и мы его увидели. Спасибо вам!»",
    ],
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
    ("above", "line", "is_removed"),
    [
        ("Ab Ostern fährt das Schiff wieder ins Wattenmeer.", "(dpa/lno)", True),
        ("Ab Ostern fährt das Schiff wieder ins Wattenmeer.", "(Alte Werft)", False),
        ("Ab Ostern fährt das Schiff wieder ins Wattenmeer.", "dpa", False),
        ("Ab Ostern fährt das Schiff:", "(dpa/lno)", False),
        ("Alles neu macht der Mai.", "(dpa/lno)", False),
    ],
)
def test_an_agency_in_brackets_may_be_below_a_shorter_sentence(
    above: str, line: str, is_removed: bool
) -> None:
    lines = [*TEXT, above, line]
    remaining, _ = without_signature(lines, blocks_of(paragraphs(*lines)))
    assert (len(remaining) < len(lines)) is is_removed
