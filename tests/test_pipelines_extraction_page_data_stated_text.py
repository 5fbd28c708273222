"""Tests that a text is taken from the data of a page or from the feed if the page shows none."""

import json
import time
from base64 import b64encode
from html import escape
from urllib.parse import quote

import pytest

from pipelines.extraction.page_data.embedded_text import embedded_text
from pipelines.extraction.page_data.stated_text import feed_lines, stated_text
from pipelines.extraction.page_data.structured_data import Structured
from pipelines.extraction.read_page import read_page
from pipelines.model import Article, Hints, Outcome, Page
from tests.bridge_article import read_article
from tests.refused_pages import PAGES

MAX_SECONDS = 5  # of processor time, for hostile data
TITLE = "В Сурске открыли мост через реку"
TEXTS = (
    "В Сурске после двух лет ремонта открыли движение по мосту через реку, сообщили в мэрии.",
    "По мосту сможет проходить до тридцати тысяч машин в сутки, для пешеходов сделали дорожки.",
    "«Мы закончили работы на месяц раньше срока», — сказал глава города на открытии.",
)
HTML = "".join(f"<p>{text}</p>" for text in TEXTS)
TEASER = "В парке высадили двести молодых лип, саженцы привезли из питомника области."
STATE = {
    "menu": [{"title": "Новости", "url": "/news/"}],
    "article": {"title": TITLE, "publishedAt": "2026-11-20T14:35:00+03:00", "body": HTML},
    "related": [{"title": "Двести лип", "url": "/n/2/", "text": TEASER}] * 5,
}
BLOCKS = {
    "post": {
        "title": TITLE,
        "content": [{"type": "paragraph", "data": {"text": text}} for text in TEXTS],
    },
    "feed": [{"title": "Двести лип", "slug": "lipy", "lead": TEASER}] * 4,
}


# An editor stores emphasis within a paragraph as spans.
SPANS = {
    "title": TITLE,
    "body": [
        {
            "_type": "block",
            "children": [
                {"_type": "span", "text": text[:30]},
                {"_type": "span", "marks": ["strong"], "text": text[30:]},
            ],
        }
        for text in TEXTS
    ],
}

ELEMENTS = {"headline": TITLE, "elements": [{"type": "text", "content": text} for text in TEXTS]}


def dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def next_stream(value: object) -> str:
    """Return data as Next.js streams them: rows of text, cut into two scripts."""
    rows = f"1:{dump(['$', 'div', None, value])}\n"
    half = len(rows) // 2
    pushes = (f"self.__next_f.push([1,{dump(part)}])" for part in (rows[:half], rows[half:]))
    return "".join(f"<script>{push}</script>" for push in pushes)


def next_stream_with_text() -> str:
    """Return a stream of Next.js with a row of text: its number, T, the size in hex, and text."""
    rows = f"3:T{len(HTML.encode()):x},{HTML}4:{dump({'title': TITLE})}\n"
    return f"<script>self.__next_f.push([1,{dump(rows)}])</script>"


SCRIPTS = {
    "next": f"<script id=__NEXT_DATA__ type=application/json>{dump({'props': STATE})}</script>",
    "next of blocks": f"<script id=__NEXT_DATA__ type=application/json>{dump(BLOCKS)}</script>",
    "next stream": next_stream(STATE),
    "next stream of blocks": next_stream(BLOCKS),
    "next stream with a text row": next_stream_with_text(),
    "initial state": f"<script>window.__INITIAL_STATE__ = {dump(STATE)};</script>",
    "initial state as text": f"<script>window.__INITIAL_STATE__ = JSON.parse({dump(dump(STATE))})"
    "</script>",
    "apollo": f"<script>window.__APOLLO_STATE__={dump({'Post:1': STATE['article']})};</script>",
    "nuxt": "<script>window.__NUXT__=(function(a,b){return {data:[{title:a,body:b}]}}("
    f"{dump(TITLE)},{dump(HTML)}));</script>",
    "paragraphs of spans": f"<script>window.state = {dump(SPANS)}</script>",
    "paragraphs named text": f"<script>x.content={dump(ELEMENTS)};</script>",
    "attribute": f'<div id=app data-page="{escape(dump({"props": STATE}))}"></div>',
    "encoded as an address": "<script>x = JSON.parse(decodeURIComponent("
    f"'{quote(dump(STATE))}'))</script>",
    "encoded as base64": "<script>x = JSON.parse(atob("
    f"'{b64encode(dump(STATE).encode()).decode()}'))</script>",
    "text in single quotation marks": f"<script>x = {{h: '{TITLE}', t: '{HTML}'}};</script>",
    "text in a template": f"<script>var x = {{title: `{TITLE}`, text: `{HTML}`}};</script>",
    "below the end of the page": f"</body></html><script>window.x = {dump(STATE)};</script>",
    "nuxt data": f"<script type=application/json id=__NUXT_DATA__>"
    f"{dump([['Reactive', 1], {'title': 2, 'body': 3}, TITLE, HTML])}</script>",
}


