"""Tests what is read and stored of many addresses at once."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.model import Address, Article, Evidence, Outcome, Source
from storage.articles.evidence import evidence_outside_page, replace_evidence
from storage.articles.rows import ArticleToSave, Change, save_articles
from storage.articles.versions import Version, add_versions, newest_versions
from storage.crawl.sources import save_sources
from storage.crawl.visits import Visit, give_addresses, known_addresses, record_visits
from storage.database.sqlite import open_database

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
HOST = "https://town.example"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(open_database(tmp_path / "news.db")) as db:
        save_sources(
            db,
            [
                Source(name, name, f"{HOST}/{name}/", "RU-PNZ", "Europe/Moscow")
                for name in ("penza", "samara")
            ],
        )
        yield db


def to_save(source: str, number: int, text: str, now: datetime = NOW) -> ArticleToSave:
    url = f"{HOST}/{source}/{number}"
    return ArticleToSave(Article(url, f"Мост {number}", text), url, source, now)


def visit(name: str, outcome: Outcome = Outcome.STORED, article_id: int | None = None) -> Visit:
    return Visit(Address(f"{HOST}/{name}", name), "penza", outcome, NOW, article_id=article_id)


def test_articles_saved_together_are_inserted_or_updated_each_by_itself(db: Database) -> None:
    first = [to_save("penza", number, "Мост открыли.") for number in (1, 2, 3)]
    ids = [saved.article_id for saved in save_articles(db, first)]
    again = [
        to_save("penza", 4, "Школу открыли.", LATER),
        to_save("penza", 3, "Мост закрыли.", LATER),
        to_save("penza", 1, "Мост  открыли.", LATER),
    ]
    saved = save_articles(db, again)
    assert [(result.article_id, result.change) for result in saved] == [
        (max(ids) + 1, Change.STORED), (ids[2], Change.CHANGED), (ids[0], Change.UNCHANGED),
    ]  # fmt: skip
    newest = newest_versions(db, ids)
    assert [newest[article_id].text for article_id in ids] == [
        "Мост открыли.", "Мост открыли.", "Мост закрыли.",
    ]  # fmt: skip


def test_of_versions_of_one_second_the_one_stored_last_is_the_newest(db: Database) -> None:
    (saved,) = save_articles(db, [to_save("penza", 1, "Мост открыли.")])
    version = Version("2026-11-20T09:00:00Z", "Мост", "Мост закрыли.")
    add_versions(db, {saved.article_id: version})
    unknown_id = saved.article_id + 1
    assert newest_versions(db, [saved.article_id, unknown_id]) == {saved.article_id: version}


def test_evidence_is_replaced_article_by_article(db: Database) -> None:
    articles = [to_save("penza", number, "Мост открыли.") for number in (1, 2)]
    one, other = (saved.article_id for saved in save_articles(db, articles))
    in_feed = Evidence("headline", "Мост", "feed")
    replace_evidence(db, {one: [in_feed], other: [in_feed, in_feed]})
    replace_evidence(db, {other: [Evidence("headline", "Мост", "h1")]})
    assert evidence_outside_page(db, one) == [in_feed]
    assert evidence_outside_page(db, other) == []


def test_an_address_belongs_to_the_source_of_its_article(db: Database) -> None:
    (saved,) = save_articles(db, [to_save("samara", 1, "Мост открыли.")])
    record_visits(
        db,
        [
            visit("own", Outcome.NOT_ARTICLE),
            visit("claimed", Outcome.ALIAS, saved.article_id),
        ],
    )
    known = known_addresses(db, ["own", "claimed", "unknown"])
    assert {name: address.owner for name, address in known.items()} == {
        "own": "penza", "claimed": "samara",
    }  # fmt: skip
    assert [name for name in known if known[name].is_claimed_from("samara")] == ["claimed"]


def test_a_given_address_is_a_link_without_article(db: Database) -> None:
    (saved,) = save_articles(db, [to_save("penza", 1, "Мост открыли.")])
    record_visits(db, [visit("claimed", Outcome.ALIAS, saved.article_id)])
    expected = known_addresses(db, ["claimed"])["claimed"].given_to("samara")
    assert (expected.owner, expected.article_id) == ("samara", None)
    give_addresses(db, {"claimed": "samara"})
    assert known_addresses(db, ["claimed"]) == {"claimed": expected}


def test_visits_with_the_same_outcome_are_counted(db: Database) -> None:
    for outcome in (Outcome.DNS_ERROR, Outcome.NOT_ARTICLE, Outcome.NOT_ARTICLE):
        record_visits(db, [visit("one", outcome), visit("other", Outcome.DNS_ERROR)])
    known = known_addresses(db, ["one", "other"])
    assert (known["one"].attempts, known["other"].attempts) == (2, 3)
