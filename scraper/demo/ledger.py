"""Reports what is known of the demo's stories beside their copies: an example of each kind."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlite_utils import Database

from pipelines.stories.coverage import Conclusion
from storage.articles.edits import EditFilters, listed_edits, listed_removals
from storage.reporting.coverage import story_coverage
from storage.reporting.press_releases import press_offices, press_releases
from storage.stories.events import events_between
from storage.stories.story_origins import story_origins

_MAX_EXAMPLES = 20  # of one kind that are read; the demo has fewer
_WIDTH = 16  # columns of the first word
_END_OF_TIME = 2**40  # seconds since 1970


def ledger(db: Database, now: datetime | None = None) -> Iterator[str]:
    """Yield two lines for each kind of finding: an example, and the command that shows all."""
    yield "What else is known of them, and the command that shows it:"
    for finding in (
        *_origins(db), *_events(db), *_regions(db), *_edits(db),
        *_absences(db, now or datetime.now(UTC)), *_releases(db), *_advertising(db),
    ):  # fmt: skip
        yield f"  {finding.kind:<{_WIDTH}}{finding.example}"
        yield f"  {'':<{_WIDTH}}{finding.command}"


class Finding(NamedTuple):
    """An example of one kind of finding, with the command that shows all of this kind."""

    kind: str
    example: str
    command: str


def _origins(db: Database) -> Iterator[Finding]:
    story_id, headline, articles = db.execute(
        "SELECT id, headline, article_count FROM stories ORDER BY article_count DESC, id LIMIT 1"
    ).fetchone()
    origins = story_origins(db.conn, [story_id])[story_id]
    names = ", ".join(origin.name for origin in origins)
    example = f"«{headline}»: articles {articles}, origins {len(origins)} ({names})"
    yield Finding("origins", example, f"scrapy story {story_id}")


def _events(db: Database) -> Iterator[Finding]:
    for event in events_between(db.conn, 0, _END_OF_TIME)[:1]:
        headlines = ", also ".join(f"«{story.headline}»" for story in event[:2])
        yield Finding("event", headlines, "scrapy events")


def _regions(db: Database) -> Iterator[Finding]:
    row = db.execute(
        "SELECT a.headline, s.region, e.value FROM articles a JOIN sources s ON s.id = a.source_id"
        " JOIN evidence e ON e.article_id = a.id AND e.fact = 'content_location'"
        " WHERE e.value <> s.region ORDER BY a.date_published LIMIT 1"
    ).fetchone()
    if row:
        headline, region, suggested = row
        example = f"«{headline}»: about {suggested}, by an outlet of {region}"
        yield Finding("region by text", example, f"scrapy digest --about --region {suggested}")


def _edits(db: Database) -> Iterator[Finding]:
    for edit in listed_edits(db.conn, EditFilters(), limit=1):
        kinds = ", ".join([*edit.kinds, *(["quiet"] if edit.is_quiet else [])])
        example = f"{edit.source_name}: «{edit.headline}» ({kinds})"
        yield Finding("edit", example, "scrapy edits")
    for removal in listed_removals(db.conn, EditFilters(), limit=1):
        example = f"{removal.source_name}: «{removal.headline}»"
        yield Finding("removal", example, "scrapy edits --json")


def _absences(db: Database, now: datetime) -> Iterator[Finding]:
    ids = db.execute("SELECT id FROM stories ORDER BY date_first_published DESC").fetchall()
    for (story_id,) in ids[:_MAX_EXAMPLES]:
        coverage = story_coverage(db.conn, story_id, now)
        if coverage is None:
            continue
        for absence in coverage.of(Conclusion.LEFT_OUT):
            habit = f"wrote {absence.habit.carried} of the last {absence.habit.of} such stories"
            example = f"{absence.source_name}: not «{coverage.headline}», {habit}"
            yield Finding("not reported", example, f"scrapy missing {story_id}")
            return


def _releases(db: Database) -> Iterator[Finding]:
    since = (datetime.now(UTC) - timedelta(days=30)).isoformat()
    releases = press_releases(db.conn, press_offices(db.conn), since, "9999", limit=_MAX_EXAMPLES)
    for release in [release for release in releases if release.is_unchecked][:1]:
        names = ", ".join(copy.source_name for copy in release.later)
        example = f"«{release.headline}»: nothing added by {names}"
        yield Finding("press release", example, "scrapy releases --unchecked")


def _advertising(db: Database) -> Iterator[Finding]:
    (number,) = db.execute("SELECT count(*) FROM articles WHERE is_advertising").fetchone()
    example = f"articles {number}, which are first nowhere and copy nobody"
    yield Finding("advertising", example, "scrapy citations")
