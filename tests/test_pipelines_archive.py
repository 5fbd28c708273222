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
from pipelines.model import StoryMember
from pipelines.stories.candidates import derive
from pipelines.stories.index import InMemoryIndex
from pipelines.stories.keeper import StoryKeeper
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
from tests.story_cases import all_looks, fill, outcome, place, register, store_looks
from tests.test_pipelines_events_comparison import ALIKE, APART, BRIDGE

pytestmark = MARKS
# With these limits a few texts fill buckets, make sentences common and exceed the window.
SMALL_LIMITS = Thresholds(max_neighbours=2, min_common_texts=6, window_days=2)
# Three outlets tell of one bridge in different words, and one of another bridge.
BRIDGES = [BRIDGE, *ALIKE, APART[0][:2]]
Outcomes = tuple[dict[str, tuple[str, str]], dict[tuple[str, str], tuple[Any, ...]]]


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


def outcomes_of_spark(output: Path) -> Outcomes:
    stories = {r["url"]: (r["story_id"], r["relation"]) for r in table(output, "articles")}
    edges = {
        (r["url"], r["other_url"]): (
            r["relation"], r["jaccard"], r["containment"], r["share"], r["other_share"],
        )
        for r in table(output, "edges")
    }  # fmt: skip
    return stories, edges


def outcomes_of_index(index: Any) -> Outcomes:
    articles = index.articles(index.every_id())
    stories = {
        articles[i].url: (story, str(relation))
        for i, (story, relation) in index.stories_of(list(articles)).items()
    }
    edges = {}
    for edge in index.edges(list(articles)):
        one, other = sorted((articles[i] for i in edge.ends), key=lambda d: d.rank)
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
    for article in {d.source_id: d for d in articles}.values():
        row = {"id": article.source_id, "name": article.source_name, "owner": article.owner}
        db["sources"].insert(facts | row | {"group_copies": article.group_copies})
    names = ("url", "source_id", "headline", "date_published", "date_first_seen", "credit_text",
             "is_based_on", "canonical_url")  # fmt: skip
    db["articles"].insert_all(
        {name: getattr(d, name) for name in names}
        | {"article_body": d.text, "date_last_seen": d.date_first_seen, "word_count": 1}
        for d in articles
    )
    register(db)
    store_looks(db, SqliteStoryIndex(db), all_looks())
    return db


def exported(db: Database, path: Path) -> Path:
    names, rows = export_rows(db, "documents")
    with path.open("wb") as out:
        write_parquet(names, rows, out)
    return path


def place_all(db: Database) -> None:
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
    return {t: sorted(db.execute(f"SELECT * FROM {t}").fetchall(), key=repr) for t in TABLES}


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
    assert outcomes_of_spark(output) == outcomes_of_index(index)
    templates = {
        template
        for feature in index.features(index.every_id()).values()
        for template in feature.templates
    }
    assert {r["template"] for r in table(output, "common_sentences")} == index.common(templates)
    assert {(r["band"], r["value"], r["members"]) for r in table(output, "skew")} == {
        (*bucket, members) for bucket, members in full_buckets(articles, index).items()
    }
    assert {r["neighbours"] for r in table(output, "skew")} == {SMALL_LIMITS.max_neighbours}


