"""Tests what every template gets: texts and words in the language of the page, and its links."""

from pathlib import Path

from datasette.utils.asgi import Request

from storage.browse.page_context import page_context
from tests.reading_site import ReadingSite
from tests.sample_news import fill


def test_words_and_texts_are_in_the_language_of_the_request(tmp_path: Path) -> None:
    fill(tmp_path / "news.db").close()
    site = ReadingSite(tmp_path / "news.db")
    assert "Издания" in site.get("/ru/sources").text
    context = page_context(site.datasette, Request.fake("/sources"))
    assert context["language"].code == "en", "no part of the path was read yet"
    assert context["gettext"]("Outlets") == "Outlets"
    assert context["relation_words"]("reprint") == "reprint"
    assert context["urls"].path("/sources") == "/sources"
    assert 'href="/sources"' in context["frame_menu"]
    assert 'href="/ru/sources"' in site.get("/ru/").text
