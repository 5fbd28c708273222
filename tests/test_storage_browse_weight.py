"""Tests that the front page of a large database stays small, with all files that it loads."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from pipelines.model import Article, Source, iso_text
from scraper.sources.region_names import name_regions
from scraper.sources.regions import russian_regions
from storage.browse.stories import PAGE_SIZE
from storage.crawl.sources import save_sources
from storage.database.sqlite import open_database, transaction
from tests.reading_site import ReadingSite
from tests.saved_articles import save_article

# The page, its style sheet, scripts and icon have so many bytes together. Fewer are sent, since
# texts are compressed.
MAX_BYTES, MAX_BYTES_SENT = 115_000, 40_000
FILES = 6  # that the page loads
OUTLETS, REGIONS, MEMBERS = 120, 30, 6  # as in a database of 300,000 articles
HEADLINE = "Движение по мосту через Суру в центре города закроют на три недели из-за ремонта"
LEAD = (
    "Об этом сообщили в городской администрации: рабочие заменят покрытие, перила и освещение, а "
    "автобусы пойдут в объезд по улицам Урицкого, Чкалова и Гагарина до середины декабря"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> ReadingSite:
    """Return a site whose lists are full: each story has six outlets of six regions."""
    database = tmp_path_factory.mktemp("weight") / "news.db"
    db = open_database(database)
    regions = sorted(russian_regions())[:REGIONS]
    outlets = [
        Source(f"rayon-vesti-{n:03}", f"Районные вести № {n}", f"https://v{n}.example/",
               regions[n % REGIONS], "Europe/Moscow")
        for n in range(OUTLETS)
    ]  # fmt: skip
    now = datetime.now(UTC).replace(microsecond=0)
    with transaction(db):
        save_sources(db, outlets)
        for number in range(PAGE_SIZE + 1):
            members = [outlets[(number * MEMBERS + n) % OUTLETS] for n in range(MEMBERS)]
            at = now - timedelta(minutes=30 * number + 30)
            ids = [
                save_article(
                    db,
                    Article(f"{member.home}{number}", HEADLINE, LEAD, date_published=at,
                            in_language="ru", description=LEAD, article_section="Общество"),
                    url=f"{member.home}{number}", source_id=member.id, now=at,
                ).article_id
                for member in members
            ]  # fmt: skip
            story = f"s{number:06}"
            db.table("stories").insert({
                "id": story, "headline": HEADLINE, "canonical_article_id": ids[0],
                "date_first_published": iso_text(at),
                "article_count": MEMBERS, "source_count": MEMBERS,
                "regions": json.dumps(sorted({member.region for member in members})),
            })  # fmt: skip
            for article_id in ids:
                db.execute("UPDATE articles SET story_id = ? WHERE id = ?", [story, article_id])
    name_regions(db)
    db.close()
    return ReadingSite(database, language="ru")


def files_of(page: str) -> list[str]:
    """Return the addresses that a browser loads with a page."""
    return [
        *re.findall(r'<link rel="(?:stylesheet|icon)" href="([^"]+)"', page),
        *re.findall(r'<(?:script|img)\b[^>]* src="([^"]+)"', page),
    ]


def test_the_front_page_is_small_with_all_its_files(site: ReadingSite) -> None:
    page = site.get("/")
    assert page.text.count('class="story"') == PAGE_SIZE
    addresses = ["/", *files_of(page.text)]
    assert len(addresses) == 1 + FILES
    answers = [site.get(address) for address in addresses]
    assert sum(len(answer.content) for answer in answers) <= MAX_BYTES
    assert sum(answer.num_bytes_downloaded for answer in answers) <= MAX_BYTES_SENT
