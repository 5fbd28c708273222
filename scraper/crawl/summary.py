"""Formats the table and the lines that a run prints at its end."""

from collections import Counter
from collections.abc import Iterable, Mapping

from pipelines.model import Outcome
from pipelines.model.health import FAILED
from scraper.crawl.health.verdicts import Report

_COLUMNS = ("source", "status", "found", "new", "changed", "failed", "ms")
_MAX_ROWS = 40  # sources in the table; the others are added up in one row


def summary_lines(reports: Iterable[Report]) -> list[str]:
    """Return the lines of the table and of the problems.

    Sources that failed come first, then those with most new and changed articles.
    """
    ordered = sorted(reports, key=lambda report: (*_rank(report), report.source_id))
    rows = [_row(report) for report in ordered[:_MAX_ROWS]]
    if others := ordered[_MAX_ROWS:]:
        rows.append(_sum_row(f"{len(others)} more", others))
    table = [_COLUMNS, *rows, _sum_row("all", ordered)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [*(_aligned(row, widths) for row in table), *problem_lines(ordered)]


def interrupted_line(outcomes: Mapping[str, int]) -> str:
    """Return a line on an interrupted run; ``outcomes`` are the counts of all its sources."""
    stored, changed = outcomes.get(Outcome.STORED, 0), outcomes.get(Outcome.CHANGED, 0)
    return (
        f"Interrupted: {stored} new articles and {changed} changed ones are stored;"
        " the next run goes on from here."
    )


def problem_lines(reports: Iterable[Report]) -> list[str]:
    """Return lines on each source that failed, may have missed articles, or had pages refused."""
    lines = []
    for report in reports:
        if report.status in FAILED:
            lines.append(f"{report.source_id}: {report.status}: {report.detail or ''}".rstrip(": "))
        elif report.findings.has_gap:
            lines.append(f"{report.source_id}: {_gap_text(report)}")
        if report.new_refusals:
            lines.append(_refusal_line(report))
        if report.address_claims:
            lines.append(_claim_line(report))
    return lines


def _gap_text(report: Report) -> str:
    if report.findings.channels:
        return (
            "the pages of the channel ended without reaching a stored post, so posts may have"
            " passed unseen"
        )
    return (
        "a feed or listing showed nothing known from before, so articles may have passed unseen;"
        " sitemaps and listings were read as well"
    )


def _refusal_line(report: Report) -> str:
    counts = Counter(report.new_refusals)
    reasons = ", ".join(f"{reason} ({count})" for reason, count in counts.most_common())
    return (
        f"{report.source_id}: pages are now refused, unlike before: {reasons};"
        f" `scrapy refused {report.source_id}` lists them"
    )


def _claim_line(report: Report) -> str:
    claim, *others = report.address_claims
    more = f" ({len(others)} more pages do so)" if others else ""
    return f"{report.source_id}: {claim.url} {claim}{more}; nothing there was changed"


def _rank(report: Report) -> tuple[bool, int]:
    """Return the key by which reports are sorted: failed ones first, then those with most news."""
    return report.status not in FAILED, -(report.new + report.changed)


def _row(report: Report) -> tuple[str, ...]:
    numbers = report.findings.new, report.new, report.changed, report.failed, report.milliseconds
    return (report.source_id, report.status, *map(str, numbers))


def _sum_row(name: str, reports: list[Report]) -> tuple[str, ...]:
    """Return a row with the sums of the reports, and the longest of their times."""
    sums = (
        sum(report.findings.new for report in reports),
        sum(report.new for report in reports),
        sum(report.changed for report in reports),
        sum(report.failed for report in reports),
    )
    longest = max((report.milliseconds for report in reports), default=0)
    return (name, "", *map(str, sums), str(longest))


def _aligned(row: tuple[str, ...], widths: list[int]) -> str:
    names = [text.ljust(width) for text, width in zip(row[:2], widths[:2], strict=True)]
    numbers = [text.rjust(width) for text, width in zip(row[2:], widths[2:], strict=True)]
    return "  ".join([*names, *numbers]).rstrip()
