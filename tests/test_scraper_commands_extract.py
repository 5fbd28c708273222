"""Tests ``scrapy extract``: a JSON object for each file, and its exit codes."""

import gzip
import json
import os
import re
import subprocess
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from threading import Thread
from time import monotonic

import pytest

from pipelines.extraction.lines.recurring_lines import MIN_STORIES
from scraper.saved_pages import PageContext, extract_files
from tests.hostile_files import FILES
from tests.newsroom import Scrapy, run_scrapy, source_entry
from tests.vesti_pages import PLACES, PROMO, page_with_promo

FIELDS = [
    "path", "url", "headline", "article_body", "article_markdown", "description", "authors",
    "date_published",
    "date_published_raw", "date_published_precision", "date_modified", "in_language",
    "main_image", "main_image_caption", "main_image_credit", "article_section",
    "keywords", "credit_text", "is_based_on", "dateline", "content_location",
    "is_advertising", "region",
]  # fmt: skip
PAGE = """<html lang="ru"><head><title>В Зареченске открыли мост</title></head><body>
<h1>В Зареченске открыли мост</h1><div class="date">7 июня 2024, 14:20</div>
<p>В Зареченске утром седьмого июня открыли новый пешеходный мост через реку Светлую.</p>
<p>Строительство шло два года, подрядчик сдал объект на месяц раньше срока, сказали в мэрии.</p>
<p>Движение транспорта по набережной восстановят к вечеру, автобусы вернутся на маршруты.</p>
</body></html>"""


@pytest.fixture
def extract(scrapy: Scrapy) -> Scrapy:
    return partial(scrapy, "extract")


def lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    return [json.loads(text) for text in done.stdout.splitlines()]


def test_one_object_a_file_with_every_field_and_the_path_as_given(
    tmp_path: Path, extract: Scrapy
) -> None:
    plain, packed = tmp_path / "one.html", tmp_path / "two.html.gz"
    plain.write_text(PAGE, encoding="utf-8")
    packed.write_bytes(gzip.compress(PAGE.encode()))
    urls = tmp_path / "urls.json"
    urls.write_text(
        json.dumps({"one": "https://a.example/1", "two": {"url": "https://a.example/2"}})
    )
    done = extract("--urls", urls, "--timezone", "Europe/Moscow", plain, packed)
    assert done.returncode == 0, done.stderr
    first, second = lines(done)
    assert list(first) == FIELDS
    assert (first["path"], second["path"]) == (str(plain), str(packed))
    assert (first["url"], second["url"]) == ("https://a.example/1", "https://a.example/2")
    assert first["date_published"] == "2024-06-07T11:20:00Z"
    assert first["article_body"] == second["article_body"]


