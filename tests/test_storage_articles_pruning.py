"""Tests that pruning deletes texts of old articles, and nothing else."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.model import Article, EventNode
from pipelines.stories.keeper import StoryKeeper
from scraper.stories.rebuild import rebuild_stories
from storage.articles.export import export_rows
from storage.articles.pruned import count_pruned
from storage.articles.pruning import newest_publication, old_articles, prune_texts, sizes
from storage.articles.recurring_lines import ArticleLines, save_lines
from storage.articles.rows import Change
from storage.database.checks import check
from storage.database.disk import compact, give_back_space, needs_compacting, used_bytes
from storage.database.sqlite import open_database, transaction
from storage.search.indexing import index_pending, merge_words
from storage.search.ranking import matching
from storage.stories.event_index import StoredEventIndex, note_changed
from storage.stories.index import SqliteStoryIndex
from storage.stories.kept import end_keeping, keep_story, kept_stories
from tests import story_cases
from tests.reading_site import ReadingSite
from tests.sample_news import fill
from tests.saved_articles import save_article

NOW = datetime(2026, 6, 1, tzinfo=UTC)
TABLES_OF_STORIES = ("stories", "matches", "copies", "story_redirects", "bands", "sentences")


@pytest.fixture(scope="module")
def grouped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with copies, a roundup and an update, each article with its signature."""
    path = tmp_path_factory.mktemp("grouped") / "news.db"
    with closing(open_database(path)) as db:
        story_cases.register(db)
        story_cases.store_looks(db, SqliteStoryIndex(db), story_cases.all_looks())
        index_pending(db)
    return path


@pytest.fixture
def db(grouped: Path, tmp_path: Path) -> Iterator[Database]:
    (tmp_path / "news.db").write_bytes(grouped.read_bytes())
    with closing(open_database(tmp_path / "news.db")) as db:
        yield db


def every_id(db: Database) -> list[int]:
    return [article_id for (article_id,) in db.execute("SELECT id FROM articles").fetchall()]


def prune_all(db: Database) -> None:
    """Delete the texts of all articles that no reader keeps."""
    for batch in old_articles(db, datetime(2100, 1, 1, tzinfo=UTC)):
        prune_texts(db, batch, NOW)


def rows_of(db: Database, *tables: str) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: sorted(db.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in tables
    }


def facts(db: Database) -> list[tuple[object, ...]]:
    return db.execute(
        "SELECT id, url, headline, date_published, word_count, story_id, relation FROM articles"
    ).fetchall()


def signatures(db: Database) -> list[tuple[object, ...]]:
    return db.execute(
        "SELECT article_id, hashvalues, templates, day, rank, is_digest FROM signatures ORDER BY 1"
    ).fetchall()


def test_pruning_deletes_texts_and_keeps_facts_stories_and_signatures(db: Database) -> None:
    before = facts(db), signatures(db), rows_of(db, *TABLES_OF_STORIES, "evidence")
    announced = sizes(db, every_id(db))
    prune_all(db)
    assert (facts(db), signatures(db), rows_of(db, *TABLES_OF_STORIES, "evidence")) == before
    assert announced.articles == count_pruned(db) == len(every_id(db))
    assert announced.text_bytes > 1000
    for table in ("revisions", "raw_pages", "uncut_markdown", "boilerplate_sightings"):
        assert db[table].count == 0, table
    texts = "SELECT count(*) FROM articles WHERE article_body <> '' OR article_markdown <> ''"
    assert db.execute(texts).fetchone() == (0,)
    assert db.execute("SELECT count(text) FROM signatures").fetchone() == (0,)


def test_stories_are_decided_the_same_without_the_texts(db: Database) -> None:
    before = story_cases.stored_stories(db), signatures(db), rows_of(db, "matches")
    prune_all(db)
    with transaction(db):
        StoryKeeper(SqliteStoryIndex(db)).revise(every_id(db))
    assert (story_cases.stored_stories(db), signatures(db), rows_of(db, "matches")) == before
    rebuild_stories(db, lambda done, total: None)
    assert (story_cases.stored_stories(db), signatures(db), rows_of(db, "matches")) == before


