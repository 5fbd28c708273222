"""Tests the translations of pages and messages, and that each text has a translation."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from jinja2 import Environment, nodes
from markupsafe import escape

from storage.browse.i18n.languages import CODES, ENGLISH, LANGUAGES, Code
from storage.browse.i18n.template_environment import set_up_translations
from tests.catalogues import TEMPLATES, translated, wanted
from tests.reading_site import ReadingSite
from tests.sample_news import HOSTILE, PAGES, fill

RUSSIAN = LANGUAGES["ru"]
# Finds "%(num)s" and "<b>", which a translation must keep.
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
    stored = [text for text in translated(code) if text.id and not text.fuzzy]
    stored_ids = {(text.context, str(text.id)) for text in stored}
    needed_ids = {(text.context, str(text.id)) for text in wanted(code) if text.id}
    assert needed_ids == stored_ids, "run `make translations`, then translate the new texts"
    incomplete = [text.id for text in stored if not is_complete(text)]
    assert incomplete == [], f"without a translation in {code}.po"


def is_complete(text: Message) -> bool:
    """Return whether no form is empty, and a text with a plural has translations with plurals."""
    has_plural = not isinstance(text.id, str)
    return all(forms(text.string)) and has_plural == (not isinstance(text.string, str))


def forms(text: str | Iterable[str] | None) -> list[str]:
    """Return the singular and the plurals of a text or a translation; one empty form of None."""
    return [text or ""] if text is None or isinstance(text, str) else list(text)


def test_a_translation_has_the_values_and_elements_of_its_text() -> None:
    for text in translated("ru"):
        if not text.id:  # the header of the catalogue
            continue
        expected = {name for form in forms(text.id) for name in _VALUE_OR_ELEMENT.findall(form)}
        for translation in forms(text.string):
            assert set(_VALUE_OR_ELEMENT.findall(translation)) == expected, translation
            assert translation.strip() == translation


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


def texts_of_template(statement: nodes.Node) -> Iterator[str]:
    """Yield the texts that a parsed template outputs without translation, in order.

    A space stands for each other expression: a value or a translated text.
    """
    if isinstance(statement, nodes.Output):
        for expression in statement.nodes:
            yield from texts_of_expression(expression)
        return
    for child in statement.iter_child_nodes():
        if isinstance(child, nodes.Stmt):
            yield from texts_of_template(child)


def texts_of_expression(expression: nodes.Node | None) -> Iterator[str]:
    """Yield the string constants that an expression may output, in both of its branches."""
    match expression:
        case nodes.TemplateData():
            yield expression.data
        case nodes.Const(value=str() as value):
            yield value
        case nodes.CondExpr():
            yield from texts_of_expression(expression.expr1)
            yield from texts_of_expression(expression.expr2)
        case nodes.Add() | nodes.Or() | nodes.And():
            yield from texts_of_expression(expression.left)
            yield from texts_of_expression(expression.right)
        case _:
            yield " "


class _WordCollector(HTMLParser):
    """Collects the words that readers of a page see or hear, without code and NAMES."""

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
            words = re.findall(r"[^\W\d_]{2,}", data)  # runs of two or more letters
            self.words += [word for word in words if word not in NAMES]


def untranslated(source: str) -> list[str]:
    """Return the words of a template that are outside of translated texts."""
    environment = Environment(autoescape=True)
    set_up_translations(environment)
    return words_of("".join(texts_of_template(environment.parse(source))))


def words_of(html: str) -> list[str]:
    """Return the words that readers of a page see or hear, in order, without code and NAMES."""
    collector = _WordCollector()
    collector.feed(html)
    collector.close()
    return collector.words


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
    """Return a site in Russian, whose outlets have stopped working."""
    path = tmp_path_factory.mktemp("russian") / "news.db"
    db = fill(path)
    db.execute("UPDATE sources SET status = 'gone', status_detail = 'https://x.example/rss: 404'")
    db.conn.commit()
    db.close()
    return ReadingSite(path, language=None)


# Parts of a Russian page that may be English. By line: elements with code or names, error texts
# marked as English, `commands`, addresses, hosts and files, time zones, codes of regions, and
# identifiers of outlets such as "penza-news".
NOT_TRANSLATED = re.compile(
    r"<(code|kbd|pre|title|option|script)\b.*?</\1>"
    r"|<span class=\"tag plain\" lang=\"en\">.*?</span>"
    r"|`[^`]*`|https?://\S+|\S+\.(example|toml|txt)\b|Europe/\w+|UTC|RU-\w+|[a-z]+-[a-z]+",
    re.DOTALL,
)


@pytest.mark.parametrize("path", PAGES)
def test_a_russian_page_contains_no_english_word(site: ReadingSite, path: str) -> None:
    html = site.get(path).text
    assert '<html lang="ru">' in html
    html = html.replace(str(escape(HOSTILE)), "")  # the hostile text of an article
    words = words_of(NOT_TRANSLATED.sub(" ", html))
    assert [word for word in words if re.search("[A-Za-z]", word)] == []


def test_one_link_of_a_page_changes_the_language_and_the_others_keep_it(
    site: ReadingSite,
) -> None:
    russian = site.get("/search?q=пензе").text
    assert 'href="/en/search?q=%D0%BF' in russian
    english = site.get("/en/search?q=пензе").text
    assert '<html lang="en">' in english
    assert 'href="/search?q=%D0%BF' in english
    links = set(re.findall(r'(?:href|action)="(/[^"]*)"', english))
    # "/search?" is the link to the Russian page; styles and Datasette's pages have no language.
    usual = ("/en/", "/assets/", "/-/", "/search?")
    assert {link for link in links if not link.startswith(usual)} == set()
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
