"""Tests the translations of pages and messages, and that no text is without one."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes
from markupsafe import escape

from storage.browse.i18n.languages import CODES, ENGLISH, LANGUAGES, Code
from storage.browse.i18n.template_environment import set_up_translations
from tests.catalogues import TEMPLATES, translated, wanted
from tests.reading_site import ReadingSite
from tests.sample_news import HOSTILE, PAGES, fill

RUSSIAN = LANGUAGES["ru"]
_VALUE_OR_ELEMENT = re.compile(r"%\(\w+\)[sd]|<[^>]+>")
# Names that are the same in each language.
NAMES = {
    "BibTeX",
    "JavaScript",
    "Telegram",
    "Atom",
    "OPML",
    "JSON",
    "Feed",
    "CSV",
    "Markdown",
    "English",
    "Русский",
}
TEXT_ATTRIBUTES = ("title", "alt", "placeholder", "aria-label")  # readers see or hear these


@pytest.mark.parametrize("code", CODES)
def test_the_catalogue_contains_each_text_with_all_its_plurals(code: Code) -> None:
    known = {
        (text.context, str(text.id)): text
        for text in translated(code)
        if text.id and not text.fuzzy
    }
    needed = {(text.context, str(text.id)) for text in wanted(code) if text.id}
    assert needed == set(known), "run `make translations`, then translate the new texts"
    empty = [
        text.id
        for text in known.values()
        if not all([text.string] if isinstance(text.string, str) else text.string)
        or isinstance(text.id, str) != isinstance(text.string, str)
    ]
    assert empty == [], f"without a translation in {code}.po"


def test_a_translation_has_the_values_and_elements_of_its_text() -> None:
    for text in translated("ru"):
        if not text.id:
            continue
        ids = [text.id] if isinstance(text.id, str) else list(text.id)
        for string in [text.string] if isinstance(text.string, str) else text.string:
            expected = {name for one in ids for name in _VALUE_OR_ELEMENT.findall(one)}
            assert set(_VALUE_OR_ELEMENT.findall(string)) == expected, string
            assert string.strip() == string


@pytest.mark.parametrize(
    ("number", "russian", "english"),
    [(1, "1 сюжет", "1 story"), (2, "2 сюжета", "2 stories"), (5, "5 сюжетов", "5 stories"),
     (11, "11 сюжетов", "11 stories"), (21, "21 сюжет", "21 stories"),
     (104, "104 сюжета", "104 stories"), (1204, "1204 сюжета", "1,204 stories"),
     (12040, "12\u00a0040 сюжетов", "12,040 stories")],
)  # fmt: skip
def test_nouns_agree_with_their_number(number: int, russian: str, english: str) -> None:
    assert RUSSIAN.ngettext("%(num)s story", "%(num)s stories", number) == russian
    assert ENGLISH.ngettext("%(num)s story", "%(num)s stories", number) == english


def _texts(statement: nodes.Node) -> Iterator[str]:
    """Yield the texts that a template writes; a space stands for a value or a translated text."""
    if isinstance(statement, nodes.Output):
        for expression in statement.nodes:
            yield from _written(expression)
        return
    for child in statement.iter_child_nodes():
        if isinstance(child, nodes.Stmt):
            yield from _texts(child)


def _written(expression: nodes.Node | None) -> Iterator[str]:
    match expression:
        case nodes.TemplateData():
            yield expression.data
        case nodes.Const(value=str() as value):
            yield value
        case nodes.CondExpr():
            yield from _written(expression.expr1)
            yield from _written(expression.expr2)
        case nodes.Add() | nodes.Or() | nodes.And():
            yield from _written(expression.left)
            yield from _written(expression.right)
        case _:
            yield " "


class _WordCollector(HTMLParser):
    """Collects the words of texts and of attributes, without code and names."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.is_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_code = tag in ("code", "kbd", "pre", "style")
        for name, value in attrs:
            if name in TEXT_ATTRIBUTES:
                self.handle_data(value or "")

    def handle_endtag(self, tag: str) -> None:
        self.is_code = False

    def handle_data(self, data: str) -> None:
        if not self.is_code:
            self.words += [word for word in re.findall(r"[^\W\d_]{2,}", data) if word not in NAMES]


