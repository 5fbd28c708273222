"""Tests the statements of a page in JSON-LD and meta tags."""

import json
from time import process_time

import pytest
from lxml.html import fromstring

from pipelines.extraction.page_data.json_ld import json_ld_nodes
from pipelines.extraction.page_data.structured_data import (
    Structured,
    read_structured,
    strings,
)
from tests.bridge_article import TITLE

NODE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": TITLE,
    "datePublished": "2026-11-20T14:35:00+03:00",
    "author": {"@type": "Person", "name": "Олег Сомов"},
}
MAX_SECONDS = 5  # of processor time; quadratic time would be many minutes
PLAIN = json.dumps(NODE, ensure_ascii=False)


def read(script: str, kind: str = "application/ld+json", head: str = "") -> Structured:
    html = f'<html><head>{head}<script type="{kind}">{script}</script></head></html>'
    return read_structured(fromstring(html), TITLE)


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (PLAIN, "application/ld+json"),
        (PLAIN, "application/ld+json; charset=utf-8"),
        (PLAIN, "Application/LD+JSON"),
        (PLAIN + ";", "application/ld+json"),
        (f"/* <![CDATA[ */{PLAIN}/* ]]> */", "application/ld+json"),
        (f"<!--{PLAIN}-->", "application/ld+json"),
        ('{"@type":"WebSite","name":"x"}' + PLAIN, "application/ld+json"),
        (PLAIN.replace('"', "&quot;"), "application/ld+json"),
        (PLAIN[:-1] + ', "description": "Мост "Светлый" открыт"}', "application/ld+json"),
        (PLAIN[:-1] + r', "description": "it\'s"}', "application/ld+json"),
        (f'{{"@graph": [{PLAIN}]}}', "application/ld+json"),
    ],
    ids=[
        "plain", "charset", "capitals", "semicolon", "CDATA", "comment", "second value",
        "references", "quotation marks", "escaped apostrophe", "graph",
    ],
)  # fmt: skip
def test_a_damaged_or_wrapped_block_of_json_ld_is_read(script: str, kind: str) -> None:
    article = read(script, kind).article
    assert article["datePublished"] == NODE["datePublished"]
    assert strings(article["author"], "name") == ["Олег Сомов"]


def test_marks_of_comments_are_looked_for_in_linear_time() -> None:
    began = process_time()
    read("{" + "]]>" + " " * 300_000 + "x")
    assert process_time() - began < MAX_SECONDS


def test_an_author_by_reference_is_the_person_it_names() -> None:
    graph = [NODE | {"author": {"@id": "#a"}}, {"@type": "Person", "@id": "#a", "name": "О. Сомов"}]
    article = read(json.dumps({"@graph": graph})).article
    assert strings(article["author"], "name") == ["О. Сомов"]


@pytest.mark.parametrize("kind", ["WebPage", "https://schema.org/WebPage", "ItemPage", "HowTo"])
def test_a_dated_node_of_the_page_is_kept(kind: str) -> None:
    node = {"@type": kind, "name": TITLE, "datePublished": "2026-11-20"}
    structured = read(json.dumps(node))
    assert structured.article == {}
    assert structured.web_page.get("datePublished") == "2026-11-20"


def test_the_article_of_the_page_goes_before_teasers() -> None:
    teaser = NODE | {"headline": "Автобусы изменят расписание", "datePublished": "2026-11-19"}
    structured = read(json.dumps([teaser, NODE, teaser]))
    assert structured.article["datePublished"] == NODE["datePublished"]
    assert structured.article_count == 3


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ("а", ["а"]),
        (["а", {"name": "б"}], ["а", "б"]),
        ({"name": ["а", "б"]}, ["а", "б"]),
        ({"url": "x"}, []),
        (None, []),
        ("&laquo;Мост&raquo;", ["«Мост»"]),
        (7, ["7"]),
    ],
)
def test_strings_returns_the_texts_of_a_value(value: object, texts: list[str]) -> None:
    assert strings(value, "name") == texts


def test_meta_values_are_found_under_the_first_name_that_has_one() -> None:
    head = '<meta property="OG:Title" content="А"><meta name=title content="Б"><meta name=empty>'
    structured = read("", head=head)
    assert structured.first("empty", "og:title", "title") == "А"
    assert structured.first("none") is None


def test_hostile_nesting_is_read_in_bounded_time() -> None:
    html = f'<script type="application/ld+json">{"[" * 100_000}</script>'
    began = process_time()
    assert json_ld_nodes(fromstring(f"<html>{html}</html>").iter("script")) == []
    assert process_time() - began < MAX_SECONDS


OTHER = "Снег выпал в горах на севере области"


