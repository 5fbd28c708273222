"""``scrapy digest``: prints a region's day as Markdown, plain text, HTML or posts for Telegram."""

import argparse
import sys
from datetime import UTC, datetime

from pipelines.files.errors import BadInputError
from pipelines.files.fields import day_option
from scraper.command import NewsCommand
from scraper.errors import ExitCode
from scraper.sources.regions import region
from storage.database.sqlite import open_readonly


class Command(NewsCommand):
    """Print the digest that the site shows at ``/digest/CODE/DAY``."""

    example = "scrapy digest --region RU-PNZ --date 2026-11-23 --format markdown"

    def short_desc(self) -> str:
        return "Print a region's day in brief, ready to mail or post"

    def syntax(self) -> str:
        return "--region CODE [--date YYYY-MM-DD] [--format markdown|text|html|telegram]"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--region", help="ISO 3166-2 code such as RU-PNZ")
        parser.add_argument("--date", help="the local day (default: today in the region)")
        parser.add_argument(
            "--about", action="store_true", help="also stories of others about the region"
        )
        parser.add_argument("--format", default="markdown", help="markdown, text, html or telegram")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode | None:
        from storage.browse.documents.digest import build_digest  # importing it takes 0.4 s
        from storage.browse.documents.digest_forms import FORMATS
        from storage.browse.i18n.languages import LANGUAGES, language_of
        from storage.browse.outlets import load_outlets

        if opts.format not in FORMATS:
            expected = ", ".join(FORMATS)
            raise BadInputError(f"--format: expected one of {expected}, got {opts.format!r}")
        if not opts.region:
            raise BadInputError("--region: expected an ISO 3166-2 code such as RU-PNZ, got none")
        db = open_readonly(self.config.database)
        outlets = load_outlets(db.conn)
        zone = outlets.zone_of(opts.region)
        languages_and_regions = [
            (row["language"], row["region"]) for row in outlets.sources.values()
        ]
        language = LANGUAGES[language_of(self.config.language, languages_and_regions)]
        day = day_option("--date", opts.date or None) or datetime.now(UTC).astimezone(zone).date()
        about = "yes" if opts.about else None  # as the parameter of the page
        digest = build_digest(db.conn, opts.region, day, language, about)
        if digest is None:
            note = "" if region(opts.region) else ", which is not a code of ISO 3166-2"
            raise BadInputError(f"--region: no outlet is known in {opts.region!r}{note}")
        sys.stdout.write(FORMATS[opts.format](digest))
        return ExitCode.DONE
