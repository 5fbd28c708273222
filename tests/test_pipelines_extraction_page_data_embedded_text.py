"""Tests which texts are found in the data of a page's scripts and attributes."""

import json
import time

import pytest

from pipelines.extraction.page_data.embedded_text import embedded_text, scripts_of
from pipelines.parsing.html import parse

TITLE = "Мост через Суру открыли после ремонта"
FIRST = "Мост через Суру открыли для машин в пятницу, сообщили в управлении дорог мэрии города."
SHORT = "Ремонт шёл два года."
LAST = "Движение автобусов по мосту обещают вернуть к понедельнику, расписание опубликуют заранее."


def lines_of(*scripts: str, description: str = "", body: str = "") -> tuple[str, ...]:
    """Return the lines of the text that scripts contain, or no line."""
    embedded = embedded_text(scripts, TITLE, description, body)
    return embedded.lines if embedded else ()


def text_node(value: str) -> dict[str, str]:
    return {"type": "text", "value": value}


def test_short_paragraphs_are_not_joined_to_their_neighbours() -> None:
    data = {"title": TITLE, "blocks": [text_node(part) for part in (FIRST, SHORT, LAST)]}
    lines = lines_of(json.dumps(data))
    assert {FIRST, LAST} <= {*lines}
    assert all(line in (FIRST, SHORT, LAST) for line in lines)


def test_spans_of_a_paragraph_are_joined_and_a_break_separates_lines() -> None:
    halves = [text_node(FIRST[:20]), text_node(FIRST[20:])]
    spans = [*halves, {"type": "hardBreak"}, text_node(LAST)]
    assert lines_of(json.dumps({"title": TITLE, "body": spans})) == (FIRST, LAST)


def test_a_small_encoded_value_hides_no_text_of_its_script() -> None:
    script = (
        """var c = JSON.parse('{"theme": "dark"}');window.x = (function (a, b) {"""
        f'return {{title: "{TITLE}", items: [{{k: a, body: "{FIRST}"}}, {{k: b, body: "{LAST}"}}]}}'
        "}(1, 2));"
    )
    assert lines_of(script) == (FIRST, LAST)


def test_the_longest_attributes_with_json_are_read_first() -> None:
    widget = json.dumps({"settings": "x" * 400})
    article = json.dumps({"title": TITLE, "body": f"{FIRST}\n{LAST}" * 5}, ensure_ascii=False)
    widgets = f"<i data-settings='{widget}'></i>" * 30
    tree = parse(f"<body>{widgets}<div data-page='{article}'></div></body>")
    assert tree is not None
    assert scripts_of(tree)[0] == article


@pytest.mark.parametrize(
    "markup",
    [
        f"<h1>{TITLE}</h1><p>{FIRST}</p><p>{LAST}</p>",
        f"\n  <section class=news><div>{FIRST}</div><div>{LAST}</div></section>",
        f'<p class="wide">{FIRST}<br>\n<br>{LAST}</p><p></p>',
    ],
)
@pytest.mark.parametrize("kind", ["text/template", "text/x-handlebars-template", "text/html"])
def test_markup_in_a_script_is_text(markup: str, kind: str) -> None:
    tree = parse(f'<body><script type="{kind}" id="article">{markup}</script></body>')
    assert tree is not None
    lines = lines_of(*scripts_of(tree))
    assert [line for line in lines if line != TITLE] == [FIRST, LAST]


def test_markup_in_a_string_of_code_does_not_make_the_code_text() -> None:
    assert lines_of(f"<!--\nvar a = 1; // {FIRST} {LAST} <p>мост через Суру открыли\n//-->") == ()


@pytest.mark.parametrize(
    ("heading", "body", "is_text"),
    [
        (f"<h1>{TITLE}</h1>", "", True),
        (f"<h1>{TITLE}</h1>", FIRST, True),
        (f"<h2><a href='/1'>{TITLE}</a></h2>", FIRST, True),
        (f"<h2>{TITLE} — Новости Пензы</h2>", FIRST, True),
        (f"<h3>Новости</h3><h1>{TITLE}</h1>", FIRST, True),
        ("", "", True),
        ("", "Новости Пензы", True),
        ("<p>Фото: архив</p>", "", True),
        ("", FIRST, False),
        ("<div class=title>Другой мост через Суру открыли</div>", f"Мост\n{FIRST}", False),
        ("<h2>Другой мост в Пензе закрыли</h2>", FIRST, False),
        ("<h2>Другой мост в Пензе закрыли</h2>", "", False),
        ("<h1>Мост через Суру закрыли на ремонт</h1>", "", False),
        ("<time>12 марта</time><h3>Second bridge in Penza is closed</h3>", FIRST, False),
        (f"<p>{SHORT}</p><h4>Пенза күпере ябылды</h4>", "", False),
    ],
)
def test_markup_of_another_article_is_no_text(heading: str, body: str, is_text: bool) -> None:
    markup = f"<div>{heading}<p>{FIRST}</p><h2>Расписание автобусов</h2><p>{LAST}</p></div>"
    assert bool({FIRST, LAST} & {*lines_of(markup, body=body)}) is is_text


