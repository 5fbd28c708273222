"""Tests that each migration makes the same schema as when it was added."""

import re
from collections.abc import Iterator
from hashlib import sha256

import pytest
from sqlite_utils import Database

from storage.schema.migrations import NAMES, VERSION, bring_up_to_date, migrations
from tests import sql_statements
from tests.new_databases import copy_or_bring_up_to_date

# A digest of the changes of each migration to the schema. Once a migration is released, its line
# must not change: a database that has run the migration never runs it again.
DIGESTS = {
    "m0001_sources_and_crawls": "cb9bfa61be1c",
    "m0002_articles_and_stories": "74e9f0540bdd",
    "m0003_urls": "e0dcf93781b0",
    "m0004_signatures": "96b1f1d62dc1",
    "m0005_boilerplate_and_raw_pages": "9b6900af7179",
    "m0006_search": "4eff77f45b16",
    "m0007_copies": "4d7f99536440",
    "m0008_words_indexed_once": "a00c0eb8946d",
    "m0009_repair": "6c736c52ceba",
    "m0010_health_over_polls": "03ad80b7a9b9",
    "m0011_advertising_and_datelines": "e534495cf0a8",
    "m0012_rereadings": "a36cda21697a",
    "m0013_refused_pages": "ce1586a283aa",
    "m0014_article_markdown": "e2dfabbb2fab",
    "m0015_text_quality": "524ca0027588",
    "m0016_alerts_since": "8dfae7fd68ed",
    "m0017_alert_kinds": "2ce0939b9971",
    "m0018_source_kinds": "c062b56aa1f5",
    "m0019_refused_texts": "2be8f958c790",
    "m0020_engagement": "d5c36e68ed0d",
    "m0021_uncut_markdown": "c32890b59a28",
    "m0022_older_pages": "7b01b0b7a401",
    "m0023_pruned_texts": "1613ec300f99",
    "m0024_events": "77db2e01b176",
    "m0025_edits": "a3e1438a194a",
    "m0026_content_location": "e94e682d8e72",
    "m0027_dates_of_removals": "890cfda6d50b",
    "m0028_copies_without_advertising": "b9d8e00a75e8",
    "m0029_filled_sentences": "315aa596daf2",
    "m0030_stories_of_several_outlets": "d2a655e58a57",
    "m0031_events_of_long_series": "4f53cda18c2b",
    "m0032_signed_earlier": "c417611b06ad",
    "m0033_published_state": "d0cc0937dade",
    "m0034_rule_versions": "74e6a05eb3ff",
    "m0035_page_versions": "65d1806578ed",
    "m0036_articles_stored_last": "ce8570b2cda1",
    "m0037_order_of_day": "18ea00f7b215",
    "m0038_paired_earlier": "4f53cda18c2b",
}


def schema(names: tuple[str, ...]) -> set[tuple[str, str, str]]:
    db = Database(memory=True)
    migrations(names).apply(db)
    rows = db.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master").fetchall()
    return {(kind, name, " ".join(sql.split())) for kind, name, sql in rows}


def difference(name: str) -> str:
    place = NAMES.index(name)
    changed = schema(NAMES[:place]) ^ schema(NAMES[: place + 1])
    return sha256(repr(sorted(changed)).encode()).hexdigest()[:12]


@pytest.mark.parametrize("name", NAMES)
def test_a_migration_is_never_edited(name: str) -> None:
    assert difference(name) == DIGESTS.get(name), f"expected DIGESTS to hold the digest of {name}"


def test_migrations_are_numbered_from_one_without_a_gap_or_repetition() -> None:
    assert [int(name[1:5]) for name in NAMES] == list(range(1, VERSION + 1))


def test_the_database_stores_the_version_of_its_schema() -> None:
    db = Database(memory=True)
    bring_up_to_date(db)
    assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_a_database_that_the_tests_copy_equals_one_that_is_made_by_migrations() -> None:
    made, copied = Database(memory=True), Database(memory=True)
    bring_up_to_date(made)
    copy_or_bring_up_to_date(copied)
    assert _content(copied) == _content(made)
    copied.execute("INSERT INTO sources (id, name, home, region, timezone) VALUES (1, 2, 3, 4, 5)")
    copy_or_bring_up_to_date(copied)
    assert copied["sources"].count == 1, "a database with tables is no empty one"


def _content(db: Database) -> list[object]:
    """Return the schema and all rows but the times at which migrations were applied."""
    assert db.conn is not None
    version = db.execute("PRAGMA user_version").fetchall()
    statements = [re.sub(r"'\d{4}-\d\d-\d\d[T ].*?'", "TIME", line) for line in db.conn.iterdump()]
    return [version, *statements]


def test_the_tests_split_scripts_as_sqlite_utils_does(monkeypatch: pytest.MonkeyPatch) -> None:
    scripts: list[str] = []

    def note_script(sql: str) -> Iterator[str]:
        scripts.append(sql)
        return sql_statements.complete_statements(sql)

    monkeypatch.setattr("sqlite_utils.db._iter_complete_sql_statements", note_script)
    bring_up_to_date(Database(memory=True))
    assert any("CREATE TRIGGER" in sql for sql in scripts)  # with semicolons inside
    for sql in {*scripts, "", ";", "SELECT ';' -- ;\n; SELECT 2", "SELECT 1; /* ; */"}:
        assert [*sql_statements.complete_statements(sql)] == [*sql_statements.of_sqlite_utils(sql)]
