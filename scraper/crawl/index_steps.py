"""Which documents of a source are fetched, and in which order: functions of plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipelines.model import Source
from pipelines.parsing.urls import identity
from scraper.crawl.link_triage import TriagedLinks
from scraper.discovery.autodiscovery import usual_feeds, usual_sitemaps
from scraper.discovery.documents import Child, Document, Kind
from storage.crawl.endpoints import Endpoint

_MAX_FIRST_PAGES = 30  # of a listing on first sight; `since` goes on to the end
_MAX_PAGES = 400
MAX_FAILURES = 3  # in a row, after which a document that was found is given up
HOME_INTERVAL = timedelta(days=7)
_MAX_UNDATED = 3  # sitemaps of an index without lastmod, from either end, where the newest are


@dataclass(frozen=True, slots=True)
class Step:
    """A document to be fetched, and how it was found."""

    url: str
    kind: Kind
    configured: bool = False
    parent: str | None = None  # the sitemap index that names it
    root: str | None = None  # the first page of a paged document
    page: int = 1
    guessed: bool = False  # a usual place; its absence is no failure


def first_steps(source: Source, known: Iterable[Endpoint]) -> list[Step]:
    """The documents named for a source; else those found before; else its home page.

    Where a feed was found, sitemaps are asked only when the feed leaves a gap. Where none was, the
    home page is looked at each time: it may declare one, and is read as a listing if it does not.
    """
    named = [
        *(Step(url, Kind.FEED, configured=True) for url in source.feeds),
        *(Step(url, Kind.SITEMAP, configured=True) for url in source.sitemaps),
        *(Step(url, Kind.LISTING, configured=True) for url in source.listings),
    ]
    if named:
        return named
    found = [
        Step(endpoint.url, Kind(endpoint.kind))
        for endpoint in known
        if endpoint.parent is None and endpoint.kind != Kind.HOME and not endpoint.configured
        if endpoint.consecutive_failures < MAX_FAILURES
    ]
    home = Step(source.home, Kind.HOME)
    feeds = [step for step in found if step.kind is Kind.FEED]
    if feeds:
        return feeds
    listed = [step for step in found if identity(step.url) == identity(source.home)]
    others = [step for step in found if step not in listed]
    return [home, *others] if listed or not others else others


def is_home_due(source: Source, known: Mapping[str, Endpoint], now: datetime) -> bool:
    """Whether the home page is to be looked at again for feeds, beside what is read anyway.

    So it is when an index has failed twice, and once a week where the indexes were found there.
    """
    if any(endpoint.consecutive_failures >= 2 for endpoint in known.values()):
        return True
    home = known.get(source.home)
    checked_at = home.checked_at if home else None
    return not is_named(source) and checked_at is not None and now - checked_at > HOME_INTERVAL


def is_named(source: Source) -> bool:
    """Whether sources.toml says where a source's links are."""
    return bool(source.feeds or source.sitemaps or source.listings)


def usual_stages(source: Source, robots_sitemaps: Sequence[str]) -> list[list[Step]]:
    """Where to look, one stage after the other, when nothing named or found shows a link."""
    return [
        [Step(url, Kind.SITEMAP) for url in robots_sitemaps],
        [Step(url, Kind.SITEMAP, guessed=True) for url in usual_sitemaps(source.home)],
        [Step(url, Kind.FEED, guessed=True) for url in usual_feeds(source.home)],
    ]


def further_steps(source: Source, robots_sitemaps: Sequence[str]) -> list[Step]:
    """What to read besides the feeds when they don't reach back far enough."""
    sitemaps = source.sitemaps or robots_sitemaps
    return [
        *(Step(url, Kind.SITEMAP) for url in sitemaps),
        *(
            Step(url, Kind.SITEMAP, guessed=True)
            for url in usual_sitemaps(source.home)
            if not sitemaps
        ),
        *(Step(url, Kind.LISTING) for url in source.listings or (source.home,)),
    ]


def due_children(
    step: Step,
    children: Sequence[Child],
    known: Mapping[str, Endpoint],
    since: datetime | None,
    *,
    deep: bool = False,
) -> list[Step]:
    """The sitemaps of an index that may have changed since they were read, newest first.

    A sitemap last changed before ``since`` can't name anything newer. Of those that don't say,
    the ones at either end are read, and with ``deep`` all.
    """
    dated = sorted(
        (child for child in children if child.lastmod),
        key=lambda child: child.lastmod or datetime.min,
        reverse=True,
    )
    due = [child for child in dated if _changed(child, known.get(child.url), since)]
    undated = [child for child in children if not child.lastmod]
    read = undated if deep else [*undated[:_MAX_UNDATED], *undated[-_MAX_UNDATED:]]
    chosen = dict.fromkeys(child.url for child in [*due, *read])
    return [Step(url, Kind.SITEMAP, parent=step.url) for url in chosen]


def _changed(child: Child, known: Endpoint | None, since: datetime | None) -> bool:
    if child.lastmod is None:
        return True
    if since and child.lastmod < since:
        return False
    was_read = known is not None and known.status in ("working", "not_modified")
    read_at = known.checked_at if known and was_read else None
    return read_at is None or child.lastmod >= read_at or since is not None


def next_page(
    step: Step, document: Document, links: TriagedLinks, *, deep: bool, first_sight: bool
) -> Step | None:
    """The page after this one, while pages show links not seen before and recent enough.

    An endless calendar shows nothing new and ends at once; a page with a known link joins up with
    what earlier runs saw, so nothing can lie beyond it.
    """
    if not document.next_pages or step.kind not in (Kind.FEED, Kind.LISTING):
        return None
    if step.page >= (_MAX_PAGES if deep else _MAX_FIRST_PAGES):
        return None
    something_new = bool(links.fresh or links.reopened)
    joins_up = links.known > 0 and not deep and not first_sight
    if (not something_new and not deep) or joins_up:
        return None
    if deep and not (something_new or links.known):
        return None
    return replace(step, url=document.next_pages[0], page=step.page + 1, root=step.root or step.url)
