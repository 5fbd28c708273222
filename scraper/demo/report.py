"""Reports the result of the demo's crawl as lines of plain text."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from scraper.demo.ledger import ledger

_WIDTH = 100  # columns


def report(db: Database) -> Iterator[str]:
    """Yield the totals, the stories of several outlets, the cut lines, and other findings."""
    yield from _totals(db)
    yield ""
    yield "Stories told by more than one outlet (* published first):"
    for story in db.query(
        "SELECT id, headline, article_count FROM stories WHERE article_count > 1"
        " ORDER BY source_count DESC, article_count DESC, date_first_published"
    ):
        yield ""
        yield f"  {_shortened(story['headline'], _WIDTH - 2)}"
        yield from _members(db, story["id"])
    yield ""
    yield from _cut_lines(db)
    yield ""
    yield from ledger(db)


def _totals(db: Database) -> Iterator[str]:
    articles, outlets, stories, copies = db.execute(
        "SELECT count(*), count(DISTINCT source_id), count(DISTINCT story_id),"
        " count(*) FILTER (WHERE relation IN ('reprint', 'excerpt')) FROM articles"
    ).fetchone()
    yield f"{articles} articles stored from {outlets} outlets; {stories} stories found;"
    yield f"{copies} articles are copies, each kept and linked to its story."


def _members(db: Database, story_id: str) -> Iterator[str]:
    """Yield a line for each article of a story, the first one marked with a star."""
    for row in db.query(
        "SELECT a.headline, a.date_published, a.relation, s.name, s.timezone,"
        " st.canonical_article_id = a.id AS canonical,"
        " (SELECT m.containment FROM matches m WHERE m.article_id ="
        " min(a.id, st.canonical_article_id) AND m.other_id ="
        " max(a.id, st.canonical_article_id)) AS containment"
        " FROM articles a JOIN sources s ON s.id = a.source_id"
        " JOIN stories st ON st.id = a.story_id WHERE a.story_id = ?"
        " ORDER BY canonical DESC, a.date_published",
        [story_id],
    ):
        mark = "*" if row["canonical"] else " "
        alike = "" if row["containment"] is None else f"{row['containment']:4.0%}"
        time = _local_time(row["date_published"], row["timezone"])
        relation = row["relation"] or ""
        if relation == "original":
            relation = "first"
        line = f"   {mark} {time}  {row['name']:<20} {relation:<8} {alike:>4}  "
        yield line + _shortened(row["headline"], _WIDTH - len(line))


def _cut_lines(db: Database) -> Iterator[str]:
    """Yield lines on the noise that was removed from the articles."""
    clean, total = db.execute(
        "SELECT count(*) FILTER (WHERE article_body NOT LIKE '%Что еще почитать%'"
        " AND article_body NOT LIKE '%Womanhit%' AND article_body NOT LIKE '%Ощущается как%'),"
        " count(*) FROM articles"
    ).fetchone()
    footer = "the footer «Что еще почитать … Охотники.ру»"
    yield f"Noise removed: {footer} from {clean} of {total} articles."
    for line in db.query(
        "SELECT b.sample, s.name, b.article_count FROM boilerplate b"
        " JOIN sources s ON s.id = b.source_id WHERE b.ruling = 'cut'"
        " ORDER BY b.article_count DESC, b.sample LIMIT 3"
    ):
        sample = _shortened(line["sample"], 60)
        yield f"  learnt and cut: «{sample}» ({line['name']}, on {line['article_count']} articles)"


def _local_time(text: str | None, zone: str) -> str:
    """Return a time as ``23.11 14:20 MSK``, in a column of 16 characters."""
    if text is None or "T" not in text:
        return f"{text or 'no date':<16}"
    moment = datetime.fromisoformat(text).astimezone(ZoneInfo(zone))
    return f"{moment:%d.%m %H:%M} {moment:%Z}"[:16].ljust(16)


def _shortened(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"
