"""Judges a poll by the data that the database holds of its source, and plans the next poll."""

from dataclasses import replace
from datetime import datetime

from pipelines.model.health import FAILED, FAILED_POLLS
from pipelines.parsing.urls import host_of
from scraper.crawl.health.date_verdict import date_verdict
from scraper.crawl.health.verdicts import Report, SourceHistory, poll_status
from scraper.crawl.schedule import next_poll
from storage.articles.refused_pages import refusals_since
from storage.crawl.endpoints import Poll, consecutive_failures, last_verdict, recent_publications
from storage.crawl.hosts import host_record
from storage.crawl.source_dates import newest_dates, source_timezone
from storage.crawl.source_health import (
    count_newer_articles,
    mean_text_qualities,
    newest_texts,
    recent_visits,
    word_counts,
)
from storage.crawl.urls import due_links
from storage.database.protocols import Store


def judged(db: Store, report: Report, now: datetime) -> Report:
    """Return the report with its status and the words that explain the status."""
    history = SourceHistory(
        publications=recent_publications(db, report.source_id),
        visits=recent_visits(db, report.source_id),
        texts=newest_texts(db, report.source_id),
        word_counts=word_counts(db, report.source_id),
        text_qualities=mean_text_qualities(db, report.source_id),
        last=last_verdict(db, report.source_id),
        newer_at_home=count_newer_articles(db, report.findings.links_only_on_home),
        dates=date_verdict(
            newest_dates(db, report.source_id), source_timezone(db, report.source_id)
        ),
    )
    status, detail = poll_status(report, history, now)
    return replace(report, status=status, detail=detail)


def new_refusals(db: Store, source_id: str, began: datetime) -> tuple[str, ...]:
    """Return the reason of each page refused in the run, if the reason is new for the source."""
    new, known = refusals_since(db, source_id, began)
    return tuple(reason for reason in new if reason not in known)


def poll_of(db: Store, report: Report, home: str, now: datetime) -> Poll:
    """Return the stored record of a judged poll, with the time when the next poll is due.

    If articles wait for a host that asked for a pause, the next poll is at the end of the pause.
    """
    publications = recent_publications(db, report.source_id)
    findings = report.findings
    has_failed = report.status in FAILED_POLLS
    failures = consecutive_failures(db, report.source_id) + 1 if has_failed else 0
    due = next_poll(
        now,
        publications,
        minutes_to_live=findings.minutes_to_live,
        span=findings.span,
        overflowed=findings.has_gap,
        failures=failures,
    )
    paused_until = host_record(db, host_of(home)).not_before
    if paused_until and paused_until > now:
        has_waiting = bool(due_links(db, report.source_id, now=now, limit=1))
        due = paused_until if has_waiting else max(due, paused_until)
    return Poll(
        status=report.status,
        detail=report.detail,
        polled_at=now,
        next_poll_at=due,
        failed=report.status in FAILED,
        new_article_at=now if report.new else None,
    )