@pytest.mark.parametrize(
    ("body", "title", "stated", "is_own"),
    [
        (f"<h1>{TITLE}</h1>", f"{TITLE} | Вести", OTHER, False),
        (f"<h1>{TITLE}</h1>", f"{TITLE} | Вести", "Пешеходный мост заработал", True),
        # The h1 is a slogan of the site, and the headline is below it.
        (f"<h1>Новости Зареченска каждый день</h1><h2>{OTHER}</h2>", "Вести", OTHER, True),
        ("<h1>Вести</h1>", "Вести", OTHER, True),
    ],
    ids=["other headline", "other words", "slogan", "name of the site"],
)
def test_an_article_node_of_a_teaser_is_not_that_of_the_page(
    body: str, title: str, stated: str, is_own: bool
) -> None:
    node = json.dumps({"@type": "NewsArticle", "headline": stated})
    script = f"<script type='application/ld+json'>{node}</script>"
    tree = fromstring(f"<html><head>{script}</head><body>{body}</body></html>")
    assert bool(read_structured(tree, title).article) is is_own


@pytest.mark.parametrize(
    ("bodies", "texts"),
    [
        pytest.param(["Мост открыли.\nДвижение пустят."], ("Мост открыли.\nДвижение пустят.",)),
        pytest.param(["&lt;p&gt;Мост открыли.&lt;/p&gt;"], ("Мост открыли.",), id="markup"),
        pytest.param(["Мост открыли.", "Каток закрыли."], (), id="teasers have one, too"),
        pytest.param(["  "], (), id="blank"),
        pytest.param([], (), id="none"),
    ],
)
def test_the_only_meta_tag_with_a_text_states_the_text(
    bodies: list[str], texts: tuple[str, ...]
) -> None:
    tags = "".join(f'<meta itemprop="articleBody" content="{body}">' for body in bodies)
    structured = read("{}", head=tags)
    assert structured.article_bodies == texts


def test_a_text_in_json_ld_is_preferred_to_that_of_a_meta_tag() -> None:
    script = json.dumps({**NODE, "articleBody": "Мост открыли в пятницу."}, ensure_ascii=False)
    structured = read(script, head='<meta itemprop="articleBody" content="Мост">')
    assert structured.article_bodies == ("Мост открыли в пятницу.",)


FIRE = "Пожар на складе потушили ночью, пострадавших нет."
BRIDGE = "Пешеходный мост через Светлую открыли утром."
ARTICLE = 'itemscope itemtype="https://schema.org/NewsArticle"'


def meta_of(body: str) -> str:
    return f'<meta itemprop="articleBody" content="{body}">'


@pytest.mark.parametrize(
    ("page", "body", "is_own"),
    [
        (f"<div {ARTICLE}><h1>{TITLE}</h1>{{}}</div>", FIRE, True),
        (f"<div {ARTICLE}><meta itemprop=headline content='{TITLE}'>{{}}</div>", FIRE, True),
        (f"<div {ARTICLE}><h1>Мост наш</h1>{{}}</div>", FIRE, True),
        (f"<h1>{TITLE}</h1><div {ARTICLE}>{{}}</div>", BRIDGE, True),
        (f"<h1>{TITLE}</h1><div>{{}}</div>", BRIDGE, True),
        (f"<div itemscope itemtype=WebPage><h1>{TITLE}</h1>{{}}</div>", BRIDGE, True),
        (f"<h1>{TITLE}</h1><aside><div {ARTICLE}><a href=/2>Пожар</a>{{}}</div>", FIRE, False),
        (f"<h1>{TITLE}</h1><aside><div {ARTICLE}><a href=/2>Мост</a>{{}}</div>", BRIDGE, False),
        (f"<h1>{TITLE}</h1><div {ARTICLE}><a href=/2>Пожар</a>{{}}</div>", FIRE, False),
        (f"<h1>{TITLE}</h1><div {ARTICLE}><h3>Пожар</h3>{{}}</div>", FIRE, False),
        (
            f"<h1>{TITLE}</h1><div {ARTICLE}><b itemprop=headline>Два моста</b>{{}}</div>",
            BRIDGE,
            False,
        ),
        (f"<h1>{TITLE}</h1><div class=related>{{}}</div>", FIRE, False),
        (f"<div itemscope itemtype=WebPage><h1>{TITLE}</h1><p>{{}}</p></div>", FIRE, False),
        (f"<h1>{TITLE}</h1><a href=/2>Sheds burn{{}}</a>", "A shed burned at night.", False),
    ],
)
def test_the_text_of_a_teaser_in_a_meta_tag_is_not_that_of_the_page(
    page: str, body: str, is_own: bool
) -> None:
    tree = fromstring(f"<html><body>{page.format(meta_of(body))}</body></html>")
    assert read_structured(tree, TITLE).article_bodies == ((body,) if is_own else ())


def test_a_text_with_the_description_is_that_of_the_page_under_any_headline() -> None:
    head = f'<meta property="og:description" content="{FIRE}">'
    item = f"<div {ARTICLE}><b itemprop=headline>Огонь</b>{meta_of(FIRE)}</div>"
    html = f"<html><head>{head}</head><body><h1>{TITLE}</h1>{item}</body></html>"
    assert read_structured(fromstring(html), TITLE).article_bodies == (FIRE,)