def untranslated(source: str) -> list[str]:
    """Return the words of a template that are outside of translated texts."""
    environment = Environment(autoescape=True)
    set_up_translations(environment)
    texts = _WordCollector()
    texts.feed("".join(_texts(environment.parse(source))))
    texts.close()
    return texts.words


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_templates_contain_no_text_outside_of_translations(path: Path) -> None:
    assert untranslated(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>Stories</p>", ["Stories"]),
        ("<p title='Stories'>{{ x }}</p>", ["Stories"]),
        ("{{ 'none' if x else _('yes') }}", ["none"]),
        ("{% if x %}<b>{{ x }} words</b>{% endif %}", ["words"]),
        ("{% macro m(a) %}<i>told</i>{% endmacro %}", ["told"]),
        ("<p class='story'>{% trans %}Stories{% endtrans %} <code>scrapy</code> {{ x }}</p>", []),
    ],
)
def test_a_text_outside_of_translations_is_found(source: str, words: list[str]) -> None:
    assert untranslated(source) == words


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> ReadingSite:
    path = tmp_path_factory.mktemp("russian") / "news.db"
    db = fill(path)
    db.execute("UPDATE sources SET status = 'gone', status_detail = 'https://x.example/rss: 404'")
    db.conn.commit()
    db.close()
    return ReadingSite(path, language=None)


# What pages show as it is: commands, settings, addresses, the names of places in a page.
AS_IT_IS = re.compile(
    r"<(code|kbd|pre|title|option|script)\b.*?</\1>"
    r"|<span class=\"tag plain\" lang=\"en\">.*?</span>"
    r"|`[^`]*`|https?://\S+|\S+\.(example|toml|txt)\b|Europe/\w+|UTC|RU-\w+|[a-z]+-[a-z]+",
    re.DOTALL,
)


@pytest.mark.parametrize("path", PAGES)
def test_a_russian_page_contains_no_english_word(site: ReadingSite, path: str) -> None:
    html = site.get(path).text
    assert '<html lang="ru">' in html
    texts = _WordCollector()
    texts.feed(AS_IT_IS.sub(" ", html.replace(str(escape(HOSTILE)), "")))
    assert [word for word in texts.words if re.search("[A-Za-z]", word)] == []


def test_a_page_links_to_itself_in_the_other_language_and_its_links_keep_their_own(
    site: ReadingSite,
) -> None:
    russian = site.get("/search?q=пензе").text
    assert 'href="/en/search?q=%D0%BF' in russian
    english = site.get("/en/search?q=пензе").text
    assert '<html lang="en">' in english
    assert 'href="/search?q=%D0%BF' in english
    links = set(re.findall(r'(?:href|action)="(/[^"]*)"', english))
    # "/search?" is the link to the Russian page; styles and Datasette's pages have no language.
    same = ("/en/", "/assets/", "/-/", "/search?")
    assert {link for link in links if not link.startswith(same)} == set()
    assert site.get("/ru/search?q=пензе").text == russian


def test_addresses_without_a_last_slash_and_redirects_keep_the_language(site: ReadingSite) -> None:
    assert site.get("/en").status_code == site.get("/en/").status_code == 200
    assert site.get("/en/story/bridge-old").headers["location"] == "/en/story/bridge"


def test_feeds_and_digests_are_in_the_language_of_their_address(site: ReadingSite) -> None:
    assert site.get("/index.feed.json").json()["title"] == "Сводка: все регионы"
    english = site.get("/en/index.feed.json").json()
    assert english["title"] == "Svodka: all regions"
    assert english["feed_url"].endswith("/en/index.feed.json")
    assert all("/en/story/" in item["url"] for item in english["items"])
    assert (
        "Пензенская область, суббота, 31 января: сюжетов нет"
        in site.get("/digest/RU-PNZ/2026-01-31.md").text
    )
    assert (
        "Penza Oblast, Saturday, 31 January: no stories"
        in site.get("/en/digest/RU-PNZ/2026-01-31.md").text
    )


def test_texts_in_another_language_than_the_page_are_marked(site: ReadingSite) -> None:
    assert '<h1 lang="ru">' in site.get("/en/story/bridge").text
    assert "<h1>" in site.get("/story/bridge").text
