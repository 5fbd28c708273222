"""``scrapy releases``: tells what outlets took of press releases, and what they added."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pipelines.files.errors import BadInputError
from scraper.command import NewsCommand
from scraper.days import add_day_options, chosen_period
from scraper.errors import ExitCode
from scraper.sources.regions import require_region
from scraper.stored_times import shown_minute
from storage.database.protocols import Connection
from storage.database.sqlite import open_readonly
from storage.reporting.press_releases import (
    Office,
    PressRelease,
    PrintedCopy,
    press_offices,
    press_releases,
)

_DEFAULT_DAYS = 7  # without --since
_MAX_LISTED = 1_000  # press releases


class Command(NewsCommand):
    """List the texts of press offices, newest first, each with the outlets that printed it."""

    example = "scrapy releases --region RU-PNZ --unchecked --json"

    def syntax(self) -> str:
        return "[--since DAY] [--until DAY] [--region CODE] [--source ID] [--unchecked] [--json]"

    def short_desc(self) -> str:
        return "List press releases: who printed them, what share word for word, what was added"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_day_options(parser, "those published")
        parser.add_argument("--region", help="only offices of this region, an ISO 3166-2 code")
        parser.add_argument("--source", help="only this press office, by its id")
        parser.add_argument(
            "--unchecked", action="store_true", help="only those to which no outlet added anything"
        )
        parser.add_argument("--json", action="store_true", help="one JSON array on stdout")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        require_region("--region", opts.region)
        db = open_readonly(self.config.database)
        offices = _offices(db.conn, opts.region, opts.source)
        since, until = chosen_period(
            db.conn, opts, _DEFAULT_DAYS, region=opts.region, source=opts.source
        )
        releases = press_releases(db.conn, offices, since, until, limit=_MAX_LISTED + 1)
        if len(releases) > _MAX_LISTED:
            releases.pop()
            print(
                f"scrapy {self.name}: only the newest {_MAX_LISTED:,} press releases are read;"
                " narrow them with --since, --until, --region or --source",
                file=sys.stderr,
            )
        if opts.unchecked:
            releases = [release for release in releases if release.is_unchecked]
        if opts.json:
            records = [_record(release) for release in releases]
            print(json.dumps(records, ensure_ascii=False, indent=2))
        else:
            for release in releases:
                print("\n".join(_describe(release)))
            print(_summary(releases))
        return ExitCode.DONE


def _offices(conn: Connection, region: str | None, source_id: str | None) -> Mapping[str, Office]:
    """Return the chosen press offices by id; raises BadInputError if ``source_id`` is none."""
    offices = press_offices(conn, region)
    if source_id is None:
        return offices
    if source_id not in press_offices(conn):
        raise BadInputError(
            f'--source: no press office {source_id!r}; set kind = "official" in its'
            " block of sources.toml"
        )
    return {office_id: office for office_id, office in offices.items() if office_id == source_id}


def _summary(releases: Sequence[PressRelease]) -> str:
    printed = sum(bool(release.later) for release in releases)
    unchecked = sum(release.is_unchecked for release in releases)
    return (
        f"press releases: {len(releases)}, printed by outlets: {printed},"
        f" with nothing added: {unchecked}"
    )


def _describe(release: PressRelease) -> Iterator[str]:
    yield f"{shown_minute(release.at)}  {release.office.name}: {release.headline}"
    yield f"    {release.url}"
    for copy in release.copies:
        yield f"  {shown_minute(copy.at)}  {copy.source_name}: {copy.headline}"
        yield from (f"    {line}" for line in _describe_printing(copy))
    if release.left_out:
        yield f"  further articles of the story, which are not compared: {release.left_out}"
    for other in release.reworded:
        yield f"  in other words: {other.source_name}: {other.headline} (story {other.story_id})"
    if not release.copies and not release.reworded:
        yield "  no outlet printed it"


def _describe_printing(copy: PrintedCopy) -> Iterator[str]:
    """Yield the lines on how much of a release a copy printed, and what it added."""
    printing = copy.printing
    if printing is None:
        yield "not compared: text pruned"
        return
    how_much = "printed whole" if printing.is_whole else "printed in part"
    kind = "published before the press release" if copy.is_earlier else how_much
    yield (
        f"{kind}: {printing.taken:.0%} of the release word for word;"
        f" own words: {printing.own_words}, {printing.own_share:.0%} of the article"
    )
    if copy.adds_nothing:
        yield "added nothing: no quote, number or name beyond the release"
    for name, values in (
        ("quotes", printing.quotes), ("numbers", printing.numbers), ("names", printing.names)
    ):  # fmt: skip
        if values:
            yield f"added {name}: {'; '.join(values)}"


def _record(release: PressRelease) -> dict[str, Any]:
    """Return the JSON object of a press release, with its shares as fractions of four digits."""
    copies = []
    for copy in release.copies:
        record = asdict(copy)
        if copy.printing is not None:
            record["printing"] |= {
                "taken": round(copy.printing.taken, 4),
                "own_share": round(copy.printing.own_share, 4),
                "is_whole": copy.is_whole,
                "adds_nothing": copy.adds_nothing,
            }
        copies.append(record)
    return asdict(release) | {
        "copies": copies,
        "printed_whole": release.printed_whole,
        "added_nothing": release.added_nothing,
        "is_unchecked": release.is_unchecked,
    }
