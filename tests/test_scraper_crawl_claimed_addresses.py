"""Tests that no page changes, hides or takes an article of another source on its own host."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.model import Address, Article, Hints, Outcome, Page, PageRead, Reading, Source
from pipelines.parsing.urls import address
from scraper.crawl.claimed_addresses import Claim, divide_addresses, own_canonical
from scraper.crawl.filing import PageFiler
from scraper.crawl.run_state import RunState
from storage.articles.refused_pages import keep_refused_page
from storage.crawl.sources import save_sources
from storage.crawl.urls import (
    FoundLink,
    add_pending,
    due_links,
    due_revisits,
    expect_change,
    known_outcomes,
    reopen,
)
from storage.database.sqlite import open_database
from tests.saved_articles import save_article

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HOST = "https://town.example"
PENZA_URL, SAMARA_URL = f"{HOST}/penza/1", f"{HOST}/samara/2"
PENZA_TEXT = "Городской совет Пензы утвердил проект новой набережной, сообщили в мэрии."
SAMARA_TEXT = "Всё отменено: набережной не будет, деньги потрачены на другое, сказал прохожий."


def at(url: str) -> Address:
    valid = address(url)
    assert valid is not None
    return valid


def read(
    source: str, url: str, text: str, canonical: str | None = None, requested: str | None = None
) -> PageRead:
    """Return the reading of a page at ``url``; ``requested``, if given, redirects to it."""
    article = Article(url, "Набережная", text, canonical_url=canonical)
    page = Page(url, b"", source_id=source, fetched_at=NOW, requested_url=requested)
    return PageRead(page, Reading(Outcome.STORED, article))


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "news.db")
    save_sources(
        db,
        [
            Source(name, name, f"{HOST}/{name}/", "RU-PNZ", "Europe/Moscow")
            for name in ("penza", "samara")
        ],
    )
    yield db
    db.close()


@pytest.fixture
def state(db: Database) -> RunState:
    return RunState(db, lambda: NOW)


@pytest.fixture
def filer(state: RunState) -> PageFiler:
    return PageFiler(state, raw_days=30)


def outcome_of(result: PageRead | Exception) -> Outcome:
    assert isinstance(result, PageRead), result
    return result.reading.outcome


def texts(db: Database) -> dict[str, str]:
    return dict(db.execute("SELECT source_id, article_body FROM articles").fetchall())


def find(db: Database, source: str, url: str) -> int:
    """Store a link that an index of the source shows; return the number of new links."""
    return add_pending(db, [FoundLink(at(url), Hints())], source_id=source, now=NOW)


def due(db: Database, source: str) -> list[str]:
    """Return the addresses that the next run of the source would fetch."""
    return [known.address.url for known in due_links(db, source, now=NOW, limit=9)]


def test_a_canonical_address_does_not_overwrite_another_source_s_article(
    db: Database, filer: PageFiler, state: RunState
) -> None:
    filer.file([read("penza", PENZA_URL, PENZA_TEXT)])
    (claimed,) = filer.file([read("samara", SAMARA_URL, SAMARA_TEXT, canonical=PENZA_URL)])
    assert outcome_of(claimed) is Outcome.STORED, "under its own address"
    assert texts(db) == {"penza": PENZA_TEXT, "samara": SAMARA_TEXT}
    assert db.execute("SELECT count(*) FROM revisions").fetchone() == (2,)
    claim = Claim(SAMARA_URL, PENZA_URL, "penza")
    assert dict(state.address_claims) == {"samara": {claim: None}}
    assert (SAMARA_URL, str(claim)) in db.execute("SELECT url, reason FROM urls").fetchall()


def test_a_claim_is_reported_once_even_if_the_page_is_visited_again(
    db: Database, filer: PageFiler, state: RunState
) -> None:
    filer.file([read("penza", PENZA_URL, PENZA_TEXT)])
    page = read("samara", SAMARA_URL, SAMARA_TEXT, canonical=PENZA_URL)
    filer.file([page])
    state.address_claims.clear()
    filer.file([replace(page, page=replace(page.page, is_revisit=True))])
    assert not state.address_claims


def test_a_canonical_address_does_not_keep_another_source_s_link_from_being_fetched(
    db: Database, filer: PageFiler
) -> None:
    find(db, "penza", PENZA_URL)
    filer.file([read("samara", SAMARA_URL, SAMARA_TEXT, canonical=PENZA_URL)])
    assert due(db, "penza") == [PENZA_URL]


def test_an_address_claimed_before_its_source_shows_it_is_given_back(
    db: Database, filer: PageFiler
) -> None:
    filer.file([read("samara", SAMARA_URL, SAMARA_TEXT, canonical=PENZA_URL)])
    identity = at(PENZA_URL).identity
    assert known_outcomes(db, [identity], "samara") == {identity: Outcome.ALIAS}
    assert known_outcomes(db, [identity], "penza") == {}
    assert find(db, "penza", PENZA_URL) == 1
    assert due(db, "penza") == [PENZA_URL]
    filer.file([read("penza", PENZA_URL, PENZA_TEXT)])
    assert texts(db) == {"penza": PENZA_TEXT, "samara": SAMARA_TEXT}


def test_an_address_that_was_only_claimed_hides_no_article_behind_a_redirect(
    db: Database, filer: PageFiler
) -> None:
    filer.file([read("samara", SAMARA_URL, SAMARA_TEXT, canonical=PENZA_URL)])
    link = f"{HOST}/penza/go/1"
    find(db, "penza", link)
    (stored,) = filer.file([read("penza", PENZA_URL, PENZA_TEXT, requested=link)])
    assert outcome_of(stored) is Outcome.STORED
    assert texts(db) == {"penza": PENZA_TEXT, "samara": SAMARA_TEXT}
    claim = read("samara", SAMARA_URL, SAMARA_TEXT, canonical=PENZA_URL)
    filer.file([replace(claim, page=replace(claim.page, is_revisit=True))])
    assert texts(db) == {"penza": PENZA_TEXT, "samara": SAMARA_TEXT}
    owner = "SELECT source_id FROM urls WHERE identity = ?"
    assert db.execute(owner, [at(PENZA_URL).identity]).fetchone() == ("penza",)


def test_two_sources_that_show_one_alias_do_not_take_it_from_each_other_for_ever(
    db: Database, filer: PageFiler
) -> None:
    alias = f"{HOST}/go/1"
    find(db, "samara", alias)
    filer.file([read("samara", SAMARA_URL, PENZA_TEXT, requested=alias)])
    assert find(db, "penza", alias) == 1
    (redirected,) = filer.file([read("penza", SAMARA_URL, PENZA_TEXT, requested=alias)])
    assert outcome_of(redirected) is Outcome.ALIAS
    assert find(db, "samara", alias) == find(db, "penza", alias) == 0


@pytest.mark.parametrize("is_stored", [True, False])
@pytest.mark.parametrize("is_revisit", [True, False])
def test_a_page_reached_by_a_redirect_stays_a_page_of_its_own_source(
    is_stored: bool, is_revisit: bool, db: Database, filer: PageFiler
) -> None:
    if is_stored:
        filer.file([read("penza", PENZA_URL, PENZA_TEXT)])
    else:
        find(db, "penza", PENZA_URL)
    if is_revisit:
        filer.file([read("samara", SAMARA_URL, "Собственный текст самарской страницы.")])
    else:
        find(db, "samara", SAMARA_URL)
    before = texts(db)
    redirected = read("samara", PENZA_URL, SAMARA_TEXT, requested=SAMARA_URL)
    (result,) = filer.file(
        [replace(redirected, page=replace(redirected.page, is_revisit=is_revisit))]
    )
    assert outcome_of(result) is Outcome.ALIAS
    assert texts(db) == before
    assert due(db, "samara") == []
    assert due(db, "penza") == ([] if is_stored else [PENZA_URL])


def test_an_article_that_had_been_taken_before_is_not_updated_by_the_other_source(
    db: Database, filer: PageFiler
) -> None:
    filer.file([read("samara", SAMARA_URL, SAMARA_TEXT)])
    find(db, "penza", PENZA_URL)
    # Databases of older versions have such rows.
    db.execute("UPDATE urls SET article_id = 1 WHERE source_id = 'penza'")
    (result,) = filer.file([read("penza", PENZA_URL, PENZA_TEXT)])
    assert outcome_of(result) is Outcome.ALIAS
    assert texts(db) == {"samara": SAMARA_TEXT}


def test_no_function_that_stores_an_article_changes_that_of_another_source(db: Database) -> None:
    stored = save_article(
        db, Article(PENZA_URL, "Мост", PENZA_TEXT), url=PENZA_URL, source_id="penza", now=NOW
    )
    again = Article(PENZA_URL, "Мост", SAMARA_TEXT)
    for article_id in (stored.article_id, None):
        save_article(db, again, url=PENZA_URL, source_id="samara", now=NOW, article_id=article_id)
    assert texts(db) == {"penza": PENZA_TEXT}


def test_a_claim_does_not_delete_the_refused_page_of_another_source(
    db: Database, filer: PageFiler
) -> None:
    find(db, "penza", PENZA_URL)
    keep_refused_page(
        db, at(PENZA_URL).identity, source_id="penza", url=PENZA_URL, fetched_at=NOW, encoding=None,
        body=b"<p>",
    )  # fmt: skip
    filer.file([read("samara", SAMARA_URL, SAMARA_TEXT, canonical=PENZA_URL)])
    assert db.execute("SELECT source_id FROM refused_pages").fetchall() == [("penza",)]


def test_a_feed_changes_the_visits_of_its_own_source_only(db: Database, filer: PageFiler) -> None:
    filer.file([read("penza", PENZA_URL, PENZA_TEXT)])
    identity = at(PENZA_URL).identity
    later = NOW + timedelta(hours=1)
    expect_change(db, [(identity, later)], source_id="samara", now=later)
    assert due_revisits(db, "penza", now=later, limit=9) == []
    expect_change(db, [(identity, later)], source_id="penza", now=later)
    assert len(due_revisits(db, "penza", now=later, limit=9)) == 1
    db.execute("UPDATE urls SET outcome = 'too_old', article_id = NULL, next_check_at = NULL")
    reopen(db, [identity], source_id="samara", now=NOW)
    assert due(db, "penza") == []


@pytest.mark.parametrize(
    ("url", "canonical", "is_own"),
    [
        ("https://penza.example/1", "https://www.penza.example/most/1", True),
        ("https://penza.example/1", "https://penza.example/", False),
        ("https://penza.example/1", "https://other.example/1", False),
        ("https://penza.ucoz.ru/news/1", "https://penza.ucoz.ru/news/most-1", True),
        ("https://penza.ucoz.ru/news/1", "https://samara.ucoz.ru/news/1", False),
        ("https://t.me/penza/1", "https://t.me/s/penza/1", True),
        ("https://t.me/penza/1", "https://t.me/samara/1", False),
        ("https://dzen.ru/a/Zx1", "https://dzen.ru/a/Zx2", False),
        ("https://vk.com/wall-1_1", "https://vk.com/wall-2_1", False),
    ],
)
def test_a_canonical_address_of_another_owner_is_ignored(
    url: str, canonical: str, is_own: bool
) -> None:
    assert own_canonical(url, canonical) == (canonical if is_own else None)


@pytest.mark.parametrize(
    "canonical",
    [
        "https://{{host}}/news/1", "https://a b.example/x", "https://penza.example:port/a", "http://[",
        "/news/1", "",
    ],
)  # fmt: skip
def test_an_article_with_a_malformed_canonical_address_is_stored(
    canonical: str, db: Database, filer: PageFiler
) -> None:
    assert own_canonical(PENZA_URL, canonical) is None
    (result,) = filer.file([read("penza", PENZA_URL, PENZA_TEXT, canonical=canonical)])
    assert outcome_of(result) is Outcome.STORED
    assert texts(db) == {"penza": PENZA_TEXT}


def test_known_addresses_of_others_are_claims_and_the_rest_are_the_page_s_own() -> None:
    page, of_samara, unknown, of_penza = (at(f"{HOST}/{number}") for number in range(4))
    owners = {of_samara.identity: "samara", of_penza.identity: "penza"}
    own, claims = divide_addresses([page, of_samara, unknown, of_penza], owners, "samara")
    assert own == [page, of_samara, unknown]
    assert claims == [Claim(page.url, of_penza.url, "penza")]