def test_a_rebuild_after_some_texts_were_pruned_gives_the_same_stories(db: Database) -> None:
    before = story_cases.stored_stories(db), rows_of(db, "matches")
    prune_texts(db, every_id(db)[::2], NOW)
    rebuild_stories(db, lambda done, total: None)
    assert (story_cases.stored_stories(db), rows_of(db, "matches")) == before


def test_a_text_that_is_pruned_during_a_rebuild_keeps_its_story(db: Database) -> None:
    before = story_cases.stored_stories(db)
    ids = iter(every_id(db))

    def prune_meanwhile(done: int, total: int) -> None:
        prune_texts(db, [next(ids), next(ids)], NOW)

    rebuild_stories(db, prune_meanwhile)
    assert count_pruned(db) >= 2
    assert story_cases.stored_stories(db) == before


def test_an_article_can_leave_a_story_of_pruned_texts(db: Database) -> None:
    prune_all(db)
    first, *_ = every_id(db)
    (story,) = db.execute("SELECT story_id FROM articles WHERE id = ?", [first]).fetchone()
    with transaction(db):
        StoryKeeper(SqliteStoryIndex(db)).remove([first])
        db.execute("DELETE FROM articles WHERE id = ?", [first])
    assert db["pruned_texts"].count_where("article_id = ?", [first]) == 0
    stories = db.execute("SELECT 1 FROM stories WHERE id = ?", [story]).fetchall()
    assert not stories, "the remaining copies have a story with the id of their new original"


@pytest.mark.parametrize(
    ("headline", "text", "joins"),
    [
        ("{}", "{}", True),
        ("Совсем другое событие", "{}", False),
        ("{}", "{} Добавлено последнее предложение.", False),
    ],
)
def test_an_article_joins_a_pruned_one_if_its_text_and_headline_are_unchanged(
    db: Database, headline: str, text: str, joins: bool
) -> None:
    (pruned,) = db["articles"].rows_where("word_count > 40", order_by="id", limit=1)
    prune_all(db)
    url = "https://new.example/archive/1"
    article = Article(
        url,
        headline.format(pruned["headline"]),
        text.format(pruned["article_body"]),
        date_published=datetime.fromisoformat(pruned["date_published"]),
    )
    with transaction(db):
        saved = save_article(db, article, url=url, source_id=pruned["source_id"], now=NOW)
        StoryKeeper(SqliteStoryIndex(db)).place([saved.article_id])
    stories = dict(db.execute("SELECT id, story_id FROM articles").fetchall())
    assert (stories[saved.article_id] == stories[pruned["id"]]) == joins
    before = story_cases.stored_stories(db)
    rebuild_stories(db, lambda done, total: None)
    assert story_cases.stored_stories(db) == before


