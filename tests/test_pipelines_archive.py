"""Tests that Spark finds the stories of an archive that the story keeper finds."""

import gzip
import json
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from pipelines.archive.records import as_in_tables, member_from_record
from pipelines.copies.compared_text import text_features
from pipelines.copies.thresholds import DEFAULTS, Thresholds
from pipelines.files.errors import BadInputError
from pipelines.model import SENTENCE_BAND, StoryMember
from pipelines.stories.candidates import stored_features
from pipelines.stories.index import InMemoryIndex
from pipelines.stories.keeper import StoryKeeper
from pipelines.stories.origins import Origin
from scraper.stories.events import place_events
from scraper.stories.import_archive import import_stories
from storage.articles.export import export_rows
from storage.articles.export_formats import write_parquet
from storage.database.protocols import Store
from storage.database.sqlite import open_database, transaction
from storage.postgres.index import ClusterStoryIndex
from storage.stores import open_store
from storage.stories.index import SqliteStoryIndex
from storage.stories.story_origins import story_origins
from tests import servers
from tests.archive_news import archive
from tests.event_cases import stored_events
from tests.newsroom import run_scrapy as scrapy
from tests.shared import SHARED
from tests.spark_archive import (
    MARKS,
    QUICK,
    output_of_spark,
    quick_session,
    svodka_spark,
    write_records,
)
from tests.story_cases import all_looks, fill, place, register, store_looks, stored_stories
from tests.test_pipelines_events_comparison import ALIKE, APART, BRIDGE

pytestmark = MARKS
# With these limits a few texts fill buckets, make sentences common and exceed the window.
SMALL_LIMITS = Thresholds(max_neighbours=2, min_common_texts=6, window_days=2)
# Three outlets tell of one bridge in different words, and one of another bridge.
BRIDGES = [BRIDGE, *ALIKE, APART[0][:2]]
# Story and relation by URL, and the facts of each edge by its two URLs.
StoriesAndEdges = tuple[dict[str, tuple[str, str]], dict[tuple[str, str], tuple[Any, ...]]]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    with quick_session() as session:
        yield session


def news(count: int) -> list[StoryMember]:
    """Return an archive, and articles that form an event."""
    facts = archive(20)
    event = [
        as_in_tables(
            replace(
                facts[number],
                url=f"https://{facts[number].source_id}.example/bridge-{number}",
                canonical_url=None,
                headline=headline,
                text=text,
                date_published=f"2026-03-02T0{number}:00:00Z",
            )
        )
        for number, (headline, text) in enumerate(BRIDGES)
    ]
    return [*archive(count), *event]


def no_progress(done: int, total: int) -> None:
    """Ignore the progress."""


def record(article: StoryMember) -> dict[str, Any]:
    return {**asdict(article), "article_body": article.text}


def table(output: Path, name: str) -> list[dict[str, Any]]:
    from pyarrow.parquet import read_table

    rows: list[dict[str, Any]] = read_table(output / name).to_pylist()
    return rows


def result_of_spark(output: Path) -> StoriesAndEdges:
    stories = {row["url"]: (row["story_id"], row["relation"]) for row in table(output, "articles")}
    edges = {
        (row["url"], row["other_url"]): (
            row["relation"], row["jaccard"], row["containment"], row["share"], row["other_share"],
        )
        for row in table(output, "edges")
    }  # fmt: skip
    return stories, edges


def result_of_index(index: Any) -> StoriesAndEdges:
    """Return what ``result_of_spark`` returns, for an index of stories."""
    articles = index.articles(index.every_id())
    stories = {
        articles[article_id].url: (story, str(relation))
        for article_id, (story, relation) in index.stories_of(list(articles)).items()
    }
    edges = {}
    for edge in index.edges(list(articles)):
        ends = [articles[article_id] for article_id in edge.ends]
        one, other = sorted(ends, key=lambda article: article.rank)
        shares = edge.share_of(one.id), edge.share_of(other.id)
        edges[one.url, other.url] = (str(edge.relation), edge.jaccard, edge.containment, *shares)
    return stories, edges


def in_memory(articles: Sequence[StoryMember], limits: Thresholds) -> InMemoryIndex:
    index = InMemoryIndex(articles)
    StoryKeeper(index, limits, 20_000).rebuild()
    return index


def filled(path: Path, articles: Sequence[StoryMember]) -> Database:
    """Store the articles without stories, and the articles of ``story_cases`` with theirs."""
    db = open_database(path)
    facts = {"home": "h", "region": "RU-PNZ", "timezone": "UTC"}
    for article in {article.source_id: article for article in articles}.values():
        row = {"id": article.source_id, "name": article.source_name, "owner": article.owner}
        db.table("sources").insert(facts | row | {"group_copies": article.group_copies})
    columns = ("url", "source_id", "headline", "date_published", "date_first_seen", "credit_text",
               "is_based_on", "canonical_url")  # fmt: skip
    db.table("articles").insert_all(
        {column: getattr(article, column) for column in columns}
        | {"article_body": article.text, "date_last_seen": article.date_first_seen}
        | {"word_count": 1}
        for article in articles
    )
    register(db)
    store_looks(db, SqliteStoryIndex(db), all_looks())
    return db


