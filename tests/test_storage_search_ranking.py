"""Tests the search for forms of words, and that the index stays complete."""

import sqlite3
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from storage.crawl.sources import save_sources
from storage.database.sqlite import open_database, transaction
from storage.schema.migrations import migrations
from storage.search.expression import match_expression
from storage.search.indexing import index_pending, words_indexed_once
from storage.search.query import parse_query
from storage.search.ranking import Scope, matching, register_functions, search
from storage.search.stems import fold_text, ru_stem, stem_text
from tests.sample_news import SOURCES, fill
from tests.words import FORMS, LOOK_ALIKES

NOW = "2099-01-01T00:00:00Z"
TIGER = "javascript:alert(1)"  # the address of the sample's article about a tiger is hostile
KNOWN_MISTAKES = {"банк"}  # банк and банка share forms


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return fill(tmp_path / "news.db")


def found(db: Database, query: str, scope: Scope = Scope()) -> set[str]:  # noqa: B008
    """Return the last parts of the addresses of the articles that a query finds."""
    hits = search(db.conn, query, scope, now=NOW).hits
    return {db.table("articles").get(hit.article_id)["url"].rpartition("/")[2] for hit in hits}


def one_article_each(path: Path, texts: list[str]) -> Database:
    """Return a database with an article for each text; its address ends with the text's number."""
    db = open_database(path)
    with transaction(db):
        save_sources(db, SOURCES)
        db.table("articles").insert_all(
            {"source_id": "sura-press", "url": f"https://x.example/{n}", "headline": "—",
             "article_body": text, "date_first_seen": NOW, "date_last_seen": NOW,
             "in_language": "ru", "word_count": 1}
            for n, text in enumerate(texts)
        )  # fmt: skip
        index_pending(db)
    return db


def test_each_of_60_word_forms_finds_another_form(tmp_path: Path) -> None:
    db = one_article_each(tmp_path / "news.db", [text for _, text in FORMS])
    missed = [word for n, (word, _) in enumerate(FORMS) if str(n) not in found(db, word)]
    assert len(FORMS) == 60
    assert missed == []


def test_words_that_only_look_alike_are_distinguished(tmp_path: Path) -> None:
    db = one_article_each(tmp_path / "news.db", [text for _, text in LOOK_ALIKES])
    wrongly_found = {word for n, (word, _) in enumerate(LOOK_ALIKES) if str(n) in found(db, word)}
    assert wrongly_found <= KNOWN_MISTAKES


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Татарстан", "Форум прошёл в Татарстане."), ("Газпрома", "Об этом сообщил Газпром."),
        ("Сергей Иванов", "Наградили Сергея Иванова."), ("Дагестане", "Дагестан ждёт гостей."),
        ("Байкал", "На Байкале лёд."), ("Росатом", "Стройку ведёт завод Росатома."),
        ("Андрея", "Выступил Андрей."), ("Алексей", "Письмо Алексею вернулось."),
        ("Курган", "Завод в Кургане открыт."), ("Урал", "На Урале снег."),
    ],
)  # fmt: skip
def test_names_whose_end_looks_like_an_ending_are_found(
    query: str, text: str, tmp_path: Path
) -> None:
    assert found(one_article_each(tmp_path / "news.db", [text]), query) == {"0"}


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("сура", {"most", "novyj-most", "most-sura"}),
        ("МОСТ пенза сквер", {"most", "novyj-most"}),
        ('"банка"', {"banka", "bank"}),
        ('"банк"', {"bank"}),
        ("«банка варенья»", {"banka"}),
        ('"варенья банка"', set()),
        ("наровч*", {"banka"}),
        ("банк -варенье", {"bank"}),
        ("поселку", {TIGER}),
        ("", set()),
        ("-пенза", {TIGER, "hleb", "banka", "bank"}),
        ("-пенза -банка", {TIGER, "hleb"}),
        ("банка OR тигр", {"banka", "bank", TIGER}),
        ("варенье | тигр", {"banka", TIGER}),
        ("варенье ИЛИ тигр", {"banka", TIGER}),
        ("(варенье | мост) банка", {"banka"}),
        ("мост source:volga-novosti", {"most-sura"}),
        ("мост -source:volga-novosti", {"most", "novyj-most"}),
        ("мост region:Самарская", {"most-sura"}),
        ("мост region:RU-SAM", {"most-sura"}),
        ("source:Сура-пресс мост", {"most"}),
        ('source:"Сура Пресс" мост', {"most"}),
        ("source:сура мост", {"most"}),
        ("мост after:2099-01-01", set()),
        ("мост before:2001-01-01", set()),
        ("мост after:2001 before:2098", {"most", "novyj-most", "most-sura"}),
    ],
)
def test_each_operator_of_a_query_finds_its_articles(
    db: Database, query: str, slugs: set[str]
) -> None:
    assert found(db, query) == slugs


