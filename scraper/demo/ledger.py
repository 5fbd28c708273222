"""Reports an example of each kind of finding, with the command that shows all of them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from pipelines.stories.coverage import Conclusion
from storage.articles.edits import EditFilters, listed_edits, listed_removals
from storage.reporting.coverage import story_coverage
from storage.reporting.press_releases import press_offices, press_releases
from storage.stories.events import events_between
from storage.stories.story_origins import story_origins

_MAX_EXAMPLES = 20  # of one kind that are read; the demo has fewer
_WIDTH = 16  # columns of the first word


def ledger(db: Database, now: datetime | None = None) -> Iterator[str]:
    """Yield a line for each kind of finding with an example of it."""
    yield "What else is known of them, and the command that shows it:"
    for name, text, command in (
        *_origins(db), *_events(db), *_regions(db), *_edits(db),
        *_absences(db, now or datetime.now(UTC)), *_releases(db), *_advertising(db),
    ):  # fmt: skip
        yield f"  {name:<{_WIDTH}}{text}"
        yield f"  {'':<{_WIDTH}}{command}"


Finding = tuple[str, str, str]  # what it is, an example, the command


def _origins(db: Database) -> Iterator[Finding]:
    story_id, headline, articles = db.execute(
        "SELECT id, headline, article_count FROM stories ORDER BY article_count DESC, id LIMIT 1"
    ).fetchone()
    origins = story_origins(db.conn, [story_id])[story_id]
    names = ", ".join(one.name for one in origins)
    yield ("origins", f"«{headline}»: articles {articles}, origins {len(origins)} ({names})",
           f"scrapy story {story_id}")  # fmt: skip


def _events(db: Database) -> Iterator[Finding]:
    for event in events_between(db.conn, 0, 2**40)[:1]:
        headlines = ", also ".join(f"«{one.headline}»" for one in event[:2])
        yield "event", headlines, "scrapy events"


def _regions(db: Database) -> Iterator[Finding]:
    found = db.execute(
        "SELECT a.headline, s.region, e.value FROM articles a JOIN sources s ON s.id = a.source_id"
        " JOIN evidence e ON e.article_id = a.id AND e.fact = 'content_location'"
        " WHERE e.value <> s.region ORDER BY a.date_published LIMIT 1"
    ).fetchone()
    if found:
        yield ("region by text", f"«{found[0]}»: about {found[2]}, by an outlet of {found[1]}",
               f"scrapy digest --about --region {found[2]}")  # fmt: skip


def _edits(db: Database) -> Iterator[Finding]:
    for edit in listed_edits(db.conn, EditFilters(), limit=1):
        quiet = ", quiet" if edit.is_quiet else ""
        yield ("edit", f"{edit.source_name}: «{edit.headline}» ({', '.join(edit.kinds)}{quiet})",
               "scrapy edits")  # fmt: skip
    for removal in listed_removals(db.conn, EditFilters(), limit=1):
        yield "removal", f"{removal.source_name}: «{removal.headline}»", "scrapy edits --json"


def _absences(db: Database, now: datetime) -> Iterator[Finding]:
    ids = db.execute("SELECT id FROM stories ORDER BY date_first_published DESC").fetchall()
    for (story_id,) in ids[:_MAX_EXAMPLES]:
        found = story_coverage(db.conn, story_id, now)
        if found is None:
            continue
        for one in found.of(Conclusion.LEFT_OUT):
            habit = f"wrote {one.habit.carried} of the last {one.habit.of} such stories"
            yield ("not reported", f"{one.source_name}: not «{found.headline}», {habit}",
                   f"scrapy missing {story_id}")  # fmt: skip
            return


def _releases(db: Database) -> Iterator[Finding]:
    since = (datetime.now(UTC) - timedelta(days=30)).isoformat()
    found = press_releases(db.conn, press_offices(db.conn), since, "9999", limit=_MAX_EXAMPLES)
    for one in [release for release in found if release.is_unchecked][:1]:
        names = ", ".join(copy.source_name for copy in one.later)
        yield ("press release", f"«{one.headline}»: nothing added by {names}",
               "scrapy releases --unchecked")  # fmt: skip


def _advertising(db: Database) -> Iterator[Finding]:
    (number,) = db.execute("SELECT count(*) FROM articles WHERE is_advertising").fetchone()
    yield ("advertising", f"articles {number}, which are first nowhere and copy nobody",
           "scrapy citations")  # fmt: skip
