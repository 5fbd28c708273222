"""Tests that each found address is kept, and known ones are not fetched again."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from pipelines.model import Address, Article, Hints, Outcome, Source
from storage.articles.rows import mark_gone
from storage.crawl.sources import save_sources
from storage.crawl.urls import (
    FoundLink,
    add_pending,
    article_of,
    due_links,
    due_revisits,
    known_outcomes,
    live_since,
    postpone,
    record_outcome,
)
from storage.database.sqlite import open_database
from tests.saved_articles import save_article

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(number: int) -> Address:
    return Address(f"http://www.penza.example/{number}", f"https://penza.example/{number}")


@pytest.fixture
def db(tmp_path: Path) -> Database:
    db = open_database(tmp_path / "news.db")
    save_sources(
        db, [Source("penza", "Пенза", "https://penza.example/", "RU-PNZ", "Europe/Moscow")]
    )
    return db


def article(db: Database, number: int) -> int:
    """Store an article at the address of that number, and return its id."""
    page = Article(at(number).url, "Заголовок", "Текст.")
    return save_article(db, page, url=page.url, source_id="penza", now=NOW).article_id


def find(db: Database, *links: FoundLink) -> int:
    """Store links that a poll found now, and return how many were new."""
    return add_pending(db, links, source_id="penza", now=NOW)


def end(db: Database, number: int, outcome: Outcome, **more: Any) -> None:
    """Store how a visit of the address of that number ended."""
    record_outcome(db, at(number), source_id="penza", outcome=outcome, now=NOW, **more)


def due(db: Database, now: datetime = NOW, limit: int = 10) -> list[str]:
    """Return the last digits of the links that are due, in their order."""
    return [known.address.url[-1] for known in due_links(db, "penza", now=now, limit=limit)]


def test_pending_links_are_due_newest_first(db: Database) -> None:
    dated = [FoundLink(at(n), Hints(), NOW - n * HOUR) for n in (3, 1, 2)]
    assert find(db, *dated) == 3
    assert due(db) == ["1", "2", "3"]
    assert due(db, limit=1) == ["1"]


def test_hints_are_stored_with_their_link(db: Database) -> None:
    hints = Hints(headline="Мост", authors=("Анна Белова",), date_published=NOW, date_modified=NOW)
    find(db, FoundLink(at(1), hints), FoundLink(at(2), Hints(date_published=date(2026, 11, 19))))
    links = due_links(db, "penza", now=NOW, limit=9)
    stored_hints = {link.address.url[-1]: link.hints for link in links}
    assert stored_hints == {"1": hints, "2": Hints(date_published=date(2026, 11, 19))}


def test_a_known_link_is_not_pending_again(db: Database) -> None:
    end(db, 1, Outcome.NOT_ARTICLE)
    assert find(db, FoundLink(at(1), Hints())) == 0
    assert due(db) == []
    assert known_outcomes(db, [at(1).identity, "x"]) == {at(1).identity: Outcome.NOT_ARTICLE}


def test_more_identities_than_sqlite_allows_parameters_can_be_looked_up(db: Database) -> None:
    find(db, *(FoundLink(at(number), Hints()) for number in range(1200)))
    assert len(known_outcomes(db, [at(number).identity for number in range(1200)])) == 1200


def test_an_outcome_with_a_next_check_is_due_then(db: Database) -> None:
    end(db, 1, Outcome.TIMEOUT, next_check_at=NOW + HOUR)
    assert due(db) == []
    assert due(db, NOW + HOUR) == ["1"]


def test_attempts_count_looks_that_end_the_same_way(db: Database) -> None:
    def attempts() -> int:
        (link,) = due_links(db, "penza", now=NOW, limit=1)
        return link.attempts

    end(db, 1, Outcome.HTTP_ERROR, next_check_at=NOW)
    end(db, 1, Outcome.HTTP_ERROR, next_check_at=NOW)
    assert attempts() == 2
    end(db, 1, Outcome.TIMEOUT, next_check_at=NOW)
    assert attempts() == 1


def test_a_failed_revisit_keeps_the_article(db: Database) -> None:
    article_id = article(db, 1)
    end(db, 1, Outcome.STORED, article_id=article_id)
    end(db, 1, Outcome.HTTP_ERROR)
    assert article_of(db, ["x", at(1).identity]) == article_id


def test_revisits_are_due_by_their_time_or_all_at_once(db: Database) -> None:
    for n in (1, 2, 3, 4):
        end(db, n, Outcome.STORED, article_id=article(db, n), next_check_at=NOW + n * HOUR)
    mark_gone(db, 4, NOW)
    end(db, 5, Outcome.ALIAS, article_id=1)
    soon = due_revisits(db, "penza", now=NOW + 2 * HOUR, limit=9)
    assert [known.address.url[-1] for known in soon] == ["2", "1"]
    every = due_revisits(db, "penza", now=None, limit=9)
    assert sorted(known.address.url[-1] for known in every) == ["1", "2", "3"]


def test_an_article_whose_visit_failed_is_looked_up_when_it_is_due_again(db: Database) -> None:
    failed = Outcome.HTTP_ERROR
    for number, outcome, hours in ((1, Outcome.STORED, 9), (2, failed, 0), (3, failed, 2)):
        page = Article(at(number).url, "Заголовок", f"Текст {number}.", date_published=NOW)
        saved = save_article(db, page, url=page.url, source_id="penza", now=NOW)
        end(db, number, outcome, article_id=saved.article_id, next_check_at=NOW + hours * HOUR)

    def looked_up(now: datetime) -> set[str]:
        addresses = live_since(db, "penza", since=NOW - HOUR, until=None, now=now, limit=9)
        return {address.url[-1] for address in addresses}

    assert looked_up(NOW) == {"1", "2"}
    assert looked_up(NOW + 2 * HOUR) == {"1", "2", "3"}


def test_a_forgotten_url_stays_forgotten(db: Database) -> None:
    end(db, 1, Outcome.FORGOTTEN)
    end(db, 1, Outcome.STORED, next_check_at=NOW)
    assert known_outcomes(db, [at(1).identity]) == {at(1).identity: Outcome.FORGOTTEN}
    assert due(db) == []


def test_the_links_of_a_source_can_be_postponed(db: Database) -> None:
    find(db, FoundLink(at(1), Hints()))
    postpone(db, "penza", until=NOW + HOUR)
    assert due(db) == []
    assert due(db, NOW + HOUR) == ["1"]


def test_queries_for_every_url_use_an_index(db: Database) -> None:
    def plan(sql: str) -> str:
        return " ".join(step for *_, step in db.execute("EXPLAIN QUERY PLAN " + sql))

    assert "PRIMARY KEY" in plan("SELECT outcome FROM urls WHERE identity IN ('a', 'b')")
    assert "urls_due" in plan(
        "SELECT * FROM urls WHERE source_id = 'a' AND article_id IS NULL AND next_check_at <= 'b'"
    )
