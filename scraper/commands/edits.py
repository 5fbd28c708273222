"""``scrapy edits``: lists the edits and removals of published articles."""

import argparse
import json
from typing import Any

from scraper.command import NewsCommand
from scraper.days import add_day_options, chosen_period
from scraper.errors import ExitCode
from scraper.sources.regions import require_region
from scraper.sources.stored_outlets import require_outlet
from scraper.stored_times import shown_minute
from storage.articles.edits import (
    EditFilters,
    ListedEdit,
    ListedRemoval,
    listed_edits,
    listed_removals,
)
from storage.browse.diff import changed_words
from storage.database.sqlite import open_readonly

_DEFAULT_DAYS = 7  # without --since
_MAX_LISTED = 10_000  # of edits and of removals
_MAX_SHOWN_CHANGES = 3  # of one edit; JSON has all of them


class Command(NewsCommand):
    """List edits of substance and removals, newest first."""

    example = "scrapy edits --region RU-PNZ --quiet-only --json"

    def syntax(self) -> str:
        return "[--since DAY] [--until DAY] [--region CODE] [--source ID] [--quiet-only] [--json]"

    def short_desc(self) -> str:
        return "List edits of a number, name, quote or paragraph, and removed articles"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_day_options(parser, "what was seen")
        parser.add_argument("--region", help="only outlets of this region, an ISO 3166-2 code")
        parser.add_argument("--source", help="only this outlet, by its id")
        parser.add_argument(
            "--quiet-only", action="store_true", help="no edit that the page tells its readers of"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        require_region("--region", opts.region)
        db = open_readonly(self.config.database)
        since, until = chosen_period(
            db.conn, opts, _DEFAULT_DAYS, region=opts.region, source=opts.source
        )
        filters = EditFilters(opts.source, opts.region, opts.quiet_only, since, until)
        if opts.source is not None:
            require_outlet(db, "--source", opts.source)
        edits = listed_edits(db.conn, filters, limit=_MAX_LISTED)
        removals = listed_removals(db.conn, filters, limit=_MAX_LISTED)
        if opts.json:
            record = {
                "edits": [_edit_record(edit) for edit in edits],
                "removals": [_removal_record(removal) for removal in removals],
            }
            print(json.dumps(record, ensure_ascii=False, indent=2))
            return ExitCode.DONE
        for edit in edits:
            _print_edit(edit)
        for removal in removals:
            print(f"{shown_minute(removal.at)}  {removal.source_name}  {_how_known(removal)}")
            print(f"    {removal.headline}\n    {removal.url}")
        print(f"edits of substance: {len(edits)}, removals: {len(removals)}")
        return ExitCode.DONE


def _print_edit(edit: ListedEdit) -> None:
    quiet = ", quiet" if edit.is_quiet else ""
    kinds = ", ".join(edit.kinds)
    print(f"{shown_minute(edit.seen_at)}  {edit.source_name}  edited ({kinds}{quiet})")
    print(f"    {edit.headline}\n    {edit.url}")
    for cut, added in _changes(edit)[:_MAX_SHOWN_CHANGES]:
        print(f"    - {cut or '(nothing)'}\n    + {added or '(nothing)'}")


def _changes(edit: ListedEdit) -> list[tuple[str, str]]:
    """Return the words that an edit cut and those in their place, for each change."""
    if edit.former is None or edit.latter is None:
        return []
    return changed_words("\n".join(edit.former), "\n".join(edit.latter))


def _edit_record(edit: ListedEdit) -> dict[str, Any]:
    return {
        "article_id": edit.article_id,
        "story": edit.story_id,
        "url": edit.url,
        "headline": edit.headline,
        "source": edit.source_id,
        "source_name": edit.source_name,
        "region": edit.region,
        "seen_at": edit.seen_at,
        "kinds": list(edit.kinds),
        "quiet": edit.is_quiet,
        "changes": [{"cut": cut, "added": added} for cut, added in _changes(edit)],
    }


def _removal_record(removal: ListedRemoval) -> dict[str, Any]:
    return {
        "article_id": removal.article_id,
        "story": removal.story_id,
        "url": removal.url,
        "headline": removal.headline,
        "source": removal.source_id,
        "source_name": removal.source_name,
        "region": removal.region,
        "date_published": removal.published,
        "last_seen_at": removal.last_seen_at,
        "found_at": removal.found_at,
        "found_by": removal.found_by,
        "text": removal.text,
        "text_pruned_at": removal.text_pruned_at,
    }


def _how_known(removal: ListedRemoval) -> str:
    """Return the words after the time of a removal, which say what was seen at that time."""
    if removal.found_at:
        return f"found removed, last seen {shown_minute(removal.last_seen_at)}"
    if removal.found_by:
        return f"removed by then, last seen {shown_minute(removal.last_seen_at)}"
    return "removed, last seen then"