def test_only_articles_before_the_limit_are_old_and_come_oldest_first(db: Database) -> None:
    dates = dict(db.execute("SELECT id, date_published FROM articles").fetchall())
    limit = datetime.fromisoformat(sorted(dates.values())[len(dates) // 2])
    old_ids = [*chain.from_iterable(old_articles(db, limit))]
    old_dates = [date for date in dates.values() if datetime.fromisoformat(date) < limit]
    assert [dates[article_id] for article_id in old_ids] == sorted(old_dates)
    prune_texts(db, old_ids[:3], NOW)
    assert [*chain.from_iterable(old_articles(db, limit))] == old_ids[3:]
    undated = old_ids[5]
    db.execute("UPDATE articles SET date_published = NULL, date_first_seen = '2020-01-01'"
               " WHERE id = ?", [undated])  # fmt: skip
    first, *_ = chain.from_iterable(old_articles(db, limit))
    assert first == undated, "the time of its first visit stands for its date"


def test_the_age_of_articles_does_not_depend_on_a_clock_that_is_ahead(db: Database) -> None:
    (last,) = db.execute("SELECT max(date_published) FROM articles").fetchone()
    newest = newest_publication(db, datetime(2036, 1, 1, tzinfo=UTC))
    assert newest is not None
    # The latest dates may be wrong, so it may be a little earlier than the last one.
    assert timedelta(0) <= datetime.fromisoformat(last) - newest < timedelta(days=7)
    assert newest_publication(db, datetime(2000, 1, 1, tzinfo=UTC)) is None


def test_the_words_of_a_pruned_text_are_not_found_and_its_headline_is(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    assert count_found(db, "светофоры") == 2
    prune_all(db)
    assert count_found(db, "светофоры") == 0
    assert count_found(db, "мосты") == 3
    index_pending(db)
    assert [finding.text for finding in check(db) if "search" in finding.text] == []


def test_merging_takes_deleted_words_out_of_the_index(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    with transaction(db):
        db.execute("UPDATE articles SET article_body = 'Слово абракадабра.' WHERE id = 1")
    index_pending(db)
    merge_words(db)
    prune_texts(db, [1], NOW)
    assert has_word(db, "ракадабр")
    merge_words(db)
    assert not has_word(db, "ракадабр")
    assert count_found(db, "мосты") == 3
    before = db.conn.total_changes
    merge_words(db)
    # By a step that merged nothing, total_changes grows by less than 2 (documentation of FTS5).
    assert db.conn.total_changes - before < 2, "nothing is left to merge"


def has_word(db: Database, word: str) -> bool:
    """Return whether the index contains a part of a word; FTS5 may leave out its start or end."""
    blocks = db.execute("SELECT block FROM article_search_data").fetchall()
    return any(word.encode() in block for (block,) in blocks)


def count_found(db: Database, words: str) -> int:
    """Return how many articles a search for the words finds."""
    condition, _ = matching(db.conn, words)
    query = f"SELECT count(*) FROM articles AS a WHERE {condition.sql}"
    return int(db.execute(query, condition.params).fetchone()[0])


def test_a_kept_story_is_not_pruned_even_after_it_was_merged(db: Database) -> None:
    (story_id,) = db.execute(
        "SELECT story_id FROM articles GROUP BY 1 HAVING count(*) > 1 LIMIT 1"
    ).fetchone()
    assert keep_story(db, "no such story", NOW) is None
    assert keep_story(db, story_id, NOW) == (story_id, 0)
    with transaction(db):
        db.execute("UPDATE kept_stories SET story_id = 'former'")
        db.execute("INSERT INTO story_redirects VALUES ('former', ?)", [story_id])
    (headline,) = db.execute("SELECT headline FROM stories WHERE id = ?", [story_id]).fetchone()
    assert kept_stories(db) == [(story_id, headline)]
    prune_all(db)
    texts = db.execute(
        "SELECT article_body FROM articles WHERE story_id = ?", [story_id]
    ).fetchall()
    assert all(text for (text,) in texts)
    assert end_keeping(db, story_id)
    assert not end_keeping(db, story_id)
    prune_all(db)
    assert count_pruned(db) == len(every_id(db))
    assert keep_story(db, story_id, NOW) == (story_id, len(texts))


def test_a_kept_story_stays_kept_when_its_original_is_forgotten(db: Database) -> None:
    story_id, original = db.execute(
        "SELECT id, canonical_article_id FROM stories WHERE article_count > 2 ORDER BY id LIMIT 1"
    ).fetchone()
    keep_story(db, story_id, NOW)
    copies = "SELECT id FROM articles WHERE story_id = ? AND id <> ?"
    copy_ids = [copy_id for (copy_id,) in db.execute(copies, [story_id, original]).fetchall()]
    with transaction(db):
        StoryKeeper(SqliteStoryIndex(db)).remove([original])
        db.execute("DELETE FROM articles WHERE id = ?", [original])
    [(present_story_id, _)] = kept_stories(db)
    assert present_story_id != story_id
    prune_all(db)
    assert all(db.table("articles").get(copy_id)["article_body"] for copy_id in copy_ids)


def test_a_pruned_story_waits_for_its_event_only_if_it_has_none(db: Database) -> None:
    prune_all(db)
    (with_event, without_event) = (
        story_id for (story_id,) in db.execute("SELECT id FROM stories ORDER BY id LIMIT 2")
    )
    index = StoredEventIndex(db)
    more_than_all = 1000
    index.remove_waiting(index.waiting(more_than_all))
    note_changed(db, [with_event, without_event])
    index.put([EventNode(with_event, "", 0, b"", b"")])  # only the first story has an event
    index.remove_pruned_from_waiting()
    assert index.waiting(more_than_all) == [without_event]


def test_no_line_of_pruned_articles_is_left(db: Database) -> None:
    (source_id,) = db.execute("SELECT source_id FROM articles WHERE id = 1").fetchone()
    with transaction(db):
        for article_id in (1, 2):
            save_lines(db, [ArticleLines(article_id, source_id, {7: "Общая строка"}, NOW)])
        for _ in range(2):  # one article alone, so the text of its line is not kept
            save_lines(db, [ArticleLines(3, source_id, {8: "Одна строка"}, NOW)])
    samples = "SELECT sample FROM boilerplate WHERE block_hash IN (7, 8) ORDER BY block_hash"
    assert db.execute(samples).fetchall() == [("Общая строка",), ("",)]
    prune_texts(db, [1, 2, 3], NOW)
    assert db.execute(samples).fetchall() == []


def test_the_age_is_counted_from_first_visits_if_no_article_has_a_date(db: Database) -> None:
    db.execute("UPDATE articles SET date_published = NULL, date_first_seen = '2026-05-01T00:00:00'")
    assert newest_publication(db, NOW) == datetime(2026, 5, 1, tzinfo=UTC)


def test_a_pruned_article_is_not_stored_again_when_its_page_is_read_again(db: Database) -> None:
    prune_all(db)
    url, source = db.execute("SELECT url, source_id FROM articles WHERE id = 1").fetchone()
    article = Article(url, "Новый заголовок", "Новый текст.")
    with transaction(db):
        saved = save_article(db, article, url=url, source_id=source, now=NOW)
    assert saved.change is Change.UNCHANGED
    assert db.execute("SELECT article_body FROM articles WHERE id = 1").fetchone() == ("",)
    assert db["revisions"].count == 0


def test_an_export_marks_pruned_texts_and_documents_leave_them_out(db: Database) -> None:
    prune_texts(db, [1, 2], NOW)
    names, rows = export_rows(db, "articles")
    articles = [dict(zip(names, row, strict=True)) for row in rows]
    pruned = [article for article in articles if article["text_pruned_at"]]
    assert [article["article_body"] for article in pruned] == ["", ""]
    _, documents = export_rows(db, "documents")
    assert len(list(documents)) == len(every_id(db)) - 2


def test_the_pages_show_that_a_text_was_pruned(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    prune_texts(db, [1], NOW)
    db.close()
    site = ReadingSite(tmp_path / "news.db")
    for page in ("/article/1", "/story/bridge", "/story/bridge?a=1&b=2", "/story/bridge?a=2&b=1"):
        answer = site.get(page)
        assert answer.status_code == 200, page
        assert "text pruned" in answer.text, page
    for page in ("/article/2", "/story/bread", "/story/bridge?a=2&b=3"):
        assert "text pruned" not in site.get(page).text, page
    for page in ("/", "/region/RU-PNZ", "/source/sura-press", "/search?q=мост", "/index.atom"):
        assert site.get(page).status_code == 200, page


MIN_BYTES_OF_VERSIONS = 4_000_000


def add_large_versions(db: Database) -> None:
    """Store versions of article 1 that have more than MIN_BYTES_OF_VERSIONS."""
    texts = json.dumps(["слово" * 50_000] * 10)
    db.execute(
        "INSERT INTO revisions (article_id, seen_at, headline, article_body)"
        " SELECT 1, '2026', 'h', value FROM json_each(?)",
        [texts],
    )


def test_the_file_becomes_shorter_in_small_steps(db: Database, tmp_path: Path) -> None:
    add_large_versions(db)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    before = (tmp_path / "news.db").stat().st_size
    used = used_bytes(db)
    prune_texts(db, [1], NOW)
    assert used_bytes(db) < used - MIN_BYTES_OF_VERSIONS
    assert not needs_compacting(db)
    assert sum(give_back_space(db)) > MIN_BYTES_OF_VERSIONS
    assert (tmp_path / "news.db").stat().st_size < before - MIN_BYTES_OF_VERSIONS
    assert list(give_back_space(db)) == []


def test_a_file_that_an_earlier_svodka_made_is_compacted_once(db: Database, tmp_path: Path) -> None:
    db.execute("PRAGMA auto_vacuum = 0").fetchall()
    db.execute("VACUUM")
    assert not needs_compacting(db)
    add_large_versions(db)
    prune_texts(db, [1], NOW)
    assert list(give_back_space(db)) == []
    assert needs_compacting(db)
    assert compact(db) > MIN_BYTES_OF_VERSIONS
    assert not needs_compacting(db)
    assert [finding.text for finding in check(db) if "URL" not in finding.text] == []
