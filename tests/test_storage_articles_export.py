"""Tests that exports have all rows and columns, and no cell that a spreadsheet would execute."""

import argparse
import csv
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scrapy.settings import Settings
from sqlite_utils import Database

from scraper.command import NewsCommand
from storage.articles.export import ExportFilters, export_rows
from storage.articles.export_formats import (
    neutral,
    write_csv,
    write_json,
    write_jsonl,
    write_xlsx,
)
from storage.stories.rows import find_story
from tests.newsroom import ROOT
from tests.sample_news import fill

MAX_CELL_CHARS = 32_767  # a limit of Excel
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return fill(tmp_path / "news.db")


def test_json_and_json_lines_hold_the_same_objects(db: Database) -> None:
    as_json, as_lines = io.StringIO(), io.StringIO()
    write_json(*export_rows(db, "articles"), as_json)
    write_jsonl(*export_rows(db, "articles"), as_lines)
    objects = json.loads(as_json.getvalue())
    assert objects == [json.loads(line) for line in as_lines.getvalue().splitlines()]
    assert len(objects) == 7
    assert objects[0]["authors"] == ["Анна Белова"]


def test_rows_are_narrowed_to_a_region_and_a_time(db: Database) -> None:
    assert set(narrowed(db, "stories", "id", region="RU-SAM")) == {"bridge", "bread"}
    assert narrowed(db, "articles", "id", since=date(2099, 1, 1)) == []


def narrowed(db: Database, table: str, column: str, **filters: Any) -> list[object]:
    """Return a column of an export with these filters."""
    names, rows = export_rows(db, table, ExportFilters(**filters))
    return [row[names.index(column)] for row in rows]


def test_rows_are_narrowed_to_words_outlets_a_story_and_days(db: Database) -> None:
    assert narrowed(db, "stories", "id", words="варенья OR каравай") == ["bread", "jam"]
    assert narrowed(db, "stories", "id", source_ids=("volga-novosti",)) == ["bridge", "bread"]
    words_and_outlet = {"words": "мост", "source_ids": ("volga-novosti",)}
    headlines = narrowed(db, "articles", "headline", **words_and_outlet)
    assert headlines == ["У соседей открыли мост"]
    assert narrowed(db, "stories", "id", story_id="jam") == ["jam"]
    assert len(narrowed(db, "articles", "id", story_id="bridge")) == 3
    assert len(narrowed(db, "documents", "id", words="-мост", region="RU-PNZ")) == 2
    assert find_story(db, "bridge-old") == "bridge"
    assert find_story(db, "no-such") is None


def test_a_copy_has_its_nearest_article_and_the_share_of_common_text(db: Database) -> None:
    names, rows = export_rows(db, "articles", ExportFilters(story_id="bridge"))
    nearest = {row[names.index("id")]: row[names.index("nearest_url") :] for row in rows}
    first_url = db.table("articles").get(1)["url"]
    assert nearest == {1: (None, None), 2: (first_url, 0.9), 3: (first_url, 1.0)}


def test_the_day_of_until_is_part_of_the_export(db: Database) -> None:
    db.execute("UPDATE articles SET date_published = '2026-11-20T23:59:00Z' WHERE id = 1")
    db.execute("UPDATE articles SET date_published = '2026-11-20' WHERE id = 2")
    db.execute("UPDATE articles SET date_published = '2026-11-21T00:00:00Z' WHERE id = 3")
    assert narrowed(db, "articles", "id", until=date(2026, 11, 20)) == [2, 1]
    assert narrowed(db, "articles", "id", since=date(2026, 11, 21), until=date(2026, 11, 21)) == [3]