def exported(db: Database, path: Path) -> Path:
    """Write the articles of a database to a Parquet file, and return its path."""
    names, rows = export_rows(db, "documents")
    with path.open("wb") as file:
        write_parquet(names, rows, file)
    return path


def place_all(db: Database) -> None:
    """Find the stories of all stored articles, 100 articles at a time."""
    keeper = StoryKeeper(SqliteStoryIndex(db))
    ids = keeper.index.every_id()
    for start in range(0, len(ids), 100):
        with transaction(db):
            keeper.place(ids[start : start + 100])


TABLES = (
    "signatures", "bands", "sentences", "common_sentences", "matches", "stories", "articles",
    "copies",
)  # fmt: skip


def content(db: Database) -> dict[str, list[tuple[object, ...]]]:
    """Return the sorted rows of each of TABLES."""
    return {
        name: sorted(db.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in TABLES
    }


def test_full_buckets_common_sentences_and_windows_are_as_with_the_keeper(
    spark: Any, tmp_path: Path
) -> None:
    articles = archive(260)
    half = len(articles) // 2
    paths = [
        write_records(tmp_path / "a.jsonl.gz", [record(article) for article in articles[:half]]),
        write_records(tmp_path / "b.jsonl", [record(article) for article in articles[half:]]),
    ]
    output = output_of_spark(spark, tmp_path, paths, SMALL_LIMITS)
    index = in_memory(articles, SMALL_LIMITS)
    assert result_of_spark(output) == result_of_index(index)
    templates = {
        template
        for feature in index.features(index.every_id()).values()
        for template in feature.templates
    }
    common = {row["template"] for row in table(output, "common_sentences")}
    assert common == index.common(templates)
    skew = table(output, "skew")
    assert {(row["band"], row["value"], row["members"]) for row in skew} == {
        (*bucket, members) for bucket, members in full_buckets(articles, index).items()
    }
    assert {row["neighbours"] for row in skew} == {SMALL_LIMITS.max_neighbours}


def full_buckets(articles: Sequence[StoryMember], index: InMemoryIndex) -> dict[Any, int]:
    """Return the buckets with more articles than are compared, and the number of their articles.

    A bucket is a band and its value. The band of sentences has no bucket for a common sentence.
    """
    counts: Counter[Any] = Counter()
    for article in articles:
        features = stored_features(article, text_features(article.text), SMALL_LIMITS)
        common = index.common(features.templates)
        counts.update(
            (band, value)
            for band, value in features.all_buckets
            if band != SENTENCE_BAND or value not in common
        )
    max_members = SMALL_LIMITS.max_neighbours + 1
    return {bucket: count for bucket, count in counts.items() if count > max_members}


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the command writes for articles exported from a database."""
    folder = tmp_path_factory.mktemp("result")
    db = filled(folder / "news.db", news(250))
    defaults = "".join(f"{name} {value}\n" for name, value in QUICK.items())
    (folder / "spark-defaults.conf").write_text(defaults)
    run = svodka_spark(
        exported(db, folder / "documents.parquet"), "--output", folder / "out",
        "--master", "local[2]", SPARK_CONF_DIR=str(folder),
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    count = db["articles"].count
    assert run.stdout.startswith(f"{count} records stored\n{count} articles\n")
    return folder / "out"


def test_sqlite_memory_and_spark_have_the_same_stories(result: Path, tmp_path: Path) -> None:
    live = filled(tmp_path / "live.db", news(250))
    place_all(live)
    assert result_of_spark(result) == result_of_index(SqliteStoryIndex(live))
    index = SqliteStoryIndex(live)
    articles = index.articles(index.every_id()).values()
    assert result_of_spark(result) == result_of_index(in_memory(list(articles), DEFAULTS))

    loaded = filled(tmp_path / "loaded.db", news(250))
    run = scrapy("dedupe", "--import", result, "-s", f"NEWS_DATABASE={tmp_path / 'loaded.db'}")
    assert run.stdout.endswith(" stories came out different\n"), run.stderr
    assert content(loaded) == content(live)
    assert import_stories(live, result, no_progress) == 0


def origins_and_events(db: Store) -> tuple[dict[str, list[object]], dict[str, str]]:
    """Return the origins of each story, with the addresses of their articles, and its event."""
    urls = dict(db.execute("SELECT id, url FROM articles").fetchall())
    stories = [story for (story,) in db.execute("SELECT id FROM stories").fetchall()]

    def with_addresses(origin: Origin) -> object:
        articles = [urls[article_id] for article_id in origin.article_ids]
        return origin.name, origin.kind, urls.get(origin.article_id), articles

    origins_of_stories = {
        story: [with_addresses(origin) for origin in origins]
        for story, origins in story_origins(db.conn, stories).items()
    }
    return origins_of_stories, stored_events(db)


@pytest.mark.skipif(bool(servers.missing()), reason=str(servers.missing()))
def test_sqlite_postgresql_and_spark_have_the_same_origins_and_events(
    result: Path, tmp_path: Path, empty_postgres: str
) -> None:
    """Origins and events of Spark's stories are computed when they are imported."""
    live = filled(tmp_path / "live.db", news(250))
    place_all(live)
    place_events(live)
    expected = origins_and_events(live)

    imported = filled(tmp_path / "imported.db", news(250))
    import_stories(imported, result, no_progress)
    place_events(imported)
    assert origins_and_events(imported) == expected

    server = open_store(empty_postgres)
    fill(server, news(250))
    register(server)
    store_looks(server, ClusterStoryIndex(server), all_looks())
    place(server, ClusterStoryIndex(server), ClusterStoryIndex(server).every_id())
    place_events(server)
    assert origins_and_events(server) == expected
    server.close()

    origins, events = expected
    assert max(map(len, origins.values())) > 1
    ((_, largest_event),) = Counter(events.values()).most_common(1)
    assert largest_event >= len(BRIDGES) - 1


def test_the_cases_for_every_engine_have_the_same_stories(result: Path, tmp_path: Path) -> None:
    db = filled(tmp_path / "news.db", [])
    members, stories = stored_stories(db)
    members_of_spark, _ = result_of_spark(result)
    assert {url: members_of_spark[url] for url in members} == members
    counts = {row["story_id"]: row["article_count"] for row in table(result, "stories")}
    assert {story: counts[story] for story in stories} == {
        story: article_count for story, (_, article_count, *_) in stories.items()
    }


def test_an_import_places_articles_that_are_new_or_changed_since_the_export(
    result: Path, tmp_path: Path
) -> None:
    articles = news(260)
    articles[3] = replace(articles[3], text=articles[7].text)
    expected = filled(tmp_path / "expected.db", articles)
    place_all(expected)
    imported = filled(tmp_path / "imported.db", articles)
    import_stories(imported, result, no_progress)
    assert content(imported) == content(expected)


def test_a_result_that_does_not_fit_or_is_damaged_changes_nothing(
    result: Path, tmp_path: Path
) -> None:
    articles = news(250)
    db = filled(tmp_path / "news.db", articles[1:])
    before = content(db)
    damaged = Path(shutil.copytree(result, tmp_path / "damaged"))
    for part in (damaged / "edges").glob("*.parquet"):
        part.unlink()
    with pytest.raises(BadInputError, match=f"no article {articles[0].url}"):
        import_stories(db, result, no_progress)
    db.table("articles").insert(
        {"url": articles[0].url, "source_id": articles[0].source_id, "article_body": ""}
        | {"headline": "h", "date_first_seen": "", "date_last_seen": "", "word_count": 0}
    )
    with pytest.raises(BadInputError, match=r"expected \d+ rows, got 0; copy the folder again"):
        import_stories(db, damaged, no_progress)
    (damaged / "svodka-archive.json").unlink()
    with pytest.raises(BadInputError, match="that svodka-spark has finished"):
        import_stories(db, damaged, no_progress)
    db.table("articles").delete_where("url = ?", [articles[0].url])
    assert content(db) == before
    assert not [name for name in db.table_names() if name.startswith("new_")]


@pytest.mark.skipif(not (SHARED / "dedup").is_dir(), reason="the shared data is not here")
def test_real_news_and_labelled_pairs_give_the_same_stories(spark: Any, tmp_path: Path) -> None:
    news_path = SHARED / "dedup" / "russian-news.jsonl.gz"
    with gzip.open(SHARED / "dedup" / "pairs-dev.jsonl.gz", "rt") as lines:
        pairs = [json.loads(text) for text in lines][::12]
    texts = dict.fromkeys(pair[side]["text"] for pair in pairs for side in "ab")
    days = [f"2026-03-{number % 20 + 1:02}" for number in range(len(texts))]
    pair_records = [
        {"url": f"p{n}", "article_body": text, "source": f"s{n % 7}", "date_published": days[n]}
        for n, text in enumerate(texts)
    ]
    paths = [news_path, write_records(tmp_path / "p.jsonl", pair_records)]
    output = output_of_spark(spark, tmp_path, paths, DEFAULTS)
    with gzip.open(news_path, "rt") as file:
        records = [*map(json.loads, file), *pair_records]
    articles = [member_from_record("", record) for record in records]
    stories, edges = result_of_spark(output)
    assert (stories, edges) == result_of_index(in_memory(articles, DEFAULTS))
    assert len(edges) > 100
