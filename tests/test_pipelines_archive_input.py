"""Tests how Spark reads the files of an archive, and reports files it cannot read."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from pipelines.copies.thresholds import DEFAULTS
from pipelines.files.errors import BadInputError
from pipelines.model import Outcome
from tests.archive_news import archive
from tests.spark_archive import MARKS, output_of_spark, quick_session, svodka_spark, write_records

pytestmark = MARKS


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    with quick_session() as session:
        yield session


def page(headline: str, text: str) -> bytes:
    """Return the page of an article with a paragraph for each sentence."""
    paragraphs = "".join(f"<p>{sentence}.</p>" for sentence in text.split(". "))
    facts = {"@type": "NewsArticle", "headline": headline, "datePublished": "2026-03-01T10:00:00"}
    return (
        f"<html><head><title>{headline}</title><script type='application/ld+json'>"
        f"{json.dumps(facts)}</script></head><body><article><h1>{headline}</h1>{paragraphs}"
        "</article></body></html>"
    ).encode()


def warc(path: Path, responses: Sequence[tuple[str, str, str, bytes]]) -> Path:
    """Write a web archive of responses: URL, content type, status and body of each."""
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
    context = PageContext("Europe/Moscow")
    articles, outcomes = read_articles(stages, {"warc": [path.as_uri()]}, context)
    with path.open("rb") as file:
        first = next(pages(file, "", "Europe/Moscow", {}))
    assert first.fetched_at is not None
    article = read_page(first).article
    assert article is not None
    expected = member_from_page(first, article, None)
    columns = asdict(expected).keys() - {"tiebreaker", "is_pruned"}
    (row,) = articles.collect()
    assert row.asDict() == {name: getattr(expected, name) for name in columns}
    assert outcomes == {Outcome.STORED: 1, Outcome.NOT_ARTICLE: 1}


def test_of_several_records_of_one_url_the_last_seen_counts(spark: Any, tmp_path: Path) -> None:
    from pipelines.archive.articles import PageContext, read_articles
    from pipelines.archive.checkpoints import Stages

    days = ["2026-03-02", "2026-03-01", "2026-03-04"]
    lines = [{"url": "u", "article_body": f"of {day}", "date_first_seen": day} for day in days]
    path = write_records(tmp_path / "a.jsonl", lines)
    stages = Stages(spark, (tmp_path / "work").as_uri())
    articles, outcomes = read_articles(stages, {"jsonl": [path.as_uri()]}, PageContext())
    (row,) = articles.collect()
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
    write_records(tmp_path / "no.jsonl", [{"url": "u", "article_body": "t"}, {"url": "v"}])
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
    write_records(tmp_path / "a.jsonl", [{"url": "u", "article_body": "t"}])
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
        run = svodka_spark(*arguments, cwd=tmp_path)
        assert (run.returncode, run.stdout) == (2, ""), arguments
        assert run.stderr.startswith("svodka-spark: ")
        assert message in run.stderr
        assert run.stderr.count("\n") == 1
    run = svodka_spark("a.jsonl", "--output", "o", cwd=tmp_path, PATH="/nowhere", JAVA_HOME="")
    assert run.returncode == 2
    assert "there is no Java here; install Java 17 or newer, on Debian: apt install" in run.stderr