def full_buckets(articles: Sequence[StoryMember], index: InMemoryIndex) -> dict[Any, int]:
    counted: Counter[Any] = Counter()
    for article in articles:
        found = derive(article, text_features(article.text), SMALL_LIMITS)
        common = index.common(found.templates)
        counted.update(b for b in found.all_buckets if b[0] != 255 or b[1] not in common)
    most = SMALL_LIMITS.max_neighbours + 1
    return {bucket: count for bucket, count in counted.items() if count > most}


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the command writes for articles exported from a database."""
    folder = tmp_path_factory.mktemp("result")
    db = filled(folder / "news.db", news(250))
    quick = "".join(f"{name} {value}\n" for name, value in QUICK.items())
    (folder / "spark-defaults.conf").write_text(quick)
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
    assert outcomes_of_spark(result) == outcomes_of_index(SqliteStoryIndex(live))
    index = SqliteStoryIndex(live)
    articles = index.articles(index.every_id()).values()
    assert outcomes_of_spark(result) == outcomes_of_index(in_memory(list(articles), DEFAULTS))

    loaded = filled(tmp_path / "loaded.db", news(250))
    run = scrapy("dedupe", "--import", result, "-s", f"NEWS_DATABASE={tmp_path / 'loaded.db'}")
    assert run.stdout.endswith(" stories came out different\n"), run.stderr
    assert content(loaded) == content(live)
    assert import_stories(live, result, no_progress) == 0


def origins_and_events(db: Store) -> tuple[dict[str, list[object]], dict[str, str]]:
    """Return the origins of each story, with the addresses of their articles, and its event."""
    urls = dict(db.execute("SELECT id, url FROM articles").fetchall())
    stories = [story for (story,) in db.execute("SELECT id FROM stories").fetchall()]
    found = {
        story: [
            (
                origin.name,
                origin.kind,
                urls.get(origin.article_id),
                [urls[i] for i in origin.article_ids],
            )
            for origin in origins
        ]
        for story, origins in story_origins(db.conn, stories).items()
    }
    return found, stored_events(db)


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
    assert Counter(events.values()).most_common(1)[0][1] >= len(BRIDGES) - 1


def test_the_cases_for_every_engine_have_the_same_stories(result: Path, tmp_path: Path) -> None:
    db = filled(tmp_path / "news.db", [])
    members, stories = outcome(db)
    found = {url: story for url, story in outcomes_of_spark(result)[0].items() if url in members}
    assert found == members
    counts = {row["story_id"]: row["article_count"] for row in table(result, "stories")}
    assert {story: counts[story] for story in stories} == {
        story: row[1] for story, row in stories.items()
    }


def test_an_import_places_articles_that_are_new_or_changed_since_the_export(
    result: Path, tmp_path: Path
) -> None:
    articles = news(260)
    articles[3] = replace(articles[3], text=articles[7].text)
    place_all(expected := filled(tmp_path / "expected.db", articles))
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
    db["articles"].insert(
        {"url": articles[0].url, "source_id": articles[0].source_id, "article_body": ""}
        | {"headline": "h", "date_first_seen": "", "date_last_seen": "", "word_count": 0}
    )
    with pytest.raises(BadInputError, match=r"expected \d+ rows, got 0; copy the folder again"):
        import_stories(db, damaged, no_progress)
    (damaged / "svodka-archive.json").unlink()
    with pytest.raises(BadInputError, match="that svodka-spark has finished"):
        import_stories(db, damaged, no_progress)
    db["articles"].delete_where("url = ?", [articles[0].url])
    assert content(db) == before
    assert not [name for name in db.table_names() if name.startswith("new_")]


@pytest.mark.skipif(not (SHARED / "dedup").is_dir(), reason="the shared data is not here")
def test_real_news_and_labelled_pairs_give_the_same_stories(spark: Any, tmp_path: Path) -> None:
    news = SHARED / "dedup" / "russian-news.jsonl.gz"
    with gzip.open(SHARED / "dedup" / "pairs-dev.jsonl.gz", "rt") as lines:
        pairs = [json.loads(text) for text in lines][::12]
    texts = dict.fromkeys(pair[side]["text"] for pair in pairs for side in "ab")
    days = [f"2026-03-{number % 20 + 1:02}" for number in range(len(texts))]
    lines = [
        {"url": f"p{n}", "article_body": text, "source": f"s{n % 7}", "date_published": days[n]}
        for n, text in enumerate(texts)
    ]
    output = output_of_spark(
        spark, tmp_path, [news, write_records(tmp_path / "p.jsonl", lines)], DEFAULTS
    )
    with gzip.open(news, "rt") as file:
        records = [*map(json.loads, file), *lines]
    articles = [member_from_record("", record) for record in records]
    stories, edges = outcomes_of_spark(output)
    assert (stories, edges) == outcomes_of_index(in_memory(articles, DEFAULTS))
    assert len(edges) > 100
