"""``scrapy extract``: reads the articles of saved HTML files and prints JSON Lines."""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.extraction.lines.recurring_lines import (
    cut_lines,
    group_copies,
    learn_cuts,
    without_lines,
)
from pipelines.files.errors import BadInputError
from pipelines.parsing.zones import zone_named
from scraper.command import NewsCommand
from scraper.errors import ExitCode
from scraper.progress_line import with_progress
from scraper.saved_pages import PageContext, Record, extract_files
from scraper.sources.loading import known_source, load_sources


class Command(NewsCommand):
    """Read the articles of saved pages."""

    max_arguments = None
    example = "scrapy extract --timezone Europe/Moscow page.html"

    def syntax(self) -> str:
        return "[options] FILE…"

    def short_desc(self) -> str:
        return "Extract text and facts from saved HTML files, as JSON Lines"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--url", metavar="URL", help="address of the one page given")
        parser.add_argument(
            "--urls", metavar="FILE.json", help="an object of file stems, each with its URL"
        )
        parser.add_argument("--source", metavar="ID", help="read as pages of this source")
        parser.add_argument("--timezone", metavar="ZONE", help="for times that name no zone")
        parser.add_argument("--fetched-at", metavar="TIME", help="when saved, ISO 8601 with zone")
        parser.add_argument(
            "--learn", action="store_true", help="cut lines that recur across each site's files"
        )
        parser.add_argument("--explain", action="store_true", help="add what was removed, and why")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        if not args:
            raise BadInputError("no file given; name HTML files, or - for standard input")
        if opts.url and len(args) > 1:
            raise BadInputError("--url names one page; use --urls FILE.json for several files")
        if opts.url and not is_url(opts.url):
            raise BadInputError(
                f"--url: expected an address like https://a.example/1, got {opts.url!r}"
            )
        urls = read_urls(opts.urls) if opts.urls else {}
        context = self._context(opts)
        paths_and_urls = [(path, opts.url or urls.get(stem(path), "")) for path in args]
        succeeded = 0
        with closing(extract_files(paths_and_urls, context)) as extracted:
            records: Iterable[Record] = with_progress(extracted, len(args), "pages")
            if opts.learn:
                records = learn(list(records), explain=opts.explain)
            for record in records:
                print(json.dumps(record, ensure_ascii=False))
                if "error" not in record:
                    succeeded += 1
        return ExitCode.DONE if succeeded else ExitCode.NOTHING_DONE

    def _context(self, opts: argparse.Namespace) -> PageContext:
        if opts.timezone and zone_named(opts.timezone) is None:
            raise BadInputError(
                f"--timezone: expected an IANA zone like Europe/Moscow, got {opts.timezone!r}"
            )
        fetched_at = read_moment(opts.fetched_at) if opts.fetched_at else None
        source = None
        if opts.source is not None:
            path = self.config.sources
            source = known_source(load_sources(path), opts.source, "--source", path)
        return PageContext(source, opts.timezone or None, fetched_at, explain=opts.explain)


def learn(records: list[Record], explain: bool = False) -> list[Record]:
    """Cut from the records of each site the lines that recur across its stories.

    The records are changed and returned; ``explain`` adds the cut lines to their ``removed``.
    """
    bodies_by_host: defaultdict[str, dict[str, str]] = defaultdict(dict)  # by number of the record
    for number, record in enumerate(records):
        if "error" not in record:
            host = urlsplit(str(record["url"] or "")).hostname or ""
            bodies_by_host[host][str(number)] = str(record["article_body"])
    for bodies in bodies_by_host.values():
        cuts = learn_cuts(bodies, group_copies(bodies))
        for key, body in bodies.items():
            record = records[int(key)]
            record["article_body"] = without_lines(body, cuts)
            removed = record.get("removed")
            if explain and isinstance(removed, list):
                removed += [
                    {"text": text, "stage": "boilerplate", "reason": "recurs across the site"}
                    for text in cut_lines(body, cuts)
                ]
    return records


def stem(path: str) -> str:
    """Return the key of a file in ``--urls``: ``b`` for ``a/b.html.gz``."""
    name = Path(path).name
    for suffix in (".gz", ".html", ".htm"):
        name = name.removesuffix(suffix)
    return name


def read_urls(path: str) -> dict[str, str]:
    """Return the URL of each file stem in a JSON file; raises BadInputError.

    The file maps each stem to a URL, or to an object with the key ``url``.
    """
    try:
        urls = json.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise BadInputError(f"--urls {path}: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise BadInputError(f"--urls {path}: expected a JSON object of file stem → URL") from None
    if not isinstance(urls, dict):
        raise BadInputError(f"--urls {path}: expected a JSON object of file stem → URL")
    return dict(_checked_urls(path, urls.items()))


def is_url(text: str) -> bool:
    """Return whether a text is an absolute address with a host and a valid port."""
    try:
        return bool(urlsplit(text).netloc) and urlsplit(text).port != 0
    except ValueError:
        return False


def _checked_urls(path: str, items: Iterable[tuple[str, object]]) -> Iterator[tuple[str, str]]:
    """Yield each file stem with its URL; raises BadInputError for a value that is no URL."""
    for key, value in items:
        url = value.get("url", "") if isinstance(value, dict) else value
        if not isinstance(url, str) or (url and not is_url(url)):
            raise BadInputError(f"--urls {path}: {key!r}: expected a URL, got {value!r:.80}")
        yield key, url


def read_moment(text: str) -> datetime:
    """Return the UTC time of an ISO 8601 text with a zone; raises BadInputError without one."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadInputError(
            f"--fetched-at: expected a time with its zone, such as 2025-11-17T09:00:00+03:00,"
            f" got {text!r}"
        )
    return moment.astimezone(UTC)
