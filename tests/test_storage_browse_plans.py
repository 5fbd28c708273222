"""Tests that the queries of all pages read large tables through an index."""

import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from storage.articles.edits import EditFilters
from storage.browse.documents.digest import build_digest
from storage.browse.figures.mentions import count_mentions
from storage.browse.outlets import load_outlets
from storage.browse.pages.alerts import alerts_data
from storage.browse.pages.article import article_data
from storage.browse.pages.citations import CitationArguments, citations_data
from storage.browse.pages.edits import EditArguments, edits_data
from storage.browse.pages.front import front_data
from storage.browse.pages.releases import ReleaseArguments, releases_data
from storage.browse.pages.search import search_data
from storage.browse.pages.source import region_data, source_data
from storage.browse.pages.sources import sources_data
from storage.browse.pages.story import story_data
from storage.browse.pages.syndication import syndication_data
from storage.browse.question import Question
from storage.browse.stories import Filters, latest_stories
from storage.search.alerts import Alert, matching_stories, save_alerts
from storage.search.ranking import Scope
from tests.sample_news import fill

NOW = datetime.now(UTC)
TODAY = NOW.date()
WORDS, OUTLETS = Alert("words", "мосты"), Alert("outlets", source_ids=("vostok",))
PAGES: dict[str, Callable[[sqlite3.Connection], object]] = {
    "front": lambda conn: front_data(conn, Filters(), None, 1),
    "front of an old day": lambda conn: front_data(conn, Filters("RU-PNZ"), date(2020, 1, 1), 1),
    "story": lambda conn: story_data(conn, "bridge", (1, 2)),
    "article": lambda conn: article_data(conn, 1),
    "source": lambda conn: source_data(conn, "sura-press", 1),
    "region": lambda conn: region_data(conn, "RU-PNZ", 1),
    "front of an outlet": lambda conn: front_data(conn, Filters(source="vostok"), None, 1),
    "front of a section": lambda conn: front_data(conn, Filters(section="Город"), None, 1),
    "syndication": lambda conn: syndication_data(conn, 7, None),
    "syndication of a region": lambda conn: syndication_data(conn, 30, "RU-PNZ"),
    "outlets": sources_data,
    "citations": lambda conn: citations_data(conn, CitationArguments(30, None, "sura-press")),
    "edits": lambda conn: edits_data(conn, EditArguments("edits", EditFilters()), 1),
    "removals": lambda conn: edits_data(conn, EditArguments("removals", EditFilters("vostok")), 1),
    "releases": lambda conn: releases_data(conn, ReleaseArguments(), 1),
    "alerts": alerts_data,
    "feed of an alert of words": lambda conn: matching_stories(conn, WORDS, None, NOW),
    "feed of an alert of outlets": lambda conn: matching_stories(conn, OUTLETS, None, NOW),
    "digest": lambda conn: build_digest(conn, "RU-PNZ", TODAY),
    "search": lambda conn: search_data(conn, Question("мост", "RU-PNZ", since=TODAY), 1),
    "search of an outlet": lambda conn: search_data(conn, Question("мост", None, "vostok"), 9),
    "address": lambda conn: search_data(conn, Question("https://vostok.example/x"), 1),
    "nothing found": lambda conn: search_data(conn, Question("абракадабра"), 1),
    "mentions": lambda conn: count_mentions(
        conn, "мост", Scope(), (TODAY, TODAY), ZoneInfo("UTC"), load_outlets(conn), by_region=True
    ),
    "feed": lambda conn: latest_stories(conn, Filters(), limit=50),
    "feed of a section": lambda conn: latest_stories(conn, Filters(section="Город"), limit=50),
}
# Names of large tables, and the aliases that the queries give them.
LARGE = r"articles|stories|matches|revisions|evidence|story_redirects|outbox|copies|[asomrc]"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_scans_no_large_table(tmp_path: Path, page: str) -> None:
    db = fill(tmp_path / "news.db")
    save_alerts(db, [WORDS, OUTLETS], NOW)
    conn = db.conn
    executed: list[str] = []
    conn.set_trace_callback(executed.append)
    PAGES[page](conn)
    conn.set_trace_callback(None)
    queries = {sql for sql in executed if sql.lstrip().startswith(("SELECT", "WITH"))}
    assert queries
    for sql in queries:
        if "pairs" in sql:  # a query of the pairs of one story
            continue
        for *_, step in conn.execute("EXPLAIN QUERY PLAN " + sql):
            bare = re.fullmatch(rf"SCAN ({LARGE})", step)
            assert not bare, f"{step}: {sql}"