def test_scope_narrows_to_outlets_and_times(db: Database) -> None:
    assert found(db, "мост", Scope(source_ids=("volga-novosti",))) == {"most-sura"}
    assert found(db, "мост", Scope(source_ids=())) == set()
    assert found(db, "мост", Scope(start=NOW)) == set()
    assert found(db, "мост", Scope(article_ids=(2,))) == {"novyj-most"}


def test_the_fresher_of_two_equal_articles_comes_first(tmp_path: Path) -> None:
    db = one_article_each(tmp_path / "news.db", ["Пенза ждёт снега."] * 2)
    db.execute("UPDATE articles SET date_published = '2098-12-31T00:00:00Z' WHERE id = 1")
    db.execute("UPDATE articles SET date_published = '2090-12-31T00:00:00Z' WHERE id = 2")
    hits = search(db.conn, "снег", now=NOW).hits
    assert [hit.article_id for hit in hits] == [1, 2]


def test_an_article_written_by_plain_sqlite_is_found_by_its_words(tmp_path: Path) -> None:
    fill(tmp_path / "news.db").close()
    plain = sqlite3.connect(tmp_path / "news.db")
    plain.execute("UPDATE articles SET article_body = 'Ёжики пришли в Кузнецк' WHERE id = 1")
    plain.commit()
    plain.close()
    db = open_database(tmp_path / "news.db")
    assert found(db, "ежики") == {"most"}
    assert "most" not in found(db, "терновка"), "the old text is forgotten"
    assert found(db, "кузнецке") == set(), "its stems are not indexed yet"
    assert index_pending(db) == 1
    assert found(db, "кузнецке") == {"most"}


def test_pending_articles_are_found_without_a_scan_of_all_articles(db: Database) -> None:
    statements: list[str] = []
    db.conn.set_trace_callback(statements.append)
    index_pending(db)
    db.conn.set_trace_callback(None)
    (pending,) = {sql for sql in statements if "FROM search_pending p" in sql}
    plan = db.execute("EXPLAIN QUERY PLAN " + pending).fetchall()
    steps = [step for *_, step in plan]
    assert [step.split()[:2] for step in steps] == [["SCAN", "p"], ["SEARCH", "a"], ["SEARCH", "s"]]


def test_a_deleted_article_leaves_nothing_in_the_index(db: Database) -> None:
    with transaction(db):
        db.execute("DELETE FROM stories WHERE id = 'jam'")
        db.execute("DELETE FROM articles WHERE url LIKE '%/banka'")
    assert found(db, "варенье") == set()
    assert db["article_stems"].count == db["articles"].count


def test_a_rolled_back_article_leaves_nothing_in_the_index(db: Database) -> None:
    with pytest.raises(ZeroDivisionError), transaction(db):
        db.execute("UPDATE articles SET headline = 'Дирижабль над городом' WHERE id = 1")
        index_pending(db)
        raise ZeroDivisionError
    assert found(db, "дирижабль") == set()
    assert found(db, "терновка") == {"most", "novyj-most"}


