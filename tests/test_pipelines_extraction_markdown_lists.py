"""Tests that lists without list elements are lists in Markdown, and that dialogues are none."""

from time import process_time

import pytest

from pipelines.extraction.blocks.segment import read_blocks
from pipelines.extraction.lines.recurring_lines import line_hash
from pipelines.extraction.markdown import article_markdown
from pipelines.extraction.markdown_lines import markdown_without_lines
from pipelines.extraction.markdown_lists import ListEntry, items_among
from pipelines.parsing.html import parse
from pipelines.parsing.text import normalized_line

MAX_SECONDS = 5  # of processor time, for 6,000 lines


def markdown(body: str) -> str:
    tree = parse(f"<html><body>{body}</body></html>")
    assert tree is not None
    blocks = read_blocks(tree, normalized_line)
    lines = [block.text for block in blocks]
    return article_markdown(lines, blocks, "https://vesti.example/news/1")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        # Equal elements below a line with a colon.
        ("<p>Заменят:</p><div class=l><div>лёд</div><div>снег</div></div><p>Всё.</p>",
         "Заменят:\n\n- лёд\n- снег\n\nВсё."),
        ("<p>Der Plan:</p><div><div class=x>neue Pfeiler</div><div class=x>neue Busse</div></div>",
         "Der Plan:\n\n- neue Pfeiler\n- neue Busse"),
        ("<p>Ներկայացումներն են:</p><section><span>Համլետ</span></section><section><span>Լիր</span>"
         "</section>", "Ներկայացումներն են:\n\n- Համլետ\n- Լիր"),
        ("<p>Ներկայացումներն են՝</p><div><b>Համլետ</b></div><div><b>Լիր</b></div>",
         "Ներկայացումներն են՝\n\n- Համլետ\n- Լիր"),
        # Elements that are named as items.
        ("<p>W planie</p><div role=list><div role=listitem>dwie windy.</div>"
         "<div role=listitem>parking.</div></div>", "W planie\n\n- dwie windy.\n- parking."),
        ("<p>Қайда:</p><div class='post__list-item'>Тобыл көшесі.</div>"
         "<div class='post__list-item'>Баймағамбетов көшесі.</div>",
         "Қайда:\n\n- Тобыл көшесі.\n- Баймағамбетов көшесі."),
        # Dashes, bullets and numbers are replaced by the marks of Markdown.
        ("<p>Заменят:</p><p>— лёд;</p><p>— снег.</p>", "Заменят:\n\n- лёд;\n- снег."),
        ("<p>- лёд;</p><p>- снег.</p>", "- лёд;\n- снег."),
        ("<p>Plan:<br>• neue <a href=/b>Busse</a><br>• neue Pfeiler</p>",
         "Plan:\n\n- neue [Busse](https://vesti.example/b)\n- neue Pfeiler"),
        ("<p>1. Лёд.</p><p>2. Снег.</p><p>3. Дождь.</p>", "1. Лёд.\n2. Снег.\n3. Дождь."),
        ("<p>2) лёд</p><p>3) снег</p>", "2) лёд\n3) снег"),
        # Other marks stay.
        ("<p>▪ лёд</p><p>▪ снег</p>", "- ▪ лёд\n- ▪ снег"),
        ("<p>Se prohíbe:</p><p>❌ aparcar</p><p>❌ nadar</p>",
         "Se prohíbe:\n\n- ❌ aparcar\n- ❌ nadar"),
        ("<p>Нельзя:</p><p>а) парковаться</p><p>б) купаться</p>",
         "Нельзя:\n\n- а) парковаться\n- б) купаться"),
    ],
)  # fmt: skip
def test_a_list_of_other_elements_is_a_list(html: str, expected: str) -> None:
    assert markdown(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        # Replies of a dialogue.
        "<p>Мы спросили:</p><p>— Когда?</p><p>— Осенью.</p>",
        "<p>– Ինչո՞ւ։</p><p>– Շենքը հին էր։</p>",
        "<p>— Да?</p><p>— Нет.</p><p>— Почему?</p>",
        # Paragraphs below a line with a colon, in a box of their own.
        "<div>Он сказал:</div><div class=t><p>Мост закрыт.</p><p>Мост откроют.</p></div>",
        "<div>She said:</div><div class=t><p>The bridge is shut.</p><p>It opens soon.</p></div>",
        # The class of a box names a list, but its blocks are sentences.
        "<p>Мост.</p><div class=list-item><p>Лёд тает.</p><p>Снег тает.</p></div>",
        # A question and its answer.
        "<p>Спросили:</p><div class=q>Когда?</div><div class=a>Осенью</div>",
        # Numbers that do not count up from a small one, marks of too few lines, and no mark at all.
        "<p>1. Лёд</p><p>1. Снег</p>",
        "<p>1941. Война</p><p>1942. Осада</p>",
        "<p>Заменят:</p><p>— лёд;</p>",
        "<p>Ветер 5 м/с</p><p>🎉 Праздник</p><p>🎉 Салют</p>",
        "<p>Заменят:</p><p>лёд</p><p>снег</p>",
    ],
)
def test_other_lines_are_paragraphs(html: str) -> None:
    paragraphs = markdown(html).split("\n\n")
    starts = ("<p>", "<div>", "<div class=q>", "<div class=a>")  # of the boxes that hold text
    assert len(paragraphs) == sum(map(html.count, starts))


def test_a_heading_or_quote_is_no_item() -> None:
    assert markdown("<p>Так:</p><h3>Лёд</h3><h3>Снег</h3>") == "Так:\n\n### Лёд\n\n### Снег"
    quote = "<p>Так:</p><blockquote><p>лёд<p>снег</blockquote>"
    assert markdown(quote) == "Так:\n\n> лёд\n>\n> снег"


@pytest.mark.parametrize("mark", ["— ", "• ", "- ", "1. ", "▪ ", "✅ "])
def test_a_recurring_line_is_cut_from_a_list(mark: str) -> None:
    second = "2. " if mark == "1. " else mark
    text = f"<p>Заменят:</p><p>{mark}читайте нас;</p><p>{second}снег;</p><p>Конец</p>"
    cut = markdown_without_lines(markdown(text), {line_hash(f"{mark}читайте нас;")})
    assert "читайте" not in cut
    assert "снег" in cut


@pytest.mark.parametrize("line", ["— Да.", "1. Да", "✅ да", "да", "a) да:", "• да", "Да:"])
def test_the_time_for_many_lines_is_linear(line: str) -> None:
    began = process_time()
    markdown(f"<div>{line}</div>" * 6_000)
    assert process_time() - began < MAX_SECONDS


@pytest.mark.parametrize(
    ("item", "text", "expected"),
    [
        (ListEntry(), r"\- мост;", "- мост;"),
        (ListEntry(), "• мост;", "- мост;"),
        (ListEntry(), "мост;", "- мост;"),
        (ListEntry(), "-5 °C;", "- -5 °C;"),
        (ListEntry(is_numbered=True), r"2\. мост;", "2. мост;"),
        (ListEntry(is_numbered=True), "мост;", "- мост;"),
    ],
)
def test_the_mark_of_an_item_becomes_that_of_markdown(
    item: ListEntry, text: str, expected: str
) -> None:
    assert item.markdown(text) == expected


def test_items_are_named_by_the_index_of_their_block() -> None:
    tree = parse("<html><body><p>Заменят:</p><p>• лёд;</p><p>• снег.</p><p>Всё.</p></body></html>")
    assert tree is not None
    assert list(items_among(read_blocks(tree, normalized_line))) == [1, 2]
