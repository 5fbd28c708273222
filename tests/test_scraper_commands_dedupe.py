"""Tests ``scrapy dedupe`` on articles and pairs from files, and its errors."""

import gzip
import json
import subprocess
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pipelines.files.errors import BadInputError
from scraper.commands.dedupe import compared_pairs, grouped_articles
from tests.newsroom import Scrapy

RESCUE = (
    "Спасатели сняли с льдины двух рыбаков на Сурском водохранилище, сообщили в ведомстве. "
    "Мужчин вынесло на полтора километра от берега, когда ветер сменил направление. "
    "Рыбаки успели позвонить родным и дождались катера, медицинская помощь им не понадобилась."
)
LIBRARY = (
    "В сельской библиотеке Бессоновки открыли комнату сказок для дошкольников и их родителей. "
    "Мебель собрали старшеклассники на уроках труда, а книги принесли жители соседних улиц. "
    "По выходным сказки будут читать актёры любительского театра и бывшие учителя школы."
)


@pytest.fixture
def dedupe(scrapy: Scrapy) -> Scrapy:
    return partial(scrapy, "dedupe")


def write(path: Path, lines: list[Any]) -> Path:
    data = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def records_of(run: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_articles_get_a_story_each_in_the_order_of_the_file(tmp_path: Path, dedupe: Scrapy) -> None:
    lead = RESCUE.partition(" Рыбаки")[0]
    file = write(
        tmp_path / "articles.jsonl.gz",
        [
            {"id": 7, "article_body": lead, "date_published": "2026-03-02T12:00:00+03:00"},
            {"id": "x", "article_body": LIBRARY},
            {"id": 9, "article_body": RESCUE, "date_published": "2026-03-02T08:00:00Z"},
            {"id": 8, "article_body": f"{RESCUE} {LIBRARY}", "headline": "Главное за день"},
        ],
    )
    run = dedupe(file)
    assert run.returncode == 0, run.stderr
    cut, other, story, roundup = records_of(run)
    assert [record["id"] for record in (cut, other, story, roundup)] == [7, "x", 9, 8]
    assert cut["story"] == story["story"]
    assert other["story"] != story["story"]
    assert (story["relation"], story["original"]) == ("original", None)
    assert (cut["relation"], cut["original"], cut["containment"]) == ("excerpt", 9, 1.0)
    assert (cut["nearest"], cut["share"]) == (9, 1.0)
    assert (story["nearest"], story["share"]) == (None, None)
    assert (roundup["relation"], roundup["original"]) == ("digest", None)
    assert roundup["story"] not in (story["story"], other["story"])


def test_pairs_are_judged_in_order_and_roundups_are_not_the_same(
    tmp_path: Path, dedupe: Scrapy
) -> None:
    def pair(a: str, b: str) -> dict[str, Any]:
        return {"a": {"title": "A", "text": a}, "b": {"title": "B", "text": b}}

    file = write(
        tmp_path / "pairs.jsonl",
        [pair(RESCUE, RESCUE), pair(RESCUE, LIBRARY), pair(LIBRARY, f"{RESCUE}\n{LIBRARY}")],
    )
    run = dedupe("--pairs", file)
    assert run.returncode == 0, run.stderr
    copy, unlike, roundup = records_of(run)
    assert copy == {"same": True, "relation": "reprint", "jaccard": 1.0, "containment": 1.0}
    assert (unlike["same"], unlike["relation"]) == (False, None)
    assert (roundup["same"], roundup["relation"], roundup["containment"]) == (False, "digest", 1.0)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"id": 1, "article_body": "x"}\n{"id": 2', "bad.jsonl:2: expected one JSON object"),
        (b"[1]", "bad.jsonl:1: expected a JSON object, got list"),
        (b'{"article_body": "x"}', "bad.jsonl:1: id: expected text or a whole number, got nothing"),
        (b'{"id": 1}', "bad.jsonl:1: article_body: expected text, got nothing"),
        (b'{"id": 1, "article_body": "\xff"}', "bad.jsonl:1: expected UTF-8 text"),
        (b'{"id": 1, "article_body": ""}\n' * 2, "bad.jsonl:2: id: 1 is in the file twice"),
        (
            b'{"id": 1, "article_body": "", "date_published": "yesterday"}',
            "bad.jsonl:1: date_published: expected a date such as",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "bad.jsonl").write_bytes(content)
    with pytest.raises(BadInputError) as caught:
        list(grouped_articles(str(tmp_path / "bad.jsonl")))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({"a": {"text": "x"}}, "bad.jsonl:1: b: expected an object with title and text"),
        ({"a": {"text": "x"}, "b": {"text": 1}}, "bad.jsonl:1: b: text: expected text, got 1"),
    ],
)
def test_a_mistake_in_a_pair_names_its_side(tmp_path: Path, line: object, message: str) -> None:
    with pytest.raises(BadInputError) as caught:
        list(compared_pairs(str(write(tmp_path / "bad.jsonl", [line]))))
    assert message in str(caught.value)


def test_a_file_that_is_no_gzip_and_a_missing_one_are_bad_input(
    tmp_path: Path, dedupe: Scrapy
) -> None:
    (tmp_path / "a.jsonl.gz").write_text("plain")
    for name in ("a.jsonl.gz", "missing.jsonl"):
        run = dedupe(tmp_path / name)
        assert (run.returncode, run.stderr.count("\n")) == (2, 1)
        assert name in run.stderr


def test_a_lone_surrogate_is_read_and_printed(tmp_path: Path, dedupe: Scrapy) -> None:
    (tmp_path / "odd.jsonl").write_text('{"id": "\\ud800", "article_body": "\\udfff мост"}')
    run = dedupe(tmp_path / "odd.jsonl")
    assert run.returncode == 0, run.stderr
    (record,) = records_of(run)
    assert record["id"] == "\ud800"
