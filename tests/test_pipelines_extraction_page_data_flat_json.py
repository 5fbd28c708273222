"""Tests that a value is rebuilt from the flat list in which frameworks write it."""

import json
from html import escape
from typing import Any

import pytest

from pipelines.extraction.page_data.flat_json import (
    rebuilt,
    rebuilt_values,
    strings_as_object,
    with_referenced_objects,
)
from pipelines.extraction.read_page import read_page
from pipelines.model import Outcome, Page
from tests.page_templates import STORIES


@pytest.mark.parametrize(
    ("flat", "value"),
    [
        ([{"title": 1, "body": 2}, "Мост", [3, 4], "Один.", {"link": 1}],
         {"title": "Мост", "body": ["Один.", {"link": "Мост"}]}),
        ([["Reactive", 1], {"day": 2, "is": 3}, ["Date", "2026-11-20"], True, {}],
         ["Reactive", {"day": "2026-11-20", "is": True}]),
        # An object is used once, and no object contains itself.
        ([{"a": 1, "b": 1}, {"c": 0, "d": 2}, 7], {"a": {"c": None, "d": 7}, "b": None}),
        ([{"a": -1, "b": 1}, {"c": 2}, "x"], {"a": None, "b": {"c": "x"}}),
        ([["x", 1, None, {}], {"a": 2}, [1], {"b": 1}], ["x", {"a": [None]}, None, None]),
    ],
)  # fmt: skip
def test_numbers_are_replaced_by_the_items_they_name(flat: list[Any], value: Any) -> None:
    assert rebuilt(flat) == value


@pytest.mark.parametrize(
    "value",
    [
        {"a": 1}, [], "Мост", [1, 2], [{"a": "Мост"}, {"b": 1}], [{"a": 9}, {"b": 1}],
        [{"a": True}, {"b": 1}], [{"a": 1}, "Мост"],
    ],
)  # fmt: skip
def test_other_values_stay_as_they_are(value: Any) -> None:
    assert rebuilt(value) is value


def flattened(value: Any) -> list[Any]:
    """Return a value as devalue writes it."""
    parts: list[Any] = []

    def put(part: Any) -> int:
        number = len(parts)
        parts.append(part)
        if isinstance(part, dict):
            parts[number] = {key: put(inner) for key, inner in part.items()}
        elif isinstance(part, list):
            parts[number] = [put(inner) for inner in part]
        return number

    put(value)
    return parts


def state(language: str) -> dict[str, Any]:
    """Return an article as the state of a page, with each paragraph in objects of its own."""
    story = STORIES[language]
    content = [
        {"type": "paragraph", "content": [{"type": "text", "text": text}]}
        for text in story.paragraphs
    ]
    teasers = [{"title": title, "slug": str(n)} for n, title in enumerate(story.teasers)]
    return {
        "menu": [{"title": "x", "url": "/"}],
        "article": {"title": story.headline, "body": {"type": "doc", "content": content}},
        "related": teasers,
    }


def flat_script(language: str) -> str:
    data = json.dumps(flattened(state(language)), ensure_ascii=False)
    return f'<script type="application/json" id="__NUXT_DATA__">{data}</script>'


def escaped_script(language: str) -> str:
    data = json.dumps(state(language), ensure_ascii=False).replace("&", "&a;")
    for mark, escaped in {'"': "&q;", "'": "&s;", "<": "&l;", ">": "&g;"}.items():
        data = data.replace(mark, escaped)
    return f'<script id="serverApp-state" type="application/json">{data}</script>'