def test_file_without_an_article_has_an_error_and_all_of_them_fail_the_command(
    tmp_path: Path, extract: Scrapy
) -> None:
    empty = tmp_path / "empty.html"
    empty.write_text("<html><body>ничего</body></html>", encoding="utf-8")
    done = extract(empty, tmp_path / "absent.html")
    assert done.returncode == 1
    assert all("error" in record for record in lines(done))


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--timezone", "Mars/Olympus", "x.html"],
        ["--fetched-at", "yesterday", "x.html"],
        ["--fetched-at", "2025-01-01T10:00:00", "x.html"],
        ["--url", "https://a.example/", "x.html", "y.html"],
        ["--urls", "absent.json", "x.html"],
        ["--url", "http://[", "x.html"],
        ["--source", "nobody", "x.html"],
        ["--unknown", "x.html"],
    ],
    ids=str,
)
def test_bad_input_is_one_line_and_exit_code_2(arguments: list[str], extract: Scrapy) -> None:
    done = extract(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_with_learn_a_line_that_all_files_show_is_cut(tmp_path: Path, extract: Scrapy) -> None:
    files = [tmp_path / f"{number}.html" for number in range(MIN_STORIES)]
    for file, place in zip(files, PLACES, strict=False):
        file.write_bytes(page_with_promo(place))
    bodies = [str(record["article_body"]) for record in lines(extract("--learn", *files))]
    assert len(bodies) == MIN_STORIES
    assert not [body for body in bodies if PROMO in body]
    assert PROMO in str(lines(extract(files[0]))[0]["article_body"])


def test_selectors_of_a_source_override_the_general_rules(tmp_path: Path, extract: Scrapy) -> None:
    sources = tmp_path / "sources.toml"
    rules = {"drop": [".advert"], "headline": ".name", "date": ".when", "body": ".text"}
    sources.write_text(source_entry("https://z.example/", "z", **rules))
    file = tmp_path / "page.html"
    file.write_text(
        PAGE.replace("<h1>", "<b class=name>Имя новости</b><i class=when>08.06.2024 09:00</i><h1>")
        .replace("<p>В", "<div class=text><p class=advert>Купите гараж.</p><p>В")
        .replace("</body>", "</div></body>"),
        encoding="utf-8",
    )
    done = extract("--source", "z", str(file), "-s", f"NEWS_SOURCES={sources}")
    (record,) = lines(done)
    assert record["headline"] == "Имя новости"
    assert record["date_published"] == "2024-06-08T06:00:00Z"
    assert record["region"] == "RU-PNZ"
    assert record["content_location"] == []
    assert "гараж" not in str(record["article_body"])
    assert len(str(record["article_body"]).split("\n")) == 3


def test_explain_names_the_stage_and_the_reason(tmp_path: Path, extract: Scrapy) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGE.replace("</body>", "<p>Читайте также: другое</p></body>"), "utf-8")
    (record,) = lines(extract("--explain", file))
    removed = record["removed"]
    assert isinstance(removed, list)
    assert any("Читайте также" in item["text"] and item["reason"] for item in removed)


def write_hostile(folder: Path, names: Sequence[str]) -> list[Path]:
    for name in names:
        (folder / name).write_bytes(FILES[name]())
    return [folder / name for name in names]


def test_a_hostile_file_is_stopped_and_the_other_files_are_read_in_order(
    tmp_path: Path, extract: Scrapy
) -> None:
    ordinary = tmp_path / "ordinary.html"
    ordinary.write_text(PAGE, encoding="utf-8")
    bad, large, cut = write_hostile(
        tmp_path,
        ["bold_never_closed_10_mb.html", "larger_than_allowed.html.gz", "cut_off.html.gz"],
    )
    done = extract(bad, ordinary, large, cut, ordinary)
    records = lines(done)
    assert done.returncode == 0, done.stderr
    assert [record["path"] for record in records] == list(
        map(str, [bad, ordinary, large, cut, ordinary])
    )
    stopped, first, too_large, damaged, last = records
    # On a busy machine the limit of elapsed time ends the reading first.
    assert re.match(
        "stopped_(cpu: .* more than 2 s|wall: .* longer than 8 s)", str(stopped["error"])
    )
    assert too_large["error"] == "cannot be read: larger than 20,000,000 bytes"
    assert str(damaged["error"]).startswith("cannot be read: ")
    assert first["article_body"] == last["article_body"]


def test_a_folder_and_a_file_that_is_gone_are_errors_of_their_own(tmp_path: Path) -> None:
    named = [(str(tmp_path), "https://a.example/1"), (str(tmp_path / "absent.html"), "")]
    folder, absent = extract_files(named, PageContext())
    assert folder == {
        "path": str(tmp_path),
        "url": "https://a.example/1",
        "error": "cannot be read: Is a directory",
    }
    assert absent["error"] == "cannot be read: No such file or directory"


def test_standard_input_and_a_pipe_are_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.html"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_text, args=(PAGE, "utf-8"))
    writer.start()
    done = run_scrapy("extract", "-", str(pipe), input=PAGE)
    writer.join()
    texts = [record["article_body"] for record in lines(done)]
    assert len(texts) == 2
    assert texts[0] == texts[1]


@pytest.mark.slow
def test_sixty_hostile_files_end_in_one_line_each_within_three_seconds_a_file(
    tmp_path: Path,
) -> None:
    assert len(FILES) >= 60
    files = write_hostile(tmp_path, list(FILES))
    started = monotonic()
    done = run_scrapy("extract", *map(str, files), timeout=3 * len(files))
    assert monotonic() - started < 3 * len(files)
    assert done.stderr == ""
    assert [record["path"] for record in lines(done)] == list(map(str, files))
