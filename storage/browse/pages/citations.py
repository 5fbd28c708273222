"""``/citations``: how often outlets of other owners copy or credit the stories of an outlet."""

import csv
import io
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log2
from typing import Any
from zoneinfo import ZoneInfo

from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, NotFound, Request, Response

from pipelines.model import Message
from storage.articles.export_formats import neutral
from storage.browse import links, responses
from storage.browse.database import read
from storage.browse.figures.mentions import Mentions, as_svg
from storage.browse.figures.statistics import Pair, copy_pairs_of, latest_article_day
from storage.browse.i18n.languages import ENGLISH, Language
from storage.browse.i18n.requested_language import language_of_request
from storage.browse.i18n.times import bounds, zone_name
from storage.browse.outlets import Outlets, load_outlets
from storage.browse.queries import placeholders, rows
from storage.database.zones import local_day

PERIODS = (7, 30, 90)  # days
MAX_CITED = 200  # outlets of the table
MAX_DRAWN = 5  # outlets of the picture, those with the highest index
MAX_CITING = 100  # articles listed for one outlet, the newest
_COLUMNS = ("source", "name", "region", "index", "articles", "outlets", "regions")


@dataclass(frozen=True, slots=True)
class CitedOutlet:
    """How often outlets of other owners have stories that an outlet published first.

    The index is the sum of log2(1 + n) over the owners that cite the outlet, for n citing articles
    of an owner. So citations by many owners weigh more than as many by one.
    """

    source_id: str
    index: float
    articles: int
    owners: int
    regions: int


@dataclass(frozen=True, slots=True)
class CitationArguments:
    """The arguments of a request."""

    days: int  # of the period
    region: str | None = None  # only outlets of this region are listed
    outlet: str | None = None  # the outlet whose citing articles are listed


def cited_outlets(
    pairs: Sequence[Pair], sources: Mapping[str, sqlite3.Row], region: str | None = None
) -> list[CitedOutlet]:
    """Return the outlets that others cite, the highest index first.

    Pairs of one owner are left out. ``region`` limits the result to outlets of that region.
    """
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)  # by outlet, then by owner
    regions: defaultdict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        cited, citing = sources.get(pair.origin), sources.get(pair.copier)
        if cited is None or citing is None or _owner(cited) == _owner(citing):
            continue
        if region in (None, cited["region"]):
            counts[pair.origin][_owner(citing)] += pair.count
            regions[pair.origin].add(citing["region"])
    outlets = [
        CitedOutlet(
            source_id=source_id,
            index=round(sum(log2(1 + articles) for articles in by_owner.values()), 2),
            articles=sum(by_owner.values()),
            owners=len(by_owner),
            regions=len(regions[source_id]),
        )
        for source_id, by_owner in counts.items()
    ]
    return sorted(outlets, key=lambda cited: (-cited.index, -cited.articles, cited.source_id))


async def citations(datasette: Datasette, request: Request) -> Response:
    """Return the page of the citations."""
    arguments = _read_arguments(request)
    language = language_of_request(request)
    context = await read(datasette, lambda conn: citations_data(conn, arguments, language))
    return await responses.page(datasette, request, "svodka_citations.html", context)


async def citations_file(datasette: Datasette, request: Request) -> Response:
    """Return the table as CSV, or a picture with the citations of each day."""
    arguments = _read_arguments(request)
    language = language_of_request(request)
    if request.url_vars["format"] == "csv":

        def table(conn: sqlite3.Connection) -> str:
            cited, outlets, _ = read_cited(conn, arguments, language)
            return _as_csv(cited, outlets)

        return responses.text(await read(datasette, table), "text/csv")
    title = language.gettext("Citations a day")

    def picture(conn: sqlite3.Connection) -> str:
        return as_svg(_daily_citations(conn, arguments, language), title, language)

    return responses.text(await read(datasette, picture), "image/svg+xml")


def citations_data(
    conn: sqlite3.Connection, arguments: CitationArguments, language: Language = ENGLISH
) -> dict[str, Any]:
    """Return the values for the template; raises NotFound for an unknown outlet."""
    cited, outlets, last = read_cited(conn, arguments, language)
    if arguments.outlet is not None and arguments.outlet not in outlets.sources:
        raise NotFound(Message("There is no outlet %(id)s", id=arguments.outlet))
    zone = outlets.zone_of(arguments.region)
    return {
        "outlets": outlets,
        "zone": zone,
        "zone_name": zone_name(zone, responses.now(), language),
        "asked": None,
        "days": arguments.days,
        "region": arguments.region,
        "outlet": arguments.outlet,
        "periods": PERIODS,
        "until": last,
        "cited": cited[:MAX_CITED],
        "query": links.query_string(days=arguments.days, region=arguments.region),
        "citing": citing_articles(conn, arguments, outlets, last) if arguments.outlet else [],
    }


