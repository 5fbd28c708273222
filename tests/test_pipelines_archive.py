"""Tests that Spark finds the stories of an archive that the story keeper finds."""

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from pipelines.archive.records import known_as, member_from_record
from pipelines.copies.compared_text import text_features
from pipelines.copies.thresholds import DEFAULTS, Thresholds
from pipelines.files.errors import BadInputError
from pipelines.model import Outcome, StoryMember
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
from tests.story_cases import all_looks, fill, outcome, place, register, store_looks
from tests.test_pipelines_events_comparison import ALIKE, APART, BRIDGE

MISSING = next((p for p in ("pyspark", "pandas", "pyarrow", "warcio") if not find_spec(p)), None)
if not MISSING and not shutil.which("java"):
    MISSING = "Java"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        bool(MISSING), reason=f"{MISSING} is missing: pip install '.[spark]', JRE 17"
    ),
    pytest.mark.filterwarnings("ignore"),  # warnings of Spark
]
# With these limits a few texts fill buckets, make sentences common and exceed the window.
SMALL_LIMITS = Thresholds(max_first_members=2, min_common_texts=6, window_days=2)
ROOT = Path(__file__).parent.parent
QUICK = {
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",  # compiling would cost more than it saves
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",  # the runs are short
}
# Three outlets tell of one bridge in different words, and one of another bridge.
BRIDGES = [BRIDGE, *ALIKE, APART[0][:2]]
Outcomes = tuple[dict[str, tuple[str, str]], dict[tuple[str, str], tuple[Any, ...]]]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pipelines.archive.session import spark_session

    with spark_session("local[2]", QUICK) as session:
        yield session


def command(
    *arguments: object, cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "scraper.spark_cli", *map(str, arguments)]
    settings = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    return subprocess.run(line, cwd=cwd, env=settings, capture_output=True, text=True, check=False)