@pytest.mark.parametrize("heading", ["", "<h2>В Пензе снова ездят по мосту</h2>"])
def test_markup_with_the_description_is_text_of_a_page_with_a_text(heading: str) -> None:
    markup = f"<div>{heading}<p>{FIRST}</p><p>{LAST}</p></div>"
    assert LAST in lines_of(markup, description=FIRST, body=SHORT + " " + FIRST)


def test_the_text_of_the_page_is_found_beside_a_longer_next_article() -> None:
    own = f"<h1>{TITLE}</h1><p>{FIRST}</p><p>{LAST}</p>"
    following = f"<h1>Другой мост через Суру открыли после ремонта</h1>{f'<p>{FIRST}</p>' * 5}"
    assert lines_of(following, own)[-2:] == (FIRST, LAST)
    assert lines_of(own, following)[-2:] == (FIRST, LAST)


@pytest.mark.parametrize("tag", ["p", "div"])
def test_the_paragraphs_of_reacts_stream_are_elements_with_their_properties(tag: str) -> None:
    texts = [
        "Мост через Хопёр открыли утром, сообщили в районной администрации.",
        "Движение по нему запустили на месяц раньше срока, заметил подрядчик.",
        "Вдоль дороги появились фонари и скамейки, рассказали жители улицы.",
    ]
    children = [["$", tag, str(number), {"children": text}] for number, text in enumerate(texts)]
    row = f"5:{json.dumps(['$', 'article', None, {'children': children}])}\n"
    half = len(row) // 2
    scripts = [f"self.__next_f.push({json.dumps([1, part])})" for part in (row[:half], row[half:])]
    embedded = embedded_text(scripts, "Мост через Хопёр открыли", "")
    assert embedded is not None
    assert list(embedded.lines) == texts


def test_elements_that_link_to_other_pages_are_no_paragraphs() -> None:
    texts = [f"Заголовок другой статьи номер {number} о мосте через Хопёр." for number in range(4)]
    children = [["$", "a", None, {"href": "/n", "children": text}] for text in texts]
    row = f"5:{json.dumps(['$', 'ul', None, {'children': children}])}\n"
    script = f"self.__next_f.push({json.dumps([1, row])})"
    assert embedded_text([script], "Мост через Хопёр", "") is None


NO_WORDS_OF_TITLE = "\n".join([SHORT, "Движение начали в пятницу утром, сообщили в мэрии."] * 3)


@pytest.mark.parametrize(
    ("script", "is_found"),
    [
        (f'x = {{doc: {{n: "{TITLE}", html: `<p>{NO_WORDS_OF_TITLE}`}}}}', True),
        (f'x = {{doc: {{n: "Каток закрыли", html: `<p>{NO_WORDS_OF_TITLE}`}}}}', False),
        (json.dumps({"doc": {"heading": TITLE, "copy": NO_WORDS_OF_TITLE}}), True),
        (json.dumps({"doc": {"heading": "Каток закрыли", "copy": NO_WORDS_OF_TITLE}}), False),
    ],
)
def test_a_title_beside_a_text_shows_that_it_is_of_the_page(script: str, is_found: bool) -> None:
    assert bool(lines_of(script)) is is_found


@pytest.mark.parametrize(("heading", "is_found"), [(TITLE, True), ("Каток закрыли", False)])
def test_the_paragraphs_to_which_an_article_refers_are_its_text(
    heading: str, is_found: bool
) -> None:
    texts = [
        f"Движение начали в пятницу {hour} часов, сообщили в мэрии и в районе."
        for hour in ("в 6", "в 7")
    ]
    paragraphs = {f"P:{number}": {"html": text} for number, text in enumerate(texts)}
    article = {"heading": heading, "parts": [{"__ref": key} for key in paragraphs]}
    script = f"window.__STATE__={json.dumps({'A:1': article, **paragraphs})}"
    assert bool(lines_of(script) == tuple(texts)) is is_found


def test_many_short_strings_and_references_take_linear_time() -> None:
    store = {f"A:{n}": {"parts": [{"__ref": "A:0"}] * 9, "name": TITLE} for n in range(9_000)}
    scripts = [
        json.dumps(store),
        "f('Каток закрыли');" * 50_000,
        f"f('{SHORT}', '{FIRST}');" * 5_000,
    ]
    start = time.process_time()
    lines_of(*scripts)
    assert time.process_time() - start < 10
