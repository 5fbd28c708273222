"""Adds and reads the options ``--since`` and ``--until`` of commands that list findings.

The days are local, in the same time zone as on the pages of the site: that of ``--source``, else of
``--region``, else of most outlets.
"""

import argparse
import sqlite3
from datetime import datetime, timedelta

from pipelines.files.fields import day_option
from storage.browse.i18n.times import bounds
from storage.browse.outlets import load_outlets


def add_day_options(parser: argparse.ArgumentParser, listed: str) -> None:
    """Add ``--since`` and ``--until``; ``listed`` says what is limited, as in "what was seen"."""
    parser.add_argument("--since", help=f"only {listed} from this local day on, YYYY-MM-DD")
    parser.add_argument("--until", help=f"only {listed} up to this local day, YYYY-MM-DD")


def chosen_period(
    conn: sqlite3.Connection,
    opts: argparse.Namespace,
    default_days: int,
    *,
    region: str | None = None,
    source: str | None = None,
) -> tuple[str, str]:
    """Return the start and the end of the chosen days, as UTC texts; the end is excluded.

    Without ``--since`` the period begins ``default_days`` before today, without ``--until`` it
    ends with today. Raises BadInputError for a text that is no day.
    """
    first, last = day_option("--since", opts.since), day_option("--until", opts.until)
    zone = load_outlets(conn).zone_of(region, source)
    today = datetime.now(zone).date()
    start = bounds(first or today - timedelta(days=default_days), zone).start
    return start, bounds(last or today, zone).end
