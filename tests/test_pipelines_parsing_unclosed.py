"""Tests that a missing end of an element, comment or attribute does not swallow the page."""

import time

import pytest

from pipelines.extraction.blocks.segment import MAX_BLOCKS, read_blocks
from pipelines.extraction.read_page import read_page
from pipelines.model import Page
from pipelines.parsing.html import parse
from pipelines.parsing.text import normalized_line
from pipelines.parsing.unclosed import close_unclosed
from tests.page_templates import STORIES, TEMPLATES, body_of, page

# Faults at the end of the head, before the third paragraph, or before the first one.
IN_HEAD = (
    "<style>", "<style>.a{color:red}", "<script>", "<script>var a = 1;", "<textarea>",
    "<iframe src=/v>", "<xmp>", "<plaintext>", "<noframes>", "<noembed>", "<title>",
    "<!-- banner ", "<!--[if lt IE 9]>", "<script>document.write('<scr'+'ipt>');",
)  # fmt: skip
AMID_TEXT = (*IN_HEAD, "<style><!-- .a {} --></style", '<div class="news>')
BEFORE_TEXT = (
    *AMID_TEXT, "<svg>", "<svg><title>", "<button>", "<select>", "<object>", "<audio>", "<video>",
    "<canvas>", "<map>", "<datalist>", "<nav>", "<a name=top>", "<h2>", "<table>", "<td>", "<form>",
    "<details>", "<li>",
)  # fmt: skip
MAX_SECONDS = 1.5  # of processor time, for a megabyte, on a machine with other work


@pytest.mark.parametrize("template", TEMPLATES)
def test_an_unclosed_element_does_not_swallow_the_text(template: str) -> None:
    texts = TEMPLATES[template].texts
    paragraphs = STORIES["ru"].paragraphs * 2
    for fault in BEFORE_TEXT:
        starts = (0, 2) if fault in AMID_TEXT else (0,)
        for start in starts:
            text = texts(*paragraphs[:start]) + fault + texts(*paragraphs[start:])
            body = body_of(page(template, "ru", text=text))
            assert [paragraph for paragraph in paragraphs if paragraph not in body] == [], fault
            assert not [teaser for teaser in STORIES["ru"].teasers if teaser in body], fault


@pytest.mark.parametrize("fault", IN_HEAD)
@pytest.mark.parametrize("template", TEMPLATES)
def test_an_unclosed_element_in_the_head_does_not_swallow_the_page(
    template: str, fault: str
) -> None:
    body = body_of(page(template, "uk", head=fault))
    assert [paragraph for paragraph in STORIES["uk"].paragraphs if paragraph not in body] == []


@pytest.mark.parametrize("name", ["sr-only", "visually-hidden", "tooltip", "dropdown-content"])
@pytest.mark.parametrize("language", ["uk", "de", "hy"])
@pytest.mark.parametrize("template", ["semantic", "soup", "utility", "tilda"])
def test_an_unclosed_text_for_screen_readers_does_not_swallow_the_text(
    template: str, language: str, name: str
) -> None:
    paragraphs = STORIES[language].paragraphs * 2
    fault = f'<span class="{name}">{STORIES[language].more}'
    text = fault + TEMPLATES[template].texts(*paragraphs)
    body = body_of(page(template, language, text=text))
    assert [paragraph for paragraph in paragraphs if paragraph not in body] == []


@pytest.mark.parametrize(
    "fault", ["<button><i>x</i>", "<noscript>", "<template>", "<video src=/v>", "<select>"]
)
@pytest.mark.parametrize("language", ["ru", "en", "hy"])
def test_an_unclosed_element_around_the_headline_does_not_hide_it(
    language: str, fault: str
) -> None:
    title = f"<h1>{STORIES[language].headline}"
    html = page("soup", language, change=lambda html: html.replace(title, fault + title, 1))
    article = read_page(Page("https://vesti.example/news/1", html)).article
    assert article is not None
    assert article.headline == STORIES[language].headline