def news(count: int) -> list[StoryMember]:
    """Return an archive, and articles that form an event."""
    facts = archive(20)
    event = [
        known_as(
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


def write(path: Path, lines: Sequence[Any]) -> Path:
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def line(article: StoryMember) -> dict[str, Any]:
    return {**asdict(article), "article_body": article.text}


def output_of_spark(spark: Any, folder: Path, paths: Sequence[Path], limits: Thresholds) -> Path:
    from pipelines.archive.filesystem import find_files
    from pipelines.archive.job import run

    output = folder / "out"
    run(spark, find_files([str(path) for path in paths]), output.as_uri(), limits)
    return output


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
        write(tmp_path / "a.jsonl.gz", [line(d) for d in articles[:half]]),
        write(tmp_path / "b.jsonl", [line(d) for d in articles[half:]]),
    ]
    output = output_of_spark(spark, tmp_path, paths, SMALL_LIMITS)
    index = in_memory(articles, SMALL_LIMITS)
    assert outcomes_of_spark(output) == outcomes_of_index(index)
    templates = {t for f in index.features(index.every_id()).values() for t in f.templates}
    assert {r["template"] for r in table(output, "common_sentences")} == index.common(templates)
    assert {(r["band"], r["value"], r["day"], r["members"]) for r in table(output, "skew")} == {
        (*bucket, day, members) for (bucket, day), members in full_buckets(articles, index).items()
    }
    assert {r["kept"] for r in table(output, "skew")} == {SMALL_LIMITS.max_first_members}


def full_buckets(articles: Sequence[StoryMember], index: InMemoryIndex) -> dict[Any, int]:
    counted: Counter[Any] = Counter()
    for article in articles:
        found = derive(article, text_features(article.text), SMALL_LIMITS)
        common = index.common(found.templates)
        own = [b for b in found.all_buckets if b[0] != 255 or b[1] not in common]
        counted.update((bucket, found.day) for bucket in own)
    return {key: count for key, count in counted.items() if count > SMALL_LIMITS.max_first_members}


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the command writes for articles exported from a database."""
    folder = tmp_path_factory.mktemp("result")
    db = filled(folder / "news.db", news(250))
    quick = "".join(f"{name} {value}\n" for name, value in QUICK.items())
    (folder / "spark-defaults.conf").write_text(quick)
    run = command(
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
            (one.name, one.kind, urls.get(one.article_id), [urls[i] for i in one.article_ids])
            for one in origins
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
    output = output_of_spark(spark, tmp_path, [news, write(tmp_path / "p.jsonl", lines)], DEFAULTS)
    with gzip.open(news, "rt") as file:
        records = [*map(json.loads, file), *lines]
    articles = [member_from_record("", record) for record in records]
    stories, edges = outcomes_of_spark(output)
    assert (stories, edges) == outcomes_of_index(in_memory(articles, DEFAULTS))
    assert len(edges) > 100


def test_pages_of_a_web_archive_are_read_as_by_the_crawl(spark: Any, tmp_path: Path) -> None:
    from pipelines.archive.articles import PageContext, read_articles
    from pipelines.archive.checkpoints import Stages
    from pipelines.archive.records import member_from_page
    from pipelines.archive.warc import pages
    from pipelines.extraction.read_page import read_page

    body = page("Мост открыли", archive(9, seed=4)[3].text)
    path = warc(
        tmp_path / "pages.warc.gz",
        [
            ("https://sura.example/most", "text/html; charset=utf-8", "200 OK", body),
            ("https://sura.example/rss", "application/rss+xml", "200 OK", b"<rss/>"),
            ("https://sura.example/gone", "text/html", "404 Not Found", body),
            ("https://sura.example/", "text/html", "200 OK", b"<html><body></body></html>"),
        ],
    )
    stages = Stages(spark, (tmp_path / "work").as_uri())
    found, outcomes = read_articles(stages, {"warc": [path.as_uri()]}, PageContext("Europe/Moscow"))
    with path.open("rb") as file:
        first = next(pages(file, "", "Europe/Moscow", {}))
    assert first.fetched_at is not None
    article = read_page(first).article
    assert article is not None
    expected = member_from_page(first, article, None)
    assert [row.asDict() for row in found.collect()] == [
        {k: v for k, v in asdict(expected).items() if k not in ("tiebreaker", "is_pruned")}
    ]
    assert outcomes == {Outcome.STORED: 1, Outcome.NOT_ARTICLE: 1}


def page(headline: str, text: str) -> bytes:
    paragraphs = "".join(f"<p>{one}.</p>" for one in text.split(". "))
    facts = {"@type": "NewsArticle", "headline": headline, "datePublished": "2026-03-01T10:00:00"}
    return (
        f"<html><head><title>{headline}</title><script type='application/ld+json'>"
        f"{json.dumps(facts)}</script></head><body><article><h1>{headline}</h1>{paragraphs}"
        "</article></body></html>"
    ).encode()


def warc(path: Path, responses: Sequence[tuple[str, str, str, bytes]]) -> Path:
    from io import BytesIO

    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, kind, status, body in responses:
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(url, "response", BytesIO(body), http_headers=headers)
            )
    return path


def test_of_several_records_of_one_url_the_last_seen_counts(spark: Any, tmp_path: Path) -> None:
    from pipelines.archive.articles import PageContext, read_articles
    from pipelines.archive.checkpoints import Stages

    seen = ["2026-03-02", "2026-03-01", "2026-03-04"]
    lines = [{"url": "u", "article_body": f"of {s}", "date_first_seen": s} for s in seen]
    path = write(tmp_path / "a.jsonl", lines)
    stages = Stages(spark, (tmp_path / "work").as_uri())
    found, outcomes = read_articles(stages, {"jsonl": [path.as_uri()]}, PageContext())
    (row,) = found.collect()
    assert (row.text, row.date_first_seen) == ("of 2026-03-04", "2026-03-01")
    assert outcomes == {"stored": 3, "repeated": 2}


def test_a_file_that_cannot_be_read_is_named_and_leaves_no_result(
    spark: Any, tmp_path: Path
) -> None:
    from pyarrow import Table
    from pyarrow.parquet import write_table

    write_table(Table.from_pylist([{"url": "u", "body": "t"}]), tmp_path / "columns.parquet")
    write_table(Table.from_pylist([{"url": "u", "article_body": 1.5}]), tmp_path / "kind.parquet")
    (tmp_path / "no.parquet").write_bytes(b"PAR0")
    (tmp_path / "no.warc").write_bytes(b"hello\r\n")
    write(tmp_path / "no.jsonl", [{"url": "u", "article_body": "t"}, {"url": "v"}])
    for name, message in {
        "columns.parquet": "has no column article_body; there are url, body",
        "kind.parquet": "column article_body: expected text",
        "no.parquet": "no.parquet: cannot be read as Parquet; is it whole",
        "no.warc": "cannot be read as a web archive",
        "no.jsonl": "no.jsonl:2: article_body: expected text, got nothing",
    }.items():
        with pytest.raises(BadInputError, match=message) as caught:
            output_of_spark(spark, tmp_path, [tmp_path / name], DEFAULTS)
        assert "\n" not in str(caught.value)
        assert not (tmp_path / "out").exists()


def test_a_mistake_of_a_user_is_reported_in_one_line(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", [{"url": "u", "article_body": "t"}])
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    for arguments, message in (
        (["missing.jsonl", "--output", "out"], "missing.jsonl: there is no such file or folder"),
        (["notes.txt", "--output", "out"], "notes.txt: expected a file that ends with .parquet"),
        (["full", "--output", "out"], "full: holds no file that ends with"),
        (["a.jsonl", "--output", "full"], "--output full: is there already; name a new folder"),
        (["a.jsonl"], "--output"),
        (["a.jsonl", "--output", "o", "--window-days", "x"], "--window-days: expected a whole"),
        (["a.jsonl", "--output", "o", "--partitions", "0"], "--partitions: expected a number"),
    ):
        run = command(*arguments, cwd=tmp_path)
        assert (run.returncode, run.stdout) == (2, ""), arguments
        assert run.stderr.startswith("svodka-spark: ")
        assert message in run.stderr
        assert run.stderr.count("\n") == 1
    run = command("a.jsonl", "--output", "o", cwd=tmp_path, PATH="/nowhere", JAVA_HOME="")
    assert run.returncode == 2
    assert "there is no Java here; install Java 17 or newer, on Debian: apt install" in run.stderr