def test_articles_name_their_outlet_and_stories_their_addresses_and_outlets(db: Database) -> None:
    assert narrowed(db, "articles", "source_name", story_id="jam") == ["Пензенский день"]
    assert narrowed(db, "articles", "region", story_id="jam") == ["RU-PNZ"]
    db.table("evidence").insert_all(
        {"article_id": 1, "fact": "content_location", "value": code, "found_in": "Пенза"}
        for code in ("RU-PNZ", "RU-SAM", "RU-PNZ")
    )
    for table in ("articles", "stories"):
        first_regions, *_ = narrowed(db, table, "content_location", story_id="bridge")
        assert sorted(json.loads(str(first_regions))) == ["RU-PNZ", "RU-SAM"]
    assert narrowed(db, "articles", "content_location", story_id="jam") == ["[]"]
    (outlets,) = narrowed(db, "stories", "source_names", story_id="bridge")
    assert json.loads(str(outlets)) == ["Сура-пресс", "Пензенский день", "Волга. Новости"]
    (urls,) = narrowed(db, "stories", "urls", story_id="bridge")
    assert json.loads(str(urls))[0] == "https://sura-press.example/most"
    assert narrowed(db, "stories", "origin_count", story_id="bridge") == [1]
    assert narrowed(db, "stories", "origins", story_id="bridge") == ['["Сура-пресс"]']
    assert narrowed(db, "stories", "url", story_id="bridge") == ["https://sura-press.example/most"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--words", "(мост"], "--words: a bracket is not closed"),
        (["--words", "source:нет-такого"], "--words: source: no such outlet"),
        (["--words", "  "], "--words: expected words to search for"),
        (["--source", "nobody"], "--source: no outlet 'nobody' in the database"),
        (["--story", "nothing"], "--story: no story 'nothing'"),
        (["--until", "tomorrow"], "--until: expected YYYY-MM-DD"),
        (["--format", "xlsx"], "--output: expected a file name"),
    ],
    ids=str,
)
def test_a_wrong_option_is_named(
    db: Database, capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    assert run_in_process(db, *options) == 2
    assert message in capsys.readouterr().err


def test_a_missing_package_is_reported_with_the_command_that_installs_it(
    db: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    module = sys.modules[command_class().__module__]
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    assert run_in_process(db, "--format", "xlsx", "-o", "x.xlsx") == 2
    assert f"{sys.executable} -m pip install 'XlsxWriter" in capsys.readouterr().err


def path_of(db: Database) -> str:
    """Return the path of the file of a database."""
    _, _, path = db.execute("PRAGMA database_list").fetchone()
    return str(path)


def command_class() -> type[NewsCommand]:
    command: type[NewsCommand] = import_module("scraper.commands.export").Command
    return command


def run_in_process(db: Database, *options: str) -> int:
    """Run ``scrapy export articles`` in this process, and return its exit code."""
    command = command_class()()
    command.settings = Settings()
    command.settings.setmodule("scraper.settings")
    command.settings.set("NEWS_DATABASE", path_of(db))
    parser = argparse.ArgumentParser()
    command.add_options(parser)
    opts, args = parser.parse_known_args(["articles", *options])
    try:
        command.process_options(args, opts)
        command.run(args, opts)
    except SystemExit as end:
        return int(end.code or 0)
    return int(command.exitcode)


def test_an_empty_export_is_still_json(db: Database) -> None:
    out = io.StringIO()
    write_json(*export_rows(db, "stories", ExportFilters(since=date(2099, 1, 1))), out)
    assert json.loads(out.getvalue()) == []


def test_csv_cells_are_no_formulas(db: Database) -> None:
    db.execute("UPDATE articles SET headline = '=HYPERLINK(\"x\")' WHERE id = 1")
    out = io.StringIO()
    write_csv(*export_rows(db, "articles"), out)
    text = out.getvalue()
    assert text.startswith("\ufeffid,"), "without a byte order mark Excel garbles the letters"
    cells = [row["headline"] for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff")))]
    assert '\'=HYPERLINK("x")' in cells


@given(st.text())
@example("\x1f@")
def test_no_text_begins_like_a_formula(text: str) -> None:
    assert neutral(text).lstrip()[:1] not in tuple("=+-@")
    assert neutral(text).endswith(text)


@pytest.mark.parametrize("cell", [None, 5, -1.5])
def test_numbers_stay_numbers(cell: object) -> None:
    assert neutral(cell) is cell


def sheet_texts(book: Path) -> list[str]:
    """Return each text in the cells of a workbook."""
    with zipfile.ZipFile(book) as parts:
        names = [name for name in parts.namelist() if "sharedStrings" in name or "sheet1" in name]
        roots = [ElementTree.fromstring(parts.read(name)) for name in names]
    return [text.text or "" for root in roots for text in root.iter(f"{SHEET}t")]


def test_a_workbook_has_every_text_and_the_number_of_cut_cells(
    db: Database, tmp_path: Path
) -> None:
    pytest.importorskip("xlsxwriter", reason="the extra `xlsx` is missing")
    db.execute("UPDATE articles SET article_body = ? WHERE id = 1", ["ж" * 40_000])
    db.execute("UPDATE articles SET headline = '=1+1' WHERE id = 2")
    with (tmp_path / "a.xlsx").open("wb") as out:
        assert write_xlsx(*export_rows(db, "articles"), out) == 1
    texts = sheet_texts(tmp_path / "a.xlsx")
    assert {"source_name", "Волга. Новости", "Анна Белова", "=1+1"} <= set(texts)
    assert max(map(len, texts)) == MAX_CELL_CHARS


@pytest.mark.slow
def test_libreoffice_reads_the_letters_of_the_csv(db: Database, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is missing: make system-deps")
    with (tmp_path / "stories.csv").open("w", encoding="utf-8", newline="") as out:
        write_csv(*export_rows(db, "stories"), out)
    # 44: comma, 34: quotation mark, 0: encoding of the locale, 1: first line
    table = "--infilter=Text - txt - csv (StarCalc):44,34,0,1"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [office, profile, "--headless", table, "--convert-to", "xlsx", "--outdir", tmp_path,
         tmp_path / "stories.csv"],
        check=True, capture_output=True, timeout=200, env=os.environ | {"LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    texts = sheet_texts(tmp_path / "stories.xlsx")
    assert "id" in texts, "the byte order mark is no part of the first column's name"
    assert "Новый мост через Суру открыли в Пензе" in texts


@pytest.mark.slow
def test_parquet_holds_what_json_lines_hold(db: Database, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra `parquet` is missing")
    database = f"NEWS_DATABASE={path_of(db)}"
    for table in ("articles", "stories"):
        out = tmp_path / f"{table}.parquet"
        arguments = ["export", table, "--format", "parquet", "--output", out, "-s", database]
        run = subprocess.run(
            [sys.executable, "-m", "scrapy", *arguments],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (run.returncode, run.stderr) == (0, "")
        lines = io.StringIO()
        write_jsonl(*export_rows(db, table), lines)
        assert parquet.read_table(out).to_pylist() == [
            json.loads(line) for line in lines.getvalue().splitlines()
        ]
