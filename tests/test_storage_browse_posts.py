"""Tests what the page of a post shows: its lines, origin, media, views and reactions.

Also tests the summary of a post in lists of stories.
"""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from pipelines.extraction.read_page import read_page
from pipelines.model import Engagement, Page, Source, SourceKind
from storage.articles.engagement import save_engagement
from storage.browse.posts import post_view
from storage.browse.stories import StoryLine
from storage.crawl.sources import save_sources
from storage.database.sqlite import open_database
from tests.reading_site import ReadingSite
from tests.saved_articles import save_article
from tests.telegram import Channel, Message, album, forwarded

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
URL = "https://t.me/penza_city/7"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("posts") / "news.db"
    origin = forwarded("Прокуратура <b>", "https://t.me/prokuror58/77")
    message = Message(
        7, "Мост открыт.<br/>Объезд снят.", above=origin + album(7, 3), views="1.4K",
        reactions=(("👍", "12"),), is_edited=True,
    )  # fmt: skip
    article = read_page(Page(URL, Channel("penza_city", [message]).embed(7).encode())).article
    assert article is not None, "no article was read from the page of the post"
    with closing(open_database(path)) as db:
        source = Source("city", "Пенза", "https://t.me/penza_city", "RU-PNZ", "Europe/Moscow",
                        kind=SourceKind.CHANNEL)  # fmt: skip
        save_sources(db, [source])
        saved = save_article(db, article, url=URL, source_id="city", now=NOW)
        looks = [article.engagement, Engagement(1500, (("👍", 20),))]
        for hour, engagement in enumerate(looks):
            save_engagement(db, saved.article_id, engagement, now=NOW + timedelta(hours=hour))
    return ReadingSite(path).get(f"/article/{saved.article_id}").text


# The headline is «Мост открыт».
@pytest.mark.parametrize(
    ("lead", "description", "summary"),
    [
        ("Мост открыт\nОбъезд снят.", None, "Объезд снят."),
        ("⚡️ Мост открыт!\n⚡️⚡️\nОбъезд снят.", None, "Объезд снят."),
        ("Мост открыт утром.\nОбъезд снят.", None, "Мост открыт утром."),
        ("Мост открыт\nОбъезд снят.", "Описание", "Описание"),
    ],
)
def test_the_summary_is_the_description_or_the_first_line_that_is_not_the_headline(
    lead: str, description: str | None, summary: str
) -> None:
    assert story_line("Мост открыт", lead, description).summary == summary


def test_the_summary_of_a_post_without_another_line_is_its_headline() -> None:
    assert story_line("Мост открыт", "Мост открыт").summary == "Мост открыт"


def story_line(headline: str, lead: str, description: str | None = None) -> StoryLine:
    """Return a story of one post whose text begins with ``lead``."""
    return StoryLine(
        id="s", headline=headline, date_first_published="2026-11-20", article_count=1,
        source_count=1, regions=(), article_id=1, url=URL, source_id="city",
        description=description, lead=lead, article_section=None, is_advertising=False,
        in_language="ru", source_ids=("city",), reprints=0, origins=(),
    )  # fmt: skip


def test_a_post_is_shown_with_its_lines_and_marks(page: str) -> None:
    assert "<p>Мост открыт.</p><p>Объезд снят.</p>" in page
    assert '<span class="badge">post</span>' in page
    assert "· edited" in page
    assert "3 photos" in page


def test_a_forwarded_post_links_to_its_origin(page: str) -> None:
    assert "Forwarded from <a" in page
    assert 'href="https://t.me/prokuror58/77"' in page


def test_views_and_reactions_are_shown_at_each_look(page: str) -> None:
    assert page.index("1,500 views") < page.index("1,400 views")
    assert "👍 20" in page
    assert "👍 12" in page


def test_an_article_without_evidence_of_a_post_is_no_post() -> None:
    with closing(sqlite3.connect(":memory:")) as conn:
        assert post_view(conn, 1, []) is None