Write = tuple[str, int, str]  # insert, update, delete, stems or commit; id of the article; text


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["insert", "update", "delete", "stems", "commit"]),
            st.integers(1, 4),
            st.sampled_from(["Ёж вышел", "Мост в Ростове", "Суда ждут, суды", "Снег"]),
        ),
        max_size=12,
    ),
    st.booleans(),
)
def test_an_index_after_many_changes_equals_an_index_built_from_the_result(
    writes: list[Write], index_at_once: bool
) -> None:
    with TemporaryDirectory() as folder:
        db = one_article_each(Path(folder) / "written.db", [])
        for batch in _batches(writes):
            with transaction(db) if index_at_once else words_indexed_once(db):
                for write in batch:
                    _write(db, *write)
        index_pending(db)
        rows = db.execute("SELECT id, article_body FROM articles ORDER BY id").fetchall()
        rebuilt = one_article_each(Path(folder) / "rebuilt.db", [])
        for number, text in rows:
            _write(rebuilt, "insert", number, text)
        index_pending(rebuilt)
        assert _terms(db) == _terms(rebuilt)
        assert db["search_deferred"].count == db["search_pending"].count == 0
        assert db["article_stems"].count == len(rows)
        db.execute("INSERT INTO article_search(article_search) VALUES ('integrity-check')")


def _batches(writes: list[Write]) -> Iterator[list[Write]]:
    """Yield the writes between two commits."""
    for is_end, batch in groupby(writes, key=_is_commit):
        if not is_end:
            yield list(batch)


def _is_commit(write: Write) -> bool:
    kind, *_ = write
    return kind == "commit"


def _write(db: Database, action: str, number: int, text: str) -> None:
    exists = db.execute("SELECT 1 FROM articles WHERE id = ?", [number]).fetchone()
    if action == "insert" and not exists:
        db.table("articles").insert(
            {"id": number, "source_id": "sura-press", "url": f"https://x.example/{number}",
             "headline": "—", "article_body": text, "date_first_seen": NOW,
             "date_last_seen": NOW, "in_language": "ru", "word_count": 1}
        )  # fmt: skip
    elif action == "update":
        db.execute("UPDATE articles SET article_body = ? WHERE id = ?", [text, number])
    elif action == "delete":
        db.execute("DELETE FROM articles WHERE id = ?", [number])
    elif action == "stems":
        index_pending(db)


def _terms(db: Database) -> list[tuple[object, ...]]:
    """Return each word of the index, with its article, column and place."""
    db.execute("CREATE VIRTUAL TABLE terms USING fts5vocab(article_search, instance)")
    return db.execute("SELECT * FROM terms ORDER BY term, doc, col, offset").fetchall()


def test_a_file_of_a_former_version_keeps_its_index(tmp_path: Path) -> None:
    old = Database(tmp_path / "news.db")
    migrations().apply(old, stop_before="m0008_words_indexed_once")
    with transaction(old):
        facts = ("id", "name", "home", "region", "timezone")  # the columns of that version
        old.table("sources").insert_all(
            {name: getattr(source, name) for name in facts} for source in SOURCES
        )
        _write(old, "insert", 1, "Снег идёт в Пензе")
        _write(old, "insert", 2, "Мост через Суру")
    old.close()
    db = open_database(tmp_path / "news.db")
    assert found(db, "мост") == {"2"}, "words are indexed, stems not yet"
    assert index_pending(db) == 2
    assert found(db, "снегу пензой") == {"1"}
    _write(db, "delete", 1, "")
    assert db.execute("SELECT id FROM article_search_docsize").fetchall() == [(2,)]
    db.execute("INSERT INTO article_search(article_search) VALUES ('integrity-check')")