@pytest.mark.parametrize("script", [flat_script, escaped_script])
@pytest.mark.parametrize("language", ["ru", "uk", "pl", "de", "hy"])
@pytest.mark.parametrize("shell", ["", "<main><h1>{0}</h1></main>"])
def test_a_text_that_is_only_in_the_state_is_read(language: str, script: Any, shell: str) -> None:
    story = STORIES[language]
    title = escape(story.headline)
    html = (
        f"<html lang={language}><head><title>{title}</title></head><body>"
        f"<div id=app>{shell.format(title)}</div>{script(language)}</body></html>"
    )
    article = read_page(Page("https://vesti.example/news/1", html.encode())).article
    assert article is not None
    assert article.headline == story.headline
    assert article.article_body.split("\n") == list(story.paragraphs)


@pytest.mark.parametrize(
    "flat",
    [
        [{"a": 1}, ["Date", {"x": 1}], {"b": 0}],
        [{"a": 1}, ["Date", 5], {"b": 0}],
        [{"a": 1}, ["Date"], {"b": 1}],
    ],
    ids=["object", "number", "nothing"],
)
def test_a_date_that_is_no_text_does_not_stop_the_reading(flat: list[Any]) -> None:
    script = f'<script type="application/json" id="__NUXT_DATA__">{json.dumps(flat)}</script>'
    text = "<p>В Пензе открыли мост через Суру, движение пустили утром в понедельник.</p>" * 8
    html = f"<html><head><title>Мост</title></head><body><h1>Мост</h1>{text}{script}</body></html>"
    reading = read_page(Page("https://vesti.example/news/1", html.encode()))
    assert reading.outcome is Outcome.STORED


def test_pairs_of_a_kind_and_a_value_are_rebuilt() -> None:
    # Astro writes the properties of a component so.
    value = {
        "title": [0, "Мост"],
        "body": [1, [[0, "Один."], [0, "Два."]]],
        "meta": [0, {"n": [0, 7]}],
    }
    assert rebuilt(value) == {"title": "Мост", "body": ["Один.", "Два."], "meta": {"n": 7}}


@pytest.mark.parametrize(
    "value",
    [
        {"title": "Мост", "size": [0, 1]},
        {"size": [640, 480]},
        {"range": [0, 1, 2]},
        {"flag": [True, "Мост"]},
        {},
    ],
)
def test_other_objects_are_returned_unchanged(value: dict[str, object]) -> None:
    assert rebuilt(value) == value


def test_pairs_within_each_other_end_at_a_level() -> None:
    value: list[object] = [0, "Мост"]
    for _ in range(500):
        value = [0, value]
    assert rebuilt({"title": value}) == {"title": None}


PARAGRAPHS = {"P:1": {"text": "Один."}, "P:2": {"text": "Два.", "next": [{"__ref": "A"}] * 2}}


@pytest.mark.parametrize("name", ["__ref", "id"])
def test_references_are_replaced_by_the_objects_of_the_store(name: str) -> None:
    article = {"title": "Мост", "body": [{name: "P:1"}, {name: "P:2"}, {name: "P:9"}]}
    store = {"A": article, "size": 2, **PARAGRAPHS}
    found = list(with_referenced_objects(store))
    assert found[0] == {"title": "Мост", "body": list(PARAGRAPHS.values())}
    assert list(rebuilt_values(store)) == [store, *found]
    assert found[1:] == [{"text": "Два.", "next": [article, article]}]


@pytest.mark.parametrize(
    "value",
    [
        [PARAGRAPHS],
        PARAGRAPHS["P:1"],
        {"A": {"body": [{"__ref": "P:1"}]}, **PARAGRAPHS, "P:2": {}},  # a single reference
        {"A": {"body": ["P:1", 2]}, "P:1": {}},
        {"A": {"body": [{"id": 1}, {"id": None}]}, "1": {}},
    ],
)
def test_a_value_without_several_references_gives_no_object(value: Any) -> None:
    assert list(with_referenced_objects(value)) == []


def test_a_short_list_of_strings_is_an_object() -> None:
    assert list(strings_as_object(["Мост", "Один."])) == [{"0": "Мост", "1": "Один."}]
    assert list(strings_as_object(["Мост", 2])) == list(strings_as_object(["a"] * 11)) == []
