"""``scrapy citations``: ranks outlets by how often outlets of other owners copy or credit them."""

import argparse
import json
from dataclasses import asdict

from pipelines.files.errors import BadInputError
from scraper.command import NewsCommand
from scraper.errors import ExitCode
from scraper.sources.regions import require_region
from storage.database.sqlite import open_readonly

_MAX_DAYS = 366  # a longer period would read most of the table of copies


class Command(NewsCommand):
    """Print the citation index that the site shows at ``/citations``."""

    example = "scrapy citations --days 30 --json"

    def syntax(self) -> str:
        return "[--days N] [--region CODE] [--json]"

    def short_desc(self) -> str:
        return "Rank outlets by how often outlets of other owners copy or credit them"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--days",
            type=int,
            default=30,
            help="length of the period, which ends on the day of the newest article (default: 30)",
        )
        parser.add_argument("--region", help="only outlets of this region, an ISO 3166-2 code")
        parser.add_argument("--json", action="store_true", help="one JSON array on stdout")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        # This import takes 0.4 s, for which no other command should wait.
        from storage.browse.pages.citations import CitationArguments, read_cited

        if not 1 <= opts.days <= _MAX_DAYS:
            raise BadInputError(f"--days: expected a number from 1 to {_MAX_DAYS}, got {opts.days}")
        require_region("--region", opts.region)
        db = open_readonly(self.config.database)
        cited, outlets, last_day = read_cited(db.conn, CitationArguments(opts.days, opts.region))
        if opts.json:
            records = [
                asdict(outlet)
                | {
                    "name": outlets.name(outlet.source_id),
                    "region": outlets.sources[outlet.source_id]["region"],
                }
                for outlet in cited
            ]
            print(json.dumps(records, ensure_ascii=False, indent=2))
            return ExitCode.DONE
        for outlet in cited:
            print(
                f"{outlet.index:8.2f}  {outlets.name(outlet.source_id)}: articles"
                f" {outlet.articles}, owners {outlet.owners}, regions {outlet.regions}"
            )
        print(f"outlets cited, days {opts.days} up to {last_day}: {len(cited)}")
        return ExitCode.DONE