def test_after_an_error_words_are_indexed_at_once_again(db: Database) -> None:
    with pytest.raises(ZeroDivisionError), words_indexed_once(db):
        db.execute("UPDATE articles SET headline = 'Дирижабль над городом' WHERE id = 1")
        raise ZeroDivisionError
    assert found(db, "терновка") == {"most", "novyj-most"}
    db.execute("UPDATE articles SET headline = 'Дирижабль над городом' WHERE id = 1")
    assert found(db, "дирижабль") == {"most"}, "the next writer indexes at once"


def test_each_language_has_its_own_stemmer(tmp_path: Path) -> None:
    db = one_article_each(tmp_path / "news.db", ["Die Häuser brannten.", "Windows выпустили."])
    db.execute("UPDATE articles SET in_language = 'de' WHERE id = 1")
    index_pending(db)
    assert found(db, "haus") == found(db, "Häusern") == {"0"}
    assert found(db, "window") == {"1"}


@pytest.mark.parametrize("query", ["мост", "-мост", "мост -терновка", "банка | тигр", "after:2001"])
def test_the_condition_of_exports_finds_what_search_finds(db: Database, query: str) -> None:
    condition, _ = matching(db.conn, query)
    rows = db.execute(f"SELECT id FROM articles AS a WHERE {condition.sql}", condition.params)
    hits = search(db.conn, query, now=NOW).hits
    assert {article_id for (article_id,) in rows} == {hit.article_id for hit in hits}


def test_hits_by_time_are_newest_first(db: Database) -> None:
    times = [hit.at for hit in search(db.conn, "-тигр", now=NOW).by_time().hits]
    assert times == sorted(times, reverse=True)
    assert len(times) > 2


def test_an_unknown_outlet_is_named(db: Database) -> None:
    problems = search(db.conn, "мост source:правда region:Марс", now=NOW).problems
    assert problems == ("source: no such outlet 'правда'", "region: no such region 'Марс'")


def test_handwritten_sql_can_fold_and_rank_words(db: Database) -> None:
    register_functions(db.conn)
    sql = "SELECT count(*) FROM article_search WHERE article_search MATCH search_query(?)"
    assert db.execute(sql, ["пензой"]).fetchone() == (3,)
    assert db.execute("SELECT ru_stem('Пензе')").fetchone() == (ru_stem("пенза"),)


def test_filtering_by_outlet_uses_the_index(db: Database) -> None:
    plan = db.execute(
        "EXPLAIN QUERY PLAN SELECT rowid FROM article_search WHERE article_search MATCH 'x'"
        " AND +rowid IN (SELECT id FROM articles WHERE source_id = 'a' AND date_published >= 'b')"
        " ORDER BY rowid DESC"
    ).fetchall()
    steps = " | ".join(step for *_, step in plan)
    assert "COVERING INDEX articles_source" in steps
    assert "TEMP B-TREE" not in steps


SIGNS = st.sampled_from(
    ["(", ")", "|", "-", "OR", "ИЛИ", "title:", "source:", '"', "*", "мост", " "]
)


@given(st.one_of(st.text(), st.lists(SIGNS).map(" ".join), st.lists(SIGNS).map("".join)))
def test_any_text_becomes_a_query_that_sqlite_accepts(text: str) -> None:
    conn = sqlite3.connect(":memory:")
    conn.execute(
        "CREATE VIRTUAL TABLE t USING fts5(headline, body, headline_stems, body_stems, content='')"
    )
    match = match_expression(parse_query(text).root, frozenset({"russian"}))
    for expression in (match.wanted, match.excluded):
        if expression:
            conn.execute("SELECT rowid FROM t WHERE t MATCH ?", [expression]).fetchall()


@given(st.text())
def test_folding_folded_text_changes_nothing(text: str) -> None:
    assert fold_text(fold_text(text)) == fold_text(text)
    assert stem_text(text, "ru") == stem_text(fold_text(text), "ru")