@pytest.mark.parametrize("end", ["", "\n", "</tilte>", "<title>"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_a_page_without_the_end_of_its_title_is_read(template: str, end: str) -> None:
    html = page(template, "pl", change=lambda html: html.replace("</title>", end, 1))
    body = body_of(html)
    assert [paragraph for paragraph in STORIES["pl"].paragraphs if paragraph not in body] == []


@pytest.mark.parametrize(
    ("html", "closed"),
    [
        ("<title>Мост<meta name=a>", "<title>Мост</title><meta name=a>"),
        ("<TITLE>Мост<BODY><p>Да", "<TITLE>Мост</title><BODY><p>Да"),
        ("<style>a{}<p>Мост", "<style>a{}</style><p>Мост"),
        ("<script>a<b;</head><p>1<p>2<p>3", "<script>a<b;</script></head><p>1<p>2<p>3"),
        ("<script>if(i<a ){y()}\n<p>1<p>2<p>3", "<script>if(i<a ){y()}\n</script><p>1<p>2<p>3"),
        ("<script>if(i <a ){y()}<p>1<p>2<p>3", "<script>if(i <a ){y()}</script><p>1<p>2<p>3"),
        ("<script>s='; <p>'; t = \"<p> <p>\";<p>1<p>2<p>3",
         "<script>s='; <p>'; t = \"<p> <p>\";</script><p>1<p>2<p>3"),
        ("<script>/* a */<p>1<p>2<p>3", "<script>/* a */</script><p>1<p>2<p>3"),
        ("<p>Мост<!-- реклама <p>Да", "<p>Мост<!-- реклама --><p>Да"),
        # The element with which a comment begins is hidden, with its whole content.
        ("<!-- <p>Снято.</p><p>Да", "<!-- <p>Снято.</p>--><p>Да"),
        ("<!--\n<div><div>Снято</div><p>Нет</div><p>Да",
         "<!--\n<div><div>Снято</div><p>Нет</div>--><p>Да"),
        ("<!-- <p>Мост<p>Да", "<!-- --><p>Мост<p>Да"),
        ("<!-- <img src=a><p>Да", "<!-- --><img src=a><p>Да"),
        # The end of a comment is damaged.
        ("<p>Мост<!-- <b>a</b> b -- ><p>Да", "<p>Мост<!-- <b>a</b> b -- >--><p>Да"),
        ("<!-- <i>a</i> <p>b ->1<p>2", "<!-- <i>a</i> <p>b ->-->1<p>2"),
        ("<!-- <i>a</i> b —>1", "<!-- <i>a</i> b —>-->1"),
        ("<!--[if IE]><p>Обновите<![endif]><p>Да", "<!--[if IE]><p>Обновите<![endif]>--><p>Да"),
        # Three paragraphs begin before it, so it is a mark in the text.
        ("<!-- a <p>1<p>2<p>3 -> 4", "<!-- a --><p>1<p>2<p>3 -> 4"),
        ("<xmp><p>Мост", " <p>Мост"),
        # The end of another element of the tag follows.
        ("<script>a;<p>1<p>2<p>3<script>b</script>",
         "<script>a;</script><p>1<p>2<p>3<script>b</script>"),
        ("<!-- a <p>1<p>2<p>3<!-- b -->", "<!-- a --><p>1<p>2<p>3<!-- b -->"),
        ('<p class="a><p>1<p>2<p>3<p class="b">', '<p class="a"><p>1<p>2<p>3<p class="b">'),
        # Nothing is missing.
        ("<title>Мост</title><style>a{}</style><!-- <p>1<p>2<p>3 --><p>Да", None),
        ("<script>s = '<script>' + '<p>1<p>2<p>3';</script><p>Да", None),
        ("<textarea><iframe src=/v></iframe><p>1<p>2<p>3</textarea>", None),
        ("<p>Мост длиной 5' и ещё \"", None),
        ('<a title="5 > 3" href="/1">Мост</a> длиной "', None),
    ],
)  # fmt: skip
def test_what_is_missing_is_added_at_the_next_tag(html: str, closed: str | None) -> None:
    assert close_unclosed(html) == (closed or html)


@pytest.mark.parametrize(
    "script",
    [
        'window.next=["<p>Другая статья: мост.</p>","<p>Синоптики советуют ждать.</p>"];',
        'next=["<p>Мост.</p> <p>Река.</p>\\n<p>Лес.</p>", "<p>Дождь.</p> <p>Снег.</p>"];',
        "next=['<p>Мост.</p> <p>Река.</p>', '<p>Лес.</p> <p>Дождь.</p> <p>Снег.</p>'];",
        "next=`\n<p>Мост.</p>\n<p>Река.</p>\n<p>Лес.</p>\n<p>Дождь.</p>`",
        'next=["<p>Мост.</p> <p>Река.</p> <p>Лес.</p> <p>Дождь',  # the page is cut in a string
        'next="<p id=\\"a\\">Мост.<\\/p>\n<p>Река.<\\/p>\n<p>Лес.<\\/p>',
        "a(); <p>Мост.</p> <p>Река.</p>",
    ],
)
@pytest.mark.parametrize("end", ["", "</div></body>"])
def test_the_strings_of_a_script_at_the_end_of_a_cut_page_are_no_text(
    script: str, end: str
) -> None:
    html = f"<body><div>{'<p>Движение открыто.</p>' * 6}<script>{script}{end}"
    closed = close_unclosed(html)
    assert closed.replace("</script>", "") == html
    _, _, after_script = closed.partition("</script>")
    assert "<p>" not in after_script


@pytest.mark.parametrize(
    "part",
    ["<title>", "<script><script", "<!--", "<style><p><p><p>", '<p class="', "<a b='>", "<xmp>",
     "<p a=\"b\" c='d' e=", "<script <script ", "<script>'`\"", "<script>\\'", "<script>'\\'"],
)  # fmt: skip
def test_a_page_of_unclosed_parts_alone_takes_little_time(part: str) -> None:
    began = time.process_time()
    close_unclosed(part * (1_000_000 // len(part)))
    assert time.process_time() - began < MAX_SECONDS


def test_nested_texts_for_screen_readers_do_not_delay_a_page() -> None:
    spans = "<span class='sr-only'>" * 90
    html = f"<html><body>{spans}{'<p>слово слово слово</p>' * 20_000}</body></html>"
    tree = parse(html)
    assert tree is not None
    began = time.process_time()
    blocks = read_blocks(tree, normalized_line)
    assert time.process_time() - began < MAX_SECONDS
    assert len(blocks) == MAX_BLOCKS
