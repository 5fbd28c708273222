"""Tests that edits of substance and removals are stored, listed and announced."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from scraper.commands.edits import Command
from scraper.stories.edits import judge_waiting_edits
from storage.articles.edits import EditFilters, listed_edits, listed_removals
from storage.database.sqlite import open_database, open_readonly, transaction
from tests.edit_cases import TEXT, fill
from tests.newsroom import Scrapy
from tests.reading_site import ReadingSite


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("edits") / "news.db"
    db = open_database(path)
    fill(db)
    db.close()
    return path


def test_only_edits_of_substance_are_listed_newest_first(database: Path) -> None:
    conn = open_readonly(database).conn
    edits = listed_edits(conn, EditFilters(), limit=10)
    assert [edit.url.rpartition("/")[2] for edit in edits] == ["other", "stated", "number"]
    assert [edit.is_quiet for edit in edits] == [True, False, True]
    assert [list(edit.kinds) for edit in edits] == [["number"], ["name"], ["number"]]
    assert edits[0].former == ("Мост откроют", TEXT)
    quiet = listed_edits(conn, EditFilters(quiet_only=True, source="vesti"), limit=10)
    assert [edit.url.rpartition("/")[2] for edit in quiet] == ["number"]
    assert len(listed_edits(conn, EditFilters(region="RU-SAM"), limit=10)) == 1
    assert len(listed_edits(conn, EditFilters(), limit=1, offset=2)) == 1


def test_a_removal_is_listed_with_its_last_text(database: Path) -> None:
    conn = open_readonly(database).conn
    (removal,) = listed_removals(conn, EditFilters(), limit=10)
    assert removal.url.endswith("/gone")
    assert removal.text == TEXT
    assert listed_removals(conn, EditFilters(region="RU-SAM"), limit=10) == []


def test_a_removal_is_listed_by_the_day_on_which_it_was_found(database: Path) -> None:
    conn = open_readonly(database).conn
    on_its_day = EditFilters(since="2026-03-03", until="2026-03-04")
    assert len(listed_removals(conn, on_its_day, limit=10)) == 1
    assert listed_removals(conn, EditFilters(until="2026-03-03"), limit=10) == []


def test_a_removal_found_by_an_earlier_version_is_dated_by_its_last_visit(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "news.db")) as db:
        gone = fill(db)["gone"]
        db.execute("UPDATE articles SET date_gone = NULL WHERE id = ?", [gone])
        (unknown,) = listed_removals(db.conn, EditFilters(), limit=10)
        assert (unknown.found_at, unknown.found_by) == (None, None)
        assert unknown.at == unknown.last_seen_at
        db.table("urls").insert({
            "identity": "x", "url": "x", "source_id": "vesti", "article_id": gone,
            "outcome": "gone", "first_seen_at": "2026-03-02T06:00:00Z",
            "checked_at": "2026-03-04T06:00:00Z",
        })  # fmt: skip
        (removal,) = listed_removals(db.conn, EditFilters(), limit=10)
    assert (removal.found_at, removal.found_by) == (None, "2026-03-04T06:00:00Z")
    html = ReadingSite(tmp_path / "news.db").get("/edits?show=removals").text
    assert "removed by 4 March 2026" in html


def test_edits_from_before_an_upgrade_are_judged_by_the_next_run(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    fill(db)
    with transaction(db):
        db.execute("UPDATE edits SET kinds = NULL")
        db.execute("DELETE FROM revisions WHERE seen_at LIKE '2026-03-02T12%'")  # pruned
    assert listed_edits(db.conn, EditFilters(), limit=10) == []
    judge_waiting_edits(db)
    assert len(listed_edits(db.conn, EditFilters(), limit=10)) == 2
    assert db.execute("SELECT * FROM edits WHERE kinds IS NULL").fetchall() == []
    db.close()


def test_the_command_prints_what_changed_as_text_and_json(database: Path, scrapy: Scrapy) -> None:
    days = ("--since", "2026-03-01", "--until", "2026-03-05", "-s", f"NEWS_DATABASE={database}")
    run = scrapy("edits", *days)
    assert run.returncode == 0, run.stderr
    assert "Вести  edited (number, quiet)" in run.stdout
    assert "    - 12\n    + 20\n" in run.stdout
    assert "2026-03-03 06:00  Вести  found removed, last seen 2026-03-02 06:00" in run.stdout
    assert run.stdout.endswith("edits of substance: 3, removals: 1\n")
    record = json.loads(scrapy("edits", "--json", "--source", "vesti", *days).stdout)
    assert [edit["quiet"] for edit in record["edits"]] == [False, True]
    _, quiet_edit = record["edits"]
    assert quiet_edit["changes"] == [{"cut": "12", "added": "20"}]
    (removal,) = record["removals"]
    assert removal["text"] == TEXT
    assert removal["text_pruned_at"] is None
    assert removal["found_at"] == "2026-03-03T06:00:00Z"
    assert removal["found_by"] is None
    assert "scrapy edits" in Command().long_desc()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--region", "Пенза"), "--region: expected an ISO 3166-2 code"),
        (("--source", "nobody"), "--source: no outlet 'nobody'"),
        (("--since", "March"), "--since: expected YYYY-MM-DD, got 'March'"),
        (("--until", "9999-12-31"), "--until: expected YYYY-MM-DD, got '9999-12-31'"),
        (("more",), "unexpected argument more"),
    ],
)
def test_a_mistake_is_reported_in_one_line(
    arguments: tuple[str, ...], message: str, database: Path, scrapy: Scrapy
) -> None:
    run = scrapy("edits", *arguments, "-s", f"NEWS_DATABASE={database}")
    assert run.returncode == 2
    assert message in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_lists_of_edits_are_read_through_indexes(database: Path) -> None:
    conn = open_readonly(database).conn
    executed: list[str] = []
    conn.set_trace_callback(executed.append)
    assert listed_edits(conn, EditFilters(region="RU-PNZ"), limit=10)
    assert listed_removals(conn, EditFilters(), limit=10)
    conn.set_trace_callback(None)
    for sql in executed:
        plan = [step for *_, step in conn.execute("EXPLAIN QUERY PLAN " + sql)]
        assert not any(step.startswith("SCAN") and "USING" not in step for step in plan), plan
        assert not any("TEMP B-TREE FOR ORDER BY" in step for step in plan), plan