def shell(script: str, head: str = "") -> bytes:
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{TITLE}</title>"
        f"<meta property=og:type content=article>{head}</head><body><div id=root></div>{script}"
        "</body></html>"
    ).encode()


def read(body: bytes, hints: Hints | None = None) -> Article:
    """Return the article of a page that a feed names with these hints."""
    return read_article(body, hints=hints or Hints())


def places_of_text(article: Article) -> set[str]:
    """Return the places that state the text of an article."""
    return {piece.found_in for piece in article.evidence if piece.fact == "article_body"}


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_text_is_found_in_the_data_of_a_script_page(name: str) -> None:
    article = read(shell(SCRIPTS[name]))
    assert article.article_body.split("\n") == list(TEXTS)
    assert article.headline == TITLE
    assert "page-data" in places_of_text(article)


def test_the_date_beside_the_text_is_evidence() -> None:
    dates = [
        piece.value
        for piece in read(shell(SCRIPTS["next"])).evidence
        if piece.fact == "date_published" and piece.found_in == "page-data"
    ]
    assert dates == ["2026-11-20T14:35:00+03:00"]


def test_a_text_of_another_page_is_not_taken() -> None:
    other = dump({"title": "Двести лип", "body": f"<p>{TEASER}</p><p>{TEASER}</p>"})
    page = Page(url="https://vesti.example/n/1", body=shell(f"<script>x = {other}</script>"))
    assert read_page(page).outcome is Outcome.NOT_ARTICLE


def test_the_text_of_json_ld_is_taken_where_the_page_shows_none() -> None:
    data = {"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n".join(TEXTS)}
    article = read(shell(f"<script type=application/ld+json>{dump(data)}</script>"))
    assert article.article_body.split("\n") == list(TEXTS)
    assert "json-ld" in places_of_text(article)


def test_the_text_of_a_live_blog_is_in_its_entries() -> None:
    entries = [{"@type": "BlogPosting", "headline": "14:20", "articleBody": text} for text in TEXTS]
    data = {"@type": "LiveBlogPosting", "headline": TITLE, "liveBlogUpdate": entries}
    article = read(shell(f"<script type=application/ld+json>{dump(data)}</script>"))
    assert article.article_body.split("\n") == list(TEXTS)


def test_the_text_of_the_feed_is_taken_where_the_page_shows_none() -> None:
    article = read(shell(""), Hints(headline=TITLE, article_body=HTML))
    assert article.article_body.split("\n") == list(TEXTS)
    assert "feed" in places_of_text(article)


def test_the_text_of_the_feed_replaces_a_paywall() -> None:
    path, html = PAGES["paywall-ru-framed"]
    hints = Hints(headline="Почему в Сурске дорожает жильё", article_body=HTML)
    article = read_article(html, f"https://vesti.example{path}", hints=hints)
    assert article.article_body.split("\n") == list(TEXTS)


def test_a_page_that_shows_its_text_keeps_it() -> None:
    shown = f"<article><h1>{TITLE}</h1>{HTML}{HTML.replace('Сурске', 'городе')}</article>"
    article = read(shell(shown), Hints(headline=TITLE, article_body=f"<p>{TEXTS[0]}</p>"))
    assert TEXTS[1] in article.article_body
    assert "feed" not in places_of_text(article)


@pytest.mark.parametrize(
    "script",
    [
        "x = " + "[" * 100_000,
        "x = " + "[{" * 50_000,
        'x = ["' + "а. " * 200_000,
        "self.__next_f.push([1," + dump("".join(f"{n:x}:Tfff,а. " for n in range(20_000))) + "])",
        "self.__next_f.push([1," + dump("".join(f"{n:x}:[\n" for n in range(50_000))) + "])",
        "x = {} " + "= {" * 100_000,
        "x = '" + '\\"' * 200_000,
    ],
    ids=[
        "lists", "lists and objects", "long string", "rows of text", "rows of lists",
        "assignments", "escaped quotation marks",
    ],
)  # fmt: skip
def test_hostile_data_is_searched_in_bounded_time(script: str) -> None:
    began = time.process_time()
    assert embedded_text([script], TITLE, TEXTS[0]) is None
    assert time.process_time() - began < MAX_SECONDS


@pytest.mark.parametrize(
    ("body", "is_taken"),
    [("", True), (TEXTS[0], True), ("\n".join(TEXTS), False)],
    ids=["no text", "a third", "the whole text"],
)
def test_a_stated_text_is_taken_only_where_it_is_twice_as_long(
    body: str, *, is_taken: bool
) -> None:
    page = Page(url="https://vesti.example/1", body=b"", hints=Hints(TITLE, article_body=HTML))
    assert feed_lines(page) == TEXTS
    stated = stated_text(Structured(), [], page, TITLE, body)
    assert (stated is not None) is is_taken
    if stated is not None:
        assert stated.lines == TEXTS
        assert stated.evidence[0].found_in == "feed"