def read_cited(
    conn: sqlite3.Connection, arguments: CitationArguments, language: Language = ENGLISH
) -> tuple[list[CitedOutlet], Outlets, date]:
    """Return the cited outlets, all outlets, and the last day of the period."""
    outlets = load_outlets(conn, language)
    zone = outlets.zone_of(arguments.region)
    last = latest_article_day(conn, zone, responses.now().astimezone(zone).date())
    pairs = copy_pairs_of(conn, last - timedelta(days=arguments.days - 1), last, zone)
    return cited_outlets(pairs, outlets.sources, arguments.region), outlets, last


def citing_articles(
    conn: sqlite3.Connection, arguments: CitationArguments, outlets: Outlets, last: date
) -> list[sqlite3.Row]:
    """Return the newest articles that cite an outlet, each with its credit and its story."""
    assert arguments.outlet is not None
    others = _ids_of_other_owners(outlets, arguments.outlet)
    zone = outlets.zone_of(arguments.region)
    first = last - timedelta(days=arguments.days - 1)
    return rows(
        conn,
        f"""SELECT a.id, a.headline, a.source_id, a.story_id, a.credit_text, a.is_based_on,
            a.in_language, c.date_published FROM copies c CROSS JOIN articles a
            ON a.id = c.article_id WHERE c.copier IN ({placeholders(others)}) AND c.origin = ?
            AND c.date_published >= ? AND c.date_published < ?
            ORDER BY c.date_published DESC LIMIT ?""",  # noqa: S608
        [*others, arguments.outlet, bounds(first, zone).start, bounds(last, zone).end, MAX_CITING],
    )


def _daily_citations(
    conn: sqlite3.Connection, arguments: CitationArguments, language: Language
) -> Mentions:
    """Return the citations of each day, for the outlets with the highest index."""
    cited, outlets, last = read_cited(conn, arguments, language)
    drawn_ids = [outlet.source_id for outlet in cited[:MAX_DRAWN]]
    zone = outlets.zone_of(arguments.region)
    first = last - timedelta(days=arguments.days - 1)
    counts: Counter[tuple[date, str]] = Counter()
    for source_id in drawn_ids:
        for day, number in _per_day(conn, source_id, outlets, (first, last), zone):
            counts[day, outlets.name(source_id)] += number
    days = tuple(first + timedelta(days=offset) for offset in range(arguments.days))
    return Mentions(days, tuple(map(outlets.name, drawn_ids)), dict(counts))


def _per_day(
    conn: sqlite3.Connection, cited: str, outlets: Outlets, days: tuple[date, date], zone: ZoneInfo
) -> list[tuple[date, int]]:
    """Return (day, articles of other owners that cite the outlet); a day may occur several times.

    ``days`` are the first and the last day.
    """
    others = _ids_of_other_owners(outlets, cited)
    first, last = days
    hours = conn.execute(
        f"""SELECT substr(c.date_published, 1, 13), count(*) FROM copies c
            WHERE c.copier IN ({placeholders(others)}) AND c.origin = ?
            AND c.date_published >= ? AND c.date_published < ? GROUP BY 1""",  # noqa: S608
        [*others, cited, bounds(first, zone).start, bounds(last, zone).end],
    )
    counts = []
    for hour, number in hours:  # an hour is 2026-01-31T05, or a day alone
        is_day = len(hour) == len("2026-01-31")
        counts.append((local_day(hour if is_day else f"{hour}:00:00Z", zone), number))
    return counts


def _as_csv(cited: Sequence[CitedOutlet], outlets: Outlets) -> str:
    """Return CSV with a row for each outlet.

    The text begins with a byte order mark, by which Excel recognises UTF-8.
    """
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for outlet in cited:
        source = outlets.sources[outlet.source_id]
        values = (outlet.index, outlet.articles, outlet.owners, outlet.regions)
        writer.writerow([outlet.source_id, neutral(source["name"]), source["region"], *values])
    return text.getvalue()


def _owner(source: sqlite3.Row) -> str:
    """Return the owner of a source; a source that states none is its own owner."""
    return str(source["owner"] or source["id"])


def _ids_of_other_owners(outlets: Outlets, source_id: str) -> list[str]:
    """Return the ids of the sources that do not belong to the owner of this source."""
    owner = _owner(outlets.sources[source_id])
    return [source["id"] for source in outlets.sources.values() if _owner(source) != owner]


def _read_arguments(request: Request) -> CitationArguments:
    days = responses.argument(request, "days") or "30"
    if days not in map(str, PERIODS):
        raise BadRequest(
            Message("days: expected one of %(days)s", days=", ".join(map(str, PERIODS)))
        )
    region = responses.argument(request, "region")
    return CitationArguments(int(days), region, responses.argument(request, "outlet"))
